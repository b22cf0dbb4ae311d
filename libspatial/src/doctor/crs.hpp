#pragma once
// Symptoms of a layer's coordinates: which system they are in, and whether they can be.

#include "libspatial/doctor.hpp"

namespace libspatial::doctor {

/// The middle of the coordinates, where most of them lie: not moved by one wild point.
Point middle(const Shapes& shapes);

/// In longitude and latitude; nothing when PROJ cannot say.
std::optional<Point> in_degrees(Point p, const Crs& crs);

void add_crs_symptoms(const Layer& layer, const Box& frame, std::vector<Symptom>& out);

}  // namespace libspatial::doctor
