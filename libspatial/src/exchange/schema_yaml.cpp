// The standard form and the alias sets in YAML. docs/reference/schemas.md describes what is read here.

#include <algorithm>
#include <map>

#include "exchange/yaml.hpp"
#include "libspatial/exchange.hpp"

namespace libspatial {
namespace {

using yaml::Map;

StandardField read_standard_field(Map map) {
  StandardField field;
  field.name = map.text("name");
  const std::string type = map.text("type");
  field.is_date = type == "date";
  if (type == "integer") field.type = FieldType::integer;
  else if (type == "real") field.type = FieldType::real;
  else if (type != "text" && !field.is_date) map.fail({"未知的类型“" + type + "”：应为 text、integer、real 或 date", "unknown type \"" + type + "\": it must be text, integer, real or date"});
  field.required = map.flag("required", false);
  field.values = map.words("values");
  if (map.has("least")) field.least = map.number("least");
  if (map.has("most")) field.most = map.number("most");
  if (map.has("below")) field.below = map.number("below");
  field.title = map.both("title");
  map.finish();
  return field;
}

std::vector<StandardField> read_standard_fields(Map& map) {
  std::vector<StandardField> fields;
  std::set<std::string> names;
  for (Map& field : map.maps("fields")) {
    fields.push_back(read_standard_field(field));
    if (!names.insert(fields.back().name).second) field.fail({"字段 " + fields.back().name + " 重复", "the field " + fields.back().name + " is repeated"});
  }
  if (fields.empty()) map.fail({"没有 fields", "there are no fields"});
  return fields;
}

StandardLayer read_standard_layer(Map map) {
  StandardLayer layer;
  layer.role = map.text("role");
  layer.name = map.text("layer");
  const std::string shape = map.text("shape");
  const std::map<std::string, ShapeType> shapes{{"polygon", ShapeType::polygon}, {"line", ShapeType::line}, {"point", ShapeType::point}, {"table", ShapeType::none}};
  if (!shapes.count(shape)) map.fail({"未知的图形类型“" + shape + "”：应为 polygon、line、point 或 table", "unknown shape \"" + shape + "\": it must be polygon, line, point or table"});
  layer.shape = shapes.at(shape);
  layer.many = map.flag("many", false);
  layer.title = map.both("title");
  layer.fields = read_standard_fields(map);
  map.finish();
  return layer;
}

std::vector<std::string> split(const std::string& text) {
  std::vector<std::string> parts;
  std::size_t from = 0;
  for (std::size_t at = text.find('|'); at != std::string::npos; at = text.find('|', from)) {
    parts.push_back(text.substr(from, at - from));
    from = at + 1;
  }
  parts.push_back(text.substr(from));
  return parts;
}

std::vector<std::vector<std::string>> alternatives(Map& map, const std::string& key) {
  std::vector<std::vector<std::string>> result;
  for (const std::string& word : map.words(key)) result.push_back(split(word));
  return result;
}

bool read_status(Map& map) {
  const std::string status = map.text("status");
  if (status != "verified" && status != "unverified") map.fail({"status 应为 verified 或 unverified，而不是“" + status + "”", "status must be verified or unverified, not \"" + status + "\""});
  return status == "verified";
}

ValueSet read_value_set(Map map, const StandardField& field, bool has_from) {
  ValueSet set;
  set.id = map.text("id");
  set.from = map.words("from");
  set.verified = read_status(map);
  set.source = map.text("source");
  Map values = map.map("values");
  for (const std::string& key : values.keys()) set.values.emplace_back(key, values.text(key));
  map.finish();
  if (set.from.empty() == has_from) map.fail(has_from ? Text{set.id + " 没有 from", set.id + " has no from"} : Text{set.id + "：用 same_as 时不写 from", set.id + ": with same_as there is no from"});
  if (set.values.empty()) map.fail({set.id + " 没有取值", set.id + " has no values"});
  for (const auto& [key, meaning] : set.values) {
    if (field.values.empty() || std::find(field.values.begin(), field.values.end(), meaning) != field.values.end()) continue;
    values.fail({set.id + "：“" + key + "”的含义“" + meaning + "”不是 " + field.name + " 允许的值", set.id + ": \"" + key + "\" means \"" + meaning + "\", which " + field.name + " does not allow"});
  }
  return set;
}

/// One word, one meaning, whichever set says it.
void require_one_meaning(const Map& map, const std::vector<ValueSet>& sets) {
  std::map<std::string, std::pair<std::string, std::string>> seen;
  for (const ValueSet& set : sets) {
    for (const auto& [key, meaning] : set.values) {
      const auto [at, fresh] = seen.emplace(key, std::pair(meaning, set.id));
      if (fresh || at->second.first == meaning) continue;
      const std::string both = at->second.second + ": " + at->second.first + ", " + set.id + ": " + meaning;
      map.fail({"“" + key + "”有两种含义（" + both + "）", "\"" + key + "\" has two meanings (" + both + ")"});
    }
  }
}

FieldAlias read_alias(Map map, const StandardLayer& standard) {
  FieldAlias alias;
  alias.to = map.text("to");
  const StandardField* field = standard.find(alias.to);
  if (!field) map.fail({"标准图层 " + standard.name + " 没有字段 " + alias.to, "the standard layer " + standard.name + " has no field " + alias.to});
  alias.from = map.words("from");
  alias.same_as = map.text_or("same_as", "");
  if (map.has("first")) alias.first_digits = static_cast<std::size_t>(map.number("first"));
  for (Map& set : map.maps("names")) alias.names.push_back(read_value_set(std::move(set), *field, alias.same_as.empty()));
  for (Map& set : map.maps("codes")) alias.codes.push_back(read_value_set(std::move(set), *field, true));
  map.finish();
  require_one_meaning(map, alias.names);
  require_one_meaning(map, alias.codes);
  const bool translated = !alias.names.empty() || !alias.codes.empty();
  if (!alias.from.empty() + !alias.same_as.empty() + (translated && alias.same_as.empty()) != 1) {
    map.fail({alias.to + "：from、same_as、names/codes 中应恰有一种来源", alias.to + ": one origin is needed: from, same_as, or names and codes"});
  }
  if (translated && alias.first_digits > 0) map.fail({alias.to + "：first 不能与取值表同用", alias.to + ": first does not go with sets of values"});
  return alias;
}

std::vector<std::string> columns_of(const FieldAlias& alias) {
  std::vector<std::string> columns = alias.from;
  for (const auto* sets : {&alias.names, &alias.codes}) {
    for (const ValueSet& set : *sets) columns.insert(columns.end(), set.from.begin(), set.from.end());
  }
  std::sort(columns.begin(), columns.end());
  columns.erase(std::unique(columns.begin(), columns.end()), columns.end());
  return columns;
}

/// A column gives one standard field, a standard field has one origin.
void require_one_role_per_column(const Map& map, const Schema& schema) {
  std::map<std::string, std::string> seen;
  std::set<std::string> fields;
  for (const FieldAlias& alias : schema.fields) {
    if (!fields.insert(alias.to).second) map.fail({schema.id + "：字段 " + alias.to + " 写了两次", schema.id + ": the field " + alias.to + " is there twice"});
    for (const std::string& column : columns_of(alias)) {
      const auto [at, fresh] = seen.emplace(column, alias.to);
      if (!fresh) {
        map.fail({schema.id + "：列 " + column + " 有两个去处（" + at->second + " 和 " + alias.to + "）", schema.id + ": the column " + column + " has two roles (" + at->second + " and " + alias.to + ")"});
      }
    }
  }
  for (const std::string& column : schema.unused) {
    if (seen.count(column)) map.fail({schema.id + "：列 " + column + " 既有去处又列在 unused 中", schema.id + ": the column " + column + " has a role and is in unused"});
  }
  for (const FieldAlias& alias : schema.fields) {
    const auto other = std::find_if(schema.fields.begin(), schema.fields.end(), [&](const FieldAlias& a) { return a.to == alias.same_as; });
    if (!alias.same_as.empty() && (other == schema.fields.end() || other->from.empty())) {
      map.fail({schema.id + "：same_as " + alias.same_as + " 应指一个写了 from 的字段", schema.id + ": same_as " + alias.same_as + " must name a field that has from"});
    }
  }
}

Schema read_schema(Map map, const std::string& file, const PlanLayout& layout) {
  Schema schema;
  schema.file = file;
  schema.id = map.text("id");
  const std::string use = map.text_or("use", "role");
  if (use != "role" && use != "none" && use != "refused") map.fail({"use 应为 none 或 refused，而不是“" + use + "”", "use must be none or refused, not \"" + use + "\""});
  schema.use = use == "role" ? SchemaUse::role : use == "none" ? SchemaUse::none : SchemaUse::refused;
  schema.title = map.both("title");
  if (map.has("note")) schema.note = map.both("note");
  schema.verified = read_status(map);
  schema.source = map.text("source");
  schema.names = map.words("names");
  schema.needs = alternatives(map, "needs");
  schema.evidence = alternatives(map, "evidence");
  schema.unused = map.words("unused");
  if (map.has("where")) {
    Map where = map.map("where");
    schema.digits_from = where.words("from");
    schema.digits = static_cast<std::size_t>(where.number("digits"));
    where.finish();
  }
  if (schema.use == SchemaUse::role) {
    schema.role = map.text("role");
    const StandardLayer* standard = layout.find(schema.role);
    if (!standard) map.fail({schema.id + "：没有角色 " + schema.role, schema.id + ": there is no role " + schema.role});
    for (Map& alias : map.maps("fields")) schema.fields.push_back(read_alias(std::move(alias), *standard));
    for (const StandardField& field : standard->fields) {
      const bool given = std::any_of(schema.fields.begin(), schema.fields.end(), [&](const FieldAlias& a) { return a.to == field.name; });
      if (field.required && !given) map.fail({schema.id + "：必需的字段 " + field.name + " 没有来源", schema.id + ": the required field " + field.name + " has no origin"});
    }
    require_one_role_per_column(map, schema);
  } else if (schema.note.zh.empty()) {
    map.fail({schema.id + "：不采用的图层须写明 note", schema.id + ": a layer that is not used needs a note"});
  }
  map.finish();
  if (schema.names.empty() && schema.evidence.empty()) map.fail({schema.id + " 没有 names 也没有 evidence，永远认不出", schema.id + " has neither names nor evidence: nothing is ever recognised by it"});
  return schema;
}

}  // namespace

PlanLayout parse_layout(std::string_view text, const std::string& file) {
  Map map(yaml::load(text, file), file, "layout");
  PlanLayout layout;
  layout.file = file;
  for (Map& layer : map.maps("layers")) {
    layout.layers.push_back(read_standard_layer(layer));
    const StandardLayer& last = layout.layers.back();
    const auto same = [&](const StandardLayer& other) { return &other != &last && (other.role == last.role || other.name == last.name); };
    if (std::any_of(layout.layers.begin(), layout.layers.end(), same)) layer.fail({"角色或图层 " + last.role + " 重复", "the role or layer " + last.role + " is repeated"});
  }
  Map manifest = map.map("manifest");
  layout.manifest.name = manifest.text("layer");
  layout.manifest.shape = ShapeType::none;
  layout.manifest.title = manifest.both("title");
  layout.manifest.fields = read_standard_fields(manifest);
  manifest.finish();
  map.finish();
  return layout;
}

void add_schemas(Schemas& schemas, std::string_view text, const std::string& file) {
  Map map(yaml::load(text, file), file, "schemas");
  std::vector<Schema> read;
  for (Map& item : map.maps("schemas")) {
    read.push_back(read_schema(item, file, schemas.layout));
    const auto same = [&](const Schema& other) { return &other != &read.back() && other.id == read.back().id; };
    for (const auto* sets : {&schemas.sets, &read}) {
      const auto found = std::find_if(sets->begin(), sets->end(), same);
      if (found != sets->end()) item.fail({"编号 " + found->id + " 已在 " + found->file + " 中用过", "the id " + found->id + " is used in " + found->file + " already"});
    }
  }
  const std::vector<std::string> unused = map.words("unused_fields");
  map.finish();
  schemas.unused_fields.insert(schemas.unused_fields.end(), unused.begin(), unused.end());
  if (read.empty() && unused.empty()) map.fail({"没有 schemas", "there are no schemas"});
  schemas.sets.insert(schemas.sets.begin(), read.begin(), read.end());
}

}  // namespace libspatial
