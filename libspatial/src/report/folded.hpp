#pragma once
// Parts of a page that are there and not shown: compressed, until the reader asks for one of them.

#include <functional>
#include <string>

#include "report/html.hpp"

namespace libspatial::report {

/// A page that would be larger than this folds what belongs to single projects.
inline constexpr std::size_t largest_plain_page = 3u << 20;

/// Parts 0, 1, … as data that a browser neither shows nor runs: each block holds 64 of them, deflated, in Base64. The page's script (page/fold.js.inc) opens the
/// block a part is in and copies elements and attributes that it knows. `part` is called from several threads; the bytes do not depend on them.
void write_folded(Html& html, std::string_view kind, std::size_t parts, const std::function<std::string(std::size_t)>& part);

}  // namespace libspatial::report
