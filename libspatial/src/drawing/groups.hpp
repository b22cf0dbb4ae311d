#pragma once
// A DXF file as the sequence of its groups: a code on one line, its value on the next.

#include <cstddef>
#include <string>
#include <string_view>

#include "libspatial/error.hpp"

namespace libspatial::drawing {

struct Group {
  int code = 0;
  std::string_view value;  ///< bytes as they are, without blanks at both ends (texts keep theirs inside)
  std::size_t line = 0;    ///< of the value, from 1
};

class Groups {
 public:
  Groups(std::string_view bytes, const std::string& file) : rest_(bytes), file_(file) {}
  /// The next group; false at the end of the bytes. Throws Error(damaged_file) where a line should be a code and is none.
  bool next(Group& group);
  /// The group last taken comes once more.
  void back() { again_ = true; }
  std::size_t line() const { return line_; }

 private:
  bool take_line(std::string_view& line);
  std::string_view rest_;
  const std::string& file_;
  std::size_t line_ = 0;
  Group last_;
  bool again_ = false;
};

/// Throws Error(damaged_file) "file line 12: …".
[[noreturn]] void damaged(const std::string& file, std::size_t line, const Text& what);

}  // namespace libspatial::drawing
