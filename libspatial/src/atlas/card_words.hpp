#pragma once
// Words of the cards' pages.

#include <string>

#include "libspatial/cards.hpp"
#include "report/html.hpp"

namespace libspatial::atlas {

Text access_title(const std::string& what);   ///< "line" → 最近的交通线
Text method_title(const std::string& method); ///< "land–line" → 范围边缘到线
Text line_kind_title(const std::string& kind, const std::string& status);  ///< 高速公路（规划）
std::string joined(const std::vector<std::string>& words, const char* with = "、");
std::string square_metres(const std::optional<Area>& area);  ///< "" when there is none
std::string kilometres(const std::optional<Length>& length); ///< "12.345", "" when there is none

/// File name of a card's page.
std::string page_name(const Card& card, std::size_t number);

/// The value, or a sentence in the colour of what is absent.
void value_or(report::Html& html, const std::string& value, const Text& otherwise);

}  // namespace libspatial::atlas
