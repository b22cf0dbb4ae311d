// Writing a GeoPackage: one transaction, closed, opened again and every row read back before it gets its name.

#include <bit>
#include <cmath>

#include "coordinates/carried.hpp"
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

/// What comes back of a value that is not kept as it is: SQLite has no NaN, and GDAL ends a text at its first NUL.
std::optional<Value> find_change(const Value& value) {
  if (const auto* d = std::get_if<double>(&value); d && std::isnan(*d)) return Value{};
  if (const auto* s = std::get_if<std::string>(&value); s && s->find('\0') != std::string::npos) return Value{s->c_str()};
  return std::nullopt;
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
  Carried carried;
  std::size_t rows = 0;
  std::uint64_t points = 0;  // a sum over every coordinate, in order
};

void add_points(const Shapes& shapes, std::uint64_t& sum) {
  for (const Point& p : shapes.points()) {
    for (const double v : {p.x, p.y}) sum = (sum ^ std::bit_cast<std::uint64_t>(v)) * 0x100000001B3u;
  }
}

/// What the standard form says of a table, or nothing.
const StandardLayer* find_form(const PlanLayout* layout, const std::string& table) {
  if (!layout) return nullptr;
  if (table == layout->manifest.name) return &layout->manifest;
  for (const StandardLayer& layer : layout->layers) {
    if (layer.many ? table.starts_with(layer.name + "_") : table == layer.name) return &layer;
  }
  return nullptr;
}

OGRwkbGeometryType geometry_type(const StandardLayer& form) {
  switch (form.shape) {
    case ShapeType::polygon: return wkbMultiPolygon;
    case ShapeType::line: return wkbMultiLineString;
    case ShapeType::point: return wkbPoint;
    case ShapeType::none: break;
  }
  return wkbNone;
}

std::string domain_name(const std::string& table, const StandardField& field) { return table + "_" + field.name; }

/// The words a column allows, as a list to choose from; its name in the file.
std::string add_domain(GDALDataset& dataset, const std::string& table, const StandardField& field) {
  const std::string name = domain_name(table, field);
  std::vector<OGRCodedValue> words;
  for (const std::string& word : field.values) words.push_back({CPLStrdup(word.c_str()), CPLStrdup(word.c_str())});
  std::string why;
  const bool added = dataset.AddFieldDomain(std::make_unique<OGRCodedFieldDomain>(name, field.title.zh + " / " + field.title.en, OFTString, OFSTNone, std::move(words)), why);
  return added ? name : std::string();
}

std::string quoted(std::string text) {
  for (std::size_t at = 0; (at = text.find('\'', at)) != std::string::npos; at += 2) text.insert(at, 1, '\'');
  return "'" + text + "'";
}

void run_sql(GDALDataset& dataset, const std::string& sql) { dataset.ReleaseResultSet(dataset.ExecuteSQL(sql.c_str(), nullptr, nullptr)); }

/// Titles in both languages of every column (the schema extension of GeoPackage, OGC 12-128r18 annex F.9), which GDAL 3.6 does not write.
void describe_columns(GDALDataset& dataset, const StandardLayer& form, const std::string& table) {
  run_sql(dataset, "CREATE TABLE IF NOT EXISTS gpkg_data_columns (table_name TEXT NOT NULL, column_name TEXT NOT NULL, name TEXT, title TEXT, description TEXT, "
                   "mime_type TEXT, constraint_name TEXT, CONSTRAINT pk_gdc PRIMARY KEY (table_name, column_name), CONSTRAINT gdc_tn UNIQUE (table_name, name))");
  for (const StandardField& field : form.fields) {
    const std::string& zh = field.title.zh;
    std::size_t end = zh.size();
    for (const char* mark : {"：", "；", "（"}) end = std::min(end, zh.find(mark));
    const std::string domain = field.values.empty() ? "NULL" : quoted(domain_name(table, field));
    run_sql(dataset, "INSERT OR REPLACE INTO gpkg_data_columns (table_name, column_name, title, description, constraint_name) VALUES (" + quoted(table) + ", " +
                         quoted(field.name) + ", " + quoted(zh.substr(0, end)) + ", " + quoted(zh + " / " + field.title.en) + ", " + domain + ")");
  }
}

OGRLayer* create_layer(GDALDataset& dataset, const Layer& layer, const std::vector<std::string>& names, OGRwkbGeometryType type, const StandardLayer* form) {
  OGRSpatialReference reference;
  if (layer.crs) {
    reference.SetFromUserInput(layer.crs->code().starts_with("EPSG:") ? layer.crs->code().c_str() : layer.crs->wkt().c_str());
    reference.SetAxisMappingStrategy(OAMS_TRADITIONAL_GIS_ORDER);
  }
  CPLStringList options;
  options.SetNameValue("FID", free_name(names, "fid").c_str());  // GDAL would take a field of that name for the number of the row
  options.SetNameValue("GEOMETRY_NAME", free_name(names, "geom").c_str());
  if (form) {
    options.SetNameValue("IDENTIFIER", (layer.name + " " + form->title.zh).c_str());
    options.SetNameValue("DESCRIPTION", (form->title.zh + " / " + form->title.en).c_str());
  }
  OGRLayer* out = dataset.CreateLayer(layer.name.c_str(), layer.crs ? &reference : nullptr, type, options.List());
  for (std::size_t i = 0; i < layer.fields.size(); ++i) {
    const Field& field = layer.fields[i];
    OGRFieldDefn definition(names[i].c_str(), field_type(field.type));
    if (const StandardField* known = form ? form->find(field.name) : nullptr) {
      if (known->is_date) definition.SetType(OFTDate);
      if (!known->values.empty()) definition.SetDomainName(add_domain(dataset, layer.name, *known));
    }
    if (!out || out->CreateField(&definition) != OGRERR_NONE) return nullptr;
  }
  return out;
}

/// False when GDAL says that anything failed.
bool write_rows(OGRLayer& out, const Layer& layer, Carried& carried) {
  const OGRwkbGeometryType type = out.GetGeomType();
  for (std::size_t row = 0; row < layer.size(); ++row) {
    const OGRFeatureUniquePtr feature(OGRFeature::CreateFeature(out.GetLayerDefn()));
    for (std::size_t i = 0; i < layer.fields.size(); ++i) {
      const Value& value = layer.fields[i].values[row];
      const auto change = find_change(value);
      set_cell(*feature, static_cast<int>(i), change ? *change : value);
      if (change) carried.compare(i, layer.first_row + row, value, *change);
    }
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
std::vector<Written> write_all(const std::string& temporary, const std::string& file, std::span<const Layer> batch, const Batches& next, std::string_view description,
                               const PlanLayout* layout) {
  gdal::start();
  const gdal::Errors errors;
  GDALDriver* driver = GetGDALDriverManager()->GetDriverByName("GPKG");
  gdal::Dataset dataset(driver->Create(temporary.c_str(), 0, 0, 0, GDT_Unknown, nullptr));
  if (!dataset) failed(file, errors.first());
  // the GeoPackage driver keeps no DESCRIPTION of a file that holds no raster
  if (!description.empty()) dataset->SetMetadataItem(layout ? "ABOUT" : "DESCRIPTION", std::string(description).c_str());
  bool ok = dataset->StartTransaction() == OGRERR_NONE;
  std::vector<OGRLayer*> layers;
  std::vector<Written> written;
  for (const Layer& layer : batch) {
    if (!layer.crs && !layer.shapes.points().empty()) throw crs_missing(layer);
    const StandardLayer* form = find_form(layout, layer.name);
    const OGRwkbGeometryType type = form ? geometry_type(*form) : next && layer.crs ? wkbMultiPolygon : geometry_type(layer);
    written.push_back({layer.name, Carried(layer, distinct_names(layer.fields))});
    layers.push_back(ok ? create_layer(*dataset, layer, written.back().carried.names(), type, form) : nullptr);
    ok = ok && layers.back();
  }
  std::vector<Layer> more;
  for (std::span<const Layer> rows = batch; ok && !rows.empty(); rows = more = next ? next() : std::vector<Layer>()) {
    for (std::size_t i = 0; ok && i < rows.size(); ++i) {
      ok = write_rows(*layers[i], rows[i], written[i].carried);
      written[i].rows += rows[i].size();
      add_points(rows[i].shapes, written[i].points);
    }
  }
  for (const Layer& layer : batch) {
    if (const StandardLayer* form = ok ? find_form(layout, layer.name) : nullptr) describe_columns(*dataset, *form, layer.name);
  }
  ok = ok && dataset->CommitTransaction() == OGRERR_NONE;
  dataset.reset();
  if (!ok || errors.failures() > 0) failed(file, errors.first().empty() ? "GDAL" : errors.first());
  return written;
}

/// What was written is read as any reader would, every row of every layer.
void verify(const std::string& temporary, const std::string& file, std::span<const Written> written) {
  for (const Written& layer : written) {
    Written again{layer.name, layer.carried};
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

std::vector<Loss> write(const std::string& file, std::span<const Layer> first, const Batches& next, std::string_view description, const PlanLayout* layout = nullptr) {
  std::vector<Written> written;
  publish(
      file, [&](const std::string& temporary) { written = write_all(temporary, file, first, next, description, layout); },
      [&](const std::string& temporary) { verify(temporary, file, written); });
  std::vector<Loss> losses;
  for (const Written& layer : written) {
    for (Loss& loss : layer.carried.losses()) {
      if (written.size() > 1) loss.text = {layer.name + "：" + loss.text.zh, layer.name + ": " + loss.text.en};
      losses.push_back(std::move(loss));
    }
  }
  return losses;
}

}  // namespace

std::vector<Loss> write_geopackage(const std::string& file, std::span<const Layer> layers, std::string_view description) { return write(file, layers, {}, description); }

std::vector<Loss> write_plan(const std::string& file, std::span<const Layer> layers, const PlanLayout& layout, std::string_view description) { return write(file, layers, {}, description, &layout); }

std::vector<Loss> write_geopackage(const std::string& file, const Batches& next, std::string_view description) {
  const std::vector<Layer> first = next();
  return write(file, first, next, description);
}

}  // namespace libspatial
