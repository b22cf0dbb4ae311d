// The ledger of the zones of the growth boundary: what earlier approvals have used of each, what drawn projects would take, what is left.

#include <algorithm>
#include <map>
#include <optional>

#include "accounts/land.hpp"
#include "libspatial/accounts.hpp"
#include "libspatial/overlay.hpp"

namespace libspatial {
namespace {

using namespace accounts;

/// A layer with rows of these fields, one add() each.
Layer table(const char* name, const Crs& crs, std::initializer_list<std::pair<const char*, FieldType>> fields) {
  Layer layer;
  layer.name = name;
  layer.crs = crs;
  for (const auto& [field, type] : fields) layer.fields.push_back({field, type, {}});
  return layer;
}

void add(Layer& layer, const Shapes& shapes, std::size_t shape, std::vector<Value> cells) {
  for (std::size_t f = 0; f < cells.size(); ++f) layer.fields[f].values.push_back(std::move(cells[f]));
  if (shape == outside) layer.shapes.add_none();
  else layer.shapes.add(shapes, shape);
}

Layer in_crs(const Layer& layer, const Crs& crs) { return *layer.crs == crs ? layer : reproject(layer, crs); }

Value whole_number(std::size_t row) { return static_cast<std::int64_t>(row); }
Value amount(std::int64_t hundredths) { return Area::hundredths(hundredths).square_metres(); }

/// Approvals up to the day, the earliest first, then the projects as they are listed, in the CRS of the boundary.
struct Claims {
  struct Claim { bool project; std::size_t row; std::string name, on; };
  Shapes shapes;
  std::vector<Claim> list;

  Claims(const Plan& plan, const Crs& crs, const ZoneLedgerOptions& options, std::vector<Text>& flaws) {
    const Layer& approvals = need(plan, "land_approvals");
    const Layer drawn = in_crs(approvals, crs);
    for (const std::size_t row : Events(approvals, "approved_on", flaws).until(options.as_of)) {
      add(drawn, row, {false, row, cell(approvals, "batch", row), day_of(cell(approvals, "approved_on", row))});
    }
    if (!options.projects) return;
    const Layer projects = in_crs(*options.projects, crs);
    const std::string label = projects.find_field("id") ? "id" : projects.find_field("name") ? "name" : "";
    const std::vector<std::string> names = labels(projects, label);
    for (std::size_t row = 0; row < projects.size(); ++row) {
      if (projects.shapes.type(row) == ShapeType::polygon) add(projects, row, {true, row, names[row], ""});
    }
  }

  Layer layer(const Crs& crs) const {
    Layer result;
    result.crs = crs;
    result.shapes = shapes;
    return result;
  }
  std::size_t approvals() const { return static_cast<std::size_t>(std::ranges::count(list, false, &Claim::project)); }

 private:
  void add(const Layer& layer, std::size_t row, Claim claim) {
    shapes.add(layer.shapes, row);
    list.push_back(std::move(claim));
  }
};

/// Every zone's land by claim, one zone after the other: its pieces in the order of claiming, and the one that is free.
class ByZone {
 public:
  ByZone(const Layer& zones, const Layer& claims, int threads)
      : overlay_(overlay(zones, ZoneIndex(claims, threads), {.area = AreaKind::official, .shapes = true, .threads = threads})) {}

  std::size_t free = outside;
  std::map<std::size_t, std::size_t> pieces;  ///< claim, piece

  void next(std::size_t zone) {
    pieces.clear();
    free = outside;
    for (; next_ < overlay_.pieces.size() && overlay_.pieces[next_].subject == zone; ++next_) {
      if (overlay_.pieces[next_].zone == outside) free = next_;
      else pieces[overlay_.pieces[next_].zone] = next_;
    }
  }
  std::int64_t area(std::size_t claim) const {
    const auto found = pieces.find(claim);
    return found == pieces.end() ? 0 : overlay_.pieces[found->second].area.hundredths();
  }
  std::size_t piece(std::size_t claim) const { return area(claim) == 0 ? outside : pieces.at(claim); }
  const Shapes& shapes() const { return overlay_.shapes; }
  Area whole(std::size_t zone) const { return overlay_.subject_areas[zone]; }

 private:
  Overlay overlay_;
  std::size_t next_ = 0;
};

}  // namespace

ZoneLedger zone_ledger(const Plan& plan, const ZoneLedgerOptions& options) {
  if (!is_date(options.as_of)) throw Error(Errc::bad_argument, {"日期“" + options.as_of + "”不是 YYYY-MM-DD", "the date \"" + options.as_of + "\" is not YYYY-MM-DD"});
  const Layer& zones = need(plan, "ugb");
  const Crs& crs = *zones.crs;
  ZoneLedger ledger;
  ledger.as_of = options.as_of;
  if (const std::string& last = plan.find("ugb")->valid_to; !last.empty() && last < options.as_of) {
    ledger.flaws.push_back({title(zones) + " 只到 " + last + " 有效，不含 " + options.as_of, title(zones) + " is valid until " + last + " only, not on " + options.as_of});
  }
  const Claims claims(plan, crs, options, ledger.flaws);
  const Layer all = claims.layer(crs);
  const Land raw = whole(all, options.threads), once = first_come(all, options.threads);

  ledger.zones = table("zone_ledger", crs, {{"row", FieldType::integer}, {"zone_kind", FieldType::text}, {"name", FieldType::text}, {"unit_code", FieldType::text}, {"area_m2", FieldType::real},
                                            {"approved_m2", FieldType::real}, {"projects_m2", FieldType::real}, {"left_m2", FieldType::real}});
  ledger.entries = table("zone_ledger_entries", crs, {{"zone", FieldType::integer}, {"zone_kind", FieldType::text}, {"unit_code", FieldType::text}, {"entry", FieldType::text}, {"row", FieldType::integer},
                                                      {"name", FieldType::text}, {"date", FieldType::text}, {"taken_m2", FieldType::real}, {"already_m2", FieldType::real}, {"left_m2", FieldType::real}});
  // approvals are balanced to the zone among themselves: a figure of theirs does not change, not by a cent, with the projects that are held against it
  Layer approved = once.layer;
  approved.shapes.truncate(claims.approvals());
  ByZone claimed(zones, all, options.threads), taken(zones, approved, options.threads);
  std::optional<ByZone> with_projects;
  if (options.projects) with_projects.emplace(zones, once.layer, options.threads);

  for (std::size_t zone = 0; zone < zones.size(); ++zone) {
    claimed.next(zone);
    taken.next(zone);
    if (with_projects) with_projects->next(zone);
    const std::string kind(name(plan.ugb_kinds()[zone])), unit = cell(zones, "unit_code", zone);
    const std::int64_t area = taken.whole(zone).hundredths();
    std::int64_t left = area, used[2] = {0, 0};
    for (const auto& [i, ignored] : claimed.pieces) {
      const Claims::Claim& claim = claims.list[i];
      const ByZone& from = claim.project ? *with_projects : taken;
      const std::int64_t now = from.area(i), already = once.hundredths[i] == raw.hundredths[i] ? 0 : std::max<std::int64_t>(0, claimed.area(i) - now);
      if (now == 0 && already == 0) continue;  // it only touches the zone
      left -= now;
      used[claim.project] += now;
      add(ledger.entries, from.shapes(), from.piece(i),
          {whole_number(zone), kind, unit, std::string(claim.project ? "project" : "approval"), whole_number(claim.row), claim.name, claim.on, amount(now), amount(already), amount(left)});
    }
    const ByZone& last = with_projects ? *with_projects : taken;
    add(ledger.zones, last.shapes(), last.free, {whole_number(zone), kind, cell(zones, "name", zone), unit, amount(area), amount(used[0]), amount(used[1]), amount(left)});
  }

  const Land beyond = remainder(once.layer, zones, options.threads);
  std::int64_t sums[2][3] = {};  // approvals, projects: all, claimed before, outside of the boundary
  for (std::size_t i = 0; i < claims.list.size(); ++i) {
    std::int64_t* const sum = sums[claims.list[i].project];
    sum[0] += once.hundredths[i], sum[1] += raw.hundredths[i] - once.hundredths[i], sum[2] += beyond.hundredths[i];
  }
  ledger.beside = {{"approved", {"已批准（每块地一次）", "approved, each place once"}, Area::hundredths(sums[0][0])},
                   {"approved_twice", {"重复批准", "approved more than once"}, Area::hundredths(sums[0][1])},
                   {"approved_outside", {"已批准，在城镇开发边界外", "approved, outside the growth boundary"}, Area::hundredths(sums[0][2])}};
  if (options.projects) {
    ledger.beside.push_back({"projects", {"项目（尚未批准的土地，每块地一次）", "projects, land not approved yet, each place once"}, Area::hundredths(sums[1][0])});
    ledger.beside.push_back({"projects_already", {"项目，已批准或与前一项目重叠", "projects, approved already or of a project before"}, Area::hundredths(sums[1][1])});
    ledger.beside.push_back({"projects_outside", {"项目，在城镇开发边界外", "projects, outside the growth boundary"}, Area::hundredths(sums[1][2])});
  }
  return ledger;
}

}  // namespace libspatial
