#pragma once
// A plan in the metres of one Gauss–Krüger system, ready to be drawn.

#include <map>
#include <optional>
#include <string>

#include "libspatial/plan.hpp"
#include "libspatial/units.hpp"
#include "report/html.hpp"
#include "report/map_view.hpp"

namespace libspatial::atlas {

using report::Html;
using report::MapView;

/// Paths are written in 1/60 of a pixel, so that a page can be zoomed.
inline constexpr double fine = 6, path_unit = fine * 10;

/// Everything is reprojected vertex by vertex, for drawing only.
class Canvas {
 public:
  /// In the Gauss–Krüger system of the middle of what the plan and its profile's places cover. Throws Error(bad_plan) when nothing has a place.
  explicit Canvas(const Plan& plan);

  const Plan& plan() const { return plan_; }
  const Crs& crs() const { return crs_; }
  const Box& land() const { return land_; }          ///< of the units, else of all that can be drawn

  const Layer& layer(std::string_view role) const;   ///< of those that are drawn; without rows when the plan has none
  Layer in_metres(const Layer& layer) const;
  std::optional<Point> point(const Place& place) const;  ///< of the profile, else of the plan's layer `places`

 private:
  const Plan& plan_;
  Crs crs_;
  Box land_;
  std::map<std::string, Layer, std::less<>> layers_;
};

/// A view and its fine twin in which paths are written.
struct Sheet {
  MapView view, paths;
};
Sheet sheet_of(const Box& land, double width, double height);

/// <g> for paths in 1/60 pixel; with a name it can be switched by the page.
void begin_paths(Html& html, std::string_view layer = {}, bool on = true);
void end_group(Html& html);
/// One row as a path; nothing when it is not on the map.
void draw(Html& html, const Layer& layer, std::size_t row, const Sheet& sheet, std::string_view name, std::string_view tooltip = {});

/// The style of a map: widths written {=1.2} become pixels of paths, which the program scales (`scaled`) or the page keeps at their width.
std::string map_style(bool scaled);

}  // namespace libspatial::atlas
