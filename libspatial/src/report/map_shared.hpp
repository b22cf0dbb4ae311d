#pragma once
// Zones and unit borders drawn once for thousands of maps: each map refers to those on its land.

#include <string>
#include <vector>

#include "geometry/box_index.hpp"
#include "report/svg.hpp"

namespace libspatial::report {

class SharedShapes {
 public:
  /// Keeps a reference to `drawing`. Lines are simplified no more than the text of all of them needs to stay below `most_bytes`.
  SharedShapes(const Drawing& drawing, std::size_t most_bytes);

  /// All of them, each with an id, to stand once in the page.
  const std::string& markup() const { return markup_; }
  /// Metres by which a line may be off where it is drawn.
  double tolerance() const { return tolerance_; }

  /// What of them is on the land of a map, on this map. `number` makes the ids of its hatches its own.
  void draw(Html& html, const MapView& view, std::size_t number) const;

 private:
  bool draw_all(double metres_per_step, std::size_t most_bytes);

  const Drawing& drawing_;
  Box land_;
  BoxIndex zones_, units_;
  std::vector<bool> zone_drawn_, unit_drawn_;
  std::string markup_;
  Box grid_;                ///< the land that markup_ is drawn on
  double width_ = 1, height_ = 1, tolerance_ = 0;  ///< width_, height_: of grid_, in steps
};

}  // namespace libspatial::report
