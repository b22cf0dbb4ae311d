// Writing a GeoPackage: one transaction, closed, opened again and every row read back before it gets its name.

#include <algorithm>

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

/// Writes one layer; false when GDAL says that anything failed.
bool write_layer(GDALDataset& dataset, const Layer& layer) {
  OGRSpatialReference reference;
  if (layer.crs) {
    reference.SetFromUserInput(layer.crs->code().starts_with("EPSG:") ? layer.crs->code().c_str() : layer.crs->wkt().c_str());
    reference.SetAxisMappingStrategy(OAMS_TRADITIONAL_GIS_ORDER);
  }
  const OGRwkbGeometryType type = geometry_type(layer);
  OGRLayer* out = dataset.CreateLayer(layer.name.c_str(), layer.crs ? &reference : nullptr, type, nullptr);
  if (!out) return false;
  for (const Field& field : layer.fields) {
    OGRFieldDefn definition(field.name.c_str(), field_type(field.type));
    if (out->CreateField(&definition) != OGRERR_NONE) return false;
  }
  for (std::size_t row = 0; row < layer.size(); ++row) {
    const OGRFeatureUniquePtr feature(OGRFeature::CreateFeature(out->GetLayerDefn()));
    for (std::size_t i = 0; i < layer.fields.size(); ++i) set_cell(*feature, static_cast<int>(i), layer.fields[i].values[row]);
    if (layer.shapes.type(row) != ShapeType::none && type != wkbNone) {
      const auto wkb = to_wkb(layer.shapes, row);
      OGRGeometry* geometry = nullptr;
      if (OGRGeometryFactory::createFromWkb(wkb.data(), nullptr, &geometry, wkb.size()) != OGRERR_NONE) return false;
      if (OGR_GT_IsSubClassOf(wkbFlatten(type), wkbGeometryCollection)) geometry = OGRGeometryFactory::forceTo(geometry, type);
      feature->SetGeometryDirectly(geometry);
    }
    if (out->CreateFeature(feature.get()) != OGRERR_NONE) return false;
  }
  return true;
}

void write_all(const std::string& temporary, const std::string& file, std::span<const Layer> layers, std::string_view description) {
  gdal::start();
  const gdal::Errors errors;
  GDALDriver* driver = GetGDALDriverManager()->GetDriverByName("GPKG");
  gdal::Dataset dataset(driver->Create(temporary.c_str(), 0, 0, 0, GDT_Unknown, nullptr));
  if (!dataset) failed(file, errors.first());
  if (!description.empty()) dataset->SetMetadataItem("DESCRIPTION", std::string(description).c_str());
  bool ok = dataset->StartTransaction() == OGRERR_NONE;
  for (const Layer& layer : layers) ok = ok && write_layer(*dataset, layer);
  ok = ok && dataset->CommitTransaction() == OGRERR_NONE;
  dataset.reset();
  if (!ok || errors.failures() > 0) failed(file, errors.first().empty() ? "GDAL" : errors.first());
}

/// What was written is read as any reader would, every row of every layer.
void verify(const std::string& temporary, const std::string& file, std::span<const Layer> layers) {
  const auto again = read_layers(temporary);
  for (const Layer& layer : layers) {
    const auto found = std::find_if(again.begin(), again.end(), [&](const Layer& l) { return l.name == layer.name; });
    if (found == again.end() || found->size() != layer.size() || !found->rejects.empty() || (layer.crs && !(found->shapes == layer.shapes))) {
      failed(file, layer.name + ": rows are not as they were written");
    }
  }
}

}  // namespace

void write_geopackage(const std::string& file, std::span<const Layer> layers, std::string_view description) {
  publish(
      file, [&](const std::string& temporary) { write_all(temporary, file, layers, description); },
      [&](const std::string& temporary) { verify(temporary, file, layers); });
}

}  // namespace libspatial
