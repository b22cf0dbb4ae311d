#pragma once
// Picture: a drawing (SVG) as a PNG, by librsvg and cairo. The only room that knows them; part of libspatial::io.

#include <string>
#include <string_view>

namespace libspatial {

/// Writes `svg` as a PNG `width` pixels wide, whole or not at all. Throws Error(no_font) when it has Chinese characters and fontconfig finds no font for
/// them, Error(bad_argument) for a width that is not 100 to 20000, Error(write_failed).
void write_png(const std::string& file, std::string_view svg, int width);

}  // namespace libspatial
