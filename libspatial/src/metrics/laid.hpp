#pragma once
// Layers laid over each other, for the formulas that need it.

#include <optional>
#include <span>

#include "libspatial/metrics.hpp"

namespace libspatial::metrics {

/// Throws Error(crs_missing) and Error(crs_mismatch).
void require_same_crs(const Layer& a, const Layer& b);

Overlay laid(const Layer& subjects, const Layer& zones, AreaKind kind, int threads, const Progress& progress);

/// What to say when land lies in several zones, and so in several rows.
std::optional<Text> covered_twice(const Overlay& overlay, const Layer& zones);

/// A value divided in proportion to weights ≥ 0; the parts, added exactly, are the value to its last bit. Without weight nothing is divided: zeros.
std::vector<double> divided(double value, std::span<const double> weights);

}  // namespace libspatial::metrics
