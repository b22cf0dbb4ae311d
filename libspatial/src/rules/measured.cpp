#include "rules/measured.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include "rules/ground.hpp"

namespace libspatial {
namespace {

constexpr double unbounded = std::numeric_limits<double>::max();
constexpr double pi = 3.14159265358979323846;

bool is_outside(const Fact& fact) { return fact.measure.starts_with("outside"); }
bool is_area(const Fact& fact) {
  return fact.measure.ends_with("_area") || fact.measure == "overlap_share" || fact.measure == "outside_share";
}
bool is_share(const Fact& fact) { return fact.measure.ends_with("_share"); }

Known exactly(double value) { return {value, value, value, {}}; }

}  // namespace

MeasuredSubject::MeasuredSubject(const Facts& facts, const Group& group) : facts_(facts), group_(group), official_(facts.official(group)) {}

std::optional<Text> MeasuredSubject::problem(const std::string& layer) const { return facts_.role(layer).unfit; }

std::optional<std::string> MeasuredSubject::attribute(const Attribute& attribute) const {
  const Field* field = facts_.projects().find_field(attribute.field);
  std::string words;
  std::optional<double> sum;
  bool lacking = false;
  for (const std::size_t row : group_.rows) {
    if (!field) break;
    const std::string text = to_text(field->values[row]);
    if (attribute.is_number) {
      if (const auto number = to_number(field->values[row])) sum = sum.value_or(0) + *number;
      else if (!text.empty()) return text;  // no number: said by whoever compares it
      else lacking = true;
      continue;
    }
    const std::string padded = " / " + words + " / ";
    if (!text.empty() && padded.find(" / " + text + " / ") == std::string::npos) words += (words.empty() ? "" : " / ") + text;
  }
  if (attribute.is_number && sum && lacking) return shortest(*sum) + " + ?";  // the sum of some parcels is not that of all
  if (attribute.is_number) return sum ? std::optional(shortest(*sum)) : std::nullopt;
  if (words.empty() && attribute.field == "kind") words = facts_.options().kind;
  return words.empty() ? std::nullopt : std::optional(words);
}

std::optional<MeasuredSubject::Gap> MeasuredSubject::find_gap(const std::string& layer) const {
  if (const auto known = gaps_.find(layer); known != gaps_.end()) return known->second;
  auto& gap = gaps_[layer];
  if (facts_.role(layer).plan->covers != "units") {
    gap = Gap{{"图层 " + layer + " 未说明覆盖全部区县（layer_manifest.covers 应为 units），图层中没有的地不能当作不在其内",
               "layer " + layer + " does not say that it covers all units (layer_manifest.covers = units): land it does not show may still be in it"}, {}};
    return gap;
  }
  if (const RoleOverlay& units = facts_.role("units"); units.unfit) {
    gap = Gap{{"不能核实覆盖范围：" + units.unfit->zh, "coverage cannot be verified: " + units.unfit->en}, {}};
    return gap;
  }
  const std::int64_t beyond = facts_.outside(group_, "units");
  if (beyond <= Area::square_metres(facts_.rules().parameter("coverage_tolerance", facts_.options().as_of)).hundredths()) return gap;
  const std::string m2 = decimals_of_hundredths(beyond);
  gap = Gap{{"项目有 " + m2 + " m² 超出规划图层的覆盖范围（区县界以外）", m2 + " m² of the project lie beyond what the plan covers (outside all units)"}, beyond};
  return gap;
}

Known MeasuredSubject::of_project(const Fact& fact) const {
  if (fact.measure == "project_area") return exactly(whole_m2());
  if (fact.measure == "self_overlap") return exactly(static_cast<double>(facts_.self_overlap(group_)) / 100);
  if (!group_.declared_m2) return {};
  if (!(std::fabs(*group_.declared_m2) < 1e15)) return exactly(unbounded);  // more than the Earth has, or no number at all
  const double difference = static_cast<double>(std::llabs(Area::square_metres(*group_.declared_m2).hundredths() - official_)) / 100;
  return exactly(fact.measure == "declared_share" ? difference / whole_m2() : difference);
}

Known MeasuredSubject::known(const Fact& fact) const {
  if (const auto seen = seen_.find(&fact); seen != seen_.end()) return seen->second;
  return seen_[&fact] = measure(fact);
}

Known MeasuredSubject::measure(const Fact& fact) const {
  if (fact.roles.empty()) return of_project(fact);
  const std::string layer = layer_of(fact.roles.front());
  if (fact.measure == "coverage") {
    const auto gap = find_gap(layer);
    if (gap && !gap->beyond) return {std::nullopt, 0, 0, gap->why};
    return exactly(gap ? 1 - static_cast<double>(*gap->beyond) / static_cast<double>(official_) : 1.0);
  }
  if (fact.measure == "layer_age") {
    const std::string& from = facts_.role(layer).plan->valid_from;
    if (from.empty()) return {std::nullopt, 0, 0, Text{"图层 " + layer + " 未写生效日期", "layer " + layer + " does not say since when it is valid"}};
    return exactly(day_number(facts_.options().as_of) - day_number(from));
  }
  const auto measured = value(fact);
  if (!measured) return {};
  Known known = exactly(*measured);
  if (!find_measure(fact.measure)->whole_layer) return known;
  std::optional<Gap> gap = find_gap(layer);
  if (const std::int64_t unknown = fact.classes.empty() ? 0 : facts_.unclassed(layer, group_); unknown > 0) {
    const std::string m2 = decimals_of_hundredths(unknown);
    const Text why{"项目有 " + m2 + " m² 落在图层 " + layer + " 没有地类编码（或编码不明）的图斑中", m2 + " m² of the project lie in rows of layer " + layer + " that have no class, or none that is known"};
    if (!gap) gap = Gap{why, unknown};
    else gap = Gap{{gap->why.zh + "；" + why.zh, gap->why.en + "; " + why.en}, gap->beyond ? std::optional(*gap->beyond + unknown) : std::nullopt};
  }
  if (gap) open(fact, *gap, known);
  return known;
}

std::optional<double> MeasuredSubject::value(const Fact& fact) const {
  const std::string layer = layer_of(fact.roles.front());
  const RoleOverlay& laid = facts_.role(layer);
  if (!fact.classes.empty() && laid.plan->layer.size() > 0 && !laid.classes.contains(fact.classes)) return std::nullopt;
  if (fact.measure == "multi_cover_area") return static_cast<double>(facts_.multi_cover(group_, layer)) / 100;
  if (fact.measure == "uncovered_area") return static_cast<double>(facts_.outside(group_, layer)) / 100;
  if (is_area(fact)) {
    const bool empty = laid.overlay.subject_areas.empty();
    const double land = static_cast<double>(empty ? (is_outside(fact) ? official_ : 0) : facts_.land(fact, {facts_.projects(), laid.overlay}, group_.rows)) / 100;
    return is_share(fact) ? land / whole_m2() : land;
  }
  if (fact.measure == "min_distance") return distance(layer);
  if (fact.measure == "feature_count") {
    std::set<std::size_t> zones;
    for (const std::size_t row : group_.rows) {
      for (const Piece& piece : pieces_of(laid.overlay, row)) {
        if (piece.zone != outside) zones.insert(piece.zone);
      }
    }
    return static_cast<double>(zones.size());
  }
  if (fact.measure == "length_inside" || fact.measure == "crossings") {
    const Shapes way = line();
    if (way.size() == 0) return std::nullopt;
    const ground::Inside in = ground::inside(way, facts_.shape(fact, group_), *facts_.projects().crs);
    if (fact.measure == "crossings") return static_cast<double>(in.crossings);
    double whole = 0;
    for (const Length l : lengths(way, *facts_.projects().crs, 1)) whole += l.metres();
    return in.length_share * whole;
  }
  const Shapes land = facts_.shape(fact, group_);
  if (fact.measure == "piece_count") return land.size() == 0 ? 0.0 : static_cast<double>(land.part_count(0));
  if (land.size() == 0) return 0.0;
  if (fact.measure == "max_width") return ground::widest_circle(land, *facts_.projects().crs);
  return width_of(land, 0, *facts_.projects().crs);  // mean_width
}

/// What the layer does not show may be more land inside, or less outside.
void MeasuredSubject::open(const Fact& fact, const Gap& gap, Known& known) const {
  known.gap = gap.why;
  const double unit = is_share(fact) ? whole_m2() : 1.0;
  const double beyond = (gap.beyond ? static_cast<double>(*gap.beyond) / 100 : whole_m2()) / unit, whole = whole_m2() / unit, value = *known.value;
  if (is_outside(fact)) known.low = gap.beyond ? std::max(0.0, std::round((value - beyond) * 100) / 100) : 0.0;
  else if (is_area(fact)) known.high = std::min(whole, value + beyond);
  else if (fact.measure == "min_distance") known.low = 0;
  else if (fact.measure == "mean_width") known.low = 0, known.high = unbounded;
  else known.high = unbounded;
  if (is_outside(fact) && is_share(fact) && gap.beyond) known.low = std::max(0.0, value - beyond);
}

Shapes MeasuredSubject::parcels() const {
  Shapes result;
  for (const std::size_t row : group_.rows) {
    if (facts_.projects().shapes.type(row) == ShapeType::polygon) result.add(facts_.projects().shapes, row);
  }
  return result;
}

Shapes MeasuredSubject::line() const {
  Shapes result;
  const Layer* lines = facts_.options().lines;
  for (const std::size_t row : group_.rows) {
    if (lines && row < lines->size() && lines->shapes.type(row) == ShapeType::line) result.add(lines->shapes, row);
  }
  return result;
}

double MeasuredSubject::distance(const std::string& layer) const {
  const RoleOverlay& laid = facts_.role(layer);
  if (laid.plan->layer.size() == 0) return unbounded;
  for (const std::size_t row : group_.rows) {
    for (const Piece& piece : pieces_of(laid.overlay, row)) {
      if (piece.zone != outside) return 0;
    }
  }
  return ground::distance(parcels(), laid.plan->layer.shapes, *facts_.projects().crs);
}

bool MeasuredSubject::near(const std::string& layer) const {
  const RoleOverlay& laid = facts_.role(layer);
  return std::any_of(group_.rows.begin(), group_.rows.end(), [&](std::size_t row) { return row < laid.near.size() && laid.near[row]; });
}

double MeasuredSubject::epsilon(const Fact& fact) const { return fact.roles.empty() ? 0.0 : facts_.role(layer_of(fact.roles.front())).epsilon_m; }

Range MeasuredSubject::moved(const Fact& fact, double threshold) const {
  const double value = *known(fact).value, epsilon = this->epsilon(fact);
  const Range still{value, value};
  if (epsilon <= 0) return still;
  const bool near = this->near(layer_of(fact.roles.front()));
  if (fact.measure == "max_width") return value > 0 ? Range{std::max(0.0, value - 2 * epsilon), near ? value + 2 * epsilon : value} : Range{0, near ? 2 * epsilon : 0};
  if (fact.measure == "min_distance") return {std::max(0.0, value - epsilon), value > 0 || near ? value + epsilon : value};
  return is_area(fact) ? moved_area(fact, threshold) : still;
}

/// Land when the border of what it lies in is moved by ε, as far as it matters: first by bounds that cost nothing.
Range MeasuredSubject::moved_area(const Fact& fact, double threshold) const {
  const double unit = is_share(fact) ? whole_m2() : 1.0, value = *known(fact).value * unit, limit = threshold * unit, epsilon = this->epsilon(fact);
  const bool equal = *known(fact).value == threshold;  // it may fall below, and rise above
  const Range still{value / unit, value / unit};
  if (!near(layer_of(fact.roles.front()))) return still;
  const Crs& crs = *facts_.projects().crs;
  if (value > limit && !equal) {
    const Shapes land = facts_.shape(fact, group_);
    if (land.size() == 0 || value - ground::perimeter(land, crs) * epsilon > limit) return still;
    const Shapes core = ground::moved(land, crs, -epsilon);
    const double whole = ring_area(land, 0), left = core.size() > 0 ? ring_area(core, 0) : 0.0;
    return {whole > 0 ? value * std::min(1.0, left / whole) / unit : 0.0, value / unit};
  }
  const Shapes land = parcels();
  std::size_t parts = 0;
  for (std::size_t i = 0; i < land.size(); ++i) parts += land.part_count(i);
  const double most = value + ground::perimeter(land, crs) * epsilon + pi * epsilon * epsilon * static_cast<double>(parts);
  if (most < limit) return still;
  try {
    const Laid wide = widened(layer_of(fact.roles.front()));
    const std::size_t first = 0;
    const double in = static_cast<double>(facts_.land(fact, wide, {&first, 1})) / 100, beyond = static_cast<double>(wide.overlay.subject_areas.front().hundredths()) / 100 - in;
    return {equal ? std::max(0.0, value - beyond) / unit : value / unit, std::max(value, in) / unit};
  } catch (const Error&) {  // a widened shape that cannot be cut: as much as it can be
    return {equal ? 0.0 : value / unit, most / unit};
  }
}

Laid MeasuredSubject::widened(const std::string& layer) const {
  auto known = widened_.find(layer);
  if (known == widened_.end()) {
    Layer wide;
    wide.crs = facts_.projects().crs;
    wide.shapes = ground::moved(parcels(), *wide.crs, facts_.role(layer).epsilon_m);
    Overlay laid = overlay(wide, *facts_.role(layer).index, {.threads = 1});
    known = widened_.emplace(layer, std::pair(std::move(wide), std::move(laid))).first;
  }
  return {known->second.first, known->second.second};
}

}  // namespace libspatial
