#include "validation/findings.hpp"

#include <algorithm>
#include <numeric>

#include "libspatial/measure.hpp"

namespace libspatial::validation {

std::string Part::cell(std::string_view field, std::size_t row) const {
  const Field* found = layer.find_field(field);
  return found ? to_text(found->values[row]) : std::string();
}

std::string square_metres(std::int64_t hundredths) { return decimals_of_hundredths(hundredths) + " m²"; }

Findings::Findings(const Limits& limits, const Crs& crs, bool reprojected, int threads)
    : limits_(limits), crs_(crs), reprojected_(reprojected), threads_(threads), sliver_area_(limits.limit("sliver_area", "m2")),
      sliver_width_(limits.limit("sliver_width", "m")), strict_area_(limits.limit("strict_area", "m2")), rounding_(limits.limit("rounding", "m").value) {
  result_.crs = crs;
}

void Findings::begin(std::string check, std::string role) {
  end_check();
  result_.checks.push_back({std::move(check), std::move(role), true, 0, {}});
}

void Findings::end_check() {
  if (too_small_ > 0) {
    const std::string n = std::to_string(too_small_);
    note({"另有 " + n + " 处面积为 0.00 m²，未列出", n + " more places have an area of 0.00 m² and are not listed"});
  }
  too_small_ = 0;
}

void Findings::not_made(const Text& why) {
  result_.checks.back().made = false;
  note(why);
}

void Findings::note(const Text& text) {
  Text& all = result_.checks.back().note;
  all.zh += (all.zh.empty() ? "" : "；") + text.zh;
  all.en += (all.en.empty() ? "" : "; ") + text.en;
}

Issue Findings::issue(std::string code, Severity severity, const Place& place, const Text& message) const {
  Issue issue;
  issue.code = std::move(code);
  issue.severity = severity;
  issue.message = message;
  if (place.part) issue.role = place.part->role;
  for (const std::size_t row : place.rows) issue.rows.push_back(place.part->layer.first_row + row), issue.names.push_back(place.part->names[row]);
  if (place.other) issue.other_role = place.other->role;
  for (const std::size_t row : place.other_rows) issue.other_rows.push_back(place.other->layer.first_row + row), issue.other_names.push_back(place.other->names[row]);
  return issue;
}

void Findings::keep(Issue issue) {
  ++result_.checks.back().issues;
  order_.push_back(result_.checks.size());
  result_.issues.push_back(std::move(issue));
}

void Findings::add_area(std::string code, Severity severity, Place place, const Shapes& shapes, std::size_t shape, const Text& message, bool strict) {
  const std::int64_t hundredths = area(shapes, shape, crs_, AreaKind::official).hundredths();
  const double width = width_of(shapes, shape, crs_), m2 = static_cast<double>(hundredths) / 100;
  if (hundredths <= 0 || width <= rounding_) {
    ++too_small_;
    return;
  }
  // an edge that is straight in one CRS is not in another: between layers that came in two, the narrow is no conflict, however long
  const bool sliver = !strict ? is_sliver(m2, width) : reprojected_ ? width < sliver_width_.value : m2 < strict_area_.value;
  const std::string size = square_metres(hundredths), wide = decimals(width, width < 0.01 ? 6 : 3) + " m";
  Issue found = issue(sliver ? "sliver_" + code : std::move(code), sliver ? std::min(severity, Severity::warning) : severity, place,
                      {message.zh + "：" + size + "，宽 " + wide, message.en + ": " + size + ", " + wide + " wide"});
  found.place = point_inside(shapes, shape);
  found.hundredths = hundredths;
  found.width_m = width;
  result_.shapes.add(shapes, shape);
  keep(std::move(found));
}

void Findings::add_shape(std::string code, Severity severity, Place place, const Shapes& shapes, std::size_t shape, const Text& message) {
  Issue found = issue(std::move(code), severity, place, message);
  found.place = point_inside(shapes, shape);
  found.hundredths = area(shapes, shape, crs_, AreaKind::official).hundredths();
  found.width_m = width_of(shapes, shape, crs_);
  result_.shapes.add(shapes, shape);
  keep(std::move(found));
}

void Findings::add_point(std::string code, Severity severity, Place place, std::optional<Point> at, const Text& message, std::optional<std::int64_t> hundredths) {
  Issue found = issue(std::move(code), severity, place, message);
  found.place = at;
  found.hundredths = hundredths;
  if (at) {
    result_.shapes.begin_shape(ShapeType::point);
    result_.shapes.begin_part();
    result_.shapes.add_ring(std::span(&*at, 1));
  } else {
    result_.shapes.add_none();
  }
  keep(std::move(found));
}

Validation Findings::finish() {
  end_check();
  std::vector<std::size_t> order(result_.issues.size());
  std::iota(order.begin(), order.end(), 0u);
  const auto key = [&](std::size_t i) {
    const Issue& issue = result_.issues[i];
    const Point at = issue.place.value_or(Point{-1e300, -1e300});
    return std::tuple(-static_cast<int>(issue.severity), order_[i], at.x, at.y);
  };
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return key(a) < key(b); });
  std::vector<Issue> issues;
  Shapes shapes;
  for (const std::size_t i : order) {
    issues.push_back(std::move(result_.issues[i]));
    shapes.add(result_.shapes, i);
  }
  result_.issues = std::move(issues);
  result_.shapes = std::move(shapes);
  return std::move(result_);
}

}  // namespace libspatial::validation
