#pragma once
// result.json and the layers of pieces.gpkg as the renderings read them.

#include <nlohmann/json.hpp>

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "libspatial/layer.hpp"

namespace libspatial::report {

using Json = nlohmann::json;

/// Throws Error(bad_argument) unless this is a result.json of our schema.
Json parse_result(const std::string& text);

/// Calls `render` and turns a missing or mistyped member of the result into Error(bad_argument).
template <class Render>
auto rendering(Render render);

std::string string_of(const Json& object, const char* key);  ///< "" for null
Text text_of(const Json& object, const char* key);           ///< {zh, en}
/// An area member in whole 0.01 m²; none for null.
std::optional<std::int64_t> hundredths_of(const Json& object, const char* key);

/// The named layers of pieces.gpkg, and which rows of them belong to which project.
class Drawing {
 public:
  /// Keeps references to `layers`. Throws Error(bad_argument) when one is missing.
  explicit Drawing(std::span<const Layer> layers);

  const Layer &projects, &pieces, &zones, &units, &rejects;

  struct Rows {
    std::vector<std::size_t> projects, pieces, rejects;
  };
  const Rows& rows_of(const std::string& project) const;
  bool degrees() const { return projects.crs && projects.crs->is_geographic(); }
  /// The shape of a project and of its rejected parcels; empty when there is none at all.
  Box box_of(const std::string& project) const;

 private:
  std::unordered_map<std::string, Rows> rows_;
};

/// A text cell of a layer.
std::string cell(const Layer& layer, const char* field, std::size_t row);

/// True when any input says of itself that it is synthetic (合成数据).
bool is_synthetic(const Json& result);

[[noreturn]] void throw_not_a_result(const std::string& why);

template <class Render>
auto rendering(Render render) {
  try {
    return render();
  } catch (const nlohmann::json::exception& e) {
    throw_not_a_result(e.what());
  }
}

}  // namespace libspatial::report
