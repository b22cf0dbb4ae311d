// KML. GDAL's drivers read "126.5,abc" as two points.

#include <algorithm>
#include <array>
#include <fstream>
#include <limits>
#include <memory>

#include "coordinates/text.hpp"
#include "kml/placemark.hpp"
#include "libspatial/kml.hpp"
#include "opening/xml.hpp"

namespace libspatial {
namespace {

using kml::Placemark;

constexpr std::size_t piece = 1 << 16;
constexpr std::size_t longest_point = 96;  // characters of text

/// A folder and what has been read of it.
struct Folder {
  std::string name;
  std::optional<std::size_t> layer;
};

bool is_gb(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::string head(512, '\0');
  in.read(head.data(), 512);
  head.resize(static_cast<std::size_t>(std::max<std::streamsize>(in.gcount(), 0)));
  head = head.substr(0, head.find("?>"));
  std::transform(head.begin(), head.end(), head.begin(), [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  return head.find("ENCODING=\"GB") != std::string::npos || head.find("ENCODING='GB") != std::string::npos;
}

class Reader : private opening::XmlReader {
 public:
  Reader(const std::string& path, const std::string& file, const ReadLimits& limits, bool gb) : XmlReader(file, "KML", gb ? "UTF-8" : nullptr), path_(path), file_(file), limits_(limits), gb_(gb) {}

  std::vector<Layer> read() {
    std::ifstream in(path_, std::ios::binary);
    if (gb_) feed_gb(in);
    else feed_all(in);
    if (layers_.empty()) layers_.push_back(new_layer(file_.substr(file_.rfind('/') + 1)));
    for (Layer& layer : layers_) finish(layer);
    return std::move(layers_);
  }

 private:
  void feed_all(std::ifstream& in) {
    std::string buffer(piece, '\0');
    for (bool last = false; !last;) {
      in.read(buffer.data(), static_cast<std::streamsize>(piece));
      const auto n = static_cast<std::size_t>(in.gcount());
      last = n == 0 || !in;
      feed(std::string_view(buffer).substr(0, n), last);
    }
  }

  void feed_gb(std::ifstream& in) {
    const std::string bytes((std::istreambuf_iterator<char>(in)), {});  // text_bytes at most
    feed(coordinates::decode(bytes, file_).text, true);
  }

  void begin(std::string_view name, const char** attributes) override {
    text_.clear();
    most_text_ = limits_.value_bytes;
    text_line_ = line();
    if (name == "Document" || name == "Folder") folders_.emplace_back();
    else if (name == "Placemark") place_ = std::make_unique<Placemark>(), place_->line = line();
    else if (name == "NetworkLink") links_ = true;
    else if (name.ends_with("Overlay")) pictures_ = true;
    else if (!place_) return;
    else if (name == "Polygon") polygon_.emplace();
    else if (name == "innerBoundaryIs") inner_ = true;
    else if (name == "coordinates") most_text_ = std::max<std::uint64_t>(limits_.shape_points, 1) * longest_point;
    else if (name == "Track" || name == "MultiTrack" || name == "Model") place_->spoil("bad_geometry", line(), {"不读取 " + std::string(name) + "（轨迹、模型），请另存为线或面", std::string(name) + " (tracks, models) is not read: save it as line or polygon"});
    else if (name == "Data" || name == "SimpleData") data_ = attribute(attributes, "name");
  }

  void text(std::string_view more) override {
    if (text_.size() + more.size() > most_text_) refuse_limit(file_ + ":" + std::to_string(text_line_), "value_bytes", text_.size() + more.size(), most_text_);
    text_ += more;
  }

  void end(std::string_view name) override {
    if (name == "Document" || name == "Folder") {
      if (!folders_.empty()) folders_.pop_back();
    } else if (name == "name" && !place_ && !folders_.empty() && !folders_.back().layer) {
      folders_.back().name = std::string(coordinates::trim(text_));
    } else if (name == "Placemark" && place_) {
      add(*place_);
      place_.reset();
      polygon_.reset();
    } else if (place_) {
      end_inside(name);
    }
    text_.clear();
  }

  void end_inside(std::string_view name) {
    if ((name == "name" || name == "description") && data_.empty()) place_->values.emplace_back(name, std::string(coordinates::trim(text_)));
    else if (name == "SimpleData") add_value();
    else if (name == "value" && !data_.empty()) add_value();
    else if (name == "Data") data_.clear();
    else if (name == "innerBoundaryIs" && points_.empty()) inner_ = false;
    else if (name == "coordinates" && !points_.empty()) place_->spoil("bad_geometry", text_line_, {"一个环或线有两组坐标，请改正", "two lists of coordinates in one ring or line: correct it"});
    else if ((name == "outerBoundaryIs" || name == "innerBoundaryIs") && !points_.empty()) left_over();
    else if (name == "coordinates") points_ = kml::read_points(text_, text_line_, limits_.shape_points, file_, *place_);
    else if (name == "Point") place_->points.insert(place_->points.end(), points_.begin(), points_.end()), points_.clear();
    else if (name == "LineString" || (name == "LinearRing" && !polygon_)) add_line();
    else if (name == "LinearRing") add_ring();
    else if (name == "Polygon" && polygon_) {
      if (!points_.empty()) left_over();
      if (!polygon_->shell.points.empty()) place_->polygons.push_back(std::move(*polygon_));
      else place_->spoil("bad_geometry", text_line_, {"面没有外环，请改正", "a polygon without an outer ring: correct it"});
      polygon_.reset();
    }
  }

  void add_value() {
    std::string key = data_ == "name" || data_ == "description" ? data_ + " (ExtendedData)" : data_;
    place_->values.emplace_back(std::move(key), text_);
    data_.clear();
  }

  void count_rings() {
    std::uint64_t rings = place_->lines.size();
    for (const Polygon& polygon : place_->polygons) rings += 1 + polygon.holes.size();
    if (polygon_) rings += polygon_->holes.size();
    if (rings > limits_.shape_rings) refuse_limit(file_ + ":" + std::to_string(place_->line), "shape_rings", rings, limits_.shape_rings);
  }

  /// Coordinates that are in no ring and no line.
  void left_over() {
    place_->spoil("bad_geometry", text_line_, {"坐标不在 LinearRing 中，请改正", "coordinates that are in no LinearRing: correct it"});
    points_.clear();
    inner_ = false;
  }

  void add_line() {
    if (points_.size() < 2) place_->spoil("bad_geometry", text_line_, {"线少于 2 点，请改正", "a line of fewer than 2 points: correct it"});
    else place_->lines.push_back({std::move(points_)});
    points_.clear();
    if (place_->lines.size() % 1024 == 0) count_rings();
  }

  void add_ring() {
    if (!points_.empty() && points_.front() != points_.back()) points_.push_back(points_.front());
    if (points_.size() < 4) place_->spoil("bad_geometry", text_line_, {"环少于 3 个角，请改正", "a ring of fewer than 3 corners: correct it"});
    else if (inner_) polygon_->holes.push_back({std::move(points_)});
    else if (polygon_->shell.points.empty()) polygon_->shell.points = std::move(points_);
    else place_->spoil("bad_geometry", text_line_, {"面有两个外环，请改正", "a polygon with two outer rings: correct it"});
    points_.clear();
    if (polygon_->holes.size() % 1024 == 1023) count_rings();
  }

  Layer new_layer(std::string name) {
    for (int n = 2; std::any_of(layers_.begin(), layers_.end(), [&](const Layer& l) { return l.name == name; }); ++n) {
      if (n > 2) name.erase(name.rfind(" ("));
      name += " (" + std::to_string(n) + ")";
    }
    Layer layer;
    layer.name = std::move(name);
    layer.file = file_;
    layer.crs = Crs("EPSG:4326");
    layer.fields = {{"name", FieldType::text, {}}, {"description", FieldType::text, {}}};
    return layer;
  }

  Layer& layer_of_place() {
    if (folders_.empty()) folders_.emplace_back();  // a placemark that stands in no document
    Folder& folder = folders_.back();
    if (!folder.layer) {
      if (layers_.size() >= limits_.layers) refuse_limit(file_, "layers", layers_.size() + 1, limits_.layers);
      const std::size_t slash = file_.rfind('/') + 1;
      layers_.push_back(new_layer(folder.name.empty() ? file_.substr(slash, file_.rfind('.') > slash ? file_.rfind('.') - slash : std::string::npos) : folder.name));
      folder.layer = layers_.size() - 1;
    }
    return layers_[*folder.layer];
  }

  void add(Placemark& place) {
    count_rings();
    Layer& layer = layer_of_place();
    const std::size_t row = layer.size();
    if (row >= limits_.rows) refuse_limit(title(layer), "rows", row + 1, limits_.rows);
    if (!place.flaw && !kml::add_shape(place, layer.shapes, labels_)) place.spoil("bad_geometry", place.line, {"同一地标里有不同类型的图形（面、线、点），请分开", "shapes of different types in one placemark: take them apart"});
    if (place.flaw) {
      layer.shapes.truncate(row);
      layer.shapes.add_none();
      layer.rejects.push_back({row, place.flaw->reason, coordinates::at_line(file_, place.flaw->line, place.flaw->why), {}});
    }
    if (layer.shapes.points().size() > limits_.layer_points) refuse_limit(title(layer), "layer_points", layer.shapes.points().size(), limits_.layer_points);
    dropped_z_ |= place.dropped_z;
    for (auto& [name, value] : place.values) {
      auto field = std::find_if(layer.fields.begin(), layer.fields.end(), [&, n = std::string_view(name)](const Field& f) { return f.name == n; });
      if (field == layer.fields.end()) {
        if (layer.fields.size() >= limits_.fields) refuse_limit(title(layer), "fields", layer.fields.size() + 1, limits_.fields);
        layer.fields.push_back({name, FieldType::text, {}});
        field = layer.fields.end() - 1;
      }
      field->values.resize(row + 1);
      field->values[row] = std::move(value);
    }
  }

  void finish(Layer& layer) const {
    for (Field& field : layer.fields) field.values.resize(layer.size());
    layer.notes.push_back({"KML 是 WGS 84 经纬度（EPSG:4326），与 CGCS2000（EPSG:4490）相差分米级以内，按零转换处理", "a KML is in WGS 84 degrees (EPSG:4326), within decimetres of CGCS2000 (EPSG:4490), to which it is taken without a shift"});
    if (file_.ends_with(".ovkml") || file_.ends_with(".OVKML")) {
      layer.notes.push_back({"奥维 .ovkml 的坐标可能是 GCJ-02（偏移 500 米左右），文件里看不出来：请核对一个已知点，或在奥维中按 WGS84 导出；确知是偏移坐标时用 --crs GCJ-02 说明", "an .ovkml may hold GCJ-02 coordinates (off by some 500 m), which the file does not tell: compare a known point, or export as WGS84; declare it by --crs GCJ-02 when you know"});
    }
    add_notes(layer, {.dropped_z_or_m = dropped_z_, .srid = {}});
    if (labels_ > 0) layer.notes.push_back({"面旁边的 " + std::to_string(labels_) + " 个标注点未读取", std::to_string(labels_) + " points that label polygons were left out"});
    if (links_) layer.notes.push_back({"文件中的网络链接（NetworkLink）不读取", "links to other files (NetworkLink) are not followed"});
    if (pictures_) layer.notes.push_back({"文件中的图片叠加（Overlay）不读取", "pictures (overlays) are not read"});
  }

  const std::string &path_, &file_;
  const ReadLimits& limits_;
  const bool gb_;
  std::vector<Layer> layers_;
  std::vector<Folder> folders_;
  std::unique_ptr<Placemark> place_;
  std::optional<Polygon> polygon_;
  std::vector<Point> points_;
  std::string text_, data_;
  std::uint64_t most_text_ = 0;
  std::size_t text_line_ = 0, labels_ = 0;
  bool inner_ = false, dropped_z_ = false, links_ = false, pictures_ = false;
};

}  // namespace

std::vector<Layer> read_kml(const std::string& path, const std::string& file, const ReadLimits& limits) { return Reader(path, file, limits, is_gb(path)).read(); }

}  // namespace libspatial
