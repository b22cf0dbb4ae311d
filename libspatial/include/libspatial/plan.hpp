#pragma once
// Plan: the places, zones and lines of one city at one date, found by role.

#include <string>
#include <string_view>
#include <vector>

#include "libspatial/layer.hpp"
#include "libspatial/measure.hpp"
#include "libspatial/profile.hpp"

namespace libspatial {

/// What a part of the growth boundary (城镇开发边界) is for.
enum class ZoneKind {
  concentrated,  ///< 城镇集中建设区
  flexible,      ///< 城镇弹性发展区
  special,       ///< 特别用途区
};
inline constexpr ZoneKind zone_kinds[] = {ZoneKind::concentrated, ZoneKind::flexible, ZoneKind::special};

std::string_view name(ZoneKind kind);       ///< "concentrated"
Text title(ZoneKind kind);                  ///< 城镇集中建设区 / concentrated construction zone
/// Throws Error(bad_plan) for an unknown word.
ZoneKind zone_kind(std::string_view name);

/// A layer of the plan with the word it is known by and what the manifest says of it.
struct PlanLayer {
  std::string role;        ///< "units", "towns", "ugb", "permanent_farmland", …: docs/reference/plan-geopackage.md lists them all
  std::string valid_from;  ///< YYYY-MM-DD, empty: not stated
  std::string valid_to;
  std::string covers;      ///< "units" (all of them), "partial", or empty: not stated
  double accuracy_m = 0.0; ///< standard deviation of a position; 0: not stated
  std::string source;
  Layer layer;             ///< valid polygons; lines, points and tables as they were read
};

class Plan {
 public:
  /// Builds a plan from the layers of a plan file (docs/reference/plan-geopackage.md), recognised by their names and
  /// by `layer_manifest` when there is one. Layers of other names are ignored. Throws Error(bad_plan) when there is
  /// neither a unit nor a zone layer, a zone has an unknown kind, or a field has not one value per row.
  explicit Plan(std::vector<Layer> layers, Profile profile = {});
  /// What a profile says, without any layer: places have points and no land.
  static Plan of_words(Profile profile);

  const PlanLayer* find(std::string_view role) const;
  /// True when the manifest calls any layer synthetic (合成数据).
  bool is_synthetic() const;
  const std::vector<PlanLayer>& layers() const { return layers_; }
  const std::string& file() const { return file_; }
  /// What the city's plan says in words and numbers; empty when none was given.
  const Profile& profile() const { return profile_; }

  /// The growth boundary's kinds, one per row of find("ugb")->layer. Empty without that layer.
  const std::vector<ZoneKind>& ugb_kinds() const { return ugb_kinds_; }

  /// The same plan with every layer in `crs` (edges divided first).
  Plan reproject(const Crs& crs) const;

 private:
  Plan() = default;

  std::vector<PlanLayer> layers_;
  std::vector<ZoneKind> ugb_kinds_;
  std::string file_;
  Profile profile_;
};

/// The land of places and groups of the plan's profile. Groups overlap: `sum` counts land as often as it is named, `cover` once.
struct Membership {
  Layer lands;                            ///< one dissolved polygon per name (fields id, name, kind); none where no layer has its land
  std::vector<Text> missing;              ///< members without land, limits without layer: what is not in the numbers
  std::vector<Area> areas;                ///< per row
  std::vector<std::vector<Area>> shared;  ///< [i][j]: land of row i that row j has too; [i][i] is its own area
  Area sum, cover;
};

/// `names`: groups or places by id or name. A place's land is its row in `units`, `towns`, `villages` or `functional_zones` (by field `place`, else
/// code, else name within its unit), or the layer named like its kind; a city's is that of its districts and counties. The land of a group with
/// `within` is cut to that layer. Throws Error(bad_argument) for an unknown name.
Membership membership(const Plan& plan, const std::vector<std::string>& names, AreaKind kind = AreaKind::official, int threads = 0);

}  // namespace libspatial
