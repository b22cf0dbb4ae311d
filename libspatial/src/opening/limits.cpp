// Limits by name: "shape_points=50M".

#include <algorithm>
#include <charconv>
#include <limits>

#include "libspatial/opening.hpp"

namespace libspatial {
namespace {

struct Named {
  const char* name;
  std::uint64_t ReadLimits::*value;
};
constexpr Named all[] = {{"file_bytes", &ReadLimits::file_bytes}, {"text_bytes", &ReadLimits::text_bytes}, {"rows", &ReadLimits::rows},
                         {"shape_points", &ReadLimits::shape_points}, {"shape_rings", &ReadLimits::shape_rings}, {"layer_points", &ReadLimits::layer_points},
                         {"value_bytes", &ReadLimits::value_bytes}, {"layers", &ReadLimits::layers}, {"fields", &ReadLimits::fields},
                         {"drawing_entities", &ReadLimits::drawing_entities}, {"drawing_points", &ReadLimits::drawing_points},
                         {"zip_bytes", &ReadLimits::zip_bytes}, {"zip_entries", &ReadLimits::zip_entries}, {"zip_ratio", &ReadLimits::zip_ratio}};

std::optional<std::uint64_t> number(std::string_view text, bool bytes) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || value == 0) return std::nullopt;
  const std::string_view unit(end, static_cast<std::size_t>(text.data() + text.size() - end));
  if (unit.empty()) return value;
  const std::size_t power = std::string_view("KMGT").find(unit[0]);
  if (unit.size() != 1 || power == std::string_view::npos) return std::nullopt;
  for (std::size_t i = 0; i <= power; ++i) {
    const std::uint64_t step = bytes ? 1024 : 1000;
    if (value > std::numeric_limits<std::int64_t>::max() / step) return std::nullopt;
    value *= step;
  }
  return value;
}

}  // namespace

std::vector<std::string> limit_names() {
  std::vector<std::string> names;
  for (const Named& limit : all) names.emplace_back(limit.name);
  return names;
}

std::uint64_t limit(const ReadLimits& limits, std::string_view name) {
  for (const Named& one : all) {
    if (name == one.name) return limits.*one.value;
  }
  return 0;
}

void set_limit(ReadLimits& limits, std::string_view text) {
  const std::size_t mark = text.find('=');
  std::string names;
  for (const Named& limit : all) {
    const std::string_view name = limit.name;
    names += (names.empty() ? "" : ", ") + std::string(name);
    if (mark == std::string_view::npos || text.substr(0, mark) != name) continue;
    if (const auto value = number(text.substr(mark + 1), name.ends_with("_bytes"))) {
      limits.*limit.value = *value;
      return;
    }
  }
  throw Error(Errc::bad_argument, {"限值应写作 名称=正整数（可加 K、M、G、T），而不是“" + std::string(text) + "”；名称：" + names,
                                   "a limit is NAME=positive number (K, M, G, T may follow), not \"" + std::string(text) + "\"; names: " + names});
}

void refuse_limit(const std::string& where, const char* limit, std::uint64_t found, std::uint64_t allowed) {
  const std::uint64_t enough = std::max(found, 2 * allowed);  // what is counted as it comes is more in the end
  const std::string name = limit, n = std::to_string(found), most = std::to_string(allowed), more = std::to_string(enough);
  throw Error(Errc::limit_exceeded, {where + " 超过限值 " + name + "（" + n + " > " + most + "）。确为可信的数据时，用 --read-limit " + name + "=" + more + " 放宽（Python：read_limits={\"" + name + "\": " + more + "}）",
                                     where + " exceeds the limit " + name + " (" + n + " > " + most + "). If the data can be trusted, raise it: --read-limit " + name + "=" + more + " (Python: read_limits={\"" + name + "\": " + more + "})"});
}

}  // namespace libspatial
