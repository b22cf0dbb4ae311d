#include "overlay/cutter.hpp"

#include <algorithm>
#include <cmath>

namespace libspatial {

Cutter::Cutter(const ZoneIndex::Impl& index, const Crs& crs, AreaKind kind, bool shapes)
    : kind_(kind), valid_(shapes), kernel_(index.edges, index.grid), second_(index.edges, index.grid), strips_(crs), geos_(index, shapes) {}

void Cutter::cut(const Shapes& subjects, std::size_t subject, Cut& cut) {
  cut.clear();
  if (quick(subjects, subject, cut)) return;
  ++fallbacks_;  // what quick() has begun is dropped
  geos_.cut(subjects, subject, cut);
  if (cut.parts.empty()) cut.parts.push_back({outside, cut.planar, true});  // thinner than GEOS' last digit everywhere
}

bool Cutter::quick(const Shapes& subjects, std::size_t subject, Cut& cut) {
  const Kernel::Answer answer = kernel_.cut(subjects, subject);
  if (answer == Kernel::Answer::doubtful) return false;
  const double whole = cut.planar = kernel_.whole();
  if (answer == Kernel::Answer::whole) {
    for (const Kernel::Share& share : kernel_.shares()) cut.parts.push_back({share.zone, whole, true});
    if (cut.parts.empty()) cut.parts.push_back({outside, whole, true});
    else cut.multi_cover = static_cast<double>(cut.parts.size() - 1) * whole;
    return true;
  }
  const double noise = kernel_.noise();
  const bool divided = std::any_of(kernel_.shares().begin(), kernel_.shares().end(), [&](const auto& s) { return s.area > noise && s.area < whole - noise; });
  measured_ = divided && kind_ == AreaKind::official && strips_.measure(kernel_);
  shapes_ = valid_ || !(measured_ || kind_ == AreaKind::planar);
  double rest = whole;
  for (const Kernel::Share& share : kernel_.shares()) {
    if (share.area <= noise) continue;
    rest -= share.area;
    Cut::Part& part = cut.parts.emplace_back(Cut::Part{share.zone, share.area, share.area >= whole - noise});
    if (measured_) part.official = strips_.inside(share.zone);
  }
  if (cut.parts.empty() && rest <= noise) {  // a shape without land in the plane, which may have an official area: it lies where most of it does
    const auto most = std::ranges::max_element(kernel_.shares(), {}, &Kernel::Share::area);
    cut.parts.push_back({most == kernel_.shares().end() || most->area < whole / 2 ? outside : most->zone, whole, true});
    return true;
  }
  // shapes are needed for what cannot be said otherwise, and to see whether two zones share land
  const bool too_much = rest < -cut_law * whole, several = cut.parts.size() > 1;
  rest_shape_.truncate(0);
  const bool in_doubt = too_much || (several && !kernel_.zones_are_disjoint() && !find_rest(rest, cut));
  if (shapes_ || in_doubt) {
    for (Cut::Part& part : cut.parts) {
      if (!part.whole && !shape(static_cast<std::uint32_t>(part.zone), true, part.planar, part, cut.shapes)) return false;
    }
  }
  if (in_doubt && (too_much || zones_overlap(cut))) {
    const bool sound = std::none_of(cut.parts.begin(), cut.parts.end(), [&](const Cut::Part& part) { return !part.whole && find_flaw(cut.shapes, *part.shape); });
    if (!sound || !geos_.account(subjects, subject, cut)) return false;
    ++fallbacks_;
    return true;
  }
  return rest <= noise || add_outside(subjects, subject, rest, cut);
}

bool Cutter::shape(std::uint32_t zone, bool inside, double area, Cut::Part& part, Shapes& shapes) {
  part.shape = shapes.size();
  return rings_.walk(kernel_, zone, inside, area) && append(rings_.rings(), shapes);
}

/// The rings as one shape, valid if shapes have to be. Those that touch themselves are noded first.
bool Cutter::append(RingSet& rings, Shapes& shapes) const {
  const std::size_t shape = shapes.size();
  if (!rings.append(kernel_.origin(), shapes)) return false;
  if (!valid_ || !find_flaw(shapes, shape)) return true;
  shapes.truncate(shape);
  return rings.node(kernel_.noise()) && rings.append(kernel_.origin(), shapes) && !find_flaw(shapes, shape);
}

/// The part outside, where several zones meet the subject and share no land of it; false when that is not beyond doubt.
bool Cutter::find_rest(double area, const Cut& cut) {
  if (!rest_.walk(kernel_, cut.parts, area)) return false;
  if (rest_.rings().size() == 0) return true;
  if (rest_.rings().append(kernel_.origin(), rest_shape_) && !find_flaw(rest_shape_, 0)) return true;
  rest_shape_.truncate(0);
  return false;
}

/// A piece of one zone, cut along the others, must not meet them.
bool Cutter::zones_overlap(const Cut& cut) {
  for (std::size_t i = 0; i + 1 < cut.parts.size(); ++i) {
    if (cut.parts[i].whole || second_.cut(cut.shapes, *cut.parts[i].shape) == Kernel::Answer::doubtful) return true;
    for (const Kernel::Share& share : second_.shares()) {
      if (share.zone != cut.parts[i].zone && share.area > cut_law / 10 * cut.planar) return true;
    }
  }
  return false;
}

bool Cutter::add_outside(const Shapes& subjects, std::size_t subject, double area, Cut& cut) {
  const std::size_t zones = cut.parts.size();
  if (shapes_ && zones > 1 && rest_shape_.size() == 0 && !(find_rest(area, cut) && rest_shape_.size() == 1)) {
    ++fallbacks_;
    geos_.add_rest(subjects, subject, area, cut);
    if (measured_) cut.parts.back().official = strips_.outside();
    return std::abs(ring_area(cut.shapes, *cut.parts.back().shape) - area) <= cut_law * cut.planar;
  }
  Cut::Part part{outside, area, zones == 0};
  if (measured_) part.official = strips_.outside();
  if (!part.whole && shapes_ && zones == 1 && !shape(static_cast<std::uint32_t>(cut.parts[0].zone), false, area, part, cut.shapes)) return false;
  if (shapes_ && zones > 1) {
    part.shape = cut.shapes.size();
    cut.shapes.add(rest_shape_, 0);
  }
  cut.parts.push_back(part);
  return true;
}

}  // namespace libspatial
