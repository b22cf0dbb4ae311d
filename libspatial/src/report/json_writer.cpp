#include "report/json_writer.hpp"

#include <cmath>
#include <utility>

#include "libspatial/units.hpp"
#include "report/utf8.hpp"

namespace libspatial::report {

void JsonWriter::new_line() {
  out_ += '\n';
  out_.append(closers_.size(), ' ');
}

void JsonWriter::begin_item(std::string_view key) {
  if (!first_) out_ += ',';
  if (!closers_.empty()) new_line();
  first_ = false;
  if (key.empty()) return;
  quoted(key);
  out_ += ": ";
}

void JsonWriter::open(std::string_view key, char bracket) {
  begin_item(key);
  out_ += bracket;
  closers_ += bracket == '{' ? '}' : ']';
  first_ = true;
}

void JsonWriter::end() {
  const char closer = closers_.back();
  closers_.pop_back();
  if (!first_) new_line();
  out_ += closer;
  first_ = false;
}

void JsonWriter::token(std::string_view key, std::string_view value) {
  begin_item(key);
  out_ += value;
}

void JsonWriter::string(std::string_view key, std::string_view value) {
  begin_item(key);
  quoted(value);
}

void JsonWriter::known(std::string_view key, std::string_view value) {
  value.empty() ? null(key) : string(key, value);
}

void JsonWriter::text(std::string_view key, const Text& value) {
  begin_object(key);
  string("zh", value.zh);
  string("en", value.en);
  end();
}

void JsonWriter::hundredths(std::string_view key, std::optional<std::int64_t> value) {
  value ? token(key, decimals_of_hundredths(*value)) : null(key);
}

void JsonWriter::decimal(std::string_view key, std::optional<double> value, int digits) {
  value && std::isfinite(*value) ? token(key, decimals(*value, digits)) : null(key);
}

void JsonWriter::real(std::string_view key, double value) {
  std::isfinite(value) ? token(key, shortest(value)) : null(key);
}

void JsonWriter::quoted(std::string_view value) {
  constexpr char hex[] = "0123456789abcdef";
  out_ += '"';
  while (!value.empty()) {
    const char32_t c = take_code_point(value);
    if (c == '"' || c == '\\') {
      out_ += '\\';
      out_ += static_cast<char>(c);
    } else if (c < 0x20 || (c >= 0x7F && c < 0xA0)) {
      out_ += "\\u00";
      out_ += hex[c >> 4];
      out_ += hex[c & 15];
    } else {
      append_utf8(out_, c);
    }
  }
  out_ += '"';
}

std::string JsonWriter::take() {
  out_ += '\n';
  return std::exchange(out_, {});
}

}  // namespace libspatial::report
