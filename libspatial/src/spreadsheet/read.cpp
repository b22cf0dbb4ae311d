// The tables of points of a spreadsheet, as one layer.

#include <algorithm>
#include <utility>

#include "spreadsheet/package.hpp"

namespace libspatial {
namespace {

using spreadsheet::Package;
using spreadsheet::Tab;

bool is_table(const Worksheet& sheet) {
  constexpr std::size_t enough = (1 << 16) + 1;
  return find_coordinate_format(std::string_view(sheet.csv).substr(0, enough)) == CoordinateFormat::table;
}

std::string join(const std::vector<std::string>& names) {
  std::string list;
  for (const std::string& name : names) list += (list.empty() ? "" : "、") + name;
  return list.empty() ? "-" : list;
}

CoordinateFile read_table(Worksheet sheet, const std::string& file, const CoordinateOptions& options) {
  CoordinateFile read = read_coordinates(sheet.csv, file + "|" + sheet.name, options);
  read.layer.name = sheet.name;
  read.layer.file = file;
  read.encoding = "UTF-8";
  std::move(sheet.notes.begin(), sheet.notes.end(), std::back_inserter(read.layer.notes));
  return read;
}

void append(CoordinateFile& to, const CoordinateFile& from) {
  append(to.layer, from.layer);
  to.reject_lines.insert(to.reject_lines.end(), from.reject_lines.begin(), from.reject_lines.end());
  to.points.read += from.points.read;
  to.points.used += from.points.used;
  to.points.repaired += from.points.repaired;
  to.points.rejected += from.points.rejected;
}

/// Every note and every row with its worksheet.
CoordinateFile merged(std::vector<CoordinateFile> tables, const std::string& file) {
  for (CoordinateFile& table : tables) {
    for (Text& note : table.layer.notes) note = {"工作表“" + table.layer.name + "”：" + note.zh, "worksheet \"" + table.layer.name + "\": " + note.en};
    table.layer.fields.push_back({"worksheet", FieldType::text, std::vector<Value>(table.layer.size(), Value{table.layer.name})});
  }
  CoordinateFile all = std::move(tables.front());
  for (std::size_t i = 1; i < tables.size(); ++i) {
    const Layer& next = tables[i].layer;
    if (next.crs->code() != all.layer.crs->code()) {
      throw Error(Errc::crs_mismatch, {file + " 的工作表“" + all.layer.name + "”是 " + all.layer.crs->code() + "，“" + next.name + "”是 " + next.crs->code() + "：请用 |layername=工作表 指明一个",
                                       "worksheet \"" + all.layer.name + "\" of " + file + " is in " + all.layer.crs->code() + ", \"" + next.name + "\" in " + next.crs->code() + ": name one by |layername=WORKSHEET"});
    }
    append(all, tables[i]);
    all.layer.notes.insert(all.layer.notes.end(), next.notes.begin(), next.notes.end());
  }
  all.layer.name.clear();
  return all;
}

}  // namespace

std::vector<Worksheet> read_worksheets(const std::string& path, const std::string& file, const ReadLimits& limits) {
  const Package package(path, file, limits);
  std::vector<Worksheet> sheets;
  for (const Tab& tab : package.tabs()) {
    sheets.push_back(spreadsheet::read_tab(package, tab));
    if (sheets.back().csv.find_first_not_of(",\n") == std::string::npos) sheets.pop_back();
  }
  return sheets;
}

CoordinateFile read_spreadsheet(const std::string& path, const std::string& file, const std::string& worksheet, const CoordinateOptions& options, const ReadLimits& limits) {
  std::vector<CoordinateFile> tables;
  std::vector<std::string> names, hidden, others;
  for (Worksheet& sheet : read_worksheets(path, file, limits)) {
    names.push_back(sheet.name);
    if (!worksheet.empty() && sheet.name != worksheet) continue;
    if (!is_table(sheet)) others.push_back(sheet.name);
    else if (sheet.hidden && worksheet.empty()) hidden.push_back(sheet.name);
    else tables.push_back(read_table(std::move(sheet), file, options));
  }
  if (!worksheet.empty() && std::ranges::find(names, worksheet) == names.end()) {
    throw Error(Errc::layer_not_found, {file + " 没有工作表“" + worksheet + "”；现有：" + join(names), file + " has no worksheet \"" + worksheet + "\"; those it has: " + join(names)});
  }
  if (tables.empty()) {
    const std::string zh = hidden.empty() ? "" : "；隐藏的工作表（" + join(hidden) + "）有坐标，可用 |layername= 指明", en = hidden.empty() ? "" : "; hidden worksheets (" + join(hidden) + ") hold some, name one by |layername=";
    throw Error(Errc::unsupported_format, {file + " 的工作表（" + join(worksheet.empty() ? names : others) + "）里没有带坐标表头（北坐标、东坐标，或 X、Y）的表" + zh + "。请加上表头一行",
                                           "no worksheet of " + file + " (" + join(worksheet.empty() ? names : others) + ") has a table with a header of coordinates (north, east, or X, Y)" + en + ". Add a header row"});
  }
  CoordinateFile all = tables.size() == 1 ? std::move(tables.front()) : merged(std::move(tables), file);
  const auto note = [&](const std::vector<std::string>& left, const char* zh, const char* en) {
    if (!left.empty()) all.layer.notes.push_back({"未读取的工作表（" + std::string(zh) + "）：" + join(left), "worksheets that were not read (" + std::string(en) + "): " + join(left)});
  };
  note(hidden, "隐藏，有坐标", "hidden, with points");
  note(others, "没有坐标", "without points");
  return all;
}

}  // namespace libspatial
