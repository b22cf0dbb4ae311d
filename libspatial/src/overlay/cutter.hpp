#pragma once
// Cutter: cuts one subject along the zones it meets. One per thread; GEOS on the index's local origin.
// A faster kernel replaces this class and nothing else.

#include <unordered_map>

#include "overlay/zone_index.hpp"

namespace libspatial {

/// One subject, cut. Areas are planar, in square units of the coordinates.
struct Cut {
  struct Part {
    std::size_t zone = outside;
    double planar = 0.0;
    bool whole = false;  ///< the part is the whole subject
    Shapes shape;        ///< one shape, absolute coordinates; empty when `whole`
  };
  std::vector<Part> parts;    ///< zones ascending, outside last
  double planar = 0.0;        ///< of the subject
  double multi_cover = 0.0;   ///< covered by more than one zone, counted once per extra zone
};

class Cutter {
 public:
  explicit Cutter(const ZoneIndex::Impl& index) : index_(index) {}

  /// Throws Error(internal) when the parts do not add up to the subject within 1e-9.
  Cut cut(const Shapes& subjects, std::size_t subject);

 private:
  struct Zone {
    geos::Geometry geometry;
    geos::Prepared prepared;
  };
  const Zone& zone(std::size_t row);
  std::vector<std::size_t> candidates(const Box& box) const;

  const ZoneIndex::Impl& index_;
  std::unordered_map<std::size_t, Zone> zones_;  // this thread's own: GEOS caches boxes and indexes inside
};

}  // namespace libspatial
