// Which kind of layer is this? By name and by columns; what fits two uses equally is left to the user.

#include <algorithm>
#include <array>

#include "schema/columns.hpp"
#include "schema/names.hpp"

namespace libspatial {

using schema::FieldColumns;
using schema::NameMatch;

namespace schema {

bool FieldColumns::any() const {
  const auto there = [](const std::optional<std::size_t>& column) { return column.has_value(); };
  return from || std::any_of(names.begin(), names.end(), there) || std::any_of(codes.begin(), codes.end(), there);
}

std::vector<std::string> all_names(const Schema& schema) {
  std::vector<std::string> all = schema.unused;
  const auto add = [&](const std::vector<std::string>& names) { all.insert(all.end(), names.begin(), names.end()); };
  for (const FieldAlias& field : schema.fields) {
    add(field.from);
    for (const ValueSet& set : field.names) add(set.from);
    for (const ValueSet& set : field.codes) add(set.from);
  }
  return all;
}

std::vector<FieldColumns> columns_of(const Layer& layer, const Schema& schema) {
  const auto all = all_names(schema);
  std::vector<FieldColumns> result;
  for (const FieldAlias& field : schema.fields) {
    FieldColumns columns;
    std::vector<std::string> from = field.from;
    for (const FieldAlias& other : schema.fields) {
      if (!field.same_as.empty() && other.to == field.same_as) from = other.from;
    }
    columns.from = find_column(layer, from, all);
    for (const ValueSet& set : field.names) columns.names.push_back(field.same_as.empty() ? find_column(layer, set.from, all) : columns.from);
    for (const ValueSet& set : field.codes) columns.codes.push_back(find_column(layer, set.from, all));
    result.push_back(std::move(columns));
  }
  return result;
}

ShapeType shape_of(const Layer& layer) {
  std::array<std::size_t, 4> count{};
  for (std::size_t row = 0; row < layer.size(); ++row) ++count[static_cast<std::size_t>(layer.shapes.type(row))];
  ShapeType most = ShapeType::none;
  std::size_t best = 0;
  for (const ShapeType type : {ShapeType::polygon, ShapeType::line, ShapeType::point}) {
    if (count[static_cast<std::size_t>(type)] > best) most = type, best = count[static_cast<std::size_t>(type)];
  }
  return most;
}

}  // namespace schema

namespace {

bool has(const Layer& layer, const std::vector<std::string>& one_of, const std::vector<std::string>& all) {
  return schema::find_column(layer, one_of, all).has_value();
}

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : " / ") + word;
  return text;
}

/// Why a layer cannot be of this kind, or nothing.
std::optional<Text> why_not(const Layer& layer, const Schema& schema, const PlanLayout& layout) {
  const auto all = schema::all_names(schema);
  for (const auto& one_of : schema.needs) {
    if (!has(layer, one_of, all)) return Text{"没有字段 " + joined(one_of), "no field " + joined(one_of)};
  }
  if (schema.digits > 0) {
    const auto column = schema::find_column(layer, schema.digits_from, all);
    const auto digits = [&](const Value& value) { return schema::digits_of_code(schema::trimmed(to_text(value))); };
    const auto fits = [&](const Value& value) { return schema::trimmed(to_text(value)).empty() || digits(value) == schema.digits; };
    const bool ok = column && std::all_of(layer.fields[*column].values.begin(), layer.fields[*column].values.end(), fits);
    const std::string n = std::to_string(schema.digits);
    if (!ok) return Text{joined(schema.digits_from) + " 不全是 " + n + " 位代码", joined(schema.digits_from) + " is not everywhere a code of " + n + " digits"};
  }
  if (schema.use != SchemaUse::role) return std::nullopt;
  const StandardLayer* standard = layout.find(schema.role);
  if (!standard) return Text{"没有角色 " + schema.role, "there is no role " + schema.role};
  const ShapeType shape = schema::shape_of(layer);
  const bool drawn = layer.crs || shape != ShapeType::none;
  if (standard->shape == ShapeType::none ? shape != ShapeType::none : shape != ShapeType::none ? shape != standard->shape : !drawn && layer.size() > 0) {
    return Text{"图形类型不对", "its shapes are of another type"};
  }
  const auto columns = schema::columns_of(layer, schema);
  for (const StandardField& field : standard->fields) {
    if (!field.required) continue;
    const auto alias = std::find_if(schema.fields.begin(), schema.fields.end(), [&](const FieldAlias& a) { return a.to == field.name; });
    if (alias == schema.fields.end() || !columns[static_cast<std::size_t>(alias - schema.fields.begin())].any()) {
      return Text{"没有字段可作 " + field.name, "no field gives " + field.name};
    }
  }
  return std::nullopt;
}

NameMatch named(const Layer& layer, const Schema& schema) {
  NameMatch best = NameMatch::no;
  for (const std::string& alias : schema.names) best = std::max(best, schema::match_layer_name(layer.name, alias));
  return best;
}

struct Candidate {
  const Schema* schema = nullptr;
  RecognisedBy by = RecognisedBy::nothing;
  std::size_t fields = 0;
};

Candidate judge(const Layer& layer, const Schema& schema) {
  const auto all = schema::all_names(schema);
  const bool fields = !schema.evidence.empty() && std::all_of(schema.evidence.begin(), schema.evidence.end(), [&](const auto& one_of) { return has(layer, one_of, all); });
  Candidate candidate{&schema, fields ? RecognisedBy::fields : RecognisedBy::nothing, 0};
  const NameMatch match = named(layer, schema);
  if (match == NameMatch::whole) candidate.by = fields ? RecognisedBy::name_and_fields : RecognisedBy::name;
  if (match == NameMatch::pattern) candidate.by = RecognisedBy::pattern;
  for (const FieldColumns& columns : schema::columns_of(layer, schema)) candidate.fields += columns.any();
  for (const std::string& name : schema.unused) candidate.fields += has(layer, {name}, {});
  return candidate;
}

bool same_use(const Schema& a, const Schema& b) { return a.use == b.use && a.role == b.role && (a.use != SchemaUse::refused || a.id == b.id); }

}  // namespace

std::string_view name(RecognisedBy by) {
  switch (by) {
    case RecognisedBy::nothing: return "";
    case RecognisedBy::fields: return "fields";
    case RecognisedBy::pattern: return "pattern";
    case RecognisedBy::name: return "name";
    case RecognisedBy::name_and_fields: return "name_and_fields";
    case RecognisedBy::order: return "order";
  }
  return "";
}

Recognition recognise(const Layer& layer, const Schemas& schemas, std::string_view role) {
  Recognition result;
  std::vector<Candidate> fit;
  for (const Schema& schema : schemas.sets) {
    if (!role.empty() && (schema.use != SchemaUse::role || schema.role != role)) continue;
    const Candidate candidate = judge(layer, schema);
    if (role.empty() && candidate.by == RecognisedBy::nothing) continue;
    const auto why = why_not(layer, schema, schemas.layout);
    if (!why) fit.push_back(candidate);
    else if (candidate.by >= RecognisedBy::name || !role.empty()) {
      result.notes.push_back({"不是 " + schema.id + "：" + why->zh, "not " + schema.id + ": " + why->en});
    }
  }
  if (fit.empty()) return result;
  const auto less = [](const Candidate& a, const Candidate& b) { return std::pair(a.by, a.fields) < std::pair(b.by, b.fields); };
  const Candidate best = *std::max_element(fit.begin(), fit.end(), less);
  for (const Candidate& candidate : fit) {
    if (candidate.by == best.by && !same_use(*candidate.schema, *best.schema)) result.rivals.push_back(candidate.schema);
  }
  result.by = role.empty() ? best.by : RecognisedBy::order;
  if (!result.rivals.empty()) result.rivals.insert(result.rivals.begin(), best.schema);
  else result.schema = best.schema, result.notes.clear();
  return result;
}

}  // namespace libspatial
