#pragma once
// PROJ for the rooms that need it: a context per thread, no network, nothing on stderr, handles that free themselves.

#include <proj.h>

#include <memory>
#include <string>

#include "libspatial/crs.hpp"

namespace libspatial::proj {

PJ_CONTEXT* context();

struct Free {
  void operator()(PJ* p) const { proj_destroy(p); }
};
using Object = std::unique_ptr<PJ, Free>;

/// PROJ's own words for the last failure of this thread.
std::string last_message();

/// This thread's transformation between two CRSs, east/north order, made once per pair. Throws Error(crs_unknown) when
/// there is none, or only one of unknown accuracy.
PJ* transformation(const Crs& from, const Crs& to);

/// The geographic CRS under a projected one (itself when geographic), as a Crs.
Crs geographic_of(const Crs& crs);

/// Points of an edge: `from`, inner points so that no piece is longer than `max_segment` metres; `to` is left out.
/// The same inner points whichever way the edge runs. `metres_x`, `metres_y`: metres per unit of x and y there.
struct Scale { double x = 1, y = 1; };
Scale metres_per_unit(const Crs& crs, Point at);
template <class Emit>
void divide(Point from, Point to, Scale scale, double max_segment, Emit emit);

}  // namespace libspatial::proj

#include <cmath>

template <class Emit>
void libspatial::proj::divide(Point from, Point to, Scale scale, double max_segment, Emit emit) {
  const double length = std::hypot((to.x - from.x) * scale.x, (to.y - from.y) * scale.y);
  const bool turned = to.x < from.x || (to.x == from.x && to.y < from.y);
  const Point a = turned ? to : from, b = turned ? from : to;
  const auto pieces = static_cast<long>(std::ceil(length / max_segment));
  emit(from);
  for (long i = 1; i < pieces; ++i) {
    const long k = turned ? pieces - i : i;
    const double t = static_cast<double>(k) / static_cast<double>(pieces);
    emit({a.x + (b.x - a.x) * t, a.y + (b.y - a.y) * t});
  }
}
