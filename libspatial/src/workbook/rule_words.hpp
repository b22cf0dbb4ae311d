#pragma once
// Cells of a rule set's workbook as people read them, and as the rule set has them (its canonical form, JSON).

#include <nlohmann/json.hpp>
#include <string>

#include "libspatial/error.hpp"

namespace libspatial::workbook {

using Json = nlohmann::json;

/// A condition as a line of words: "outside > 1 m2 且 属性 kind 属于 urban; park". Brackets, 且 或 非 (and, or, not); 属于 介于 已填 未填 (in, between, present, absent).
std::string condition_words(const Json& condition);
/// Throws Text with what is wrong.
Json condition_of(const std::string& words);

/// "a; b". Throws Text when a word holds what parts the words.
std::string list_words(const Json& list);
Json list_of(const std::string& words);

/// "x = 5 m2; y = 1 m2 | 0 m2 | 2 m2". With `lists` every value is a list, otherwise one that has a bar.
std::string pairs_words(const Json& map);
Json pairs_of(const std::string& words, bool lists);

}  // namespace libspatial::workbook
