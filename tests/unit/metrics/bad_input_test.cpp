// Bad input to every metric of the catalogue: a reason in its row or an error with its code, never a silent number.

#include <gtest/gtest.h>

#include <cmath>

#include "libspatial/exchange.hpp"
#include "metrics/call.hpp"

namespace libspatial::metrics {
namespace {

const Catalogue& catalogue() {
  static const Catalogue read = read_metrics(LIBSPATIAL_ROOT "/libspatial/data/metrics");
  return read;
}

using Layers = std::map<std::string, Layer>;

Layers layers_of(const Metric& metric) {
  Layers result;
  for (const Layer& layer : catalogue().fixture(metric.examples[0].fixture).layers) result[layer.name] = layer;
  return result;
}

std::map<std::string, std::string> parameters_of(const Metric& metric) { return metric.examples[0].parameters; }

Result run(const Metric& metric, const Layers& layers, const std::map<std::string, std::string>& parameters) {
  Input input{.parameters = parameters, .threads = 1};
  for (const auto& [name, layer] : layers) input.layers[name] = &layer;
  return compute(catalogue(), metric.ids[0].id, input);
}

/// "ok", or the code of the error.
std::string outcome(const Metric& metric, const Layers& layers, const std::map<std::string, std::string>& parameters) {
  try {
    (void)run(metric, layers, parameters);
    return "ok";
  } catch (const Error& e) {
    return std::string(name(e.code()));
  }
}

/// The same shapes in Jilin City, in a CRS that draws them 1.39 times as long.
Layer in_web_mercator(Layer layer) {
  const Box box = layer.shapes.box();
  Shapes there;
  for (std::size_t row = 0; row < layer.size(); ++row) {
    if (layer.shapes.type(row) == ShapeType::none) {
      there.add_none();
      continue;
    }
    there.begin_shape(layer.shapes.type(row));
    for (std::size_t part = 0; part < layer.shapes.part_count(row); ++part) {
      there.begin_part();
      for (std::size_t r = 0; r < layer.shapes.ring_count(row, part); ++r) {
        std::vector<Point> ring;
        for (const Point p : layer.shapes.ring(row, part, r)) ring.push_back({p.x - box.min_x + 14080000, p.y - box.min_y + 5440000});
        there.add_ring(ring);
      }
    }
  }
  layer.shapes = there;
  layer.crs = Crs("EPSG:3857");
  return layer;
}

/// A number that is measured in a stretched plane never comes without a word.
bool refused_or_said(const Metric& metric, const Layers& layers, const std::map<std::string, std::string>& parameters) {
  try {
    const Result found = run(metric, layers, parameters);
    return std::any_of(found.notes.begin(), found.notes.end(), [](const Text& note) { return note.en.find("planar areas in EPSG:3857 are 1.9") != std::string::npos; });
  } catch (const Error& e) {
    return e.code() == Errc::area_kind && e.text().en.find("reproject it to EPSG:4551 first") != std::string::npos;
  }
}

bool is_null(const Value& value) { return std::holds_alternative<std::monostate>(value); }

bool all_null(const Result& result, std::size_t row) {
  return std::all_of(result.values.begin(), result.values.end(), [&](const Field& f) { return is_null(f.values[row]); });
}

TEST(BadInput, ACellThatIsNoNumberOfItsKindHasAReason) {
  struct Broken {
    Value cell;
    std::string reason;
  };
  const Broken cases[] = {{Value(), "missing_value"}, {Value(nan), "missing_value"}, {Value(std::string("many")), "not_number"}, {Value(HUGE_VAL), "not_number"}, {Value(-1.0), "negative_value"}};
  std::size_t tried = 0;
  for (const Metric& metric : catalogue().metrics) {
    for (const Need& need : metric.needs) {
      for (const Broken& broken : cases) {
        if (need.type != "number" || (need.optional && broken.reason == "missing_value") || (!need.amount && broken.reason == "negative_value")) continue;
        Layers layers = layers_of(metric);
        Layer& layer = layers[need.of];
        const auto field = std::find_if(layer.fields.begin(), layer.fields.end(), [&](const Field& f) { return f.name == need.name; });
        if (field == layer.fields.end()) continue;
        field->values[0] = broken.cell;
        const std::string where = metric.ids[0].id + ", " + need.name + " " + to_text(broken.cell);
        const bool rate = metric.ids[0].id == "interp_intensive";  // the mean of what is known
        const std::string reason = rate ? "partly_missing" : need.of == "source" ? "missing_value" : broken.reason;
        const Result found = run(metric, layers, parameters_of(metric));
        std::size_t said = 0;
        for (std::size_t row = 0; row < found.rows(); ++row) {
          if (found.reasons[row] != reason) continue;
          ++said;
          EXPECT_TRUE(all_null(found, row) || rate) << where;
        }
        EXPECT_GT(said, 0u) << where;
        if (metric.per == "row" && need.of != "source") {
          EXPECT_EQ(found.reasons[0], reason) << where;
        }
        ++tried;
      }
    }
  }
  EXPECT_GT(tried, 500u);
}

TEST(BadInput, NothingGivesNothing) {
  for (const Metric& metric : catalogue().metrics) {
    Layers layers = layers_of(metric);
    for (auto& [name, layer] : layers) {
      layer.shapes = {};
      for (Field& f : layer.fields) f.values.clear();
    }
    const Result found = run(metric, layers, parameters_of(metric));
    for (const Field& f : found.values) {
      for (const Value& v : f.values) EXPECT_TRUE(is_null(v) || to_number(v) == 0.0) << metric.ids[0].id << " " << to_text(v);
    }
  }
}

TEST(BadInput, AmountsOfZeroDivideNothing) {
  for (const Metric& metric : catalogue().metrics) {
    Layers layers = layers_of(metric);
    bool any = false;
    for (const Need& need : metric.needs) {
      for (Field& f : layers[need.of].fields) {
        if (f.name != need.name || !need.amount) continue;
        std::fill(f.values.begin(), f.values.end(), Value(0.0));
        any = true;
      }
    }
    if (!any) continue;
    const Result found = run(metric, layers, parameters_of(metric));
    for (std::size_t row = 0; row < found.rows(); ++row) {
      for (const Field& f : found.values) EXPECT_TRUE(!found.reasons[row].empty() || is_null(f.values[row]) || to_number(f.values[row]) == 0.0) << metric.ids[0].id;
    }
  }
}

TEST(BadInput, ACrsIsThereIsInMetresAndIsOne) {
  for (const Metric& metric : catalogue().metrics) {
    std::vector<std::string> shapes;
    for (const Need& n : metric.needs) {
      if (n.type == "layer" || (n.of != "table" && std::find(shapes.begin(), shapes.end(), n.of) == shapes.end())) shapes.push_back(n.of);
    }
    std::sort(shapes.begin(), shapes.end());
    shapes.erase(std::unique(shapes.begin(), shapes.end()), shapes.end());
    if (shapes.empty()) continue;
    const std::string id = metric.ids[0].id;
    const bool any_kind = std::any_of(metric.parameters.begin(), metric.parameters.end(), [](const Parameter& p) { return p.name == "area"; });
    auto parameters = parameters_of(metric);
    if (any_kind) parameters["area"] = "planar";
    const auto with = [&](std::size_t from, const std::optional<Crs>& crs) {
      Layers layers = layers_of(metric);
      for (std::size_t i = from; i < shapes.size(); ++i) layers[shapes[i]].crs = crs;
      return outcome(metric, layers, parameters);
    };
    EXPECT_EQ(with(0, std::nullopt), "crs_missing") << id;
    EXPECT_EQ(with(0, Crs("EPSG:4490")), "area_kind") << id;
    EXPECT_EQ(with(0, Crs("EPSG:2263")), "area_kind") << id << ": feet";
    Layers stretched = layers_of(metric);
    for (const std::string& name : shapes) stretched[name] = in_web_mercator(stretched[name]);
    EXPECT_TRUE(refused_or_said(metric, stretched, parameters)) << id << ": EPSG:3857";
    EXPECT_EQ(shapes.size() > 1 ? with(1, Crs("EPSG:4551")) : "crs_mismatch", "crs_mismatch") << id;
  }
}

TEST(BadInput, ARowWithoutAPolygonHasAReason) {
  for (const Metric& metric : catalogue().metrics) {
    if (metric.per != "row" || metric.needs[0].type != "layer" || metric.needs.size() > 1) continue;
    Layers layers = layers_of(metric);
    Layer& layer = layers[metric.needs[0].of];
    Shapes point;
    point.begin_shape(ShapeType::point);
    point.begin_part();
    const Point at{1, 1};
    point.add_ring(std::span(&at, 1));
    layer.shapes.add(point, 0);
    layer.shapes.add_none();
    const Result found = run(metric, layers, parameters_of(metric));
    for (std::size_t row = layer.size() - 2; row < layer.size(); ++row) EXPECT_TRUE(all_null(found, row) && found.reasons[row] == "not_polygon") << metric.ids[0].id;
  }
}

TEST(BadInput, AParameterOutOfItsRangeIsRefused) {
  std::size_t tried = 0;
  for (const Metric& metric : catalogue().metrics) {
    for (const Parameter& p : metric.parameters) {
      std::vector<std::string> wrong{"many", "nan"};
      if (std::isfinite(p.least)) wrong.push_back(std::to_string(p.open ? p.least : p.least - 1));
      if (std::isfinite(p.most)) wrong.push_back(std::to_string(p.most + 1));
      if (p.unit == "n") wrong.emplace_back("3.5");
      for (const std::string& value : wrong) {
        auto parameters = parameters_of(metric);
        parameters[p.name] = value;
        EXPECT_EQ(outcome(metric, layers_of(metric), parameters), "bad_argument") << metric.ids[0].id << ", " << p.name << "=" << value;
        ++tried;
      }
    }
  }
  EXPECT_GT(tried, 100u);
}

TEST(BadInput, AClassThatIsMissingIsNoOuterBorderAndNoNewLand) {
  Layers parcels = layers_of(catalogue().metric("contact_length"));
  parcels["parcels"].fields[0].values[2] = Value();
  const Result borders = run(catalogue().metric("contact_length"), parcels, {});
  ASSERT_EQ(borders.notes.size(), 1u);
  EXPECT_EQ(borders.notes[0].en, "parcels: 1 rows have no class and are called ?");
  std::map<std::string, double> lengths;
  for (std::size_t i = 0; i < borders.rows(); ++i) {
    const std::string a = to_text(borders.keys[0].values[i]), b = to_text(borders.keys[1].values[i]);
    lengths[a + "|" + b] = to_number(borders.values[0].values[i]).value_or(nan);
    EXPECT_EQ(borders.reasons[i], a == "?" || b == "?" ? "no_class" : "");
  }
  EXPECT_EQ(lengths, (std::map<std::string, double>{{"|?", 1600}, {"|A", 1600}, {"|B", 800}, {"?|B", 1000}, {"A|B", 1000}}));

  Layers dates = layers_of(catalogue().metric("transition_matrix"));
  dates["t0"].fields[0].values[0] = Value();
  const Result matrix = run(catalogue().metric("transition_matrix"), dates, {{"area", "planar"}});
  for (std::size_t i = 0; i < matrix.rows(); ++i) EXPECT_NE(to_text(matrix.keys[0].values[i]), "") << "no land is new";
}

TEST(BadInput, FiguresThatContradictEachOther) {
  const auto reason = [](const char* id, const std::vector<std::pair<std::string, std::vector<double>>>& columns, const std::map<std::string, std::string>& parameters = {}) {
    Layers layers;
    Layer& table = layers["table"];
    for (const auto& [name, values] : columns) table.fields.push_back({name, FieldType::real, {values.begin(), values.end()}});
    for (std::size_t i = 0; i < columns[0].second.size(); ++i) table.shapes.add_none();
    return run(catalogue().metric(id), layers, parameters).reasons[0];
  };
  EXPECT_EQ(reason("ugb_built_share", {{"built_inside_ha", {42}}, {"built_ha", {41}}}), "contradiction");
  EXPECT_EQ(reason("pba", {{"built_ha", {11}}, {"zone_ha", {10}}}), "contradiction");
  EXPECT_EQ(reason("mesh_cbc", {{"inside_m2", {5}}, {"patch_m2", {4}}, {"zone_area_m2", {10}}}), "contradiction");
  EXPECT_EQ(reason("mesh", {{"area_m2", {5, 5}}, {"zone_area_m2", {10, 11}}}), "contradiction");
  EXPECT_EQ(reason("mesh", {{"area_m2", {8, 8}}, {"zone_area_m2", {10, 10}}}), "more_than_zone");
  EXPECT_EQ(reason("shei", {{"area_m2", {8, 8, 8}}}, {{"classes", "2"}}), "contradiction");
  EXPECT_EQ(reason("lcrpgr", {{"built_t0_ha", {35}}, {"built_t1_ha", {41}}, {"people_t0", {3900}}, {"people_t1", {3900}}, {"years", {5}}}), "no_change") << "PGR = 0";
  EXPECT_EQ(reason("lcrpgr", {{"built_t0_ha", {35}}, {"built_t1_ha", {41}}, {"people_t0", {3900}}, {"people_t1", {3500}}, {"years", {5}}}), "shrinking") << "PGR < 0";
}

}  // namespace
}  // namespace libspatial::metrics
