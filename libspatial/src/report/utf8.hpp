#pragma once
// Text of unknown origin made safe to print: valid UTF-8, no control characters, known width.

#include <string>
#include <string_view>

namespace libspatial::report {

/// Takes one code point off the front of `text`; a byte that begins no valid sequence (overlong, surrogate, cut off)
/// gives U+FFFD and is taken alone. Precondition: `text` is not empty.
char32_t take_code_point(std::string_view& text);

void append_utf8(std::string& out, char32_t code_point);

/// Valid UTF-8 of the same text; what is invalid becomes U+FFFD.
std::string valid_utf8(std::string_view text);

/// One printable line: control characters, line separators and marks that turn the writing direction become U+FFFD,
/// tabs and line breaks become a space. Nothing that is left can move a cursor or reorder a page.
std::string printable(std::string_view text);

/// Columns of a terminal: Chinese, Japanese and Korean characters take two, combining marks none.
std::size_t display_width(std::string_view text);

/// `text` cut to at most `columns`, with "…" as the last when something was cut.
std::string fit(std::string_view text, std::size_t columns);

}  // namespace libspatial::report
