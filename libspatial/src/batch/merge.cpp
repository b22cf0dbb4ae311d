// Several results as one.

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <map>

#include "libspatial/batch.hpp"
#include "report/document.hpp"
#include "report/words.hpp"

namespace libspatial {
namespace {

using Json = nlohmann::ordered_json;

Json parse(const std::string& text) {
  (void)report::parse_result(text);  // says what is wrong
  return Json::parse(text);
}

void count_verdicts(Json& result) {
  Json summary;
  Verdict worst = Verdict::pass;
  std::map<Verdict, std::size_t> count;
  for (const Json& project : result.at("projects")) {
    const Verdict verdict = report::verdict_of(project.at("verdict").get<std::string>());
    worst = report::worse(worst, verdict);
    ++count[verdict];
  }
  summary["verdict"] = name(worst);
  summary["projects"] = result.at("projects").size();
  for (const Verdict verdict : report::project_verdicts) summary[std::string(name(verdict))] = count[verdict];
  result["summary"] = summary;
}

/// Of a matter that two results name, the projects together.
void add_not_checked(Json& to, const Json& from) {
  for (const Json& item : from) {
    const auto same = std::ranges::find_if(to, [&](const Json& t) { return t.at("subject") == item.at("subject") && t.at("id") == item.at("id") && t.at("reason") == item.at("reason"); });
    if (same == to.end()) to.push_back(item);
    else (*same)["projects"].insert((*same)["projects"].end(), item.at("projects").begin(), item.at("projects").end());
  }
}

}  // namespace

std::string merged_result(std::span<const std::string> results) {
  if (results.size() == 1) return results[0];
  return report::rendering([&] {
    Json all = parse(results[0]);
    double slivers = all.at("slivers").at("area_m2").get<double>();
    for (const std::string& text : results.subspan(1)) {
      const Json more = parse(text);
      for (const char* list : {"projects", "rejects", "repairs"}) {
        for (const Json& one : more.at(list)) all[list].push_back(one);
      }
      for (const Json& piece : more.at("slivers").at("pieces")) all["slivers"]["pieces"].push_back(piece);
      slivers += more.at("slivers").at("area_m2").get<double>();
      for (const Json& layer : more.at("layers")) {
        if (layer.at("role") == "projects") all["layers"].push_back(layer);
      }
      add_not_checked(all["not_checked"], more.at("not_checked"));
    }
    all["slivers"]["area_m2"] = std::round(slivers * 100) / 100;
    std::stable_sort(all["projects"].begin(), all["projects"].end(), [](const Json& a, const Json& b) { return a.at("id").get<std::string>() < b.at("id").get<std::string>(); });
    count_verdicts(all);
    return all.dump(1) + "\n";
  });
}

namespace {

/// The same zone of the plan, seen from two CRS: its cells are the same, its box agrees within a metre.
bool same_zone(const Layer& one, std::size_t row, const Layer& other, std::size_t other_row) {
  for (std::size_t f = 0; f < one.fields.size(); ++f) {
    if (one.fields[f].values[row] != other.fields[f].values[other_row]) return false;
  }
  const double near = one.crs->is_geographic() ? 1e-5 : 1.0;
  const Box a = one.shapes.box(row), b = other.shapes.box(other_row);
  return std::abs(a.min_x - b.min_x) < near && std::abs(a.min_y - b.min_y) < near && std::abs(a.max_x - b.max_x) < near && std::abs(a.max_y - b.max_y) < near;
}

Layer zones_not_in(const Layer& known, const Layer& zones) {
  Layer fresh = zones;
  fresh.shapes = {};
  for (Field& field : fresh.fields) field.values.clear();
  for (std::size_t row = 0; row < zones.size(); ++row) {
    bool there = false;
    for (std::size_t other = 0; other < known.size() && !there; ++other) there = same_zone(zones, row, known, other);
    if (there) continue;
    fresh.shapes.add(zones.shapes, row);
    for (std::size_t f = 0; f < fresh.fields.size(); ++f) fresh.fields[f].values.push_back(zones.fields[f].values[row]);
  }
  return fresh;
}

}  // namespace

std::vector<Layer> merged_layers(std::vector<std::vector<Layer>> layers) {
  std::vector<Layer> all = std::move(layers[0]);
  for (std::size_t i = 1; i < layers.size(); ++i) {
    for (Layer& layer : all) {
      const auto more = std::ranges::find(layers[i], layer.name, &Layer::name);
      if (more == layers[i].end() || layer.name == "units") continue;  // those of the plan are the same
      const Layer there = *more->crs == *layer.crs ? *more : reproject(*more, *layer.crs);
      append(layer, layer.name == "zones" ? zones_not_in(layer, there) : there);
    }
  }
  return all;
}

}  // namespace libspatial
