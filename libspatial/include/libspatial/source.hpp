#pragma once
// Source: where a zone, rule or metric comes from, and whether anybody has checked it.

#include <string>
#include <string_view>

namespace libspatial {

struct Source {
  std::string document;  ///< title and number: 《…》自然资规〔2026〕1号
  std::string clause;    ///< article or section
  std::string quote;     ///< the words relied on, empty when the text was not obtained
  std::string date;      ///< of issue or effect, YYYY-MM-DD
  bool verified = false; ///< the quote was compared with the published text
};

/// True when a source says of itself that the data are synthetic (合成数据).
bool calls_itself_synthetic(std::string_view source);

/// A day of the calendar, written YYYY-MM-DD: only so do dates compare as texts do.
bool is_date(std::string_view text);

/// The day of a point in time that is a midnight, as written and whatever its zone: "2025-01-01 00:00:00+00" is 2025-01-01. Any other text comes back as it is.
std::string day_of(std::string text);

}  // namespace libspatial
