#pragma once
// Cells and texts as JSON.

#include <nlohmann/json.hpp>

#include "libspatial/layer.hpp"

namespace libspatial {

nlohmann::ordered_json to_json(const Value& value);
inline nlohmann::ordered_json to_json(const Text& text) { return {{"zh", text.zh}, {"en", text.en}}; }

}  // namespace libspatial
