// Issues and checks as layers, for CSV, GeoPackage and GeoDataFrame.

#include "libspatial/units.hpp"
#include "libspatial/validation.hpp"

namespace libspatial {
namespace {

std::string listed(const std::vector<std::string>& words) {
  std::string text;
  for (std::size_t i = 0; i < words.size(); ++i) text += (i ? ";" : "") + words[i];
  return text;
}

std::string listed(const std::vector<std::size_t>& rows) {
  std::vector<std::string> words;
  for (const std::size_t row : rows) words.push_back(std::to_string(row));
  return listed(words);
}

Layer select(const Layer& table, std::string name, bool polygons) {
  Layer some;
  some.name = std::move(name);
  some.crs = table.crs;
  for (const Field& f : table.fields) some.fields.push_back({f.name, f.type, {}});
  for (std::size_t row = 0; row < table.size(); ++row) {
    if ((table.shapes.type(row) == ShapeType::polygon) != polygons) continue;
    some.shapes.add(table.shapes, row);
    for (std::size_t i = 0; i < table.fields.size(); ++i) some.fields[i].values.push_back(table.fields[i].values[row]);
  }
  return some;
}

Layer check_table(const Validation& validation) {
  Layer table;
  table.name = "checks";
  table.fields = {{"check", FieldType::text, {}}, {"layer", FieldType::text, {}}, {"made", FieldType::integer, {}}, {"issues", FieldType::integer, {}}, {"note_zh", FieldType::text, {}}, {"note_en", FieldType::text, {}}};
  for (const CheckMade& check : validation.checks) {
    table.shapes.add_none();
    const Value cells[] = {check.check, check.role, static_cast<std::int64_t>(check.made), static_cast<std::int64_t>(check.issues), check.note.zh, check.note.en};
    for (std::size_t i = 0; i < table.fields.size(); ++i) table.fields[i].values.push_back(cells[i]);
  }
  return table;
}

}  // namespace

Layer issue_table(const Validation& validation) {
  Layer table;
  table.name = "issues";
  table.crs = validation.crs;
  table.shapes = validation.shapes;
  for (const char* text : {"severity", "code", "layer", "rows", "names", "other_layer", "other_rows", "other_names", "message_zh", "message_en"}) table.fields.push_back({text, FieldType::text, {}});
  for (const char* real : {"x", "y", "area_m2", "width_m"}) table.fields.push_back({real, FieldType::real, {}});
  for (const Issue& issue : validation.issues) {
    const auto number = [](const auto& maybe, auto of) { return maybe ? Value(of(*maybe)) : Value(); };
    const Value cells[] = {std::string(name(issue.severity)), issue.code, issue.role, listed(issue.rows), listed(issue.names), issue.other_role, listed(issue.other_rows), listed(issue.other_names),
                           issue.message.zh, issue.message.en, number(issue.place, [](Point p) { return p.x; }), number(issue.place, [](Point p) { return p.y; }),
                           number(issue.hundredths, [](std::int64_t h) { return Area::hundredths(h).square_metres(); }), number(issue.width_m, [](double w) { return w; })};
    for (std::size_t i = 0; i < table.fields.size(); ++i) table.fields[i].values.push_back(cells[i]);
  }
  return table;
}

std::vector<Layer> issue_layers(const Validation& validation) {
  const Layer table = issue_table(validation);
  return {select(table, "issue_areas", true), select(table, "issue_points", false), check_table(validation)};
}

}  // namespace libspatial
