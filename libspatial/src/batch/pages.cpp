// One result as a page for each project.

#include <algorithm>
#include <map>
#include <set>

#include "libspatial/batch.hpp"
#include "report/document.hpp"
#include "report/words.hpp"

namespace libspatial {
namespace {

using report::Json;

constexpr double around = 1.0;         // of the project's own extent: what else its map may show
constexpr std::size_t longest_name = 120;

/// Letters, digits, Chinese, and of the rest only what every file system takes.
std::string file_name(const std::string& id) {
  std::string name;
  for (const char c : id) name += static_cast<unsigned char>(c) < 32 || std::string_view("/\\:*?\"<>|% #&+").find(c) != std::string_view::npos ? '_' : c;
  while (name.size() > longest_name) name.pop_back();
  while (!name.empty() && name.size() >= longest_name - 3 && (static_cast<unsigned char>(name.back()) & 0xC0) == 0x80) name.pop_back();
  while (!name.empty() && (name.front() == '.' || name.front() == '-')) name.front() = '_';
  return name.empty() ? "_" : name;
}

Layer without_rows(const Layer& layer) {
  Layer empty = layer;
  empty.shapes = {};
  for (Field& field : empty.fields) field.values.clear();
  return empty;
}

void add_row(Layer& to, const Layer& from, std::size_t row) {
  to.shapes.add(from.shapes, row);
  for (std::size_t f = 0; f < to.fields.size(); ++f) to.fields[f].values.push_back(from.fields[f].values[row]);
}

std::string lower(std::string text) {
  std::ranges::transform(text, text.begin(), [](unsigned char c) { return static_cast<char>(c < 128 ? std::tolower(c) : c); });
  return text;
}

}  // namespace

struct Pages::Impl {
  Json result;
  Json frame;                          ///< the result without what belongs to single projects
  std::vector<std::string> ids, names;
  std::map<std::string, std::vector<const Json*>> rejects, repairs, slivers;
  report::Drawing drawing;
  std::vector<Box> zone_boxes;

  Impl(const std::string& text, std::span<const Layer> layers) : result(report::parse_result(text)), drawing(layers) {
    for (const Json& project : result.at("projects")) ids.push_back(report::string_of(project, "id"));
    for (const auto& [list, into] : {std::pair{&result.at("rejects"), &rejects}, {&result.at("repairs"), &repairs}}) {
      for (const Json& one : *list) (*into)[report::string_of(one, "id")].push_back(&one);
    }
    for (const Json& piece : result.at("slivers").at("pieces")) slivers[report::string_of(piece, "project")].push_back(&piece);
    frame = {{"schema", result.at("schema")}, {"run", result.at("run")}, {"ruleset", result.at("ruleset")}, {"plan", result.at("plan")}, {"layers", result.at("layers")}};
    for (std::size_t row = 0; row < drawing.zones.size(); ++row) zone_boxes.push_back(drawing.zones.shapes.box(row));
    make_names();
  }

  void make_names() {
    std::map<std::string, std::size_t> count;
    for (const std::string& id : ids) ++count[lower(file_name(id))];
    std::set<std::string> taken;
    for (std::size_t i = 0; i < ids.size(); ++i) {
      std::string name = file_name(ids[i]);
      if (count[lower(name)] > 1) name += "-" + std::to_string(i + 1);
      while (!taken.insert(lower(name)).second) name += "_";
      names.push_back(name);
    }
  }

  static Json list_of(const std::map<std::string, std::vector<const Json*>>& by_id, const std::string& id) {
    Json list = Json::array();
    if (const auto found = by_id.find(id); found != by_id.end()) {
      for (const Json* one : found->second) list.push_back(*one);
    }
    return list;
  }

  Json part(std::size_t page) const {
    const std::string& id = ids[page];
    const Json& project = result.at("projects")[page];
    Json part = frame;
    part["projects"] = Json::array({project});
    Json summary{{"verdict", project.at("verdict")}, {"projects", 1}};
    for (const Verdict verdict : report::project_verdicts) summary[std::string(libspatial::name(verdict))] = project.at("verdict") == libspatial::name(verdict) ? 1 : 0;
    part["summary"] = summary;
    part["rejects"] = list_of(rejects, id);
    part["repairs"] = list_of(repairs, id);
    part["not_checked"] = Json::array();
    for (const Json& item : result.at("not_checked")) {
      const Json& of = item.at("projects");
      if (!of.empty() && std::ranges::find(of, Json(id)) == of.end()) continue;
      part["not_checked"].push_back(item);
      if (!of.empty()) part["not_checked"].back()["projects"] = Json::array({id});
    }
    std::int64_t narrow = 0;
    const Json pieces = list_of(slivers, id);
    for (const Json& piece : pieces) narrow += report::hundredths_of(piece, "area_m2").value_or(0);
    part["slivers"] = {{"pieces", pieces}, {"area_m2", static_cast<double>(narrow) / 100}};
    return part;
  }

  std::vector<Layer> layers_of(std::size_t page) const {
    const auto& rows = drawing.rows_of(ids[page]);
    std::vector<Layer> layers;
    for (const auto& [layer, chosen] : {std::pair{&drawing.projects, &rows.projects}, {&drawing.pieces, &rows.pieces}, {&drawing.rejects, &rows.rejects}}) {
      layers.push_back(without_rows(*layer));
      for (const std::size_t row : *chosen) add_row(layers.back(), *layer, row);
    }
    layers.push_back(without_rows(drawing.zones));
    const Box box = drawing.box_of(ids[page]);
    if (!box.empty()) {
      const double margin = around * std::max(box.max_x - box.min_x, box.max_y - box.min_y);
      const Box frame_box{box.min_x - margin, box.min_y - margin, box.max_x + margin, box.max_y + margin};
      for (std::size_t row = 0; row < zone_boxes.size(); ++row) {
        if (zone_boxes[row].meets(frame_box)) add_row(layers.back(), drawing.zones, row);
      }
    }
    layers.push_back(drawing.units);
    return layers;
  }
};

Pages::Pages(const std::string& result_json, std::span<const Layer> layers) : impl_(report::rendering([&] { return std::make_unique<Impl>(result_json, layers); })) {}
Pages::~Pages() = default;
std::size_t Pages::size() const { return impl_->ids.size(); }
const std::string& Pages::id(std::size_t page) const { return impl_->ids[page]; }
const std::string& Pages::stem(std::size_t page) const { return impl_->names[page]; }

std::string Pages::html(std::size_t page) const {
  return report_html(report::rendering([&] { return impl_->part(page).dump(); }), impl_->layers_of(page));
}

}  // namespace libspatial
