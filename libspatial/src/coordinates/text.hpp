#pragma once
// Lines and cells of text that people typed: blanks of every width, commas of either, numbers to the last character.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "libspatial/error.hpp"

namespace libspatial::coordinates {

/// Bytes as UTF-8, and how they were read.
struct Decoded {
  std::string text;
  std::string encoding;
  std::vector<Text> notes;
};

/// BOM, then UTF-16 by its zeros, then strict UTF-8, then GB18030; a file of both line by line. Bytes that are no character become U+FFFD, with
/// a note. Throws Error(unsupported_format) for binary data, Error(damaged_file) for UTF-16 cut inside a character.
Decoded decode(std::string_view bytes, const std::string& file);

/// Appends bytes of an encoding as UTF-8; where they are no characters, U+FFFD for each byte. Returns how many were not. Throws
/// Error(unsupported_format) for an encoding the C library does not know.
std::size_t from_encoding(std::string_view bytes, const char* encoding, std::string& out);
/// One character of UTF-8 as GBK (two bytes at most), or nothing when GBK lacks it.
std::optional<std::string> find_gbk(std::string_view character);

/// Every character has a place in GB18030.
std::string to_gb18030(std::string_view utf8);

bool is_utf8(std::string_view text);

/// Without blanks at both ends: spaces, tabs, U+3000, U+00A0.
std::string_view trim(std::string_view text);
/// The trimmed cells between delimiters; "a,,b" has three.
std::vector<std::string_view> split(std::string_view line, char delimiter);
/// A finite decimal number, to its last character; no "nan", no hexadecimal.
std::optional<double> number(std::string_view cell);
std::optional<long> whole(std::string_view cell);
/// Full-width commas, colons, equals signs and digits as their narrow forms.
std::string narrow(std::string_view text);
bool contains(std::string_view text, std::string_view what);

/// "file line 12: …" in both languages; "line 12: …" for notes, which stand beside the name of their file.
Text at_line(const std::string& file, std::size_t line, const Text& what);
Text at_line(std::size_t line, const Text& what);

/// Takes lines off a text, LF, CRLF or CR.
class Lines {
 public:
  explicit Lines(std::string_view text) : rest_(text) {}
  std::optional<std::string_view> next();
  std::size_t number() const { return number_; }  ///< of the line last taken, from 1

 private:
  std::string_view rest_;
  std::size_t number_ = 0;
};

}  // namespace libspatial::coordinates
