#pragma once
// Measure: the three kinds of area, lengths on the ellipsoid, and the balancing of official areas to whole 0.01 m².

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "libspatial/crs.hpp"
#include "libspatial/geometry.hpp"
#include "libspatial/units.hpp"

namespace libspatial {

/// Area of one polygon shape (shells minus holes). Shapes of another type have area 0.
/// official: 《图幅理论面积与图斑椭球面积计算公式及要求》国土调查办发〔2008〕32号 with CGCS2000 constants, rounded
///   half up to 0.01 m²; edges are straight in the given CRS and densified to 70 m for the calculation only.
///   Gauss–Krüger metres go through the procedure's own inverse formula, degrees straight into its trapezoids; any
///   other projected CRS is first densified and transformed to EPSG:4490.
/// geodesic: PROJ's geodesic polygon area on edges densified to 70 m in the given CRS.
/// planar: in the plane, on a local origin. Throws Error(area_kind) in degrees.
/// Throws Error(crs_unknown) for official areas outside CGCS2000 and WGS 84.
Area area(const Shapes& shapes, std::size_t shape, const Crs& crs, AreaKind kind);

/// The official area before its last rounding, m². For balancing and for tests.
double official_unrounded(const Shapes& shapes, std::size_t shape, const Crs& crs);

/// Area of every shape, in order. `threads` 0: as many as the machine has; the result does not depend on it.
std::vector<Area> areas(const Shapes& shapes, const Crs& crs, AreaKind kind, int threads = 0);

/// What to say of planar areas where these shapes lie, when the CRS draws land there more than 1 % too large or too small: EPSG:3857 about
/// 1.9 times in Jilin, a Gauss–Krüger zone nine degrees away 1.3 %. Nothing otherwise, and nothing in degrees.
std::optional<Text> find_planar_doubt(const Shapes& shapes, const Crs& crs);

/// Length of one line shape (of a polygon: of its rings), on the ellipsoid of CGCS2000: the edges are straight in the given
/// CRS, divided to 70 m, each piece measured as a geodesic. Points have length 0. Throws Error(crs_unknown) outside
/// CGCS2000 and WGS 84.
Length length(const Shapes& shapes, std::size_t shape, const Crs& crs);
/// Of every shape, in order. `threads` 0: as many as the machine has; the result does not depend on it.
std::vector<Length> lengths(const Shapes& shapes, const Crs& crs, int threads = 0);

/// Divides `control` (whole 0.01 m²) in proportion to `parts` by largest remainder; ties go to the earlier part.
/// The result adds up to `control` exactly. 国土调查 practice: 面积控制与平差.
/// Precondition: every part ≥ 0; at least one part > 0 unless control is 0.
std::vector<std::int64_t> balance(std::int64_t control, std::span<const double> parts);

}  // namespace libspatial
