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

/// False for degrees and for feet. What a projection does to lengths is another matter.
bool is_in_metres(const Crs& crs);

/// Throws Error(area_kind) unless it is.
void require_planar(const Crs& crs);

}  // namespace libspatial
