// Limits of a validation in YAML, and published areas in CSV.

#include <cmath>
#include <set>

#include "exchange/yaml.hpp"
#include "libspatial/exchange.hpp"

namespace libspatial {
namespace {

using yaml::Map;

/// Title and source of a limit or list; the last keys of both.
template <class T>
void read_source(T& item, Map& map) {
  item.title = map.both("title");
  item.source.document = map.text("document");
  item.source.clause = map.text_or("clause", "");
  item.source.quote = map.text_or("quote", "");
  item.source.date = map.date_or("date", "");
  item.source.verified = map.flag("verified", false);
  map.finish();
  if (item.source.verified && item.source.quote.empty()) {
    map.fail({item.id + "：没有原文引句的限值不能标为已核实", item.id + ": a limit without a quote cannot be verified"});
  }
}

Limit read_limit(Map map) {
  Limit limit;
  limit.id = map.text("id");
  limit.value = map.number("value");
  limit.unit = map.text("unit");
  read_source(limit, map);
  if (!(limit.value >= 0) || !std::isfinite(limit.value)) map.fail({"限值 " + limit.id + " 不能为负", "the limit " + limit.id + " must not be negative"});
  return limit;
}

LimitList read_list(Map map) {
  LimitList list;
  list.id = map.text("id");
  list.values = map.words("values");
  read_source(list, map);
  if (list.values.empty()) map.fail({"列表 " + list.id + " 是空的", "the list " + list.id + " is empty"});
  return list;
}

[[noreturn]] void bad_line(const std::string& file, std::size_t line, const Text& why) {
  const std::string n = std::to_string(line);
  throw Error(Errc::bad_argument, {file + " 第 " + n + " 行：" + why.zh, file + " line " + n + ": " + why.en});
}

std::string trimmed(std::string_view cell) {
  while (!cell.empty() && (cell.front() == ' ' || cell.front() == '"')) cell.remove_prefix(1);
  while (!cell.empty() && (cell.back() == ' ' || cell.back() == '"' || cell.back() == '\r')) cell.remove_suffix(1);
  return std::string(cell);
}

}  // namespace

Limits parse_limits(std::string_view text, const std::string& file) {
  Map map(yaml::load(text, file), file, "limits");
  Limits limits;
  limits.file = file;
  limits.id = map.text("id");
  limits.version = map.text("version");
  limits.title = map.both("title");
  limits.notice = map.both("notice");
  std::set<std::string> ids;
  for (Map& limit : map.maps("limits")) {
    limits.limits.push_back(read_limit(std::move(limit)));
    if (!ids.insert(limits.limits.back().id).second) map.fail({"编号 " + limits.limits.back().id + " 重复", "the id " + limits.limits.back().id + " is repeated"});
  }
  for (Map& list : map.maps("lists")) {
    limits.lists.push_back(read_list(std::move(list)));
    if (!ids.insert(limits.lists.back().id).second) map.fail({"编号 " + limits.lists.back().id + " 重复", "the id " + limits.lists.back().id + " is repeated"});
  }
  map.finish();
  return limits;
}

std::map<std::string, double> parse_areas(std::string_view csv, const std::string& file) {
  std::map<std::string, double> areas;
  if (csv.starts_with("\xEF\xBB\xBF")) csv.remove_prefix(3);
  std::size_t number = 0;
  while (!csv.empty()) {
    const std::string_view line = csv.substr(0, csv.find('\n'));
    csv.remove_prefix(std::min(csv.size(), line.size() + 1));
    ++number;
    const std::size_t comma = line.find(',');
    const std::string code = trimmed(line.substr(0, comma)), cell = comma == std::string_view::npos ? "" : trimmed(line.substr(comma + 1, line.find(',', comma + 1) - comma - 1));
    if (number == 1) {
      if (code != "code" || cell != "area_km2") bad_line(file, 1, {"表头应为 code,area_km2", "the header must be code,area_km2"});
      continue;
    }
    if (code.empty() && cell.empty()) continue;
    const auto km2 = to_number(Value(cell));
    if (code.empty() || !km2 || !(*km2 > 0) || !std::isfinite(*km2)) bad_line(file, number, {"应为代码和以 km² 计的正数面积", "it must be a code and a positive area in km²"});
    if (!areas.emplace(code, *km2).second) bad_line(file, number, {"代码 " + code + " 出现两次", "the code " + code + " is there twice"});
  }
  if (areas.empty()) bad_line(file, std::max<std::size_t>(number, 1), {"没有公布面积", "there is no published area"});
  return areas;
}

}  // namespace libspatial
