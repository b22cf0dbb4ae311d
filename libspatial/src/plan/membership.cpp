// The land of places and groups of places, and how much of it they share.

#include <algorithm>

#include "libspatial/overlay.hpp"
#include "libspatial/plan.hpp"

namespace libspatial {
namespace {

/// Where places have their land, and by which field they are found there.
constexpr std::string_view land_roles[] = {"units", "towns", "villages", "functional_zones"};

/// The code of the unit a place lies in: towns of two counties may have one name.
bool in_unit_of(const Profile& profile, const Place& place, const std::string& parent_code) {
  const Place* unit = profile.unit_of(place);
  return !unit || unit->code.empty() || parent_code.empty() || parent_code.starts_with(unit->code);
}

bool is_row_of(const Profile& profile, const Place& place, const Layer& layer, std::size_t row) {
  if (layer.shapes.type(row) != ShapeType::polygon) return false;
  const std::string code = cell(layer, "code", row), at = cell(layer, "place", row);
  if (!at.empty()) return at == place.id;
  if (!place.code.empty()) return code == place.code;
  for (const StatisticalCode& s : profile.statistical_codes) {
    if (s.place == place.id && s.code == code) return true;
  }
  return cell(layer, "name", row) == place.name && in_unit_of(profile, place, cell(layer, "parent", row));
}

/// Unions shapes gathered from several layers, all in `crs`.
class Land {
 public:
  explicit Land(const Crs& crs) : crs_(crs) {}

  void add(const Layer& layer, std::size_t row) {
    if (!layer.crs || *layer.crs == crs_) return shapes_.add(layer.shapes, row);
    Shapes one;
    one.add(layer.shapes, row);
    shapes_.add(reproject(one, *layer.crs, crs_), 0);
  }
  bool empty() const { return shapes_.size() == 0; }
  void append_to(Shapes& out) const {
    std::vector<std::size_t> rows(shapes_.size());
    for (std::size_t i = 0; i < rows.size(); ++i) rows[i] = i;
    add_union(shapes_, rows, out);
  }

 private:
  Crs crs_;
  Shapes shapes_;
};

/// Adds a place's own land, else that of its children in the hierarchy (a city is its districts and counties). False when there is none, or
/// not of every child.
bool add_place(const Plan& plan, const Place& place, Land& land) {
  bool found = false;
  const auto add_rows = [&](std::string_view role, auto is) {
    const PlanLayer* entry = found ? nullptr : plan.find(role);
    for (std::size_t row = 0; entry && row < entry->layer.size(); ++row) {
      if (!is(entry->layer, row)) continue;
      land.add(entry->layer, row);
      found = true;
    }
  };
  for (const std::string_view role : land_roles) {
    add_rows(role, [&](const Layer& layer, std::size_t row) { return is_row_of(plan.profile(), place, layer, row); });
  }
  // a kind of place that is a layer of its own: the central urban area
  add_rows(place.kind, [](const Layer& layer, std::size_t row) { return layer.shapes.type(row) == ShapeType::polygon; });
  if (found || plan.profile().level(place) != 1) return found;
  for (const Place* child : plan.profile().children(place)) {
    if (plan.profile().level(*child) == 2 && !add_place(plan, *child, land)) return false;
    found = found || plan.profile().level(*child) == 2;
  }
  return found;
}

/// The part of `shapes[row]` inside the layer of a role.
Shapes inside(const Shapes& shapes, const Crs& crs, const PlanLayer& limit, int threads) {
  Layer subject;
  subject.crs = crs;
  subject.shapes = shapes;
  const Overlay cut = overlay(subject, ZoneIndex(reproject(limit.layer, crs), threads), {.area = AreaKind::geodesic, .shapes = true, .threads = threads});
  Land land(crs);
  Layer pieces;
  pieces.crs = crs;
  pieces.shapes = cut.shapes;
  for (std::size_t i = 0; i < cut.pieces.size(); ++i) {
    if (cut.pieces[i].zone != outside) land.add(pieces, i);
  }
  Shapes result;
  land.append_to(result);
  return result;
}

struct Named { std::string id, name, kind, within; std::vector<const Place*> places; };

Named named(const Profile& profile, const std::string& name) {
  if (const PlaceGroup* g = profile.find_group(name)) return {g->id, g->name, g->kind, g->within, profile.members(*g)};
  const Place& p = profile.place(name);
  return {p.id, p.name, p.kind, "", {&p}};
}

}  // namespace

Membership membership(const Plan& plan, const std::vector<std::string>& names, AreaKind kind, int threads) {
  Membership result;
  const auto with_crs = std::find_if(plan.layers().begin(), plan.layers().end(), [](const PlanLayer& l) { return l.layer.crs && l.role != "places"; });
  if (with_crs == plan.layers().end()) throw Error(Errc::bad_plan, {plan.file() + " 没有面图层", plan.file() + " has no layer of polygons"});
  const Crs crs = *with_crs->layer.crs;
  result.lands.name = "lands";
  result.lands.crs = crs;
  result.lands.fields = {{"id", FieldType::text, {}}, {"name", FieldType::text, {}}, {"kind", FieldType::text, {}}};
  Land all(crs);
  for (const std::string& name : names) {
    const Named one = named(plan.profile(), name);
    Land land(crs);
    for (const Place* place : one.places) {
      if (!add_place(plan, *place, land)) {
        result.missing.push_back({one.name + "：规划图层中没有“" + place->name + "”的范围", one.name + ": no layer of the plan has the land of " + place->name + " (" + place->id + ")"});
      }
    }
    Shapes shape;
    land.empty() ? shape.add_none() : land.append_to(shape);
    const PlanLayer* limit = one.within.empty() ? nullptr : plan.find(one.within);
    if (!one.within.empty() && !limit) {
      result.missing.push_back({one.name + "：规划没有图层 " + one.within + "，未按它限定范围", one.name + ": the plan has no layer " + one.within + ", its land is not limited by it"});
    }
    if (limit && shape.type(0) == ShapeType::polygon) shape = inside(shape, crs, *limit, threads);
    result.lands.shapes.add(shape, 0);
    Field* columns = result.lands.fields.data();
    columns[0].values.emplace_back(one.id);
    columns[1].values.emplace_back(one.name);
    columns[2].values.emplace_back(one.kind);
    if (shape.type(0) == ShapeType::polygon) all.add(result.lands, result.lands.size() - 1);
  }
  const std::size_t n = result.lands.size();
  result.areas.resize(n);
  result.shared.assign(n, std::vector<Area>(n));
  if (all.empty()) return result;
  const Overlay pairs = overlay(result.lands, ZoneIndex(result.lands, threads), {.area = kind, .threads = threads});
  for (const Piece& piece : pairs.pieces) {
    if (piece.zone != outside) result.shared[piece.subject][piece.zone] = piece.area;
  }
  for (std::size_t i = 0; i < n; ++i) {
    result.areas[i] = pairs.subject_areas[i];
    result.sum += result.areas[i];
  }
  Shapes cover;
  all.append_to(cover);
  result.cover = areas(cover, crs, kind, threads)[0];
  return result;
}

}  // namespace libspatial
