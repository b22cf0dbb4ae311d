#pragma once
// A small town of rectangles, and the result of a check in it made by hand: every area is width × height.

#include <string>
#include <vector>

#include "libspatial/report.hpp"

namespace libspatial::testing {

struct Rectangle {
  double x, y, width, height;  ///< metres from the town's lower left corner
};

/// Rows of zones and projects are added one by one; result() is what a check would give.
class Town {
 public:
  Town();

  void add_unit(const std::string& name, Rectangle where);
  void add_zone(ZoneKind kind, const std::string& name, Rectangle where);
  void add_farmland(const std::string& name, Rectangle where);
  /// A project of one parcel, cut by hand along zones and farmland added before. Returns its index.
  std::size_t add_project(const std::string& id, const std::string& name, Rectangle where);
  /// A project whose only feature crosses itself.
  std::size_t add_bow_tie(const std::string& id, const std::string& name, Rectangle where);

  CheckResult result() const;
  ProjectResult& project(std::size_t i) { return projects_[i]; }
  RuleSet& rules() { return rules_; }
  Layer& projects_layer() { return layer_; }
  bool with_farmland_layer = true;
  std::string source = "合成数据，示例 (synthetic)";

 private:
  struct Area {
    std::string role, name;
    Rectangle where;
  };
  void add_piece(std::size_t project, const std::string& role, const std::string& zone, Rectangle where);
  std::size_t add_row(const std::string& id, const std::string& name);
  void judge(ProjectResult& project) const;

  RuleSet rules_;
  Layer layer_;
  std::vector<Area> units_, zones_, farmland_;
  std::vector<ProjectResult> projects_;
  std::vector<ProjectPiece> pieces_;
  Shapes piece_shapes_;
};

/// Three projects: "P1" inside the concentrated zone, "P2" across the boundary and on farmland, "P3" a bow-tie.
Town small_town();

/// 26 projects in nine units with 17 zones of each kind: the size of a real hand-in.
Town large_town();

RunInfo run_info();

}  // namespace libspatial::testing
