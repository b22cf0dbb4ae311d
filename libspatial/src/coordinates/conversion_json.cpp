// The report of a conversion: what was read, written and could not be carried over.

#include <nlohmann/json.hpp>

#include "libspatial/coordinates.hpp"

namespace libspatial {

std::string conversion_json(const CoordinateFile& file, const Conversion& c) {
  using json = nlohmann::ordered_json;
  const auto of = [](const Text& text) { return json{{"zh", text.zh}, {"en", text.en}}; };
  const Layer& layer = file.layer;
  json j{{"tool", c.tool}, {"input", c.input}, {"output", c.output}, {"crs_from", c.crs_from}, {"crs_to", layer.crs ? layer.crs->code() : ""}};
  j["rows"] = {{"read", c.rows}, {"written", c.written}, {"left_out", c.rows - c.written}};
  if (!file.encoding.empty()) {  // a text
    j["format"] = name(file.format);
    j["encoding"] = file.encoding;
    j["points"] = {{"read", file.points.read}, {"used", file.points.used}, {"repaired", file.points.repaired}, {"rejected", file.points.rejected}};
    j["header"] = json::array();
    for (const HeaderLine& h : file.header) j["header"].push_back({{"section", h.section}, {"key", h.key}, {"value", h.value}});
  }
  for (const char* list : {"not_carried", "flaws", "notes", "rejects"}) j[list] = json::array();
  for (const Loss& loss : c.not_carried) j["not_carried"].push_back({{"code", loss.code}, {"zh", loss.text.zh}, {"en", loss.text.en}});
  for (const Text& flaw : c.flaws) j["flaws"].push_back(of(flaw));
  for (const Text& note : layer.notes) j["notes"].push_back(of(note));
  for (std::size_t i = 0; i < layer.rejects.size(); ++i) {
    const Reject& r = layer.rejects[i];
    json entry{{"row", r.row}};
    if (i < file.reject_lines.size()) entry["line"] = file.reject_lines[i];
    entry.update({{"reason", r.reason}, {"zh", r.text.zh}, {"en", r.text.en}});
    j["rejects"].push_back(std::move(entry));
  }
  return j.dump(2, ' ', false, json::error_handler_t::replace) + "\n";
}

}  // namespace libspatial
