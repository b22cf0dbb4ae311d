// One result as a page for each project.

#include <algorithm>
#include <map>
#include <set>

#include "geometry/box_index.hpp"
#include "geometry/side_by_side.hpp"
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
  Layer empty;  // without a copy of thousands of rows
  empty.name = layer.name, empty.file = layer.file, empty.crs = layer.crs;
  for (const Field& field : layer.fields) empty.fields.push_back({field.name, field.type, {}});
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

/// One result, divided.
class Part {
 public:
  Part(const std::string& text, std::span<const Layer> layers) : result_(report::parse_result(text)), drawing_(layers), zone_boxes_(drawing_.zones.shapes) {
    for (const Json& project : result_.at("projects")) ids.push_back(report::string_of(project, "id"));
    for (const auto& [list, into] : {std::pair{&result_.at("rejects"), &rejects_}, {&result_.at("repairs"), &repairs_}}) {
      for (const Json& one : *list) (*into)[report::string_of(one, "id")].push_back(&one);
    }
    for (const Json& piece : result_.at("slivers").at("pieces")) slivers_[report::string_of(piece, "project")].push_back(&piece);
    for (const Json& item : result_.at("not_checked")) {
      for (const Json& id : item.at("projects")) not_checked_[id.get<std::string>()].insert(&item);
    }
    frame_ = {{"schema", result_.at("schema")}, {"run", result_.at("run")}, {"ruleset", result_.at("ruleset")}, {"plan", result_.at("plan")}, {"layers", result_.at("layers")}};
  }
  Part(const Part&) = delete;  // of its own JSON it keeps addresses

  std::vector<std::string> ids;

  std::string html(std::size_t page) const {
    return report_html(report::rendering([&] { return one(page).dump(); }), layers_of(page));
  }

 private:
  static Json list_of(const std::map<std::string, std::vector<const Json*>>& by_id, const std::string& id) {
    Json list = Json::array();
    if (const auto found = by_id.find(id); found != by_id.end()) {
      for (const Json* one : found->second) list.push_back(*one);
    }
    return list;
  }

  Json one(std::size_t page) const {
    const std::string& id = ids[page];
    const Json& project = result_.at("projects")[page];
    Json part = frame_;
    part["projects"] = Json::array({project});
    Json summary{{"verdict", project.at("verdict")}, {"projects", 1}};
    for (const Verdict verdict : report::project_verdicts) summary[std::string(libspatial::name(verdict))] = project.at("verdict") == libspatial::name(verdict) ? 1 : 0;
    part["summary"] = summary;
    part["rejects"] = list_of(rejects_, id);
    part["repairs"] = list_of(repairs_, id);
    part["not_checked"] = Json::array();
    const auto named = not_checked_.find(id);
    for (const Json& item : result_.at("not_checked")) {
      const bool here = named != not_checked_.end() && named->second.contains(&item);
      if (!item.at("projects").empty() && !here) continue;
      part["not_checked"].push_back(item);
      if (here) part["not_checked"].back()["projects"] = Json::array({id});
    }
    std::int64_t narrow = 0;
    const Json pieces = list_of(slivers_, id);
    for (const Json& piece : pieces) narrow += report::hundredths_of(piece, "area_m2").value_or(0);
    part["slivers"] = {{"pieces", pieces}, {"area_m2", static_cast<double>(narrow) / 100}};
    return part;
  }

  std::vector<Layer> layers_of(std::size_t page) const {
    const auto& rows = drawing_.rows_of(ids[page]);
    std::vector<Layer> layers;
    for (const auto& [layer, chosen] : {std::pair{&drawing_.projects, &rows.projects}, {&drawing_.pieces, &rows.pieces}, {&drawing_.rejects, &rows.rejects}}) {
      layers.push_back(without_rows(*layer));
      for (const std::size_t row : *chosen) add_row(layers.back(), *layer, row);
    }
    layers.push_back(without_rows(drawing_.zones));
    const Box box = drawing_.box_of(ids[page]);
    if (!box.empty()) {
      const double margin = around * std::max(box.max_x - box.min_x, box.max_y - box.min_y);
      const Box frame_box{box.min_x - margin, box.min_y - margin, box.max_x + margin, box.max_y + margin};
      for (const std::size_t row : zone_boxes_.meeting(frame_box)) add_row(layers.back(), drawing_.zones, row);
    }
    layers.push_back(drawing_.units);
    return layers;
  }

  Json result_, frame_;  ///< frame_: without what belongs to single projects
  std::map<std::string, std::vector<const Json*>> rejects_, repairs_, slivers_;
  std::map<std::string, std::set<const Json*>> not_checked_;
  report::Drawing drawing_;
  BoxIndex zone_boxes_;
};

}  // namespace

struct Pages::Impl {
  std::vector<std::unique_ptr<Part>> parts;
  std::vector<std::pair<std::size_t, std::size_t>> pages;  ///< part, number there
  std::vector<std::string> stems;
  std::map<std::string, std::size_t> by_id;

  Impl(std::span<const std::string> results, std::span<const std::vector<Layer>> layers) {
    std::map<std::string, std::size_t> count;
    for (std::size_t p = 0; p < results.size(); ++p) {
      parts.push_back(std::make_unique<Part>(results[p], layers[p]));
      for (std::size_t i = 0; i < parts[p]->ids.size(); ++i) {
        const std::string& id = parts[p]->ids[i];
        if (!by_id.emplace(id, pages.size()).second) throw Error(Errc::bad_argument, {"项目编号“" + id + "”出现两次，请改成不同的编号", "the project id \"" + id + "\" stands in two results: give them different ids"});
        pages.emplace_back(p, i);
        ++count[lower(file_name(id))];
      }
    }
    std::set<std::string> taken;
    for (std::size_t page = 0; page < pages.size(); ++page) {
      std::string stem = file_name(parts[pages[page].first]->ids[pages[page].second]);
      if (count[lower(stem)] > 1) stem += "-" + std::to_string(page + 1);
      while (!taken.insert(lower(stem)).second) stem += "_";
      stems.push_back(std::move(stem));
    }
  }
};

Pages::Pages(std::span<const std::string> results, std::span<const std::vector<Layer>> layers) : impl_(report::rendering([&] { return std::make_unique<Impl>(results, layers); })) {}
Pages::~Pages() = default;
std::size_t Pages::size() const { return impl_->pages.size(); }
const std::string& Pages::stem(std::size_t page) const { return impl_->stems[page]; }
const std::string& Pages::stem_of(const std::string& id) const { return impl_->stems[impl_->by_id.at(id)]; }
std::string Pages::html(std::size_t page) const { return impl_->parts[impl_->pages[page].first]->html(impl_->pages[page].second); }
void Pages::each(int threads, const std::function<void(std::size_t)>& work) const { side_by_side(threads_or_all(threads), size(), work); }

}  // namespace libspatial
