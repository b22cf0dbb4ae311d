#pragma once
// Cutter: cuts one subject along the zones it meets, by the kernel, and by GEOS where the kernel has a doubt. One per thread.

#include "overlay/geos_cutter.hpp"
#include "overlay/rings.hpp"

namespace libspatial {

class Cutter {
 public:
  /// `shapes`: the parts are wanted as shapes, not only as areas. `valid`: and every shape valid in itself, for others to read.
  Cutter(const ZoneIndex::Impl& index, bool shapes, bool valid);

  /// Throws Error(internal) when the parts do not add up to the subject within 1e-9.
  Cut cut(const Shapes& subjects, std::size_t subject);

  /// Subjects that GEOS had to cut.
  std::size_t fallbacks() const { return fallbacks_; }

 private:
  bool quick(const Shapes& subjects, std::size_t subject, Cut& cut);
  bool add_part(std::uint32_t zone, double area, Cut& cut);
  bool add_outside(const Shapes& subjects, std::size_t subject, double area, Cut& cut);
  bool zones_overlap(const Cut& cut);
  bool shape(std::uint32_t zone, bool inside, double area, Shapes& out);

  const bool shapes_, valid_;
  Kernel kernel_, second_;
  PieceRings rings_;
  GeosCutter geos_;
  std::size_t fallbacks_ = 0;
};

}  // namespace libspatial
