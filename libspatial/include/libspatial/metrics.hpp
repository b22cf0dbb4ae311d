#pragma once
// Metrics: named numbers of land use, each with unit, formula, source and golden values; the catalogue that says so is data.

#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "libspatial/layer.hpp"
#include "libspatial/overlay.hpp"
#include "libspatial/source.hpp"

namespace libspatial::metrics {

/// How the metric of a whole comes from the metrics of its parts: what streams, threads and clusters may do. In every case the result
/// is the same to the last bit whatever the order and the division of rows.
enum class Merge {
  each,   ///< every row stands alone
  sum,    ///< sums of the parts are added
  state,  ///< a small state (counts, sums, sums of squares) is added, the metric is made of it at the end
  all,    ///< needs every value at once: a median, a rank
  halo,   ///< needs what lies within a distance of the part
};
std::string_view name(Merge merge);  ///< "each", "sum", "state", "all", "halo"

/// One metric: its id is the column it is returned in.
struct Quantity {
  std::string id;
  Text title;
  std::string unit;  ///< as published: "1", "m2", "ha", "%", "%/a", …
};

/// What a metric is computed from: a layer of polygons, or a column of a layer.
struct Need {
  std::string name;
  std::string of = "table";  ///< layer a column belongs to; for a layer its own name
  std::string type;          ///< "layer", "number", "text"
  std::string unit;          ///< of numbers
  Text title;
  bool optional = false;
  bool amount = false;       ///< land, people, money: a cell below 0 is negative_value
};

struct Parameter {
  std::string name, unit, value;   ///< value: the default; empty: must be given
  std::vector<std::string> words;  ///< to choose from; empty: a number, or any text
  Text title;
  double least = -std::numeric_limits<double>::infinity(), most = std::numeric_limits<double>::infinity();
  bool open = false;               ///< `least` itself is too little
};

/// A golden value: a fixture, parameters, and the columns that come out.
struct Example {
  std::string fixture;
  std::map<std::string, std::string> parameters = {};
  std::map<std::string, std::vector<Value>> expect;
  double tolerance = 1e-9;  ///< relative
};

/// Metrics that come from one formula, with the same inputs.
struct Metric {
  std::vector<Quantity> ids;
  std::string group;    ///< "A" … "M"
  std::string per;      ///< what a row of the result is: "row", "group", "class", "pair", "all"
  std::string formula;
  Text note;            ///< may be empty
  std::vector<Need> needs;
  std::vector<Parameter> parameters;
  Merge merge = Merge::each;
  std::string halo;     ///< the distance, for Merge::halo: a parameter's name, "0", "nearest"
  Source source;        ///< not verified: may be shown, decides nothing
  std::vector<Example> examples;
};

/// Small layers and tables whose metrics are known by hand or in closed form.
struct Fixture {
  std::string id;
  Text title;
  std::vector<Layer> layers;
};

struct Group {
  std::string id;
  Text title;
};

/// The one list of metrics: program, library, Python and documents read it (exchange: read_metrics()).
struct Catalogue {
  std::string version;
  std::vector<Group> groups;
  std::vector<Metric> metrics;
  std::vector<Fixture> fixtures;

  /// Both throw Error(bad_argument) naming ids that are like it.
  const Metric& metric(std::string_view id) const;
  const Fixture& fixture(std::string_view id) const;
};

/// Layers by the name a metric gives them ("parcels", "zones", "table", …), columns by another name than the metric's, parameters.
struct Input {
  std::map<std::string, const Layer*> layers = {};
  std::map<std::string, std::string> columns = {};     ///< "area_m2" → "TBMJ"; "zones.zone" → "XZQDM" for one layer alone
  std::map<std::string, std::string> parameters = {};
  int threads = 0;                                ///< 0: all processors; the result does not depend on it
  Progress progress = {};
};

/// A table. Rows of groups, classes and pairs are in the order of their text; rows of rows in the order of the input.
struct Result {
  std::string per;
  std::vector<Field> keys;            ///< what the row is: "group", "class", "zone"…; row numbers of layers as integers
  std::vector<Quantity> quantities;   ///< one per column of `values`
  std::vector<Field> values;          ///< null where undefined
  std::vector<std::string> reasons;   ///< one per row: why a value of it is null ("zero_base", "missing_value", …), or empty
  std::map<std::string, std::string> parameters;  ///< with the defaults that were used
  std::vector<Text> notes;

  std::size_t rows() const { return reasons.size(); }
};

/// All metrics of the formula that `id` belongs to; shapes are measured in the plane unless a parameter says otherwise.
/// Throws Error(bad_argument) for an unknown id or parameter, or a layer that is missing; Error(field_not_found); Error(area_kind)
/// for planar metrics of coordinates in degrees; Error(crs_mismatch). Precondition: polygon layers come from polygons().
Result compute(const Catalogue& catalogue, std::string_view id, const Input& input);

/// The same with the columns of the other metrics of the formula left out.
Result only(Result result, std::string_view id);

/// True when compute() can do it: a row of the catalogue may be ahead of the code.
bool can_compute(const Metric& metric);

/// A sum that does not depend on the order of what is added (Shewchuk's expansions: the exact sum, rounded once).
class ExactSum {
 public:
  void add(double value);
  void add(const ExactSum& other);
  double value() const;

 private:
  std::vector<double> parts_;  // without overlap, by magnitude
};

/// Parcels of one class that have a border in common become one patch; a corner alone joins nothing. Fields: the class, and how many parcels a patch
/// has. In the order of the first parcel. Corners of one parcel may lie on the side of another, within `tolerance`.
Layer patches(const Layer& parcels, const std::string& class_field, Length tolerance = Length::metres(0.001), int threads = 0, const Progress& progress = {});

/// Rows of valid polygons that lie over each other and hang together, ascending: land of several rows, from 0.005 m² a pair (less is rounding of borders).
/// Precondition: the layer has a CRS.
std::vector<std::vector<std::size_t>> overlapping(const Layer& polygons, int threads = 0, const Progress& progress = {});

/// A layer whose rows cover no place twice, as transitions count it. Field: "class". Rows keep their number; what rows of one class have in
/// common is the first's. Land of several classes is of class "?", in rows after the others; a row without a class is of that class too. Notes say how much.
Layer once(const Layer& parcels, const std::string& class_field, AreaKind kind = AreaKind::official, int threads = 0, const Progress& progress = {});

struct TableOptions {
  std::string class_field, zone_field;   ///< empty: no class, row numbers
  AreaKind area = AreaKind::official;
  int threads = 0;
  Progress progress = {};
};

struct Tabulation {
  /// Every piece of every parcel. Fields: parcel (row), zone (label; null outside), class; area_m2, share, parcel_m2. What zones cover twice is in
  /// each of them, and noted.
  Layer pieces;
  /// By label of the zone (none: outside): Σ areas of pieces − area of the land they cover, in m², where parcels lie over each other; also noted.
  std::map<std::optional<std::string>, double> again;
};

/// The overlay as a table of metrics.
Tabulation tabulate(const Layer& parcels, const Layer& zones, const TableOptions& options);

}  // namespace libspatial::metrics
