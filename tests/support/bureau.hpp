#pragma once
// Layers as a planning bureau delivers them, drawn on the grid of sketch.hpp; and the alias sets the library comes with.

#include <functional>
#include <string>
#include <vector>

#include "libspatial/schema.hpp"

namespace libspatial::testing {

/// libspatial/data/schemas/*.yaml.
Schemas known_schemas();

/// The named columns, cell by cell: {"GHFQMC", {"城镇集中建设区", "…"}}.
using Columns = std::vector<std::pair<std::string, std::vector<std::string>>>;

/// A layer of the drawing's letters (ascending) with these text columns. An empty drawing with `crs` is an empty layer.
Layer bureau_layer(const std::string& name, const std::string& drawing, const Columns& columns, const char* crs = "EPSG:4551");

/// "code: sentence" of what is thrown, or "accepted".
std::string refusal_of(const std::function<void()>& action);

}  // namespace libspatial::testing
