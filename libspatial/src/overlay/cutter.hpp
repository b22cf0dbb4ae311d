#pragma once
// Cutter: cuts one subject along the zones it meets, by the kernel, and by GEOS where the kernel has a doubt. One per thread.

#include "overlay/geos_cutter.hpp"
#include "overlay/rest.hpp"
#include "overlay/rings.hpp"
#include "overlay/strips.hpp"

namespace libspatial {

class Cutter {
 public:
  /// `shapes`: every part is wanted as a shape, valid in itself. Without, planar areas are given, official ones too for that kind of
  /// area, and shapes only where something cannot be measured otherwise.
  Cutter(const ZoneIndex::Impl& index, const Crs& crs, AreaKind kind, bool shapes);

  /// Throws Error(internal) when the parts do not add up to the subject within 1e-9.
  void cut(const Shapes& subjects, std::size_t subject, Cut& cut);

  /// Subjects that GEOS had to cut.
  std::size_t fallbacks() const { return fallbacks_; }

 private:
  bool quick(const Shapes& subjects, std::size_t subject, Cut& cut);
  bool add_outside(const Shapes& subjects, std::size_t subject, double area, Cut& cut);
  bool find_rest(double area, const Cut& cut);
  bool zones_overlap(const Cut& cut);
  bool shape(std::uint32_t zone, bool inside, double area, Cut::Part& part, Shapes& shapes);
  bool append(RingSet& rings, Shapes& shapes) const;

  const AreaKind kind_;
  const bool valid_;
  bool shapes_ = false;    // of the subject at hand: its parts have to be shapes
  bool measured_ = false;  // strips_ knows its parts' official areas
  Kernel kernel_, second_;
  PieceRings rings_;
  Rest rest_;
  Shapes rest_shape_;      // one, when it is known and not empty
  Strips strips_;
  GeosCutter geos_;
  std::size_t fallbacks_ = 0;
};

}  // namespace libspatial
