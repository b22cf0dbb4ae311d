#pragma once
// Facts: the layers of a plan laid over all projects once, and what a rule may ask of one project. Official areas, whole 0.01 m².

#include <array>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "rules/weigh.hpp"

namespace libspatial {

/// The features of one project.
struct Group {
  std::string id, name, kind;
  std::optional<double> declared_m2;
  std::vector<std::size_t> rows;
};

/// Features grouped by id, in the order of their first feature.
std::vector<Group> group_projects(const Layer& projects, const CheckOptions& options);

/// A layer of the plan laid over all projects, or why that could not be done.
struct RoleOverlay {
  const PlanLayer* plan = nullptr;
  std::optional<Text> problem;        ///< missing, or a zone that cannot be used
  std::optional<Text> unfit;          ///< `problem`, or not in force or too old on the date of the check: no rule may ask it
  std::unique_ptr<ZoneIndex> index;   ///< none: an empty layer
  Overlay overlay;
  std::map<std::string, std::vector<char>> classes;  ///< by list of codes: rows of these
  std::vector<char> unclassed;        ///< per row: it has no code; empty: the layer has no classes
  std::vector<double> net;            ///< per row: what is left without ridges
  std::vector<char> near;             ///< per project row: some border lies within ε
  double epsilon_m = 0.0;
};

/// An overlay with what was laid over.
struct Laid {
  const Layer& subjects;
  const Overlay& overlay;
};

/// Pieces of one row lie together; the span of them.
std::span<const Piece> pieces_of(const Overlay& overlay, std::size_t row);

/// Land by kind of growth-boundary zone, whole 0.01 m², in the order of zone_kinds.
using LandByKind = std::array<std::int64_t, std::size(zone_kinds)>;

/// What is known of every feature (row) of the projects layer.
class Facts {
 public:
  Facts(const Layer& projects, const Plan& plan, const RuleSet& rules, const CheckOptions& options, const std::vector<std::string>& roles);

  const RoleOverlay& role(const std::string& role) const { return roles_.at(role); }
  std::int64_t official(std::size_t row) const { return official_[row]; }
  std::int64_t official(const Group& group) const;

  /// Land of a project outside every zone of the layer.
  std::int64_t outside(const Group& group, const std::string& layer) const;
  std::int64_t multi_cover(const Group& group, const std::string& layer) const;
  /// Land of a project by kind of growth-boundary zone; adds up with `outside` to the project. Land in several zones is
  /// counted in the strictest: special, then flexible, then concentrated.
  LandByKind by_kind(const Group& group) const;
  /// Land of a project in rows of the layer that have no class.
  std::int64_t unclassed(const std::string& layer, const Group& group) const;
  /// Land that several features of one project cover, each place once.
  std::int64_t self_overlap(const Group& group) const;

  /// Land of rows of an overlay by this layer as a fact asks for it (overlap_area, class_area, net_area, outside_area), whole 0.01 m²; once, however many zones cover it.
  std::int64_t land(const Fact& fact, const Laid& laid, std::span<const std::size_t> rows) const;
  /// Shapes of the pieces that land() adds up, as one.
  Shapes shape(const Fact& fact, const Group& group) const;

  const Layer& projects() const { return projects_; }
  const Plan& plan() const { return plan_; }
  const RuleSet& rules() const { return rules_; }
  const CheckOptions& options() const { return options_; }

 private:
  void lay_over(const std::string& role, const Progress& progress);
  std::optional<Text> why_unfit(const std::string& role) const;
  void find_classes(RoleOverlay& laid, const LayerRole& role);
  void find_near(RoleOverlay& laid);
  bool counts(const Fact& fact, const RoleOverlay& laid, std::size_t zone) const;
  LandByKind by_kind(const Laid& laid, std::size_t row) const;
  std::int64_t inside(const Fact& fact, const RoleOverlay& of, const Laid& laid, std::size_t row) const;

  std::map<std::string, RoleOverlay> roles_;
  std::vector<std::int64_t> official_;
  const Layer& projects_;
  const Plan& plan_;
  const RuleSet& rules_;
  const CheckOptions& options_;
};

/// Days since 1970-01-01.
double day_number(const std::string& date);

/// ε of a layer and the projects, m; 0 when the set does not ask for it or nobody states an accuracy.
double epsilon_of(const RuleSet& rules, const PlanLayer& layer, const CheckOptions& options);

}  // namespace libspatial
