// Children in the parents they name: towns in units, villages in towns, zones and parcels in the unit whose code they carry, points.

#include <algorithm>
#include <map>
#include <set>

#include "libspatial/measure.hpp"
#include "libspatial/overlay.hpp"
#include "validation/findings.hpp"

namespace libspatial::validation {
namespace {

using Rows = std::vector<std::size_t>;

std::optional<Point> inside(const Part& part, std::size_t row) {
  if (part.layer.shapes.type(row) == ShapeType::polygon) return point_inside(part.layer.shapes, row);
  return part.layer.shapes.points(row).empty() ? std::nullopt : std::optional(part.layer.shapes.points(row).front());
}

std::map<std::string, Rows> rows_by(const Part& part, std::string_view field) {
  std::map<std::string, Rows> rows;
  for (std::size_t row = 0; row < part.layer.size(); ++row) {
    if (const std::string word = part.cell(field, row); !word.empty()) rows[word].push_back(row);
  }
  return rows;
}

bool has(const Rows& rows, std::size_t row) { return std::find(rows.begin(), rows.end(), row) != rows.end(); }

/// Some rows of a layer.
Layer selection(const Layer& layer, const Rows& rows) {
  Layer some;
  some.crs = layer.crs;  // the same in all parts that have rows
  for (const std::size_t row : rows) some.shapes.add(layer.shapes, row);
  return some;
}

class Children {
 public:
  Children(const Part& part, std::string_view field, const Part& parents, Findings& findings) : part_(part), parents_(parents), findings_(findings), named_(part.layer.size()) {
    const auto codes = rows_by(parents, "code");
    for (std::size_t row = 0; row < part.layer.size(); ++row) {
      const std::string code = part.cell(field, row);
      if (const auto found = codes.find(code); found != codes.end()) named_[row] = found->second;
      else add_unknown(row, field, code);
    }
  }

  void run() {
    Rows named;
    for (std::size_t row = 0; row < part_.layer.size(); ++row) {
      if (!named_[row].empty() && part_.layer.shapes.type(row) == ShapeType::polygon) named.push_back(row);
    }
    if (named.empty()) return;
    Layer zones;
    zones.shapes = parents_.layer.shapes;
    zones.crs = findings_.crs();
    const ZoneIndex index(zones, findings_.threads());
    const Rows astray = find_astray(named, index);
    const Overlay cut = overlay(selection(part_.layer, astray), index, {.shapes = true, .threads = findings_.threads()});
    for (std::size_t i = 0; i < cut.pieces.size(); ++i) {
      const Piece& piece = cut.pieces[i];
      const std::size_t row = astray[piece.subject];
      if (piece.zone != outside && has(named_[row], piece.zone)) continue;
      const Shapes places = parts(cut.shapes, i);
      for (std::size_t k = 0; k < places.size(); ++k) add_astray(row, piece.zone, places, k);
    }
  }

 private:
  void add_unknown(std::size_t row, std::string_view field, const std::string& code) {
    const std::string f(field), who = part_.names[row];
    if (code.empty() && part_.role == "functional_zones") return;  // it cuts across
    const Text message = code.empty() ? Text{who + " 没有填写 " + f, who + " has no " + f}
                                      : Text{who + " 的 " + f + "“" + code + "”不是 " + parents_.role + " 中的代码", f + " \"" + code + "\" of " + who + " is no code in " + parents_.role};
    findings_.add_point(code.empty() ? "no_parent" : "unknown_parent", code.empty() ? Severity::warning : Severity::error, {&part_, {row}, &parents_, {}}, inside(part_, row), message);
  }

  /// Rows with land outside the parents they name. First by numbers alone: nearly all are where they should be.
  Rows find_astray(const Rows& named, const ZoneIndex& index) const {
    const Overlay cut = overlay(selection(part_.layer, named), index, {.threads = findings_.threads()});
    std::vector<std::int64_t> in(named.size(), 0);
    for (const Piece& piece : cut.pieces) {
      if (piece.zone != outside && has(named_[named[piece.subject]], piece.zone)) in[piece.subject] += piece.area.hundredths();
    }
    Rows astray;
    for (std::size_t i = 0; i < named.size(); ++i) {
      if (in[i] < cut.subject_areas[i].hundredths()) astray.push_back(named[i]);
    }
    return astray;
  }

  void add_astray(std::size_t row, std::size_t zone, const Shapes& places, std::size_t k) {
    const std::string who = part_.names[row], parent = parents_.names[named_[row][0]];
    const Text where = zone == outside ? Text{"在 " + parents_.role + " 之外", "outside " + parents_.role} : Text{"在 " + parents_.names[zone] + " 内", "in " + parents_.names[zone]};
    Rows others = named_[row];
    if (zone != outside) others.push_back(zone);
    findings_.add_area("outside_parent", Severity::error, {&part_, {row}, &parents_, others}, places, k,
                       {who + " 应在 " + parent + " 内，有一部分" + where.zh, who + " belongs to " + parent + ", a part of it is " + where.en});
  }

  const Part& part_;
  const Part& parents_;
  Findings& findings_;
  std::vector<Rows> named_;  // per row: the parents with the code it names
};

/// The areas a place's `parent` stands for: a unit or town by code or name; or another place, which in turn is one by name or has a parent.
class Resolver {
 public:
  Resolver(const Part& places, const Part& units, const Part* towns) : places_(places), ids_(rows_by(places, "id")) {
    for (const Part* part : {&units, towns}) {
      if (!part) continue;
      for (const char* field : {"code", "name"}) {
        for (const auto& [word, rows] : rows_by(*part, field)) areas_.try_emplace(word, part, rows);
      }
    }
  }

  struct Found {
    bool known = false;            ///< the word is a code, a name or an id
    const Part* part = nullptr;    ///< none: known, but nothing says where its land is
    Rows rows;
  };

  Found find(std::string word) const {
    std::set<std::string> seen;
    Found found;
    while (!word.empty() && seen.insert(word).second) {
      if (const auto area = areas_.find(word); area != areas_.end()) return {true, area->second.first, area->second.second};
      const auto place = ids_.find(word);
      if (place == ids_.end()) return found;
      found.known = true;
      if (const auto area = areas_.find(places_.cell("name", place->second[0])); area != areas_.end()) return {true, area->second.first, area->second.second};
      word = places_.cell("parent", place->second[0]);
    }
    return found;
  }

 private:
  const Part& places_;
  const std::map<std::string, Rows> ids_;
  std::map<std::string, std::pair<const Part*, Rows>> areas_;
};

std::optional<std::size_t> covering(const Part& part, Point at) {
  for (std::size_t row = 0; row < part.layer.size(); ++row) {
    if (part.layer.shapes.type(row) == ShapeType::polygon && covers(part.layer.shapes, row, at)) return row;
  }
  return std::nullopt;
}

}  // namespace

void check_parents(const Part& part, std::string_view field, const Part& parents, Findings& findings) {
  findings.begin("parent", part.role);
  if (!part.layer.find_field(field)) {
    const std::string f(field);
    return findings.not_made({"没有字段 " + f, "it has no field " + f});
  }
  if (!parents.layer.find_field("code")) return findings.not_made({parents.role + " 没有字段 code", parents.role + " has no field code"});
  Children(part, field, parents, findings).run();
}

void check_places(const Part& places, const Part& units, const Part* towns, Findings& findings) {
  findings.begin("parent", places.role);
  if (!places.layer.find_field("parent")) return findings.not_made({"没有字段 parent", "it has no field parent"});
  const Resolver resolver(places, units, towns);
  for (std::size_t row = 0; row < places.layer.size(); ++row) {
    if (places.layer.shapes.points(row).empty()) continue;  // reported with the shapes
    const Point at = places.layer.shapes.points(row).front();
    const std::string who = places.names[row], name = places.cell("name", row), parent = places.cell("parent", row);
    const Resolver::Found self = resolver.find(name), named = resolver.find(parent);
    if (!parent.empty() && !named.known) {
      findings.add_point("unknown_parent", Severity::error, {&places, {row}, &units, {}}, at,
                         {who + " 的 parent“" + parent + "”既不是区县乡镇的代码或名称，也不是地点编号", "parent \"" + parent + "\" of " + who + " is no code or name of a unit or town, and no id of a place"});
      continue;
    }
    const Resolver::Found& wanted = self.part ? self : named;  // a place that is a unit lies in itself
    if (!wanted.known) continue;
    const std::optional<std::size_t> unit = covering(units, at);
    const bool right = !wanted.part ? unit.has_value() : std::any_of(wanted.rows.begin(), wanted.rows.end(), [&](std::size_t area) { return covers(wanted.part->layer.shapes, area, at); });
    if (right) continue;
    const std::string should = wanted.part ? wanted.part->names[wanted.rows[0]] : units.role;
    const Text where = unit ? Text{"在 " + units.names[*unit] + " 内", "in " + units.names[*unit]} : Text{"在 " + units.role + " 之外", "outside " + units.role};
    findings.add_point("outside_parent", Severity::error, {&places, {row}, wanted.part ? wanted.part : &units, wanted.rows}, at,
                       {who + "（" + name + "）应在 " + should + " 内，却" + where.zh, who + " (" + name + ") belongs to " + should + " and is " + where.en});
  }
}

}  // namespace libspatial::validation
