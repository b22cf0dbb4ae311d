#pragma once
// The Gauss–Krüger zone of a place, for work in metres.

#include "libspatial/crs.hpp"

namespace libspatial {

/// The Gauss–Krüger system of the 3-degree zone that holds a longitude, without zone prefix: EPSG 4509 + n, CM = 3n.
/// Throws Error(crs_implausible) outside the zones 25–45.
Crs gauss_krueger_of(double longitude);

/// A CRS in which widths and tolerances in metres are true within 0.1 % where `box` lies: `crs` itself when it is, else the
/// Gauss–Krüger system of the box's middle.
Crs metric_crs(const Crs& crs, const Box& box);

/// A length in the plane over the one on the ground, where `box` lies and at worst, when they are more than 0.5 % apart: 1.39 for EPSG:3857 in
/// Jilin, 1.006 nine degrees from the meridian of a zone. Nothing in degrees.
std::optional<double> find_length_stretch(const Crs& crs, const Box& box);
/// The same of areas, more than 1 % apart: an equal-area projection has none.
std::optional<double> find_area_stretch(const Crs& crs, const Box& box);
/// The CRS to use instead, for messages: metric_crs() by its code, or words where there is none.
Text metres_instead(const Crs& crs, const Box& box);

/// False for degrees and for feet. What a projection does to lengths is another matter.
bool is_in_metres(const Crs& crs);

/// Throws Error(area_kind) unless it is.
void require_planar(const Crs& crs);

}  // namespace libspatial
