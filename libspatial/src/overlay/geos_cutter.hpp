#pragma once
// GeosCutter: cuts one subject along the zones it meets with GEOS, on an origin near the subject. Slow, and asked only where the
// kernel has a doubt: zones that overlap each other, borders so nearly parallel that rounding decides. One per thread.

#include <unordered_map>

#include "overlay/cut.hpp"
#include "overlay/zone_index.hpp"

namespace libspatial {

class GeosCutter {
 public:
  /// `valid`: every shape is valid in the absolute coordinates too, where their last digits are fewer.
  GeosCutter(const ZoneIndex::Impl& index, bool valid) : index_(index), valid_(valid) {}

  /// Throws Error(internal) when the parts do not add up to the subject within 1e-9 of it and 1e-11 of the square of its extent.
  void cut(const Shapes& subjects, std::size_t subject, Cut& cut);

  /// For parts that overlap each other, cut by the kernel: adds the part outside and what several of them cover. False when the
  /// parts, the outside and what is covered twice do not add up.
  bool account(const Shapes& subjects, std::size_t subject, Cut& cut) const;

  /// For parts that are all cut and have shapes: adds the subject without them as the part outside, of so much area.
  void add_rest(const Shapes& subjects, std::size_t subject, double area, Cut& cut) const;

 private:
  struct Zone {
    geos::Geometry geometry;
    geos::Prepared prepared;
  };
  const Zone& zone(std::size_t row);
  geos::Geometry near(std::size_t row, const Box& box, Point origin);
  std::vector<std::size_t> candidates(const Box& box) const;

  double account(const GEOSGeometry* land, const std::vector<const GEOSGeometry*>& parts, double in_zones, Point origin, Cut& cut) const;
  static Shapes snapped(const GEOSGeometry* g, Point origin, int exponent);
  void add_shape(const GEOSGeometry* g, Point origin, Cut& cut) const;

  const ZoneIndex::Impl& index_;
  const bool valid_;
  std::unordered_map<std::size_t, Zone> zones_;  // this thread's own: GEOS caches boxes and indexes inside
};

}  // namespace libspatial
