#pragma once
// Validation: is the geometry of a plan sound? What is not is listed with place and size; nothing is repaired.

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "libspatial/limits.hpp"
#include "libspatial/plan.hpp"

namespace libspatial {

/// One thing found, in one place. docs/reference/validation.md lists the codes.
struct Issue {
  std::string code;                       ///< stable: "gap", "overlap", "sliver_gap", "outside_parent", …
  Severity severity = Severity::error;
  std::string role;                       ///< of the layer it is found in
  std::vector<std::size_t> rows;          ///< of that layer
  std::vector<std::string> names;         ///< of the rows: code, id, bsm or name as written, else the row number
  std::string other_role;                 ///< of the layer it is found against, if that is another one
  std::vector<std::size_t> other_rows;
  std::vector<std::string> other_names;
  Text message;
  std::optional<Point> place;             ///< a point inside the shape, the flaw, or the feature
  std::optional<std::int64_t> hundredths; ///< official area of the place, whole 0.01 m²
  std::optional<double> width_m;          ///< 2 · area / perimeter of the place
};

/// A check of one layer, whether it could be made or not: nothing is passed in silence.
struct CheckMade {
  std::string check;     ///< "shapes", "siblings", "cover", "parent", "lines", …
  std::string role;      ///< of the layer; "ugb+permanent_farmland" for a pair
  bool made = false;
  std::size_t issues = 0;
  Text note;             ///< why it was not made, or what it could not see
};

struct ValidationOptions {
  std::map<std::string, double> official_km2;  ///< published areas by code of the unit; empty: those of the plan's profile
  int threads = 0;                             ///< 0: as many as the machine has; the result does not depend on it
};

struct Validation {
  std::optional<Crs> crs;           ///< of places and shapes: that of the units, else of the first layer
  std::vector<Issue> issues;        ///< errors first; then as the checks are, then west to east
  Shapes shapes;                    ///< one per issue: polygon of the place, point, or none
  std::vector<CheckMade> checks;

  std::size_t count(Severity severity) const;
  /// 3 errors · 1 warnings, no error · 0 neither; as of a check, where 3 is a conflict.
  int exit_code() const;
};

/// Every check that the plan's layers allow. Layers in another CRS are reprojected first. Rows that could not be used are an error of
/// their own and have no land in the other checks. Areas are official; a place whose area is 0.00 m² is counted in the note of its check.
Validation validate(const Plan& plan, const Limits& limits, const ValidationOptions& options = {});

/// The issues as one table with the shapes: severity, code, layer, rows, names, other_layer, other_rows, other_names, message_zh,
/// message_en, x, y, area_m2, width_m.
Layer issue_table(const Validation& validation);
/// The same split by geometry, for a GeoPackage: issue_areas, issue_points; and the table `checks`.
std::vector<Layer> issue_layers(const Validation& validation);

}  // namespace libspatial
