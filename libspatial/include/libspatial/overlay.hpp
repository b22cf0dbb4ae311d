#pragma once
// Overlay: cut subjects (parcels, projects) along zones and account for every square metre.

#include <cstddef>
#include <functional>
#include <limits>
#include <memory>
#include <vector>

#include "libspatial/layer.hpp"
#include "libspatial/measure.hpp"

namespace libspatial {

inline constexpr std::size_t outside = std::numeric_limits<std::size_t>::max();

/// The part of one subject that lies in one zone, or in no zone at all.
struct Piece {
  std::size_t subject = 0;     ///< row in the subjects
  std::size_t zone = outside;  ///< row in the zones, or `outside`
  Area area;
  double share = 0.0;          ///< of the subject's area, 0..1
};

/// Called with (done, all) on the thread that called overlay(), about ten times a second and once at the end.
/// Return false to stop: overlay() then throws Cancelled.
using Progress = std::function<bool(std::size_t done, std::size_t all)>;

struct Cancelled {};

struct OverlayOptions {
  AreaKind area = AreaKind::official;
  bool shapes = false;   ///< keep the shape of every piece
  int threads = 0;       ///< 0: as many as the machine has; the result does not depend on it
  Progress progress = {};
};

/// Laws, checked in every run (a breach throws Error(internal) and nothing is returned):
/// - in the plane, the pieces of a subject, minus what several zones cover twice, add up to the subject within 1e-9 (and
///   1e-11 of the square of its extent: a strip of no width has border all the same);
/// - official areas do so exactly, in whole 0.01 m²: Σ pieces − multi_cover = subject_area.
struct Overlay {
  AreaKind kind = AreaKind::official;
  /// By subject, then zone; outside last. Pieces without area are left out: in the plane below 1e-12 of the subject
  /// (rounding of coordinates), official ones that balance to 0.00 m². Neither changes a sum.
  std::vector<Piece> pieces;
  Shapes shapes;                    ///< one per piece, in the CRS of the subjects; empty unless asked for
  std::vector<Area> subject_areas;  ///< one per subject row; 0 for rejected rows
  std::vector<Area> multi_cover;    ///< per subject: Σ pieces − area of their union; 0 where zones do not overlap
  std::size_t fallbacks = 0;        ///< subjects that GEOS cut, because zones overlap there or borders run nearly parallel
  double largest_spread = 0.0;      ///< m², largest difference that balancing spread over the pieces of one subject
};

/// Zones prepared once, asked many times, from any thread.
class ZoneIndex {
 public:
  /// `zones` must be valid polygons (see polygons()). Throws Error(invalid_zone), naming file, row, reason and place,
  /// when a zone was rejected: every area near it would be wrong.
  /// `threads` build it, 0: as many as the machine has; it does not depend on them.
  explicit ZoneIndex(const Layer& zones, int threads = 0);
  ~ZoneIndex();
  ZoneIndex(ZoneIndex&&) noexcept;
  ZoneIndex& operator=(ZoneIndex&&) noexcept;

  std::size_t size() const;
  const Crs& crs() const;

  struct Impl;
  const Impl& impl() const { return *impl_; }

 private:
  std::unique_ptr<Impl> impl_;
};

/// Every subject cut along every zone. Rejected subjects give no piece (they are listed in subjects.rejects).
/// Throws Error(crs_mismatch) unless both are in the same CRS; Error(area_kind) for planar areas in degrees.
Overlay overlay(const Layer& subjects, const ZoneIndex& zones, const OverlayOptions& options = {});

}  // namespace libspatial
