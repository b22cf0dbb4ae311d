#pragma once
// Names as bureaus write them: of layers, with a division code, a place or a year around; of columns, cut off by Shapefiles.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "libspatial/layer.hpp"

namespace libspatial::schema {

/// ASCII letters in capitals, separators dropped.
std::string plain(std::string_view name);

enum class NameMatch { no, pattern, whole };

/// Whether a layer's name is this alias, with nothing around it but digits, a place (…省 …市 …县 …区) before it and a year.
NameMatch match_layer_name(std::string_view name, std::string_view alias);

/// Column number of the first alias the layer has: exactly (letters in any case), else as a Shapefile cuts it off at ten bytes when
/// that column can be no other of `all`, the names its kind of layer knows.
std::optional<std::size_t> find_column(const Layer& layer, const std::vector<std::string>& aliases, const std::vector<std::string>& all);

/// Without blanks around, full-width ones included.
std::string trimmed(std::string_view text);

/// Digits of a division code without trailing groups of 000; 0 when it is no number of at least six digits.
std::size_t digits_of_code(std::string_view code);

}  // namespace libspatial::schema
