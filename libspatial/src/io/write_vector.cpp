// Shapefile, FlatGeobuf, KML: written aside by GDAL, opened again and compared before they get their names; what they cannot hold is told.

#include <algorithm>
#include <cctype>
#include <cmath>
#include <filesystem>
#include <set>

#include "io/gdal.hpp"
#include "libspatial/exchange.hpp"

namespace libspatial {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t longest_name = 10, longest_text = 254;  // bytes, in a .dbf

[[noreturn]] void failed(const std::string& file, const std::string& why) {
  throw Error(Errc::write_failed, {"不能写 " + file + "：" + why + "。原有文件未改动", "cannot write " + file + ": " + why + ". What stood there is untouched"});
}

const char* driver_of(const std::string& file) {
  std::string ending = fs::path(file).extension().string();
  std::transform(ending.begin(), ending.end(), ending.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  for (const auto& [end, driver] : {std::pair{".shp", "ESRI Shapefile"}, {".fgb", "FlatGeobuf"}, {".kml", "KML"}}) {
    if (ending == end) return driver;
  }
  throw Error(Errc::bad_argument, {"不能写 " + file + "：结尾应为 .shp、.fgb 或 .kml", "cannot write " + file + ": the ending must be .shp, .fgb or .kml"});
}

/// At most so many bytes, no character cut in two.
std::string cut(const std::string& text, std::size_t bytes) {
  if (text.size() <= bytes) return text;
  std::size_t end = bytes;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return text.substr(0, end);
}

OGRwkbGeometryType type_of(const Layer& layer, bool one_type) {
  ShapeType only = ShapeType::none;
  bool multi = false;
  for (std::size_t row = 0; row < layer.size(); ++row) {
    const ShapeType type = layer.shapes.type(row);
    if (type == ShapeType::none) continue;
    if (only != ShapeType::none && only != type && one_type) {
      throw Error(Errc::bad_argument, {title(layer) + " 有不同类型的图形（点、线、面），一个 Shapefile 只能有一种。请写成 .gpkg", title(layer) + " has shapes of different types, a Shapefile holds one. Write a .gpkg"});
    }
    if (only != ShapeType::none && only != type) return wkbUnknown;
    only = type;
    multi |= layer.shapes.part_count(row) > 1;
  }
  const OGRwkbGeometryType single = only == ShapeType::polygon ? wkbPolygon : only == ShapeType::line ? wkbLineString : only == ShapeType::point ? wkbPoint : wkbUnknown;
  return multi ? OGR_GT_GetCollection(single) : single;
}

class Writer {
 public:
  Writer(std::string file, const Layer& layer, const VectorStyle& style) : file_(std::move(file)), layer_(layer), style_(style), driver_(driver_of(file_)), is_shapefile_(driver_ == std::string("ESRI Shapefile")) {
    if (driver_ == std::string("KML") && layer.crs && layer.crs->code() != "EPSG:4490" && layer.crs->code() != "EPSG:4326") {
      throw Error(Errc::crs_mismatch, {"KML 只能是经纬度：" + title(layer) + " 是 " + layer.crs->code() + "。请加 --to-crs EPSG:4490", "KML is in degrees: " + title(layer) + " is " + layer.crs->code() + ". Add --to-crs EPSG:4490"});
    }
    if (!layer.crs) throw crs_missing(layer);
  }

  void write(const std::string& temporary) {
    gdal::start();
    const gdal::Errors errors;
    GDALDriver* driver = GetGDALDriverManager()->GetDriverByName(driver_);
    if (!driver) failed(file_, std::string("GDAL has no ") + driver_);
    gdal::Dataset dataset(driver->Create(temporary.c_str(), 0, 0, 0, GDT_Unknown, nullptr));
    OGRLayer* out = dataset ? create(*dataset) : nullptr;
    bool ok = out != nullptr;
    for (std::size_t row = 0; ok && row < layer_.size(); ++row) ok = add(*out, row);
    dataset.reset();
    if (!ok || errors.failures() > 0) failed(file_, errors.first().empty() ? "GDAL" : errors.first());
    verify(temporary);
  }

  std::vector<Loss> losses() const {
    std::vector<Loss> result;
    if (!renamed_.empty()) result.push_back({"fields", {"字段名超过 10 字节，已改：" + renamed_, "names of fields of more than 10 bytes were cut: " + renamed_}});
    if (cut_texts_ > 0) result.push_back({"text", {std::to_string(cut_texts_) + " 处文字超过 254 字节，已截短", std::to_string(cut_texts_) + " texts of more than 254 bytes were cut"}});
    if (driver_ == std::string("KML") && layer_.crs->code() != "EPSG:4326") result.push_back({"crs", {"KML 按 WGS 84 理解，" + layer_.crs->code() + " 与之相差分米级以内", "a KML is taken as WGS 84, from which " + layer_.crs->code() + " differs by decimetres at most"}});
    return result;
  }

 private:
  OGRLayer* create(GDALDataset& dataset) {
    OGRSpatialReference reference;
    const std::string code = driver_ == std::string("KML") ? "EPSG:4326" : layer_.crs->code();
    reference.SetFromUserInput(code.starts_with("EPSG:") ? code.c_str() : layer_.crs->wkt().c_str());
    reference.SetAxisMappingStrategy(OAMS_TRADITIONAL_GIS_ORDER);
    CPLStringList options;
    if (is_shapefile_) options.SetNameValue("ENCODING", style_.gbk ? "GBK" : "UTF-8");
    if (driver_ == std::string("FlatGeobuf")) options.SetNameValue("SPATIAL_INDEX", "NO");  // an index would sort the rows
    const std::string name = layer_.name.empty() ? fs::path(file_).stem().string() : layer_.name;
    OGRLayer* out = dataset.CreateLayer(name.c_str(), &reference, type_of(layer_, is_shapefile_), options.List());
    std::set<std::string> names;
    for (const Field& field : layer_.fields) {
      if (const int own = out ? own_column(*out, field.name) : -1; own >= 0) {
        columns_.push_back(own);
        continue;
      }
      const std::string field_name = is_shapefile_ ? short_name(field.name, names) : field.name;
      OGRFieldDefn definition(field_name.c_str(), field.type == FieldType::integer ? OFTInteger64 : field.type == FieldType::real ? OFTReal : OFTString);
      if (is_shapefile_ && field.type == FieldType::text) definition.SetWidth(static_cast<int>(longest_text));
      if (!out || out->CreateField(&definition) != OGRERR_NONE) return nullptr;
      columns_.push_back(out->GetLayerDefn()->GetFieldCount() - 1);
    }
    return out;
  }

  /// A KML has two columns of its own before ours, Name and Description.
  int own_column(OGRLayer& out, const std::string& field) const {
    if (driver_ != std::string("KML")) return -1;
    const int at = out.GetLayerDefn()->GetFieldIndex(field.c_str());  // whatever the case of the letters
    return std::find(columns_.begin(), columns_.end(), at) == columns_.end() ? at : -1;
  }

  std::string short_name(const std::string& name, std::set<std::string>& taken) {
    std::string shorter = cut(name, longest_name);
    for (int n = 1; taken.count(shorter) > 0; ++n) shorter = cut(name, longest_name - 1 - std::to_string(n).size()) + "_" + std::to_string(n);
    taken.insert(shorter);
    if (shorter != name) renamed_ += (renamed_.empty() ? "" : ", ") + name + " → " + shorter;
    return shorter;
  }

  bool add(OGRLayer& out, std::size_t row) {
    const OGRFeatureUniquePtr feature(OGRFeature::CreateFeature(out.GetLayerDefn()));
    for (std::size_t i = 0; i < layer_.fields.size(); ++i) {
      const int at = columns_[i];
      const Value& value = layer_.fields[i].values[row];
      if (const auto* n = std::get_if<std::int64_t>(&value)) feature->SetField(at, static_cast<GIntBig>(*n));
      else if (const auto* d = std::get_if<double>(&value)) feature->SetField(at, *d);
      else if (const auto* s = std::get_if<std::string>(&value)) feature->SetField(at, fitting(*s).c_str());
      else feature->SetFieldNull(at);
    }
    if (layer_.shapes.type(row) != ShapeType::none) {
      const auto wkb = to_wkb(layer_.shapes, row);
      OGRGeometry* geometry = nullptr;
      if (OGRGeometryFactory::createFromWkb(wkb.data(), nullptr, &geometry, wkb.size()) != OGRERR_NONE) return false;
      const OGRwkbGeometryType type = wkbFlatten(out.GetGeomType());
      if (type != wkbUnknown && OGR_GT_IsSubClassOf(type, wkbGeometryCollection)) geometry = OGRGeometryFactory::forceTo(geometry, type);
      feature->SetGeometryDirectly(geometry);
    }
    return out.CreateFeature(feature.get()) == OGRERR_NONE;
  }

  std::string fitting(const std::string& text) {
    if (!is_shapefile_ || text.size() <= longest_text) return text;
    ++cut_texts_;
    return cut(text, longest_text);
  }

  /// As many rows, and the same points but for the digits a text keeps.
  void verify(const std::string& temporary) const {
    const char* const only[] = {driver_, nullptr};
    const gdal::Errors errors;
    const gdal::Dataset again(GDALDataset::Open(temporary.c_str(), GDAL_OF_VECTOR | GDAL_OF_READONLY, only));
    std::size_t rows = 0, points = 0;
    double sum = 0, expected = 0;
    if (again && again->GetLayerCount() == 1) {
      OGRLayer& in = *again->GetLayer(0);
      while (const OGRFeatureUniquePtr feature{in.GetNextFeature()}) {
        ++rows;
        const OGRGeometry* geometry = feature->GetGeometryRef();
        if (!geometry || geometry->IsEmpty()) continue;
        std::vector<std::byte> wkb(geometry->WkbSize());
        geometry->exportToWkb(wkbNDR, reinterpret_cast<unsigned char*>(wkb.data()), wkbVariantIso);
        Shapes shape;
        from_wkb(wkb, shape);
        points += shape.points().size();
        for (const Point p : shape.points()) sum += p.x + p.y;
      }
    }
    for (const Point p : layer_.shapes.points()) expected += p.x + p.y;
    if (errors.failures() > 0 || rows != layer_.size() || points != layer_.shapes.points().size() || !(std::abs(sum - expected) <= 1e-9 * std::abs(expected))) failed(file_, "rows are not as they were written");
  }

  const std::string file_;
  const Layer& layer_;
  const VectorStyle style_;
  const char* driver_;
  const bool is_shapefile_;
  std::vector<int> columns_;  // of the fields, in the file
  std::string renamed_;
  std::size_t cut_texts_ = 0;
};

/// Its files come together; the .shp last, as the mark that all are there.
void publish_shapefile(const std::string& file, Writer& writer) {
  const fs::path target(file);
  std::vector<FileToPublish> files;
  const std::string stem = target.stem().string();
  const auto exists = [&](const std::string& temporary) {
    if (!fs::is_regular_file(temporary)) failed(file, fs::path(temporary).extension().string() + " is missing");
  };
  files.push_back({stem + ".dbf", [&](const std::string& temporary) { writer.write(fs::path(temporary).replace_extension(".shp").string()); }});
  for (const char* ending : {".shx", ".prj", ".cpg"}) files.push_back({stem + ending, exists});
  files.push_back({stem + target.extension().string(), exists});
  publish_folder(target.has_parent_path() ? target.parent_path().string() : ".", files);
  std::error_code none;
  for (const char* stale : {".qix", ".sbn", ".sbx"}) fs::remove(fs::path(target).replace_extension(stale), none);  // indexes of the file that was replaced
}

}  // namespace

std::vector<Loss> write_vector(const std::string& file, const Layer& layer, const VectorStyle& style) {
  Writer writer(file, layer, style);
  if (driver_of(file) == std::string("ESRI Shapefile")) publish_shapefile(file, writer);
  else publish(file, [&](const std::string& temporary) { writer.write(temporary); });
  return writer.losses();
}

}  // namespace libspatial
