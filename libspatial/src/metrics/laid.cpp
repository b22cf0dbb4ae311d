// Two layers laid over each other: the table of pieces, the transition matrix, lineage, allocation and interpolation.

#include "metrics/laid.hpp"

#include <algorithm>

#include "crs/zone.hpp"
#include "metrics/call.hpp"

namespace libspatial::metrics {

void require_same_crs(const Layer& a, const Layer& b) {
  for (const Layer* l : {&a, &b}) {
    if (!l->crs) throw Error(Errc::crs_missing, {title(*l) + "：没有坐标系", title(*l) + ": it has no CRS"});
  }
  if (*a.crs == *b.crs) return;
  throw Error(Errc::crs_mismatch, {title(a) + " 是 " + a.crs->code() + "，" + title(b) + " 是 " + b.crs->code() + "：请先转换其一",
                                   title(a) + " is " + a.crs->code() + ", " + title(b) + " is " + b.crs->code() + ": reproject one"});
}

Overlay laid(const Layer& subjects, const Layer& zones, AreaKind kind, int threads, const Progress& progress) {
  require_same_crs(subjects, zones);
  return overlay(subjects, ZoneIndex(zones, threads), {.area = kind, .shapes = false, .threads = threads, .progress = progress});
}

namespace {

std::optional<Text> counted_in_several(const Layer& layer, const ExactSum& sum) {
  if (sum.value() < 0.005) return std::nullopt;  // rounding of borders
  const std::string m2 = decimals(sum.value(), 2);
  return Text{title(layer) + " 的要素相互重叠：" + m2 + " m² 计入了多行", "rows of " + title(layer) + " overlap each other: " + m2 + " m² are counted in several of them"};
}

}  // namespace

std::optional<Text> covered_twice(const Overlay& overlay, const Layer& zones) {
  ExactSum sum;
  for (const Area a : overlay.multi_cover) sum.add(a.square_metres());
  return counted_in_several(zones, sum);
}

std::optional<Text> lies_over_itself(const Layer& layer, AreaKind kind, int threads, const Progress& progress) {
  const Overlaps found = overlaps(layer, threads, progress);
  ExactSum sum;
  for (const auto& rows : found.rows) {
    for (const Area a : areas(only(layer, rows).shapes, *layer.crs, kind, threads)) sum.add(a.square_metres());
  }
  for (const Area a : areas(unions(layer, found), *layer.crs, kind, threads)) sum.add(-a.square_metres());
  return counted_in_several(layer, sum);
}

namespace {

/// By zone, or outside all: land of parcels that lie over each other, less their union.
std::map<std::optional<std::string>, double> counted_again(const Layer& parcels, const Layer& zones, const Overlay& laid_over, const std::vector<std::string>& labels, const TableOptions& options) {
  const Overlaps found = overlaps(parcels, options.threads, options.progress);
  if (found.rows.empty()) return {};
  std::vector<bool> in(parcels.size());
  for (const auto& rows : found.rows) {
    for (const std::size_t row : rows) in[row] = true;
  }
  Layer once;
  once.name = parcels.name, once.crs = parcels.crs, once.shapes = unions(parcels, found);
  const Overlay land = laid(once, zones, options.area, options.threads, options.progress);
  std::map<std::optional<std::string>, ExactSum> sums;
  for (const auto& [pieces, sign] : {std::pair(&laid_over.pieces, 1.0), std::pair(&land.pieces, -1.0)}) {
    for (const Piece& p : *pieces) {
      if (sign < 0 || in[p.subject]) sums[p.zone == outside ? std::nullopt : std::optional(labels[p.zone])].add(sign * p.area.square_metres());
    }
  }
  std::map<std::optional<std::string>, double> result;
  for (const auto& [zone, sum] : sums) {
    if (sum.value() >= 0.005) result[zone] = sum.value();
  }
  return result;
}

}  // namespace

Tabulation tabulate(const Layer& parcels, const Layer& zones, const TableOptions& options) {
  const Overlay found = laid(parcels, zones, options.area, options.threads, options.progress);
  const std::vector<std::string> zone_labels = labels(zones, options.zone_field), classes = options.class_field.empty() ? std::vector<std::string>() : labels(parcels, options.class_field);
  Layer table;
  table.name = "pieces";
  Field subject{"parcel", FieldType::integer, {}}, zone{"zone", FieldType::text, {}}, klass{"class", FieldType::text, {}}, area{"area_m2", FieldType::real, {}}, share{"share", FieldType::real, {}},
      whole{"parcel_m2", FieldType::real, {}};
  for (const Piece& p : found.pieces) {
    table.shapes.add_none();
    subject.values.emplace_back(static_cast<std::int64_t>(p.subject));
    zone.values.push_back(p.zone == outside ? Value() : Value(zone_labels[p.zone]));
    if (!classes.empty()) klass.values.emplace_back(classes[p.subject]);
    area.values.emplace_back(p.area.square_metres());
    share.values.emplace_back(p.share);
    whole.values.emplace_back(found.subject_areas[p.subject].square_metres());
  }
  table.fields = {std::move(subject), std::move(zone), std::move(area), std::move(share), std::move(whole)};
  if (!classes.empty()) table.fields.push_back(std::move(klass));
  if (auto note = covered_twice(found, zones)) table.notes.push_back(*note);
  if (auto doubt = options.area == AreaKind::planar ? find_planar_doubt(parcels.shapes, *parcels.crs) : std::nullopt) table.notes.push_back(*doubt);
  table.rejects = parcels.rejects;
  std::map<std::optional<std::string>, double> again = counted_again(parcels, zones, found, zone_labels, options);
  if (!again.empty()) {
    const std::string m2 = decimals(exact_sum(again, [](const auto& of) { return of.second; }), 2);
    table.notes.push_back({title(parcels) + " 的要素相互重叠：" + m2 + " m² 计入了多个要素", "rows of " + title(parcels) + " overlap each other: " + m2 + " m² are counted in several of them"});
  }
  return {std::move(table), std::move(again)};
}

namespace {

/// Land of both dates by class, and land that only one of them has; land that rows of one date cover several times counts once.
Result transition(const Call& call) {
  const AreaKind kind = area_kind(call.word("area"));
  std::vector<Text> notes;
  const auto once = [&](const char* date) {
    const Layer& given = call.layer(date);
    auto classes = call.texts("class", date);
    for (Text& note : name_missing(given, classes)) notes.push_back(std::move(note));
    OnceByClass made(given, std::move(classes), kind, call.threads(), call.progress());
    made.note(notes);
    return made;
  };
  require_same_crs(call.layer("t0"), call.layer("t1"));
  if (kind == AreaKind::planar) require_planar(*call.layer("t0").crs);
  const OnceByClass t0 = once("t0"), t1 = once("t1");
  const Overlay there = laid(t0.layer(), t1.layer(), kind, call.threads(), call.progress()), back = laid(t1.layer(), t0.layer(), kind, call.threads(), call.progress());
  std::map<std::pair<std::string, std::string>, ExactSum> matrix;
  for (const Piece& p : there.pieces) matrix[{t0.classes()[p.subject], p.zone == outside ? "" : t1.classes()[p.zone]}].add(p.area.square_metres());
  for (const Piece& p : back.pieces) {
    if (p.zone == outside) matrix[{"", t1.classes()[p.subject]}].add(p.area.square_metres());
  }
  Answer answer(call, {"class_t0", "class_t1"});
  for (const auto& [pair, sum] : matrix) answer.row({pair.first, pair.second}, {sum.value() / hectare, sum.value()}, pair.first == no_class || pair.second == no_class ? "no_class" : "");
  for (const auto& [overlay, layer] : {std::pair{&there, &t1}, {&back, &t0}}) {
    if (auto note = covered_twice(*overlay, layer->layer())) notes.push_back(*note);  // less than 0.005 m² a pair
  }
  answer.so_far().notes = std::move(notes);
  return std::move(answer).result();
}

std::size_t root(std::vector<std::size_t>& parents, std::size_t i) {
  while (parents[i] != i) i = parents[i] = parents[parents[i]];
  return i;
}

/// Parcels of two dates that share land: pairs with a share above `sliver` of either hang together, and what hangs together is kept,
/// changed, split, merged or rearranged as a whole.
Result lineage(const Call& call) {
  const Layer &t0 = call.layer("t0"), &t1 = call.layer("t1");
  const double sliver = call.number("sliver"), same = 1 - sliver;
  const auto old_ids = call.find_texts("id", "t0").value_or(labels(t0, "")), new_ids = call.find_texts("id", "t1").value_or(labels(t1, ""));
  const AreaKind kind = area_kind(call.word("area"));
  const Overlay there = laid(t0, t1, kind, call.threads(), call.progress());
  const std::vector<Area> new_areas = areas(t1.shapes, *t1.crs, kind, call.threads());
  std::vector<std::size_t> family(t0.size() + t1.size());
  for (std::size_t i = 0; i < family.size(); ++i) family[i] = i;
  const auto back = [&](const Piece& p) { return p.area.square_metres() / new_areas[p.zone].square_metres(); };
  const auto counts = [&](const Piece& p) { return p.zone != outside && (p.share > sliver || back(p) > sliver); };
  for (const Piece& p : there.pieces) {
    if (counts(p)) family[root(family, p.subject)] = root(family, t0.size() + p.zone);
  }
  std::map<std::size_t, std::pair<std::size_t, std::size_t>> members;
  for (std::size_t i = 0; i < family.size(); ++i) ++(i < t0.size() ? members[root(family, i)].first : members[root(family, i)].second);
  Answer answer(call, {"parent", "child"});
  const auto row = [&](const std::string& parent, const std::string& child, double a, double b, double m2, const char* what) {
    answer.row({parent, child}, {0, a, b, m2});
    answer.so_far().reasons.back().clear();
    answer.text(0, what);
  };
  for (const Piece& p : there.pieces) {
    if (p.zone == outside) {
      if (p.share > sliver) row(old_ids[p.subject], "", p.share, nan, p.area.square_metres(), "gone");
      continue;
    }
    const auto [parents, children] = members[root(family, p.subject)];
    const char* what = !counts(p)                          ? "sliver"
                       : parents == 1 && children == 1     ? (p.share >= same && back(p) >= same ? "kept" : "changed")
                       : parents == 1                      ? "split"
                       : children == 1                     ? "merged"
                                                           : "rearranged";
    row(old_ids[p.subject], new_ids[p.zone], p.share, back(p), p.area.square_metres(), what);
  }
  const Overlay news = laid(t1, t0, kind, call.threads(), call.progress());
  for (const Piece& p : news.pieces) {
    if (p.zone == outside && p.share > sliver) row("", new_ids[p.subject], nan, p.share, p.area.square_metres(), "new");
  }
  for (const auto& [overlay, layer] : {std::pair{&there, &t1}, {&news, &t0}}) {
    if (auto note = covered_twice(*overlay, *layer)) answer.so_far().notes.push_back(*note);
  }
  return std::move(answer).result();
}

/// Every piece of every source and what no target has of it. Official pieces add up to 0.01 m², planar ones are balanced so.
Result allocation(const Call& call) {
  const Layer &source = call.layer("source"), &target = call.layer("target");
  const Overlay found = laid(source, target, area_kind(call.word("area")), call.threads(), call.progress());
  Answer answer(call, {"source", "target"});
  for (std::size_t i = 0; i < found.pieces.size();) {
    std::size_t end = i;
    std::vector<double> parts;
    for (; end < found.pieces.size() && found.pieces[end].subject == found.pieces[i].subject; ++end) parts.push_back(found.pieces[end].area.square_metres());
    const Area whole = found.subject_areas[found.pieces[i].subject];
    const double twice = found.multi_cover[found.pieces[i].subject].square_metres();
    const auto closed = balance((whole + Area::square_metres(twice)).hundredths(), parts);
    const double residual = exact_sum(parts, [](double v) { return v; }) - twice - whole.square_metres();
    for (std::size_t k = i; k < end; ++k) {
      const Piece& p = found.pieces[k];
      answer.row({static_cast<std::int64_t>(p.subject), p.zone == outside ? Value() : Value(static_cast<std::int64_t>(p.zone))},
                 {p.area.square_metres(), static_cast<double>(closed[k - i]) / 100, p.share, residual});
    }
    i = end;
  }
  if (auto note = covered_twice(found, target)) answer.so_far().notes.push_back(*note);
  return std::move(answer).result();
}

}  // namespace

std::vector<double> divided(double value, std::span<const double> weights) {
  std::vector<double> parts(weights.size(), 0.0);
  const double all = exact_sum(weights, [](double w) { return w; });
  if (!(all > 0) || value == 0 || !std::isfinite(value)) return parts;
  int exponent = 0;
  (void)std::frexp(value, &exponent);
  const double grid = std::ldexp(1.0, exponent - 53);  // `value` is a multiple of it, and so is every part
  std::size_t largest = 0;
  double rest = value;  // exact: multiples of the grid no larger than `value`
  for (std::size_t i = 0; i < weights.size(); ++i) {
    if (weights[i] > weights[largest]) largest = i;
  }
  for (std::size_t i = 0; i < weights.size(); ++i) {
    if (i == largest) continue;
    parts[i] = std::nearbyint(value * (weights[i] / all) / grid) * grid;
    rest -= parts[i];
  }
  parts[largest] = rest;
  return parts;
}

namespace {

Result extensive(const Call& call) {
  const Layer &source = call.layer("source"), &target = call.layer("target");
  const bool covered = call.word("denominator") == "covered";
  const auto values = call.numbers("value");
  const Overlay found = laid(source, target, area_kind(call.word("area")), call.threads(), call.progress());
  std::vector<ExactSum> sums(target.size());
  ExactSum given, nowhere;
  std::vector<bool> seen(source.size()), unknown(target.size()), met(target.size());
  for (const Piece& p : found.pieces) {
    if (p.zone != outside) met[p.zone] = true;
  }
  for (std::size_t i = 0; i < found.pieces.size();) {
    const std::size_t row = found.pieces[i].subject;
    std::vector<double> weights;
    std::size_t end = i;
    for (; end < found.pieces.size() && found.pieces[end].subject == row; ++end) weights.push_back(covered && found.pieces[end].zone == outside ? 0 : found.pieces[end].area.square_metres());
    if (std::isfinite(values[row])) {
      const std::vector<double> parts = divided(values[row], weights);
      const bool lost = exact_sum(weights, [](double w) { return w; }) <= 0;
      given.add(values[row]);
      if (lost) nowhere.add(values[row]);
      for (std::size_t k = i; k < end && !lost; ++k) (found.pieces[k].zone == outside ? nowhere : sums[found.pieces[k].zone]).add(parts[k - i]);
    }
    else {
      for (std::size_t k = i; k < end; ++k) {
        if (found.pieces[k].zone != outside) unknown[found.pieces[k].zone] = true;
      }
    }
    seen[row] = true;
    i = end;
  }
  for (std::size_t row = 0; row < source.size(); ++row) {
    if (!seen[row] && std::isfinite(values[row])) given.add(values[row]), nowhere.add(values[row]);  // rejected rows have no land
  }
  ExactSum check = nowhere;
  for (const ExactSum& s : sums) check.add(s);
  Answer answer(call, {"target"});
  for (std::size_t row = 0; row < target.size(); ++row) answer.row({static_cast<std::int64_t>(row)}, {unknown[row] ? nan : sums[row].value()}, unknown[row] ? "missing_value" : met[row] ? "" : "no_source");
  answer.row({Value()}, {nowhere.value()});
  if (check.value() != given.value()) throw Error(Errc::internal, {"面积插值的总量不守恒", "the values of an interpolation do not add up"});
  const auto missing = std::count_if(values.begin(), values.end(), [](double v) { return !std::isfinite(v); });
  if (missing > 0) answer.so_far().notes.push_back({std::to_string(missing) + " 行没有数值，其所在的目标地块也没有数值", std::to_string(missing) + " rows without a value: what they lie over has none either"});
  for (const auto& note : {covered_twice(found, target), lies_over_itself(source, area_kind(call.word("area")), call.threads(), call.progress())}) {
    if (note) answer.so_far().notes.push_back(*note);
  }
  return std::move(answer).result();
}

Result intensive(const Call& call) {
  const Layer &source = call.layer("source"), &target = call.layer("target");
  const auto values = call.numbers("value");
  const Overlay found = laid(source, target, area_kind(call.word("area")), call.threads(), call.progress());
  std::vector<ExactSum> above(target.size()), below(target.size());
  std::vector<bool> partly(target.size());
  for (const Piece& p : found.pieces) {
    if (p.zone == outside) continue;
    if (!std::isfinite(values[p.subject])) {
      partly[p.zone] = true;
      continue;
    }
    above[p.zone].add(values[p.subject] * p.area.square_metres());
    below[p.zone].add(p.area.square_metres());
  }
  Answer answer(call, {"target"});
  for (std::size_t row = 0; row < target.size(); ++row) {
    const double area = below[row].value();
    answer.row({static_cast<std::int64_t>(row)}, {above[row].value() / area, area}, area > 0 ? (partly[row] ? "partly_missing" : "") : partly[row] ? "missing_value" : "no_source");
  }
  if (auto note = lies_over_itself(source, area_kind(call.word("area")), call.threads(), call.progress())) answer.so_far().notes.push_back(*note);
  return std::move(answer).result();
}

}  // namespace

const Formulas& overlay_formulas() {
  static const Formulas all{
      {"transition_matrix", &transition}, {"lineage", &lineage}, {"allocation_table", &allocation}, {"interp_extensive", &extensive}, {"interp_intensive", &intensive},
  };
  return all;
}

}  // namespace libspatial::metrics
