#pragma once
// GEOS for the rooms that need it: one context per thread, handles that free themselves, shapes in and out on a local
// origin. Never seen by a public header.

#include <geos_c.h>

#include <memory>
#include <string>

#include "libspatial/geometry.hpp"

namespace libspatial::geos {

/// This thread's context; messages of GEOS are kept for last_message() instead of going to stderr.
GEOSContextHandle_t context();
const std::string& last_message();

struct Free {
  void operator()(GEOSGeometry* g) const;
  void operator()(const GEOSPreparedGeometry* g) const;
};
using Geometry = std::unique_ptr<GEOSGeometry, Free>;
using Prepared = std::unique_ptr<const GEOSPreparedGeometry, Free>;

/// Takes ownership of a GEOS result; throws Error(internal) with GEOS' own message when it is null: a failed
/// operation is never an empty answer.
Geometry own(GEOSGeometry* g, const char* operation);

/// A polygon or line shape, every coordinate minus `origin`.
Geometry from(const Shapes& shapes, std::size_t shape, Point origin);
Geometry box(const Box& box, Point origin);

/// Appends the areal part of `g` as one shape, every coordinate plus `origin`; points and lines are left out.
void append(const GEOSGeometry* g, Point origin, Shapes& out);

/// Area by our own sum on a local origin per ring (GEOS' own sum keeps the frame's origin).
double area(const GEOSGeometry* g);

/// Whole numbers near the middle of a box: subtracting them keeps the digits that matter.
Point local_origin(const Box& box);

}  // namespace libspatial::geos
