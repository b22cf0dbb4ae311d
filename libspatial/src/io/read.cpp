// Reading: every row comes out or the call throws.

#include <condition_variable>
#include <mutex>

#include "io/geopackage.hpp"
#include "io/layer_reader.hpp"
#include "libspatial/kml.hpp"

namespace libspatial {
namespace {

using gdal::LayerReader;
using gdal::Source;

/// The layers that hold rows of their own; a view could be anything, and never end.
std::vector<OGRLayer*> layers_of(Source& source) {
  const gdal::Errors errors(&source.path().written);  // nothing on stderr: what matters is thrown when the layer is read
  const std::string& named = source.path().layer;
  if (source.is_view(named)) {
    throw Error(Errc::unsupported_format, {source.path().written + " 的“" + named + "”是视图，不读取（视图可以是任何语句）。请在 QGIS 中把它另存为图层", "\"" + named + "\" of " + source.path().written + " is a view, which may be any statement and is not read: save it as a layer in QGIS"});
  }
  std::vector<OGRLayer*> layers;
  for (OGRLayer* layer : source.dataset().GetLayers()) {
    if (!source.is_view(layer->GetName())) layers.push_back(layer);
  }
  return layers;
}

bool may_hold_land(OGRLayer& layer) {
  const OGRwkbGeometryType type = wkbFlatten(layer.GetGeomType());
  return type != wkbNone && type != wkbPoint && type != wkbMultiPoint;
}

std::string list(const std::vector<std::string>& all) {
  std::string names;
  for (const std::string& name : all) names += (names.empty() ? "" : ", ") + name;
  return names.empty() ? "-" : names;
}

std::vector<std::string> drawn(const std::vector<OGRLayer*>& layers) {
  std::vector<std::string> names;
  for (OGRLayer* layer : layers) {
    if (layer->GetGeomType() != wkbNone) names.emplace_back(layer->GetName());
  }
  return names;
}

Layer with_notes(Layer layer, const std::vector<Text>& notes) {
  layer.notes.insert(layer.notes.begin(), notes.begin(), notes.end());
  return layer;
}

/// What our own readers read from bytes: drawings, texts of coordinates, spreadsheets.
std::optional<Layer> find_own(const gdal::Path& path, std::string_view declared_crs, bool may_lack_crs, const ReadLimits& limits) {
  if (auto drawing = gdal::find_drawing_layer(path, declared_crs, may_lack_crs, limits)) return drawing;
  return gdal::find_coordinate_layer(path, declared_crs, limits);
}

/// Walks the layers of a file, in order, until one is taken.
class Search {
 public:
  Search(const gdal::Path& path, std::string_view declared_crs, const ReadLimits& limits) : path_(path), declared_(declared_crs), limits_(limits), file_(path.written, limits) {}

  Layer one() {
    std::optional<Layer> found;
    for (const Member& member : file_.members()) {
      if (found && !path_.layer.empty()) break;
      if (member.format == FileFormat::kml) look_into_kml(member, found);
      else look_into(member, found);
    }
    if (!found) nothing();
    if (path_.layer.empty()) add_unread(*found, drawn_);
    return with_notes(std::move(*found), file_.notes());
  }

  std::vector<Layer> all() {
    std::vector<Layer> result;
    for (const Member& member : file_.members()) {
      if (member.format == FileFormat::kml) {
        for (Layer& layer : read_kml(member)) result.push_back(with_notes(std::move(layer), file_.notes()));
        continue;
      }
      Source source(path_, member, limits_);
      for (OGRLayer* layer : layers_of(source)) result.push_back(with_notes(LayerReader(source, *layer, declared_).read(), file_.notes()));
    }
    return result;
  }

 private:
  std::vector<Layer> read_kml(const Member& member) {
    const gdal::Errors watched(&path_.written);
    return libspatial::read_kml(member.path, path_.written, limits_);
  }

  void look_into_kml(const Member& member, std::optional<Layer>& found) {
    for (Layer& layer : read_kml(member)) {
      names_.push_back(layer.name);
      drawn_.push_back(layer.name);
      if (!found && (path_.layer.empty() ? may_hold_land(layer) : path_.layer == layer.name)) found = std::move(layer);
    }
  }

  void look_into(const Member& member, std::optional<Layer>& found) {
    Source source(path_, member, limits_);
    for (OGRLayer* layer : layers_of(source)) {
      names_.emplace_back(layer->GetName());
      if (layer->GetGeomType() != wkbNone) drawn_.emplace_back(layer->GetName());
      const bool named = !path_.layer.empty();
      if (found || (named ? path_.layer != layer->GetName() : !may_hold_land(*layer))) continue;
      Layer result = LayerReader(source, *layer, declared_).read();
      if (named || may_hold_land(result)) found = std::move(result);
    }
  }

  [[noreturn]] void nothing() const {
    const std::string& file = path_.written;
    if (!path_.layer.empty()) {
      throw Error(Errc::layer_not_found, {file + " 没有图层“" + path_.layer + "”；现有图层：" + list(names_), file + " has no layer \"" + path_.layer + "\"; its layers: " + list(names_)});
    }
    throw Error(Errc::no_polygons, {file + " 没有面或线图层；现有图层：" + list(names_), file + " has no layer of polygons or lines; its layers: " + list(names_)});
  }

  const gdal::Path& path_;
  const std::string_view declared_;
  const ReadLimits& limits_;
  const OpenedFile file_;
  std::vector<std::string> names_;
  std::vector<std::string> drawn_;  ///< of them, those with shapes
};

}  // namespace

Layer read_layer(std::string_view spec, std::string_view declared_crs, const ReadLimits& limits) {
  if (const auto map = find_web_map(declared_crs)) return unshift(read_layer(spec, "EPSG:4490", limits), *map);
  const gdal::Path path = gdal::resolve(spec);
  if (auto own = find_own(path, declared_crs, false, limits)) return std::move(*own);
  return Search(path, declared_crs, limits).one();
}

std::vector<Layer> read_layers(std::string_view file, std::string_view declared_crs, const ReadLimits& limits) {
  if (const auto map = find_web_map(declared_crs)) {
    std::vector<Layer> layers = read_layers(file, "EPSG:4490", limits);
    for (Layer& layer : layers) {
      if (!layer.shapes.points().empty()) layer = unshift(std::move(layer), *map);
    }
    return layers;
  }
  const gdal::Path path = gdal::resolve(file);
  std::vector<Layer> result;
  if (auto own = find_own(path, declared_crs, true, limits)) result.push_back(std::move(*own));
  else result = Search(path, declared_crs, limits).all();
  return result;
}

struct LayerStream::Impl {
  Layer head;
  std::size_t rows = 0, batch_rows = 0;
  std::unique_ptr<OpenedFile> file;  // keeps a private copy alive
  std::unique_ptr<Source> source;
  std::unique_ptr<gdal::GeoPackageTable> table;
  // without a table, in order
  std::unique_ptr<LayerReader> reader;
  Layer whole;
  std::mutex mutex;
  std::condition_variable turned;
  std::size_t next_batch = 0;

  /// Everything in memory, as one batch.
  void hold(Layer all, const std::vector<std::string>& fields) {
    std::vector<Field> kept;
    for (const std::string& field : fields) kept.push_back(all.field(field));
    all.fields = std::move(kept);
    head.name = all.name;
    head.file = all.file;
    head.crs = all.crs;
    rows = all.size();
    whole = std::move(all);
  }
};

LayerStream::LayerStream(std::string_view spec, std::string_view declared_crs, std::vector<std::string> fields, std::size_t batch_rows, const ReadLimits& limits)
    : impl_(std::make_unique<Impl>()) {
  impl_->batch_rows = batch_rows;
  if (find_web_map(declared_crs)) {
    impl_->hold(read_layer(spec, declared_crs, limits), fields);
    return;
  }
  const gdal::Path path = gdal::resolve(spec);
  if (auto own = find_own(path, declared_crs, false, limits)) {
    impl_->hold(std::move(*own), fields);
    return;
  }
  impl_->file = std::make_unique<OpenedFile>(path.written, limits);
  const Member& member = impl_->file->members().front();
  const bool whole = impl_->file->members().size() > 1 || member.format == FileFormat::kml || member.format == FileFormat::geojson;  // which GDAL holds as a whole anyway
  if (!whole) impl_->source = std::make_unique<Source>(path, member, limits);
  const std::string& named = path.layer;
  const std::vector<OGRLayer*> layers = whole ? std::vector<OGRLayer*>() : layers_of(*impl_->source);
  for (OGRLayer* layer : layers) {
    if (named.empty() ? !may_hold_land(*layer) : named != layer->GetName()) continue;
    const OGRwkbGeometryType type = wkbFlatten(layer->GetGeomType());
    if (named.empty() && type != wkbPolygon && type != wkbMultiPolygon) break;  // only the rows tell whether they are land
    Source& source = *impl_->source;
    impl_->reader = std::make_unique<LayerReader>(source, *layer, declared_crs, &fields, impl_->file->notes());
    if (named.empty()) add_unread(impl_->reader->head(), drawn(layers));
    impl_->head = impl_->reader->head();
    if (member.format == FileFormat::geopackage) impl_->table = gdal::GeoPackageTable::open(source, *layer, impl_->head, fields, batch_rows);
    impl_->rows = impl_->table ? impl_->table->rows() : impl_->reader->promised();
    if (impl_->rows > limits.rows) refuse_limit(title(impl_->head), "rows", impl_->rows, limits.rows);
    return;
  }
  impl_->source.reset();
  impl_->file.reset();
  impl_->hold(read_layer(spec, declared_crs, limits), fields);
}

LayerStream::~LayerStream() = default;
const Layer& LayerStream::head() const { return impl_->head; }
std::size_t LayerStream::rows() const { return impl_->rows; }
std::size_t LayerStream::batches() const {
  const bool divided = impl_->table || impl_->reader;
  return !divided || impl_->rows == 0 ? 1 : (impl_->rows - 1) / impl_->batch_rows + 1;
}

Layer LayerStream::read(std::size_t batch) const {
  if (impl_->table) return impl_->table->read(batch);
  std::unique_lock lock(impl_->mutex);
  impl_->turned.wait(lock, [&] { return impl_->next_batch == batch; });
  struct Turn {
    Impl& impl;
    ~Turn() {
      ++impl.next_batch;
      impl.turned.notify_all();
    }
  } const turn{*impl_};
  if (!impl_->reader) return std::move(impl_->whole);
  auto layer = impl_->reader->next(batch + 1 == batches() ? all_rows : impl_->batch_rows);  // to the end, whatever was promised
  return layer ? std::move(*layer) : impl_->head;
}

}  // namespace libspatial
