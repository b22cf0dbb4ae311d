#pragma once
// Doctor: would areas computed from this layer be right? Every symptom has a code, a sentence, and one proposed action.

#include <optional>
#include <string>
#include <vector>

#include "libspatial/layer.hpp"
#include "libspatial/limits.hpp"
#include "libspatial/measure.hpp"
#include "libspatial/schema.hpp"

namespace libspatial {

/// docs/reference/diagnosis.md lists the codes.
struct Symptom {
  std::string code;                 ///< stable: "no_crs", "invalid", "duplicate", …
  Severity severity = Severity::error;  ///< error: areas computed from the layer would be wrong, or land would be missing
  Text message, action;
  std::vector<std::size_t> rows;    ///< of the layer; the first hundred
  std::size_t count = 0;            ///< rows or places in all
  std::optional<Point> place;       ///< of the first, in the coordinates of the layer
  bool fixable = false;             ///< fix() does it without changing an area
};

struct DiagnosisOptions {
  Box frame;                        ///< longitude and latitude where the data should lie; empty: anywhere
  const Schemas* schemas = nullptr; ///< kinds of layers that may be recognised
  Length widest = {};                    ///< of a line with a field width_m (see polygons()); zero: any
  int threads = 0;                  ///< 0: as many as the machine has; the result does not depend on it
};

/// Law: read = used + repaired + rejected.
struct Diagnosis {
  std::size_t read = 0, used = 0, repaired = 0, rejected = 0;  ///< of rows that should hold land; a table has none
  std::optional<Area> area;         ///< official, of what is used; none when it cannot be told
  std::vector<Symptom> symptoms;    ///< errors first

  bool areas_are_right() const;     ///< no error
};

/// `layer` as it was read. Never throws for what is wrong with the data. Throws Error(bad_rules) when a limit is missing.
Diagnosis diagnose(const Layer& layer, const Limits& limits, const DiagnosisOptions& options = {});

/// What the coordinates may be in, best first: systems in which they are plausible and, with a frame, lie in it. A proposal, never applied.
struct CrsProposal {
  std::string code;                 ///< "EPSG:4530"
  bool swapped = false;             ///< with the axes the other way round
};
std::vector<CrsProposal> propose_crs(const Shapes& shapes, const Box& frame = {});

/// Why a layer is more likely in another CRS than its own: by its own it lies outside `frame`, by another one within (both are named).
/// Nothing for an empty frame, a layer without CRS, and land that is elsewhere by every reading.
std::optional<Text> find_astray(const Layer& layer, const Box& frame);

/// The layer with what can be mended without changing an area; `done` says what, row by row, and which rows have no shape, as it could not be read. Everything else stays as it was read.
struct Fixed {
  Layer layer;
  std::vector<Text> done;
};
Fixed fix(const Layer& layer);

}  // namespace libspatial
