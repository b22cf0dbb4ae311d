#pragma once
// JSON text in a fixed form: keys in the order they are written, areas with exactly two decimals, valid UTF-8.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "libspatial/error.hpp"

namespace libspatial::report {

/// Writes one document. A call with a key adds a member of the open object, a call without adds an element of the open
/// array. Nothing is buffered but the text itself.
class JsonWriter {
 public:
  void begin_object(std::string_view key = {}) { open(key, '{'); }
  void begin_array(std::string_view key = {}) { open(key, '['); }
  void end();

  void string(std::string_view key, std::string_view value);
  void element(std::string_view value) { string({}, value); }
  /// A text that may not be known: empty becomes null.
  void known(std::string_view key, std::string_view value);
  void text(std::string_view key, const Text& value);
  void integer(std::string_view key, std::int64_t value) { token(key, std::to_string(value)); }
  void boolean(std::string_view key, bool value) { token(key, value ? "true" : "false"); }
  void null(std::string_view key) { token(key, "null"); }
  /// Whole 0.01 m²: 17073660 is written 170736.60.
  void hundredths(std::string_view key, std::optional<std::int64_t> value);
  /// `digits` decimals; none, NaN and infinity become null.
  void decimal(std::string_view key, std::optional<double> value, int digits);
  /// The shortest form that reads back as the same double.
  void real(std::string_view key, double value);

  /// The finished document, with a line break at its end. Precondition: everything that was begun is ended.
  std::string take();

 private:
  void open(std::string_view key, char bracket);
  void token(std::string_view key, std::string_view value);
  void begin_item(std::string_view key);
  void quoted(std::string_view value);
  void new_line();

  std::string out_;
  std::string closers_;      // brackets to come, innermost last
  bool first_ = true;        // the open container has no item yet
};

}  // namespace libspatial::report
