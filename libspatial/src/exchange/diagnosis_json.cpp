// A diagnosis as JSON.

#include "exchange/json.hpp"
#include "libspatial/exchange.hpp"

namespace libspatial {

std::string diagnosis_json(std::span<const std::pair<Layer, Diagnosis>> layers) {
  using json = nlohmann::ordered_json;
  json out = json::array();
  for (const auto& [layer, found] : layers) {
    json entry{{"file", layer.file}, {"layer", layer.name}, {"crs", layer.crs ? json(layer.crs->code()) : json()}, {"read", found.read}, {"used", found.used},
               {"repaired", found.repaired}, {"rejected", found.rejected}, {"area_m2", found.area ? json(found.area->square_metres()) : json()},
               {"areas_are_right", found.areas_are_right()}, {"symptoms", json::array()}};
    for (const Symptom& s : found.symptoms) {
      entry["symptoms"].push_back({{"code", s.code}, {"severity", name(s.severity)}, {"count", s.count}, {"message", to_json(s.message)}, {"action", to_json(s.action)}, {"rows", s.rows},
                                   {"place", s.place ? json{s.place->x, s.place->y} : json()}, {"fixable", s.fixable}});
    }
    out.push_back(std::move(entry));
  }
  return json{{"layers", out}}.dump(1, ' ', false, json::error_handler_t::replace) + "\n";
}

}  // namespace libspatial
