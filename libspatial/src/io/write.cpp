// Writing a GeoPackage: one transaction, closed, opened again and every row read back before it gets its name.

#include <bit>

#include "io/gdal.hpp"
#include "libspatial/exchange.hpp"

namespace libspatial {
namespace {

[[noreturn]] void failed(const std::string& file, const std::string& why) {
  throw Error(Errc::write_failed, {"不能写 " + file + "：" + why + "。原有文件未改动", "cannot write " + file + ": " + why + ". What stood there is untouched"});
}

OGRwkbGeometryType geometry_type(const Layer& layer) {
  if (!layer.crs) return wkbNone;
  ShapeType only = ShapeType::none;
  bool multi = false;
  for (std::size_t row = 0; row < layer.size(); ++row) {
    const ShapeType type = layer.shapes.type(row);
    if (type == ShapeType::none) continue;
    if (only != ShapeType::none && only != type) return wkbUnknown;
    only = type;
    multi |= layer.shapes.part_count(row) > 1;
  }
  switch (only) {
    case ShapeType::polygon: return multi ? wkbMultiPolygon : wkbPolygon;
    case ShapeType::line: return multi ? wkbMultiLineString : wkbLineString;
    case ShapeType::point: return multi ? wkbMultiPoint : wkbPoint;
    case ShapeType::none: break;
  }
  return wkbUnknown;
}

OGRFieldType field_type(FieldType type) {
  return type == FieldType::integer ? OFTInteger64 : type == FieldType::real ? OFTReal : OFTString;
}

void set_cell(OGRFeature& feature, int i, const Value& value) {
  if (const auto* n = std::get_if<std::int64_t>(&value)) feature.SetField(i, static_cast<GIntBig>(*n));
  else if (const auto* d = std::get_if<double>(&value)) feature.SetField(i, *d);
  else if (const auto* s = std::get_if<std::string>(&value)) feature.SetField(i, s->c_str());
  else feature.SetFieldNull(i);
}

/// What was written of one layer, to be found again.
struct Written {
  std::string name;
  std::size_t rows = 0;
  std::uint64_t points = 0;  // a sum over every coordinate, in order
};

void add_points(const Shapes& shapes, std::uint64_t& sum) {
  for (const Point& p : shapes.points()) {
    for (const double v : {p.x, p.y}) sum = (sum ^ std::bit_cast<std::uint64_t>(v)) * 0x100000001B3u;
  }
}

OGRLayer* create_layer(GDALDataset& dataset, const Layer& layer, OGRwkbGeometryType type) {
  OGRSpatialReference reference;
  if (layer.crs) {
    reference.SetFromUserInput(layer.crs->code().starts_with("EPSG:") ? layer.crs->code().c_str() : layer.crs->wkt().c_str());
    reference.SetAxisMappingStrategy(OAMS_TRADITIONAL_GIS_ORDER);
  }
  OGRLayer* out = dataset.CreateLayer(layer.name.c_str(), layer.crs ? &reference : nullptr, type, nullptr);
  for (const Field& field : layer.fields) {
    OGRFieldDefn definition(field.name.c_str(), field_type(field.type));
    if (!out || out->CreateField(&definition) != OGRERR_NONE) return nullptr;
  }
  return out;
}

/// False when GDAL says that anything failed.
bool write_rows(OGRLayer& out, const Layer& layer) {
  const OGRwkbGeometryType type = out.GetGeomType();
  for (std::size_t row = 0; row < layer.size(); ++row) {
    const OGRFeatureUniquePtr feature(OGRFeature::CreateFeature(out.GetLayerDefn()));
    for (std::size_t i = 0; i < layer.fields.size(); ++i) set_cell(*feature, static_cast<int>(i), layer.fields[i].values[row]);
    if (layer.shapes.type(row) != ShapeType::none && type != wkbNone) {
      const auto wkb = to_wkb(layer.shapes, row);
      OGRGeometry* geometry = nullptr;
      if (OGRGeometryFactory::createFromWkb(wkb.data(), nullptr, &geometry, wkb.size()) != OGRERR_NONE) return false;
      if (OGR_GT_IsSubClassOf(wkbFlatten(type), wkbGeometryCollection)) geometry = OGRGeometryFactory::forceTo(geometry, type);
      feature->SetGeometryDirectly(geometry);
    }
    if (out.CreateFeature(feature.get()) != OGRERR_NONE) return false;
  }
  return true;
}

using Batches = std::function<std::vector<Layer>()>;

/// Precondition: the batch has layers. Every batch that follows has the same.
std::vector<Written> write_all(const std::string& temporary, const std::string& file, std::span<const Layer> batch, const Batches& next, std::string_view description) {
  gdal::start();
  const gdal::Errors errors;
  GDALDriver* driver = GetGDALDriverManager()->GetDriverByName("GPKG");
  gdal::Dataset dataset(driver->Create(temporary.c_str(), 0, 0, 0, GDT_Unknown, nullptr));
  if (!dataset) failed(file, errors.first());
  if (!description.empty()) dataset->SetMetadataItem("DESCRIPTION", std::string(description).c_str());
  bool ok = dataset->StartTransaction() == OGRERR_NONE;
  std::vector<OGRLayer*> layers;
  std::vector<Written> written;
  for (const Layer& layer : batch) {
    const OGRwkbGeometryType type = next && layer.crs ? wkbMultiPolygon : geometry_type(layer);
    layers.push_back(ok ? create_layer(*dataset, layer, type) : nullptr);
    ok = ok && layers.back();
    written.push_back({layer.name});
  }
  std::vector<Layer> more;
  for (std::span<const Layer> rows = batch; ok && !rows.empty(); rows = more = next ? next() : std::vector<Layer>()) {
    for (std::size_t i = 0; ok && i < rows.size(); ++i) {
      ok = write_rows(*layers[i], rows[i]);
      written[i].rows += rows[i].size();
      add_points(rows[i].shapes, written[i].points);
    }
  }
  ok = ok && dataset->CommitTransaction() == OGRERR_NONE;
  dataset.reset();
  if (!ok || errors.failures() > 0) failed(file, errors.first().empty() ? "GDAL" : errors.first());
  return written;
}

/// What was written is read as any reader would, every row of every layer.
void verify(const std::string& temporary, const std::string& file, std::span<const Written> written) {
  for (const Written& layer : written) {
    Written again{layer.name};
    LayerStream stream(temporary + "|layername=" + layer.name, {}, {});
    bool sound = true;
    for (std::size_t i = 0; i < stream.batches(); ++i) {
      const Layer batch = stream.read(i);
      again.rows += batch.size();
      add_points(batch.shapes, again.points);
      sound = sound && batch.rejects.empty();
    }
    if (!sound || again.rows != layer.rows || again.points != layer.points) failed(file, layer.name + ": rows are not as they were written");
  }
}

void write(const std::string& file, std::span<const Layer> first, const Batches& next, std::string_view description) {
  std::vector<Written> written;
  publish(
      file, [&](const std::string& temporary) { written = write_all(temporary, file, first, next, description); },
      [&](const std::string& temporary) { verify(temporary, file, written); });
}

}  // namespace

void write_geopackage(const std::string& file, std::span<const Layer> layers, std::string_view description) { write(file, layers, {}, description); }

void write_geopackage(const std::string& file, const Batches& next, std::string_view description) {
  const std::vector<Layer> first = next();
  write(file, first, next, description);
}

}  // namespace libspatial
