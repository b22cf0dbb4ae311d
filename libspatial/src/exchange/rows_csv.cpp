// A table of anybody's: CSV with a header row, columns of numbers or text.

#include <algorithm>
#include <cmath>
#include <set>

#include "exchange/table.hpp"
#include "libspatial/exchange.hpp"

namespace libspatial {
namespace {

bool is_number(const std::string& cell) {
  const bool code = cell.size() > 1 && cell[0] == '0' && cell[1] >= '0' && cell[1] <= '9';
  const auto number = to_number(Value(cell));
  return !code && number && std::isfinite(*number);
}

Layer rows_of(std::string_view csv, const std::string& file) {
  const std::vector<table::Record> records = table::records(csv, file);
  const auto bad = [&](std::size_t line, const Text& why) {
    const std::string n = std::to_string(line);
    throw Error(Errc::bad_argument, {file + " 第 " + n + " 行：" + why.zh, file + " line " + n + ": " + why.en});
  };
  if (records.empty()) bad(1, {"没有表头", "there is no header"});
  Layer layer;
  layer.file = file;
  const std::vector<std::string>& names = records[0].cells;
  if (std::set<std::string>(names.begin(), names.end()).size() != names.size()) bad(records[0].line, {"表头有重复的名称", "a name of the header is repeated"});
  for (std::size_t i = 1; i < records.size(); ++i) {
    layer.shapes.add_none();
    if (records[i].cells.size() != names.size()) bad(records[i].line, {"单元格数与表头不同", "it has another number of cells than the header"});
  }
  for (std::size_t c = 0; c < names.size(); ++c) {
    Field field{names[c], FieldType::real, {}};
    const bool numbers = std::all_of(records.begin() + 1, records.end(), [&](const table::Record& r) { return r.cells[c].empty() || is_number(r.cells[c]); });
    if (!numbers) field.type = FieldType::text;
    for (std::size_t i = 1; i < records.size(); ++i) {
      const std::string& cell = records[i].cells[c];
      if (cell.empty()) field.values.emplace_back();
      else if (numbers) field.values.emplace_back(*to_number(Value(cell)));
      else field.values.emplace_back(cell);
    }
    layer.fields.push_back(std::move(field));
  }
  return layer;
}

}  // namespace

Layer parse_rows(std::string_view csv, const std::string& file) {
  try {
    return rows_of(csv, file);
  } catch (const Error& e) {
    throw Error(Errc::bad_argument, e.text());
  }
}

}  // namespace libspatial
