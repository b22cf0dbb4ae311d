#include "coordinates/carried.hpp"

#include <algorithm>
#include <cmath>
#include <set>

namespace libspatial {
namespace {

constexpr std::size_t shown_bytes = 60;

std::string lower(std::string text) {
  for (char& c : text) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;  // as SQLite and GDAL: ASCII only
  return text;
}

bool is_null(const Value& value) { return std::holds_alternative<std::monostate>(value); }

/// A number may come back as another type of number or as its digits; a null and an empty text are two things.
bool same(const Value& a, const Value& b) {
  if (a == b) return true;
  if (is_null(a) || is_null(b) || std::holds_alternative<std::string>(a)) return false;
  const auto *x = std::get_if<double>(&a), *y = std::get_if<double>(&b);
  if (x && y) return std::isnan(*x) && std::isnan(*y);
  if (x) return to_number(b) == *x;
  if (y) return std::abs(*y) < 0x1p63 && static_cast<std::int64_t>(*y) == std::get<std::int64_t>(a);
  return to_text(a) == to_text(b);
}

std::string shown(const Value& value) {
  if (is_null(value)) return "NULL";
  const std::string text = to_text(value), head = cut(text, shown_bytes);
  std::string line;
  for (const char c : head) line += c == '\n' ? "\\n" : c == '\r' ? "\\r" : c == '\t' ? "\\t" : std::string(1, c);
  return "“" + line + (head.size() < text.size() ? "…" : "") + "”";
}

}  // namespace

std::string cut(const std::string& text, std::size_t bytes) {
  if (text.size() <= bytes) return text;
  std::size_t end = bytes;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return text.substr(0, end);
}

std::vector<std::string> distinct_names(std::span<const Field> fields, const NamingRules& rules) {
  const std::size_t most = rules.most_bytes > 0 ? rules.most_bytes : std::string::npos;
  const auto key = [&](const std::string& name) { return rules.any_case ? lower(name) : name; };
  std::set<std::string> wanted, taken;
  for (const Field& field : fields) wanted.insert(key(field.name));
  std::vector<std::string> names;
  for (const Field& field : fields) {
    const std::string own = field.name.empty() ? "field" : field.name;
    std::string name = cut(own, most);
    for (int n = 1; taken.count(key(name)) > 0 || (name != field.name && wanted.count(key(name)) > 0); ++n) {
      const std::string end = "_" + std::to_string(n);
      name = cut(own, most == std::string::npos ? most : most - end.size()) + end;
    }
    taken.insert(key(name));
    names.push_back(std::move(name));
  }
  return names;
}

std::string free_name(std::span<const std::string> names, const std::string& word) {
  std::string name = word;
  const auto is_taken = [&](const std::string& other) { return lower(other) == lower(name); };
  for (int n = 1; std::any_of(names.begin(), names.end(), is_taken); ++n) name = word + "_" + std::to_string(n);
  return name;
}

Carried::Carried(const Layer& layer, std::vector<std::string> names) : names_(std::move(names)) {
  for (const Field& field : layer.fields) fields_.push_back({.name = field.name, .type = field.type, .given = {}, .again = {}});
}

void Carried::compare(const Layer& given, const Layer& again) {
  for (std::size_t i = 0; i < fields_.size(); ++i) {
    const Field* found = again.find_field(names_[i]);
    for (std::size_t row = 0; row < again.size(); ++row) {
      const std::size_t at = again.first_row - given.first_row + row;
      if (at < given.size()) compare(i, again.first_row + row, given.fields[i].values[at], found ? found->values[row] : Value{});
    }
  }
}

void Carried::compare(std::size_t field, std::size_t row, const Value& given, const Value& again) {
  Told& told = fields_[field];
  told.numbers_as_text |= told.type != FieldType::text && std::holds_alternative<std::string>(again);
  if (same(given, again)) return;
  if (told.cells++ == 0) told.first_row = row, told.given = given, told.again = again;
}

std::vector<Loss> Carried::losses() const {
  std::vector<Loss> result;
  std::string renamed, texts;
  for (std::size_t i = 0; i < fields_.size(); ++i) {
    if (names_[i] != fields_[i].name) renamed += (renamed.empty() ? "" : ", ") + fields_[i].name + " → " + names_[i];
    if (fields_[i].numbers_as_text) texts += (texts.empty() ? "" : ", ") + fields_[i].name;
  }
  if (!renamed.empty()) result.push_back({"fields", {"字段名在此格式中过长、为空或重名，已改：" + renamed, "names of fields that are too long, empty or taken in this format were changed: " + renamed}});
  if (!texts.empty()) result.push_back({"numbers", {"数值在此格式中写成了文字：" + texts, "numbers that are text in this format: " + texts}});
  for (const Told& told : fields_) {
    if (told.cells == 0) continue;
    const std::string n = std::to_string(told.cells), row = std::to_string(told.first_row), was = shown(told.given), is = shown(told.again);
    result.push_back({told.type == FieldType::text ? "text" : "numbers", {"字段 " + told.name + "：" + n + " 个值不能原样写出，首个在第 " + row + " 行：" + was + " → " + is,
                                                                          "field " + told.name + ": " + n + " values are not carried as they are, the first in row " + row + ": " + was + " → " + is}});
  }
  return result;
}

std::vector<Loss> cells_not_carried(const Layer& given, const Layer& again) {
  std::vector<std::string> names;
  for (const Field& field : given.fields) names.push_back(field.name);
  Carried carried(given, std::move(names));
  carried.compare(given, again);
  return carried.losses();
}

}  // namespace libspatial
