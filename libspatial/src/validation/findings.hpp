#pragma once
// Where the checks put what they find: sizes are taken, slivers told from defects, checks that were not made are kept.

#include <memory>

#include "libspatial/topology.hpp"
#include "libspatial/validation.hpp"

namespace libspatial::validation {

/// A layer of the plan in the CRS of the validation. Its rejects have no land.
struct Part {
  std::string role, covers;
  std::unique_ptr<const Layer> own;  ///< when it had to be reprojected
  const Layer& layer;
  std::vector<std::string> names;    ///< per row

  bool complete() const { return layer.rejects.empty(); }

  std::string cell(std::string_view field, std::size_t row) const;
};

/// A number as sentences show it.
std::string square_metres(std::int64_t hundredths);

class Findings {
 public:
  Findings(const Limits& limits, const Crs& crs, bool reprojected, int threads);

  const Crs& crs() const { return crs_; }
  bool reprojected() const { return reprojected_; }
  int threads() const { return threads_; }
  double rounding() const { return rounding_; }

  void begin(std::string check, std::string role);
  /// The check just begun could not be made, wholly or for some rows.
  void not_made(const Text& why);
  void note(const Text& text);

  struct Place {
    const Part* part = nullptr;
    std::vector<std::size_t> rows;
    const Part* other = nullptr;
    std::vector<std::size_t> other_rows;
  };
  /// A polygon as the place. Its area and width are taken; one of 0.00 m² or not wider than the rounding is only counted. `code` becomes
  /// "sliver_" + code and a warning when it is a sliver (strict: when it is below the strict area or, between layers of two CRSs, narrow).
  void add_area(std::string code, Severity severity, Place place, const Shapes& shapes, std::size_t shape, const Text& message, bool strict = false);
  /// The place as it is, however small.
  void add_shape(std::string code, Severity severity, Place place, const Shapes& shapes, std::size_t shape, const Text& message);
  /// A point, or nothing when nobody knows where.
  void add_point(std::string code, Severity severity, Place place, std::optional<Point> at, const Text& message, std::optional<std::int64_t> hundredths = {});

  bool is_sliver(double square_metres, double width) const { return square_metres < sliver_area_.value && width < sliver_width_.value; }
  const Limit& limit(std::string_view id, std::string_view unit) const { return limits_.limit(id, unit); }
  Severity convicts(const Limit& limit) const { return limit.source.verified ? Severity::error : Severity::warning; }

  Validation finish();

 private:
  void end_check();
  Issue issue(std::string code, Severity severity, const Place& place, const Text& message) const;
  void keep(Issue issue);

  const Limits& limits_;
  const Crs crs_;
  const bool reprojected_;
  const int threads_;
  const Limit &sliver_area_, &sliver_width_, &strict_area_;
  const double rounding_;
  std::size_t too_small_ = 0;  // of the check just begun
  std::vector<std::size_t> order_;
  Validation result_;
};

// ---- The checks, in the order of the table.
void check_shapes(const Part& part, const Layer& as_read, Findings& findings);
void check_siblings(const Part& part, const Part* frame, Findings& findings);
void check_parents(const Part& part, std::string_view field, const Part& parents, Findings& findings);
void check_places(const Part& places, const Part& units, const Part* towns, Findings& findings);
void check_disjoint(const Part& a, const Part& b, Findings& findings);
void check_closed_lines(const Part& boundary, const Shapes& lines, Findings& findings);
void check_windows(const Part& boundary, const Shapes& lines, const Part* farmland, Findings& findings);
void check_official_areas(const Part& units, const std::map<std::string, double>& km2, Findings& findings);

}  // namespace libspatial::validation
