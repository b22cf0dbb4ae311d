// What a project has to give up: by overlay with the pieces that convict it.

#include "libspatial/cut.hpp"

#include <algorithm>
#include <map>
#include <numeric>
#include <set>

#include "report/numbers.hpp"
#include "report/words.hpp"

namespace libspatial {
namespace {

using Roles = std::set<std::string>;

class Cutter {
 public:
  Cutter(const CheckResult& result, const CheckOptions& options) : result_(result), options_(options) {
    options_.lines = nullptr;
    options_.progress = {};
    for (std::size_t i = 0; i < result.pieces.size(); ++i) pieces_[result.pieces[i].project].push_back(i);
  }

  Cuts run() {
    for (std::size_t p = 0; p < result_.projects.size(); ++p) {
      if (result_.projects[p].verdict == Verdict::conflict) cuts_.push_back(begin(p));
    }
    try_all([](const Draft& draft) { return std::optional(draft); }, true);
    std::size_t most = 0;
    for (Draft& draft : cuts_) draft.found.assign(draft.roles.begin(), draft.roles.end()), most = std::max(most, draft.found.size());
    for (std::size_t i = 0; i < most; ++i) {  // one kind of land after the other: is it needed?
      try_all([&](const Draft& draft) -> std::optional<Draft> {
        if (draft.roles.size() < 2 || i >= draft.found.size()) return std::nullopt;
        Draft fewer = draft;
        fewer.roles.erase(draft.found[i]);
        return fewer;
      }, false);
    }
    spare();
    return finish();
  }

 private:
  /// A proposal on its way.
  struct Draft {
    Cut cut;
    Roles roles;                    ///< to be given up
    std::vector<std::string> found; ///< that convict it
    Shapes parts;                   ///< land that may be given up, each piece for itself
    std::vector<std::string> part_roles;
    std::vector<std::size_t> smallest;  ///< parts of `roles`, the smallest first
    std::size_t spared = 0, too_many = 0;  ///< so many of them may stay; so many may not
    Shapes shapes;                  ///< of what is left: a parcel may fall into several
    std::vector<std::size_t> rows;  ///< of the parcels, one for each shape
  };

  Draft begin(std::size_t p) const {
    Draft draft;
    draft.cut.project = p;
    for (const Finding& finding : result_.projects[p].findings) {
      if (finding.verdict != Verdict::conflict) continue;
      draft.cut.rules.push_back(finding.rule);
      const Rule* rule = result_.rules.find_rule(finding.rule);
      if (rule) add_roles(p, rule->land(), draft.roles);
    }
    if (const auto land = pieces_.find(p); land != pieces_.end()) {
      for (const std::size_t i : land->second) {
        if (!draft.roles.contains(result_.pieces[i].role)) continue;
        for (Polygon& part : result_.piece_shapes.multipolygon(i).polygons) {
          draft.parts.add(MultiPolygon{{std::move(part)}});
          draft.part_roles.push_back(result_.pieces[i].role);
        }
      }
    }
    if (draft.roles.empty()) draft.cut.why_not = {"不符合之处与占地无关，减少用地不能消除", "the conflict is not about land: giving up some removes nothing"};
    return draft;
  }

  void add_roles(std::size_t p, const std::vector<std::string>& wanted, Roles& roles) const {
    const auto found = pieces_.find(p);
    if (found == pieces_.end()) return;
    for (const std::size_t i : found->second) {
      if (std::ranges::find(wanted, result_.pieces[i].role) != wanted.end()) roles.insert(result_.pieces[i].role);
    }
  }

  /// Parts that are given up.
  static std::vector<std::size_t> lost(const Draft& draft) {
    const std::span<const std::size_t> stay(draft.smallest.data(), draft.spared);
    std::vector<std::size_t> parts;
    for (std::size_t i = 0; i < draft.part_roles.size(); ++i) {
      if (draft.roles.contains(draft.part_roles[i]) && std::ranges::find(stay, i) == stay.end()) parts.push_back(i);
    }
    return parts;
  }

  /// A threshold above 0 lets some land stay: the most parts, the smallest first, with which the verdict is no worse. By halving, all projects in one check each time.
  void spare() {
    for (Draft& draft : cuts_) {
      if (!draft.cut.why_not.zh.empty()) continue;
      draft.smallest = lost(draft);
      const std::vector<Area> sizes = areas(draft.parts, *result_.projects_layer.crs, AreaKind::official, options_.threads);
      std::ranges::stable_sort(draft.smallest, {}, [&](std::size_t i) { return sizes[i].hundredths(); });
      draft.too_many = draft.smallest.size();
    }
    const auto open = [](const Draft& draft) { return draft.spared + 1 < draft.too_many; };
    const auto middle = [](const Draft& draft) { return (draft.spared + draft.too_many) / 2; };
    while (std::ranges::any_of(cuts_, open)) {
      std::vector<std::size_t> wanted;
      for (const Draft& draft : cuts_) wanted.push_back(open(draft) ? middle(draft) : draft.spared);
      try_all([&](const Draft& draft) -> std::optional<Draft> {
        if (!open(draft)) return std::nullopt;
        Draft more = draft;
        more.spared = middle(draft);
        return more;
      }, false);
      for (std::size_t i = 0; i < cuts_.size(); ++i) {
        if (cuts_[i].spared < wanted[i]) cuts_[i].too_many = wanted[i];
      }
    }
  }

  /// What a project is without the land it gives up, parcel by parcel.
  void cut_off(Draft& draft) const {
    Layer land;
    land.crs = result_.projects_layer.crs;
    for (const std::size_t i : lost(draft)) land.shapes.add(draft.parts, i);
    land = polygons(std::move(land), {.width_field = {}, .may_be_empty = true, .threads = 1});
    const ZoneIndex index(land, 1);
    draft.shapes = {};
    draft.rows.clear();
    for (const std::size_t row : result_.projects[draft.cut.project].rows) {
      Layer parcel;
      parcel.crs = result_.projects_layer.crs;
      parcel.shapes.add(result_.projects_layer.shapes, row);
      const Overlay cut = overlay(parcel, index, {.area = AreaKind::official, .shapes = true, .threads = 1});
      for (std::size_t i = 0; i < cut.pieces.size(); ++i) {
        if (cut.pieces[i].zone != outside) continue;
        draft.shapes.add(cut.shapes, i);
        draft.rows.push_back(row);
      }
    }
  }

  /// Tries for every project what `choose` makes of it, all projects in one check. What is no conflict any more, and no worse than what was found before, is kept.
  template <class Choose>
  void try_all(Choose choose, bool first) {
    std::vector<std::pair<Draft*, Draft>> trials;
    Layer left = result_.projects_layer;
    left.shapes = {};
    left.rejects.clear();
    left.repairs.clear();
    for (Field& field : left.fields) field.values.clear();
    for (Draft& draft : cuts_) {
      if (!draft.cut.why_not.zh.empty()) continue;
      std::optional<Draft> chosen = choose(draft);
      if (!chosen) continue;
      Draft trial = std::move(*chosen);
      cut_off(trial);
      if (trial.rows.empty()) {
        if (first) draft.cut.why_not = {"全部用地都在不允许的范围内，没有可保留的部分", "all of its land is where it must not be: nothing would be left"};
        continue;
      }
      for (std::size_t i = 0; i < trial.rows.size(); ++i) add_row(left, trial.shapes, i, trial.rows[i]);
      trials.emplace_back(&draft, std::move(trial));
    }
    if (trials.empty()) return;
    const CheckResult again = check(polygons(std::move(left), {.width_field = {}, .may_be_empty = true, .threads = options_.threads}), result_.plan, result_.rules, options_);
    for (auto& [draft, trial] : trials) {
      const auto found = std::ranges::find(again.projects, result_.projects[draft->cut.project].id, &ProjectResult::id);
      if (found == again.projects.end()) throw Error(Errc::internal, {"重新核查时项目不见了", "a project is gone when it is checked again"});
      if (found->verdict == Verdict::conflict || (trial.spared > 0 && found->verdict > draft->cut.after)) {
        if (first) draft->cut.why_not = still_in_conflict(*found);
        continue;
      }
      trial.cut.left = found->official;
      trial.cut.given_up = result_.projects[draft->cut.project].official - found->official;
      trial.cut.after = found->verdict;
      *draft = std::move(trial);
    }
  }

  void add_row(Layer& left, const Shapes& shapes, std::size_t shape, std::size_t row) const {
    left.shapes.add(shapes, shape);
    for (std::size_t f = 0; f < left.fields.size(); ++f) {
      const bool of_the_whole = left.fields[f].name == "declared_area_m2";
      left.fields[f].values.push_back(of_the_whole ? Value{} : result_.projects_layer.fields[f].values[row]);
    }
  }

  static Text still_in_conflict(const ProjectResult& project) {
    std::string rules;
    for (const Finding& finding : project.findings) {
      if (finding.verdict == Verdict::conflict) rules += (rules.empty() ? "" : ", ") + finding.rule;
    }
    return {"减去冲突用地后仍不符合：" + rules, "still in conflict without that land: " + rules};
  }

  Cuts finish() {
    Cuts out;
    Layer left = drawn("left"), given = drawn("given_up");
    for (Draft& draft : cuts_) {
      if (draft.cut.why_not.zh.empty()) {
        Roles needed;
        for (const std::size_t i : lost(draft)) needed.insert(draft.part_roles[i]);
        draft.roles = std::move(needed);
      }
      draft.cut.roles.assign(draft.roles.begin(), draft.roles.end());
      if (draft.cut.why_not.zh.empty()) {
        std::vector<std::size_t> kept(draft.rows.size());
        std::iota(kept.begin(), kept.end(), 0);
        add_drawn(left, draft, draft.shapes, kept, draft.cut.left);
        add_drawn(given, draft, draft.parts, lost(draft), draft.cut.given_up);
      }
      out.cuts.push_back(std::move(draft.cut));
    }
    out.layers = {std::move(left), std::move(given)};
    return out;
  }

  Layer drawn(const char* name) const {
    Layer layer;
    layer.name = name;
    layer.crs = result_.projects_layer.crs;
    layer.fields = {{"project", FieldType::text, {}}, {"area_m2", FieldType::real, {}}, {"verdict_before", FieldType::text, {}}, {"verdict_after", FieldType::text, {}}, {"rules", FieldType::text, {}}, {"roles", FieldType::text, {}}};
    return layer;
  }

  void add_drawn(Layer& layer, const Draft& draft, const Shapes& shapes, std::span<const std::size_t> rows, std::int64_t hundredths) const {
    add_union(shapes, rows, layer.shapes);
    const auto joined = [](const auto& words) {
      std::string list;
      for (const std::string& word : words) list += (list.empty() ? "" : ", ") + word;
      return list;
    };
    const Value cells[] = {result_.projects[draft.cut.project].id, static_cast<double>(hundredths) / 100, std::string(name(Verdict::conflict)), std::string(name(draft.cut.after)), joined(draft.cut.rules), joined(draft.roles)};
    for (std::size_t f = 0; f < layer.fields.size(); ++f) layer.fields[f].values.push_back(cells[f]);
  }

  const CheckResult& result_;
  CheckOptions options_;
  std::map<std::size_t, std::vector<std::size_t>> pieces_;
  std::vector<Draft> cuts_;
};

}  // namespace

Cuts smallest_cuts(const CheckResult& result, const CheckOptions& options) { return Cutter(result, options).run(); }

Sheet cuts_sheet(const CheckResult& result, const Cuts& cuts, Language language) {
  const auto say = [&](const Text& text) { return in(language, text); };
  Sheet sheet{"cuts", say({"减地建议", "Proposals"}), {}, {}};
  for (const auto& [title, decimals] : std::initializer_list<std::pair<Text, int>>{{{"编号", "Id"}, -1}, {{"项目", "Project"}, -1}, {{"减去 m²", "Given up, m²"}, 2}, {{"减去 公顷", "Given up, ha"}, 4}, {{"保留 m²", "Left, m²"}, 2}, {{"保留部分的结论", "Verdict of what is left"}, -1}, {{"减去的用地", "Land given up"}, -1}, {{"不符合的规则", "Rules in conflict"}, -1}, {{"没有建议的原因", "Why there is none"}, -1}}) {
    sheet.columns.push_back({say(title), decimals});
  }
  for (const Cut& cut : cuts.cuts) {
    const ProjectResult& project = result.projects[cut.project];
    const bool proposed = cut.why_not.zh.empty();
    std::string roles, rules;
    for (const std::string& role : cut.roles) roles += (roles.empty() ? "" : "; ") + say(report::role_title(role));
    for (const std::string& rule : cut.rules) rules += (rules.empty() ? "" : ", ") + rule;
    sheet.rows.push_back({project.id, project.name, proposed ? report::print(cut.given_up, report::square_metres) : "", proposed ? report::print(cut.given_up, report::hectares) : "", proposed ? report::print(cut.left, report::square_metres) : "",
                          proposed ? say(title(cut.after)) : "", roles, rules, say(cut.why_not)});
  }
  return sheet;
}

}  // namespace libspatial
