#pragma once
// Layers laid over each other, for the formulas that need it.

#include <optional>
#include <span>

#include "libspatial/metrics.hpp"

namespace libspatial::metrics {

/// Throws Error(crs_missing) and Error(crs_mismatch).
void require_same_crs(const Layer& a, const Layer& b);

Overlay laid(const Layer& subjects, const Layer& zones, AreaKind kind, int threads, const Progress& progress);

/// What stands for the class of a parcel that has none: "" is land of no parcel. Says which layer lacks some.
inline constexpr std::string_view no_class = "?";
std::vector<Text> name_missing(const Layer& layer, std::vector<std::string>& classes);

/// What to say when land lies in several zones, and so in several rows.
std::optional<Text> covered_twice(const Overlay& overlay, const Layer& zones);

/// What to say when rows of a layer lie over each other, and their land counts in each of them.
std::optional<Text> lies_over_itself(const Layer& layer, AreaKind kind, int threads, const Progress& progress);

/// Some rows of a layer, without what else it knows.
Layer only(const Layer& layer, std::span<const std::size_t> rows);

/// Land that several rows of a layer cover, from 0.005 m² a pair; less is rounding of borders.
struct Overlaps {
  std::vector<std::vector<std::size_t>> rows;              ///< that hang together, ascending
  std::vector<std::pair<std::size_t, std::size_t>> pairs;  ///< if asked for: a row and one that lies over it, both ways
  Shapes pieces;                                           ///< one for each pair: what they have in common
};
Overlaps overlaps(const Layer& layer, int threads, const Progress& progress, bool with_pieces = false);
/// The land of rows that hang together.
Shapes unions(const Layer& layer, const Overlaps& overlaps);
Text counted_once(const Layer& layer, double again);

/// A layer whose rows count land once: where they lie over each other the first of them has the land of all.
class Once {
 public:
  Once(const Layer& layer, int threads, const Progress& progress);
  const Layer& layer() const { return made_ ? *made_ : *given_; }
  void note(Result& result) const;

 private:
  const Layer* given_;
  std::optional<Layer> made_;
  double again_ = 0;  // m²
};

/// A layer whose rows count land once, each for its class: land of one class is the first row's, land of several that of rows of class "?" after the others.
/// Rows keep their number.
class OnceByClass {
 public:
  OnceByClass(const Layer& layer, std::vector<std::string> classes, AreaKind kind, int threads, const Progress& progress);
  const Layer& layer() const { return made_ ? *made_ : *given_; }
  const std::vector<std::string>& classes() const { return classes_; }  ///< one per row
  void note(std::vector<Text>& notes) const;

 private:
  const Layer* given_;
  std::vector<std::string> classes_;
  std::optional<Layer> made_;
  double again_ = 0, unclear_ = 0;  // m² counted again, m² of several classes
};

/// A value divided in proportion to weights ≥ 0; the parts, added exactly, are the value to its last bit. Without weight nothing is divided: zeros.
std::vector<double> divided(double value, std::span<const double> weights);

}  // namespace libspatial::metrics
