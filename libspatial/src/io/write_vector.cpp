// Shapefile, FlatGeobuf, KML, GeoJSON: written aside, read again by our own readers and compared before they get their names; what they cannot hold is told.

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cmath>
#include <filesystem>
#include <fstream>

#include "coordinates/carried.hpp"
#include "io/layer_reader.hpp"
#include "libspatial/exchange.hpp"
#include "libspatial/kml.hpp"

namespace libspatial {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t longest_name = 10, longest_text = 254;      // bytes, in a .dbf
constexpr std::size_t longest_integer = 18, longest_real = 32;    // digits: GDAL reads an integer of more as a real
constexpr std::size_t batch_rows = 4096;
constexpr std::uint64_t any = static_cast<std::uint64_t>(-1);

enum class Kind { shapefile, flatgeobuf, kml, geojson };

[[noreturn]] void failed(const std::string& file, const std::string& why) {
  throw Error(Errc::write_failed, {"不能写 " + file + "：" + why + "。原有文件未改动", "cannot write " + file + ": " + why + ". What stood there is untouched"});
}

Kind kind_of(const std::string& file) {
  std::string ending = fs::path(file).extension().string();
  std::transform(ending.begin(), ending.end(), ending.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  for (const auto& [end, kind] : {std::pair{".shp", Kind::shapefile}, {".fgb", Kind::flatgeobuf}, {".kml", Kind::kml}, {".geojson", Kind::geojson}, {".json", Kind::geojson}}) {
    if (ending == end) return kind;
  }
  throw Error(Errc::bad_argument, {"不能写 " + file + "：结尾应为 .shp、.fgb、.kml 或 .geojson", "cannot write " + file + ": the ending must be .shp, .fgb, .kml or .geojson"});
}

const char* driver_of(Kind kind) { return kind == Kind::shapefile ? "ESRI Shapefile" : kind == Kind::flatgeobuf ? "FlatGeobuf" : "KML"; }
const char* word_of(Kind kind) { return kind == Kind::kml ? "KML" : "GeoJSON"; }

/// Makes a column of a .dbf as wide as every value of the field asks for, where that can be.
void fit(OGRFieldDefn& column, const Field& field) {
  std::size_t longest = 0, whole = 1, decimals = 1;
  for (const Value& value : field.values) {
    if (const auto* n = std::get_if<std::int64_t>(&value)) longest = std::max(longest, std::to_string(*n).size());
    const auto* d = std::get_if<double>(&value);
    if (!d || !std::isfinite(*d)) continue;
    char digits[2048];
    const std::string_view text(digits, static_cast<std::size_t>(std::to_chars(digits, digits + sizeof digits, *d, std::chars_format::fixed).ptr - digits));
    const std::size_t point = std::min(text.find('.'), text.size());
    whole = std::max(whole, point);
    decimals = std::max(decimals, text.size() - point - (point < text.size()));
  }
  if (field.type == FieldType::text) column.SetWidth(static_cast<int>(longest_text));
  else if (field.type == FieldType::integer && longest > longest_integer) column.SetType(OFTString), column.SetWidth(static_cast<int>(longest));
  else if (field.type == FieldType::real) {
    const std::size_t width = std::min(whole + 1 + decimals, longest_real);
    column.SetWidth(static_cast<int>(width));
    column.SetPrecision(static_cast<int>(whole + 2 <= width ? width - whole - 1 : 1));
  }
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

std::vector<std::string> names_in(Kind kind, const Layer& layer) {
  if (kind == Kind::shapefile) return distinct_names(layer.fields, {.most_bytes = longest_name});
  return distinct_names(layer.fields, {.any_case = false});
}

class Writer {
 public:
  Writer(std::string file, const Layer& layer, const VectorStyle& style) : file_(std::move(file)), layer_(layer), style_(style), kind_(kind_of(file_)), carried_(layer, names_in(kind_, layer)) {
    const std::string word = word_of(kind_);
    if (!layer.crs) throw crs_missing(layer);
    if (in_degrees() && layer.crs->code() != "EPSG:4490" && layer.crs->code() != "EPSG:4326") {
      throw Error(Errc::crs_mismatch, {word + " 只能是经纬度：" + title(layer) + " 是 " + layer.crs->code() + "。请加 --to-crs EPSG:4490", word + " is in degrees: " + title(layer) + " is " + layer.crs->code() + ". Add --to-crs EPSG:4490"});
    }
  }

  Kind kind() const { return kind_; }

  void write(const std::string& temporary) {
    if (kind_ == Kind::geojson) write_json(temporary);
    else write_by_gdal(temporary);
    verify(temporary);
  }

  std::vector<Loss> losses() const {
    std::vector<Loss> result = carried_.losses();
    const std::string word = word_of(kind_), code = layer_.crs->code();
    if (in_degrees() && code != "EPSG:4326") result.push_back({"crs", {word + " 按 WGS 84 理解，" + code + " 与之相差分米级以内", "a " + word + " is taken as WGS 84, from which " + code + " differs by decimetres at most"}});
    return result;
  }

 private:
  bool in_degrees() const { return kind_ == Kind::kml || kind_ == Kind::geojson; }

  void write_json(const std::string& temporary) const {
    Layer named;
    bool renamed = false;
    for (std::size_t i = 0; i < layer_.fields.size(); ++i) renamed |= layer_.fields[i].name != carried_.names()[i];
    if (renamed) named = layer_;
    for (std::size_t i = 0; i < named.fields.size(); ++i) named.fields[i].name = carried_.names()[i];
    std::ofstream out(temporary, std::ios::binary);
    out << to_geojson(renamed ? named : layer_);
    if (!out.flush()) failed(file_, "ofstream");
  }

  void write_by_gdal(const std::string& temporary) {
    gdal::start();
    const gdal::Errors errors;
    GDALDriver* driver = GetGDALDriverManager()->GetDriverByName(driver_of(kind_));
    if (!driver) failed(file_, std::string("GDAL has no ") + driver_of(kind_));
    gdal::Dataset dataset(driver->Create(temporary.c_str(), 0, 0, 0, GDT_Unknown, nullptr));
    OGRLayer* out = dataset ? create(*dataset) : nullptr;
    bool ok = out != nullptr;
    for (std::size_t row = 0; ok && row < layer_.size(); ++row) ok = add(*out, row);
    dataset.reset();
    if (!ok || errors.failures() > 0) failed(file_, errors.first().empty() ? "GDAL" : errors.first());
  }

  OGRLayer* create(GDALDataset& dataset) {
    OGRSpatialReference reference;
    const std::string code = kind_ == Kind::kml ? "EPSG:4326" : layer_.crs->code();
    reference.SetFromUserInput(code.starts_with("EPSG:") ? code.c_str() : layer_.crs->wkt().c_str());
    reference.SetAxisMappingStrategy(OAMS_TRADITIONAL_GIS_ORDER);
    CPLStringList options;
    if (kind_ == Kind::shapefile) options.SetNameValue("ENCODING", style_.gbk ? "GBK" : "UTF-8");
    if (kind_ == Kind::flatgeobuf) options.SetNameValue("SPATIAL_INDEX", "NO");  // an index would sort the rows
    const std::string name = layer_.name.empty() ? fs::path(file_).stem().string() : layer_.name;
    OGRLayer* out = dataset.CreateLayer(name.c_str(), &reference, type_of(layer_, kind_ == Kind::shapefile), options.List());
    for (std::size_t i = 0; i < layer_.fields.size(); ++i) {
      const Field& field = layer_.fields[i];
      if (const int own = out ? own_column(*out, field.name) : -1; own >= 0) {
        columns_.push_back(own);
        continue;
      }
      OGRFieldDefn definition(carried_.names()[i].c_str(), field.type == FieldType::integer ? OFTInteger64 : field.type == FieldType::real ? OFTReal : OFTString);
      if (kind_ == Kind::shapefile) fit(definition, field);
      if (!out || out->CreateField(&definition) != OGRERR_NONE) return nullptr;
      columns_.push_back(out->GetLayerDefn()->GetFieldCount() - 1);
    }
    return out;
  }

  /// A KML has two columns of its own before ours, Name and Description.
  int own_column(OGRLayer& out, const std::string& field) const {
    if (kind_ != Kind::kml || (field != "name" && field != "description")) return -1;
    return out.GetLayerDefn()->GetFieldIndex(field.c_str());
  }

  bool add(OGRLayer& out, std::size_t row) const {
    const OGRFeatureUniquePtr feature(OGRFeature::CreateFeature(out.GetLayerDefn()));
    for (std::size_t i = 0; i < layer_.fields.size(); ++i) {
      const int at = columns_[i];
      const Value& value = layer_.fields[i].values[row];
      if (const auto* n = std::get_if<std::int64_t>(&value)) feature->SetField(at, static_cast<GIntBig>(*n));
      else if (const auto* d = std::get_if<double>(&value)) feature->SetField(at, *d);
      else if (const auto* s = std::get_if<std::string>(&value)) feature->SetField(at, (kind_ == Kind::shapefile ? cut(*s, longest_text) : *s).c_str());
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

  /// As many rows, the same points but for the digits a text keeps, and every cell compared.
  void verify(const std::string& temporary) {
    std::size_t rows = 0, points = 0;
    double sum = 0, expected = 0;
    bool sound = true;
    const auto compare = [&](const Layer& again) {
      carried_.compare(layer_, again);
      rows += again.size();
      points += again.shapes.points().size();
      for (const Point p : again.shapes.points()) sum += p.x + p.y;
      sound = sound && again.rejects.empty();
    };
    const ReadLimits limits{.file_bytes = any, .text_bytes = any, .rows = any, .shape_points = any, .shape_rings = any, .layer_points = any, .value_bytes = any};
    const OpenedFile opened(temporary, limits);
    const Member& member = opened.members().front();
    if (kind_ == Kind::kml) {
      for (const Layer& again : read_kml(member.path, file_, limits)) compare(again);
    } else {
      gdal::Source source({temporary, "", temporary}, member, limits);
      gdal::LayerReader reader(source, *source.dataset().GetLayer(0), "");
      for (std::optional<Layer> again; (again = reader.next(batch_rows));) compare(*again);
    }
    for (const Point p : layer_.shapes.points()) expected += p.x + p.y;
    if (kind_ == Kind::flatgeobuf && rows < layer_.size()) {  // GDAL up to 3.6 leaves them out without a word
      throw Error(Errc::write_failed, {"不能写 " + file_ + "：本机 GDAL 的 FlatGeobuf 不保存没有图形的行，会少 " + std::to_string(layer_.size() - rows) + " 行。请写为 .gpkg", "cannot write " + file_ + ": the FlatGeobuf of this GDAL does not hold rows without shape, " + std::to_string(layer_.size() - rows) + " would be lost. Write a .gpkg"});
    }
    if (!sound || rows != layer_.size() || points != layer_.shapes.points().size() || !(std::abs(sum - expected) <= 1e-9 * std::abs(expected))) failed(file_, "rows are not as they were written");
  }

  const std::string file_;
  const Layer& layer_;
  const VectorStyle style_;
  const Kind kind_;
  std::vector<int> columns_;  // of the fields, in the file
  Carried carried_;
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
  if (writer.kind() == Kind::shapefile) publish_shapefile(file, writer);
  else publish(file, [&](const std::string& temporary) { writer.write(temporary); });
  return writer.losses();
}

}  // namespace libspatial
