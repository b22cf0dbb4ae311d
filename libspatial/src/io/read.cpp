// Reading: every row comes out or the call throws.

#include <algorithm>
#include <condition_variable>
#include <limits>
#include <mutex>
#include <set>

#include "io/gdal.hpp"
#include "io/geojson_crs.hpp"
#include "io/geopackage.hpp"

namespace libspatial {
namespace {

using gdal::Source;

/// One layer, front to back, with all its fields or those named.
class LayerReader {
 public:
  LayerReader(Source& source, OGRLayer& layer, std::string_view declared_crs, const std::vector<std::string>* only = nullptr)
      : source_(source), in_(layer), declared_(declared_crs) {
    const gdal::Errors errors;  // a table is opened when its columns are asked for
    head_.file = source_.path().written;
    head_.name = in_.GetName();
    OGRFeatureDefn& definition = *in_.GetLayerDefn();
    for (int i = 0; i < definition.GetFieldCount(); ++i) {
      const OGRFieldDefn& field = *definition.GetFieldDefn(i);
      const OGRFieldType type = field.GetType();
      const bool integer = type == OFTInteger || type == OFTInteger64;
      head_.fields.push_back({field.GetNameRef(), integer ? FieldType::integer : type == OFTReal ? FieldType::real : FieldType::text, {}});
      columns_.push_back(i);
    }
    if (only) keep(*only);
    if (in_.GetGeomType() != wkbNone && source_.driver() != "GeoJSON") head_.crs = crs(head_);
    in_.ResetReading();
    if (errors.failures() > 0) damaged(errors.first());
  }

  /// Everything but the rows; a GeoJSON tells its CRS only when it is read.
  const Layer& head() const { return head_; }

  Layer read() {
    auto all = next(std::numeric_limits<std::size_t>::max());
    return all ? std::move(*all) : finished(head_);
  }

  /// So many rows more; nothing after the last.
  std::optional<Layer> next(std::size_t rows) {
    const gdal::Errors errors;
    if (promised_ < 0) promised_ = count();
    Layer out = head_;
    out.first_row = done_;
    bool ended = false;
    while (out.size() < rows && !ended) {
      const OGRFeatureUniquePtr feature{in_.GetNextFeature()};
      ended = !feature;
      if (feature) add(*feature, out);
    }
    done_ += out.size();
    if (errors.failures() > 0 || (ended && static_cast<GIntBig>(done_) != promised_)) damaged(errors.first());
    if (out.size() == 0) return std::nullopt;
    return finished(std::move(out));
  }

  std::size_t promised() {
    if (promised_ < 0) promised_ = count();
    return static_cast<std::size_t>(std::max<GIntBig>(0, promised_));
  }

 private:
  void keep(const std::vector<std::string>& names) {
    std::vector<Field> fields;
    columns_.clear();
    for (const std::string& name : names) {
      const Field& field = head_.field(name);
      columns_.push_back(static_cast<int>(&field - head_.fields.data()));
      fields.push_back(field);
    }
    CPLStringList ignored;
    for (const Field& field : head_.fields) {
      if (std::find(names.begin(), names.end(), field.name) == names.end()) ignored.AddString(field.name.c_str());
    }
    if (in_.TestCapability(OLCIgnoreFields)) in_.SetIgnoredFields(const_cast<const char**>(ignored.List()));
    head_.fields = std::move(fields);
  }

  Layer finished(Layer out) const {
    if (in_.GetGeomType() != wkbNone && source_.driver() == "GeoJSON") out.crs = crs(out);
    if (dropped_z_) out.notes.push_back(gdal::dropped_heights);
    if (source_.driver() == "ESRI Shapefile") out.notes.push_back(gdal::shapefile_encoding(source_.path().absolute).note);
    return out;
  }

  /// Counted, not taken from a cached number.
  GIntBig count() {
    if (source_.driver() != "GPKG") return in_.GetFeatureCount(TRUE);
    std::string table = in_.GetName();
    for (std::size_t at = 0; (at = table.find('"', at)) != std::string::npos; at += 2) table.insert(at, 1, '"');
    OGRLayer* result = source_.dataset().ExecuteSQL(("SELECT COUNT(*) FROM \"" + table + "\"").c_str(), nullptr, nullptr);
    if (!result) return -1;
    const OGRFeatureUniquePtr row{result->GetNextFeature()};
    const GIntBig n = row ? row->GetFieldAsInteger64(0) : -1;
    source_.dataset().ReleaseResultSet(result);
    return n;
  }

  void add(OGRFeature& feature, Layer& out) {
    const std::size_t row = out.size();
    for (std::size_t i = 0; i < columns_.size(); ++i) out.fields[i].values.push_back(cell(feature, columns_[i], out.fields[i].type));
    const OGRGeometry* geometry = feature.GetGeometryRef();
    if (!geometry) return out.shapes.add_none();
    std::vector<std::byte> wkb(geometry->WkbSize());
    geometry->exportToWkb(wkbNDR, reinterpret_cast<unsigned char*>(wkb.data()), wkbVariantIso);
    try {
      if (source_.driver() == "OpenFileGDB" && gdal::has_open_ring(*geometry)) {
        throw Error(Errc::bad_geometry, {"环没有闭合，数据可能已损坏，请重新取得或在源数据中改正", "a ring is not closed, the data may be damaged: get them again or correct the source"});
      }
      dropped_z_ |= from_wkb(wkb, out.shapes).dropped_z_or_m;
    } catch (const Error& e) {
      const std::string n = std::to_string(out.first_row + row);
      out.shapes.add_none();
      out.rejects.push_back({row, "bad_geometry", {title(out) + " 第 " + n + " 行：" + e.text().zh, title(out) + " row " + n + ": " + e.text().en}, std::move(wkb)});
    }
  }

  static Value cell(OGRFeature& feature, int i, FieldType type) {
    if (!feature.IsFieldSetAndNotNull(i)) return {};
    switch (type) {
      case FieldType::integer: return static_cast<std::int64_t>(feature.GetFieldAsInteger64(i));
      case FieldType::real: return feature.GetFieldAsDouble(i);
      case FieldType::text: break;
    }
    const OGRFieldType given = feature.GetFieldDefnRef(i)->GetType();
    const bool date = given == OFTDate || given == OFTDateTime || given == OFTTime;
    std::string text = feature.GetFieldAsString(i);
    if (date) std::replace(text.begin(), text.end(), '/', '-');
    return text;
  }

  std::optional<Crs> crs(const Layer& rows) const {
    std::optional<Crs> known = source_.driver() == "GeoJSON" ? crs_of_geojson(rows.shapes.box()) : crs_of_layer();
    if (!known && !declared_.empty()) known = Crs(declared_);
    return known;
  }

  std::optional<Crs> crs_of_layer() const {
    const OGRSpatialReference* reference = in_.GetSpatialRef();
    if (!reference || reference->IsEmpty() || reference->IsLocal()) return std::nullopt;
    const std::string name = reference->GetName() ? reference->GetName() : "";
    if (name.find("ndefined") != std::string::npos || name.find("nknown") != std::string::npos) return std::nullopt;  // srs_id 0 and −1
    const char* authority = reference->GetAuthorityName(nullptr);
    const char* code = reference->GetAuthorityCode(nullptr);
    if (authority && code) return Crs(std::string(authority) + ":" + code);
    char* wkt = nullptr;
    const char* const format[] = {"FORMAT=WKT2_2019", nullptr};
    reference->exportToWkt(&wkt, format);
    const std::string text = wkt ? wkt : "";
    CPLFree(wkt);
    return Crs(text);
  }

  /// RFC 7946 files are WGS 84 without saying so; metres in such a file are not.
  std::optional<Crs> crs_of_geojson(const Box& box) const {
    const gdal::GeoJsonCrs member = gdal::geojson_crs(source_.path().absolute);
    if (member.is_link) {
      throw Error(Errc::unsupported_format, {head_.file + " 的 crs 是一个链接（" + member.name + "），不会去读取。请在文件中写明坐标系",
                                             head_.file + " has a link as its crs (" + member.name + "), which is not fetched. Name the CRS in the file"});
    }
    if (member.present) {
      try {
        return member.name.empty() ? std::nullopt : std::optional(Crs(member.name));
      } catch (const Error&) {
        return std::nullopt;  // a name nobody knows says nothing: --crs must
      }
    }
    const bool degrees = box.empty() || (box.min_x >= -180 && box.max_x <= 180 && box.min_y >= -90 && box.max_y <= 90);
    return degrees ? std::optional(Crs("EPSG:4326")) : std::nullopt;
  }

  [[noreturn]] void damaged(const std::string& gdal_says) const {
    const std::string n = std::to_string(done_), all = promised_ < 0 ? "?" : std::to_string(promised_);
    const std::string why = gdal_says.empty() ? "" : " (" + gdal_says + ")";
    throw Error(Errc::damaged_file, {title(head_) + " 已损坏：应有 " + all + " 行，只读出 " + n + " 行" + why + "。请重新取得该文件",
                                     title(head_) + " is damaged: it promises " + all + " rows and gives " + n + why + ". Get the file again"});
  }

  Source& source_;
  OGRLayer& in_;
  const std::string declared_;
  Layer head_;
  std::vector<int> columns_;   // of the fields, in the file
  GIntBig promised_ = -1;      // rows; not counted yet
  std::size_t done_ = 0;
  bool dropped_z_ = false;
};

/// The layers that hold rows of their own; a view could be anything, and never end.
std::vector<OGRLayer*> layers_of(Source& source) {
  const gdal::Errors errors;  // nothing on stderr: what matters is thrown when the layer is read
  std::set<std::string> views;
  if (source.driver() == "GPKG") {
    if (OGRLayer* result = source.dataset().ExecuteSQL("SELECT name FROM sqlite_master WHERE type = 'view'", nullptr, nullptr)) {
      while (const OGRFeatureUniquePtr row{result->GetNextFeature()}) views.insert(row->GetFieldAsString(0));
      source.dataset().ReleaseResultSet(result);
    }
  }
  std::vector<OGRLayer*> layers;
  for (OGRLayer* layer : source.dataset().GetLayers()) {
    if (!views.count(layer->GetName())) layers.push_back(layer);
  }
  return layers;
}

std::string names_of(const std::vector<OGRLayer*>& layers) {
  std::string names;
  for (OGRLayer* layer : layers) names += (names.empty() ? "" : ", ") + std::string(layer->GetName());
  return names.empty() ? "-" : names;
}

bool may_hold_land(const Layer& layer) {
  bool empty = true;
  for (std::size_t row = 0; row < layer.size(); ++row) {
    const ShapeType type = layer.shapes.type(row);
    if (type == ShapeType::polygon || type == ShapeType::line) return true;
    empty &= type == ShapeType::none;
  }
  return empty;
}

bool may_hold_land(OGRLayer& layer) {
  const OGRwkbGeometryType type = wkbFlatten(layer.GetGeomType());
  return type != wkbNone && type != wkbPoint && type != wkbMultiPoint;
}

}  // namespace

Layer read_layer(std::string_view spec, std::string_view declared_crs) {
  gdal::Path path = gdal::resolve(spec);
  if (auto drawing = gdal::find_drawing_layer(path, declared_crs, false)) return std::move(*drawing);
  if (auto text = gdal::find_coordinate_layer(path, declared_crs)) return std::move(*text);
  Source source(std::move(path));
  const auto layers = layers_of(source);
  for (OGRLayer* layer : layers) {
    const bool named = !source.path().layer.empty();
    if (named ? source.path().layer != layer->GetName() : !may_hold_land(*layer)) continue;
    Layer result = LayerReader(source, *layer, declared_crs).read();
    if (named || may_hold_land(result)) return result;
  }
  const std::string& file = source.path().written;
  if (!source.path().layer.empty()) {
    throw Error(Errc::layer_not_found, {file + " 没有图层“" + source.path().layer + "”；现有图层：" + names_of(layers),
                                        file + " has no layer \"" + source.path().layer + "\"; its layers: " + names_of(layers)});
  }
  throw Error(Errc::no_polygons, {file + " 没有面或线图层；现有图层：" + names_of(layers), file + " has no layer of polygons or lines; its layers: " + names_of(layers)});
}

std::vector<Layer> read_layers(std::string_view file, std::string_view declared_crs) {
  gdal::Path path = gdal::resolve(file);
  std::vector<Layer> result;
  if (auto drawing = gdal::find_drawing_layer(path, declared_crs, true)) {
    result.push_back(std::move(*drawing));
    return result;
  }
  if (auto text = gdal::find_coordinate_layer(path, declared_crs)) {
    result.push_back(std::move(*text));
    return result;
  }
  Source source(std::move(path));
  for (OGRLayer* layer : layers_of(source)) result.push_back(LayerReader(source, *layer, declared_crs).read());
  return result;
}

struct LayerStream::Impl {
  Layer head;
  std::size_t rows = 0, batch_rows = 0;
  std::unique_ptr<Source> source;  // keeps a private copy alive
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

LayerStream::LayerStream(std::string_view spec, std::string_view declared_crs, std::vector<std::string> fields, std::size_t batch_rows)
    : impl_(std::make_unique<Impl>()) {
  impl_->batch_rows = batch_rows;
  gdal::Path path = gdal::resolve(spec);
  if (auto drawing = gdal::find_drawing_layer(path, declared_crs, false)) {
    impl_->hold(std::move(*drawing), fields);
    return;
  }
  if (auto text = gdal::find_coordinate_layer(path, declared_crs)) {
    impl_->hold(std::move(*text), fields);
    return;
  }
  impl_->source = std::make_unique<Source>(std::move(path));
  Source& source = *impl_->source;
  const std::string& named = source.path().layer;
  for (OGRLayer* layer : layers_of(source)) {
    if (named.empty() ? !may_hold_land(*layer) : named != layer->GetName()) continue;
    const OGRwkbGeometryType type = wkbFlatten(layer->GetGeomType());
    if (source.driver() == "GeoJSON" || (named.empty() && type != wkbPolygon && type != wkbMultiPolygon)) break;
    impl_->reader = std::make_unique<LayerReader>(source, *layer, declared_crs, &fields);
    impl_->head = impl_->reader->head();
    if (source.driver() == "GPKG") impl_->table = gdal::GeoPackageTable::open(source, *layer, impl_->head, fields, batch_rows);
    impl_->rows = impl_->table ? impl_->table->rows() : impl_->reader->promised();
    return;
  }
  // a GeoJSON, which GDAL holds as a whole anyway, or a layer of which only the rows tell whether they are land
  impl_->source.reset();
  impl_->hold(read_layer(spec, declared_crs), fields);
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
