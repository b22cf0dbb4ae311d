// The catalogue of metrics in YAML, a folder of files.

#include <algorithm>
#include <filesystem>
#include <set>

#include "exchange/yaml.hpp"
#include "geometry/geos.hpp"
#include "libspatial/exchange.hpp"

namespace libspatial {
namespace {

using yaml::Map;
using namespace metrics;

/// What metrics refer to by name: defined once, in catalogue.yaml.
struct Words {
  std::map<std::string, Need> inputs;
  std::map<std::string, metrics::Parameter> parameters;
  std::set<std::string> groups, ids, fixtures;
  std::map<std::string, Crs> systems;  // PROJ is slow to make one
};

void read_inputs(Map& file, Words& words) {
  for (Map& map : file.maps("inputs")) {
    Need need;
    need.name = map.text("name");
    need.type = map.text_or("type", "number");
    need.unit = map.text_or("unit", "");
    need.title = map.both("title");
    need.amount = map.flag("amount", need.type == "number" && !need.unit.empty());
    if (need.type == "layer") need.of = need.name;
    if (need.type != "layer" && need.type != "number" && need.type != "text") map.fail({"type 应为 layer、number 或 text", "type must be layer, number or text"});
    map.finish();
    words.inputs[need.name] = need;
  }
  for (Map& map : file.maps("parameters")) {
    metrics::Parameter p;
    p.name = map.text("name");
    p.unit = map.text_or("unit", "");
    p.words = map.words("words");
    p.title = map.both("title");
    p.open = map.has("above");
    if (p.open || map.has("least")) p.least = map.number(p.open ? "above" : "least");
    if (map.has("most")) p.most = map.number("most");
    map.finish();
    words.parameters[p.name] = p;
  }
}

/// "class of parcels?": a column of another layer than the table, that may be missing.
Need need_of(const std::string& written, Map& map, const Words& words) {
  std::string name = written;
  const bool optional = name.ends_with('?');
  if (optional) name.pop_back();
  const std::size_t of = name.find(" of ");
  const std::string layer = of == std::string::npos ? "" : name.substr(of + 4);
  name = name.substr(0, of);
  const auto known = words.inputs.find(name);
  if (known == words.inputs.end()) map.fail({"没有定义输入“" + name + "”", "the input \"" + name + "\" is not defined"});
  Need need = known->second;
  need.optional = optional;
  if (!layer.empty()) need.of = layer;
  return need;
}

/// "area=planar": a parameter and its default; without "=" it must be given.
metrics::Parameter parameter_of(const std::string& written, Map& map, const Words& words) {
  const std::size_t at = written.find('=');
  const auto known = words.parameters.find(written.substr(0, at));
  if (known == words.parameters.end()) map.fail({"没有定义参数“" + written + "”", "the parameter \"" + written + "\" is not defined"});
  metrics::Parameter p = known->second;
  if (at != std::string::npos) p.value = written.substr(at + 1);
  return p;
}

Value value_of(const std::string& text) {
  if (text == "none") return {};
  if (const auto number = to_number(Value(text))) return *number;
  return text;
}

Example read_example(Map map) {
  Example e;
  e.fixture = map.text("fixture");
  if (map.has("parameters")) {
    Map parameters = map.map("parameters");
    for (const std::string& key : parameters.keys()) e.parameters[key] = parameters.text(key);
  }
  Map expect = map.map("expect");
  for (const std::string& key : expect.keys()) {
    for (const std::string& word : expect.words(key)) e.expect[key].push_back(value_of(word));
  }
  if (map.has("tolerance")) e.tolerance = map.number("tolerance");
  map.finish();
  return e;
}

Merge merge_of(Map& map) {
  const std::string word = map.text("merges");
  for (const Merge m : {Merge::each, Merge::sum, Merge::state, Merge::all, Merge::halo}) {
    if (metrics::name(m) == word) return m;
  }
  map.fail({"merges 应为 each、sum、state、all 或 halo", "merges must be each, sum, state, all or halo"});
}

Metric read_metric(Map map, Words& words) {
  Metric m;
  for (Map& id : map.maps("ids")) {
    m.ids.push_back({id.text("id"), id.both("title"), id.text("unit")});
    if (!words.ids.insert(m.ids.back().id).second) id.fail({"编号 " + m.ids.back().id + " 重复", "the id " + m.ids.back().id + " is repeated"});
    id.finish();
  }
  if (m.ids.empty()) map.fail({"指标没有 ids", "a metric without ids"});
  m.group = map.text("group");
  if (!words.groups.count(m.group)) map.fail({"没有分组“" + m.group + "”", "there is no group \"" + m.group + "\""});
  m.per = map.text("per");
  m.formula = map.text("formula");
  if (map.has("note")) m.note = map.both("note");
  for (const std::string& need : map.words("needs")) m.needs.push_back(need_of(need, map, words));
  for (const std::string& p : map.words("parameters")) m.parameters.push_back(parameter_of(p, map, words));
  m.merge = merge_of(map);
  m.halo = map.text_or("halo", "");
  m.source.document = map.text("document");
  m.source.clause = map.text_or("clause", "");
  m.source.quote = map.text_or("quote", "");
  m.source.date = map.date_or("date", "");
  m.source.verified = map.flag("verified", false);
  for (Map& e : map.maps("examples")) m.examples.push_back(read_example(std::move(e)));
  map.finish();
  return m;
}

/// A column: numbers when every cell is one, text otherwise.
Field read_column(const std::string& name, const std::vector<std::string>& cells) {
  Field field{name, FieldType::real, {}};
  for (const std::string& cell : cells) field.values.push_back(value_of(cell));
  if (std::any_of(field.values.begin(), field.values.end(), [](const Value& v) { return std::holds_alternative<std::string>(v); })) {
    field.type = FieldType::text;
    for (std::size_t i = 0; i < cells.size(); ++i) field.values[i] = cells[i] == "none" ? Value() : Value(cells[i]);
  }
  return field;
}

Layer read_fixture_layer(Map map, Words& words) {
  Layer layer;
  layer.name = map.text("name");
  if (map.has("crs")) {
    const std::string code = map.text("crs");
    layer.crs = words.systems.try_emplace(code, code).first->second;
  }
  for (const std::string& wkt : map.words("wkt")) {
    const std::unique_ptr<GEOSWKTReader, void (*)(GEOSWKTReader*)> reader(GEOSWKTReader_create_r(geos::context()), [](GEOSWKTReader* r) { GEOSWKTReader_destroy_r(geos::context(), r); });
    const geos::Geometry shape(GEOSWKTReader_read_r(geos::context(), reader.get(), wkt.c_str()));
    if (!shape) map.fail({"不是有效的 WKT：" + wkt, "is no WKT: " + wkt});
    geos::append(shape.get(), {}, layer.shapes);
  }
  if (map.has("columns")) {
    Map columns = map.map("columns");
    for (const std::string& name : columns.keys()) {
      layer.fields.push_back(read_column(name, columns.words(name)));
      while (layer.shapes.size() < layer.fields.back().values.size()) layer.shapes.add_none();
      if (layer.fields.back().values.size() != layer.shapes.size()) map.fail({"列 " + name + " 的长度不对", "the column " + name + " has another length"});
    }
  }
  map.finish();
  return layer;
}

Fixture read_fixture(Map map, Words& words) {
  Fixture f;
  f.id = map.text("id");
  if (!words.fixtures.insert(f.id).second) map.fail({"算例 " + f.id + " 重复", "the fixture " + f.id + " is repeated"});
  f.title = map.both("title");
  for (Map& layer : map.maps("layers")) f.layers.push_back(read_fixture_layer(std::move(layer), words));
  map.finish();
  return f;
}

}  // namespace

metrics::Catalogue read_metrics(const std::string& folder) {
  namespace fs = std::filesystem;
  const std::string first = (fs::path(folder) / "catalogue.yaml").string();
  std::vector<std::string> files;
  std::error_code none;
  for (const auto& entry : fs::directory_iterator(folder, none)) {
    if (entry.path().extension() == ".yaml" && entry.path().filename() != "catalogue.yaml") files.push_back(entry.path().string());
  }
  std::sort(files.begin(), files.end());
  files.insert(files.begin(), first);
  Catalogue catalogue;
  Words words;
  for (const std::string& file : files) {
    Map map(yaml::load(read_text(file), file), file, "metrics");
    if (file == first) {
      catalogue.version = map.text("version");
      for (Map& group : map.maps("groups")) {
        catalogue.groups.push_back({group.text("id"), group.both("title")});
        words.groups.insert(catalogue.groups.back().id);
        group.finish();
      }
      read_inputs(map, words);
    }
    for (Map& metric : map.maps("metrics")) catalogue.metrics.push_back(read_metric(std::move(metric), words));
    for (Map& fixture : map.maps("fixtures")) catalogue.fixtures.push_back(read_fixture(std::move(fixture), words));
    map.finish();
  }
  std::stable_sort(catalogue.metrics.begin(), catalogue.metrics.end(), [](const Metric& a, const Metric& b) { return a.group < b.group; });
  for (const Metric& m : catalogue.metrics) {
    for (const Example& e : m.examples) {
      if (!words.fixtures.count(e.fixture)) throw Error(Errc::bad_rules, {folder + "：指标 " + m.ids[0].id + " 的算例 " + e.fixture + " 不存在", folder + ": the fixture " + e.fixture + " of the metric " + m.ids[0].id + " does not exist"});
    }
  }
  return catalogue;
}

}  // namespace libspatial
