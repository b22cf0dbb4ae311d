// Reading: every row comes out or the call throws.

#include <algorithm>
#include <set>

#include "io/gdal.hpp"
#include "io/geojson_crs.hpp"
#include "io/geopackage.hpp"

namespace libspatial {
namespace {

using gdal::Source;

class LayerReader {
 public:
  LayerReader(Source& source, OGRLayer& layer, std::string_view declared_crs) : source_(source), in_(layer), declared_(declared_crs) {}

  /// Everything but the rows.
  Layer head() {
    prepare();
    if (in_.GetGeomType() != wkbNone) out_.crs = crs();
    return std::move(out_);
  }

  Layer read() {
    prepare();
    const gdal::Errors errors;
    const auto promised = count();
    in_.ResetReading();
    while (const OGRFeatureUniquePtr feature{in_.GetNextFeature()}) add(*feature);
    if (errors.failures() > 0 || static_cast<GIntBig>(out_.size()) != promised) damaged(promised, errors.first());
    if (in_.GetGeomType() != wkbNone) out_.crs = crs();
    if (dropped_z_) out_.notes.push_back(gdal::dropped_heights);
    if (source_.driver() == "ESRI Shapefile") out_.notes.push_back(gdal::shapefile_encoding(source_.path().absolute).note);
    return std::move(out_);
  }

 private:
  void prepare() {
    out_.file = source_.path().written;
    out_.name = in_.GetName();
    OGRFeatureDefn& definition = *in_.GetLayerDefn();
    for (int i = 0; i < definition.GetFieldCount(); ++i) {
      const OGRFieldDefn& field = *definition.GetFieldDefn(i);
      const OGRFieldType type = field.GetType();
      const bool integer = type == OFTInteger || type == OFTInteger64;
      out_.fields.push_back({field.GetNameRef(), integer ? FieldType::integer : type == OFTReal ? FieldType::real : FieldType::text, {}});
    }
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

  void add(OGRFeature& feature) {
    const std::size_t row = out_.size();
    for (int i = 0; i < static_cast<int>(out_.fields.size()); ++i) out_.fields[static_cast<std::size_t>(i)].values.push_back(cell(feature, i));
    const OGRGeometry* geometry = feature.GetGeometryRef();
    if (!geometry) return out_.shapes.add_none();
    std::vector<std::byte> wkb(geometry->WkbSize());
    geometry->exportToWkb(wkbNDR, reinterpret_cast<unsigned char*>(wkb.data()), wkbVariantIso);
    try {
      dropped_z_ |= from_wkb(wkb, out_.shapes).dropped_z_or_m;
    } catch (const Error& e) {
      const std::string n = std::to_string(row);
      out_.shapes.add_none();
      out_.rejects.push_back({row, "bad_geometry", {title(out_) + " 第 " + n + " 行：" + e.text().zh, title(out_) + " row " + n + ": " + e.text().en}, std::move(wkb)});
    }
  }

  Value cell(OGRFeature& feature, int i) const {
    if (!feature.IsFieldSetAndNotNull(i)) return {};
    switch (out_.fields[static_cast<std::size_t>(i)].type) {
      case FieldType::integer: return static_cast<std::int64_t>(feature.GetFieldAsInteger64(i));
      case FieldType::real: return feature.GetFieldAsDouble(i);
      case FieldType::text: break;
    }
    const OGRFieldType type = feature.GetFieldDefnRef(i)->GetType();
    const bool date = type == OFTDate || type == OFTDateTime || type == OFTTime;
    std::string text = feature.GetFieldAsString(i);
    if (date) std::replace(text.begin(), text.end(), '/', '-');
    return text;
  }

  std::optional<Crs> crs() const {
    std::optional<Crs> known = source_.driver() == "GeoJSON" ? crs_of_geojson() : crs_of_layer();
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
  std::optional<Crs> crs_of_geojson() const {
    const gdal::GeoJsonCrs member = gdal::geojson_crs(source_.path().absolute);
    if (member.is_link) {
      throw Error(Errc::unsupported_format, {out_.file + " 的 crs 是一个链接（" + member.name + "），不会去读取。请在文件中写明坐标系",
                                             out_.file + " has a link as its crs (" + member.name + "), which is not fetched. Name the CRS in the file"});
    }
    if (member.present) {
      try {
        return member.name.empty() ? std::nullopt : std::optional(Crs(member.name));
      } catch (const Error&) {
        return std::nullopt;  // a name nobody knows says nothing: --crs must
      }
    }
    const Box box = out_.shapes.box();
    const bool degrees = box.empty() || (box.min_x >= -180 && box.max_x <= 180 && box.min_y >= -90 && box.max_y <= 90);
    return degrees ? std::optional(Crs("EPSG:4326")) : std::nullopt;
  }

  [[noreturn]] void damaged(GIntBig promised, const std::string& gdal_says) const {
    const std::string n = std::to_string(out_.size()), all = promised < 0 ? "?" : std::to_string(promised);
    const std::string why = gdal_says.empty() ? "" : " (" + gdal_says + ")";
    throw Error(Errc::damaged_file, {title(out_) + " 已损坏：应有 " + all + " 行，只读出 " + n + " 行" + why + "。请重新取得该文件",
                                     title(out_) + " is damaged: it promises " + all + " rows and gives " + n + why + ". Get the file again"});
  }

  Source& source_;
  OGRLayer& in_;
  std::string_view declared_;
  Layer out_;
  bool dropped_z_ = false;
};

/// The layers that hold rows of their own; a view could be anything, and never end.
std::vector<OGRLayer*> layers_of(Source& source) {
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
  Source source(gdal::resolve(spec));
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

std::vector<Layer> read_layers(std::string_view file) {
  Source source(gdal::resolve(file));
  std::vector<Layer> result;
  for (OGRLayer* layer : layers_of(source)) result.push_back(LayerReader(source, *layer, {}).read());
  return result;
}

struct LayerStream::Impl {
  Layer head, whole;
  std::vector<std::string> fields;
  std::unique_ptr<Source> source;  // keeps a private copy alive
  std::unique_ptr<gdal::GeoPackageTable> table;
};

LayerStream::LayerStream(std::string_view spec, std::string_view declared_crs, std::vector<std::string> fields, std::size_t batch_rows)
    : impl_(std::make_unique<Impl>()) {
  impl_->fields = std::move(fields);
  impl_->source = std::make_unique<Source>(gdal::resolve(spec));
  Source& source = *impl_->source;
  if (source.driver() == "GPKG") {
    for (OGRLayer* layer : layers_of(source)) {
      if (source.path().layer.empty() ? !may_hold_land(*layer) : source.path().layer != layer->GetName()) continue;
      const OGRwkbGeometryType type = wkbFlatten(layer->GetGeomType());
      if (source.path().layer.empty() && type != wkbPolygon && type != wkbMultiPolygon) break;  // only its rows tell whether they are land
      impl_->head = LayerReader(source, *layer, declared_crs).head();
      impl_->table = gdal::GeoPackageTable::open(source, *layer, impl_->head, impl_->fields, batch_rows);
      break;
    }
  }
  if (!impl_->table) {
    impl_->source.reset();
    impl_->whole = read_layer(spec, declared_crs);
    impl_->head.name = impl_->whole.name;
    impl_->head.file = impl_->whole.file;
    impl_->head.crs = impl_->whole.crs;
  }
  for (const std::string& field : impl_->fields) (void)(impl_->table ? impl_->head : impl_->whole).field(field);
}

LayerStream::~LayerStream() = default;
const Layer& LayerStream::head() const { return impl_->head; }
std::size_t LayerStream::batches() const { return impl_->table ? impl_->table->batches() : 1; }
std::size_t LayerStream::rows() const { return impl_->table ? impl_->table->rows() : impl_->whole.size(); }
Layer LayerStream::read(std::size_t batch) const { return impl_->table ? impl_->table->read(batch) : impl_->whole; }

}  // namespace libspatial
