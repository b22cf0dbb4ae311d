#pragma once
// Facts: what is measured of a project before any rule is asked. All areas official, in whole 0.01 m².

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "libspatial/rules.hpp"

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
  std::optional<Text> problem;   ///< missing, or a zone that cannot be used
  Overlay overlay;
};

/// What is known of every feature (row) of the projects layer.
class Facts {
 public:
  Facts(const Layer& projects, const Plan& plan, const CheckOptions& options, const std::vector<std::string>& roles);

  const RoleOverlay& role(const std::string& role) const { return roles_.at(role); }
  std::int64_t official(std::size_t row) const { return official_[row]; }

  /// Land of a project in zones of the role, counted once. With `kind`, only zones of that kind.
  std::int64_t inside(const Group& group, const std::string& role) const;
  std::int64_t outside(const Group& group, const std::string& role) const;
  std::int64_t multi_cover(const Group& group, const std::string& role) const;
  /// Land of a project by kind of growth-boundary zone; adds up with `outside` to the project. Land in several zones is
  /// counted in the strictest: special, then flexible, then concentrated.
  std::map<ZoneKind, std::int64_t> by_kind(const Group& group) const;
  /// Land that several features of one project cover.
  std::int64_t self_overlap(const Group& group) const;

 private:
  std::map<std::string, RoleOverlay> roles_;
  std::vector<std::int64_t> official_;
  const Layer& projects_;
  const Plan& plan_;
};

}  // namespace libspatial
