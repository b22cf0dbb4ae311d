#include "io/gdal.hpp"

#include <cpl_conv.h>
#include <cpl_http.h>

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <mutex>

namespace libspatial::gdal {

static std::atomic<ReadingWatch*> watch{nullptr};

namespace {

namespace fs = std::filesystem;

/// A GeoJSON can name an address in its "crs" that GDAL would fetch: nothing is ever fetched.
CPLHTTPResult* no_network(const char*, CSLConstList, GDALProgressFunc, void*, CPLHTTPFetchWriteFunc, void*, void*) {
  auto* result = static_cast<CPLHTTPResult*>(CPLCalloc(1, sizeof(CPLHTTPResult)));
  result->nStatus = 1;
  result->pszErrBuf = CPLStrdup("network access is off");
  return result;
}

/// What would change the meaning of a file, reach out, or load code: set by us on this thread, it stands before any environment variable or configuration file.
constexpr std::pair<const char*, const char*> settings[] = {
    {"CPL_VSIL_CURL_ALLOWED_EXTENSIONS", ".none"}, {"CPL_VSIL_USE_TEMP_FILE_FOR_RANDOM_WRITE", "NO"}, {"GDAL_DISABLE_READDIR_ON_OPEN", "FALSE"}, {"GDAL_DRIVER_PATH", "disable"},
    {"GDAL_VRT_ENABLE_PYTHON", "NO"}, {"OGR_SQLITE_LOAD_EXTENSIONS", ""}, {"OGR_SQLITE_PRAGMA", "trusted_schema=0,cell_size_check=1,mmap_size=0"}, {"OGR_SQLITE_JOURNAL", ""},
    {"OGR_SQLITE_SYNCHRONOUS", ""}, {"OGR_CURRENT_DATE", "2026-01-01T00:00:00.000Z"}, {"OGR_GEOJSON_MAX_OBJ_SIZE", "4096"}, {"OGR_GEOJSON_ARRAY_AS_STRING", "NO"},
    {"OGR_GEOJSON_DATE_AS_STRING", "NO"}, {"OGR_GEOJSON_GEOM_TYPE_AS_STRING", "NO"}, {"GEOJSON_NATIVE_DATA", "NO"}, {"ATTRIBUTES_SKIP", "NO"}, {"GEOMETRY_AS_COLLECTION", "NO"}, {"ARRAY_AS_STRING", "NO"},
    {"SHAPE_RESTORE_SHX", "NO"}, {"SHAPE_REWIND_ON_WRITE", "YES"}, {"OGR_ORGANIZE_POLYGONS", "DEFAULT"}, {"OGR_GEOMETRY_ACCEPT_UNCLOSED_RING", "YES"}, {"OGR_FLATGEOBUF_TEMP_DIR", ""},
    {"OGR_CT_FORCE_TRADITIONAL_GIS_ORDER", "NO"}, {"OSR_DEFAULT_AXIS_MAPPING_STRATEGY", "TRADITIONAL_GIS_ORDER"}, {"CPL_DEBUG", "OFF"}};

}  // namespace

void start() {
  static std::once_flag once;
  std::call_once(once, [] {
    RegisterOGRGeoPackage();
    RegisterOGRShape();
    RegisterOGRGeoJSON();
    RegisterOGRFlatGeobuf();
    RegisterOGROpenFileGDB();
    RegisterOGRKML();  // written only
  });
}

Errors::Errors(const std::string* reading) : outside_(CPLGetThreadLocalConfigOptions()), watched_(reading != nullptr) {
  CPLStringList ours(CSLDuplicate(outside_));
  for (const auto& [key, value] : settings) ours.SetNameValue(key, value);
  CPLSetThreadLocalConfigOptions(ours.List());
  CPLHTTPPushFetchCallback(no_network, nullptr);
  CPLPushErrorHandlerEx(handle, this);
  ReadingWatch* watching = watch.load(std::memory_order_relaxed);
  if (watched_ && watching) watching->enters(*reading);
}

Errors::~Errors() {
  ReadingWatch* watching = watch.load(std::memory_order_relaxed);
  if (watched_ && watching) watching->leaves();
  CPLPopErrorHandler();
  CPLHTTPPopFetchCallback();
  CPLSetThreadLocalConfigOptions(outside_);
  CSLDestroy(outside_);
}

void tick() {
  if (ReadingWatch* watching = watch.load(std::memory_order_relaxed)) watching->moves();
}

void CPL_STDCALL Errors::handle(CPLErr level, CPLErrorNum, const char* message) {
  auto* self = static_cast<Errors*>(CPLGetErrorHandlerUserData());
  if (level < CE_Failure) return;
  if (self->failures_++ == 0) self->first_ = message;
}

void require_limits(const Layer& layer, const ReadLimits& limits) {
  const std::size_t shape = layer.shapes.size() - 1, points = layer.shapes.points(shape).size();
  const auto where = [&] { return title(layer) + " [" + std::to_string(layer.first_row + shape) + "]"; };
  if (points > limits.shape_points) refuse_limit(where(), "shape_points", points, limits.shape_points);
  if (points <= limits.shape_rings) return;  // a ring has a point at least
  std::uint64_t rings = 0;
  for (std::size_t part = 0; part < layer.shapes.part_count(shape); ++part) rings += layer.shapes.ring_count(shape, part);
  if (rings > limits.shape_rings) refuse_limit(where(), "shape_rings", rings, limits.shape_rings);
}

void require_value(const Layer& layer, std::size_t field, const ReadLimits& limits) {
  const auto* text = std::get_if<std::string>(&layer.fields[field].values.back());
  if (text && text->size() > limits.value_bytes) refuse_limit(title(layer) + " [" + std::to_string(layer.first_row + layer.fields[field].values.size() - 1) + "] " + layer.fields[field].name, "value_bytes", text->size(), limits.value_bytes);
}

Path resolve(std::string_view spec) {
  auto [written, layer] = split_layer_name(spec);
  std::error_code error;
  const fs::path real = fs::canonical(written, error);
  if (error || !(fs::is_regular_file(real, error) || is_file_geodatabase(real.string()))) (void)OpenedFile(written);  // says what is wrong
  return {std::move(written), std::move(layer), real.string()};
}

Source::Source(const Path& path, const Member& member, const ReadLimits& limits) : path_(path), member_(member), limits_(limits) {
  start();
  const Errors errors(&path_.written);
  if (member_.format == FileFormat::geojson) {
    geojson_ = geojson_crs(member_.path);
    if (geojson_.is_link) {
      throw Error(Errc::unsupported_format, {path_.written + " 的 crs 是一个链接（" + geojson_.name + "），不会去读取。请在文件中写明坐标系",
                                             path_.written + " has a link as its crs (" + geojson_.name + "), which is not fetched. Name the CRS in the file"});
    }
  }
  CPLStringList options;
  if (member_.format == FileFormat::shapefile) options.SetNameValue("ENCODING", shapefile_encoding(member_.path).name.c_str());
  if (member_.format == FileFormat::geopackage) {
    options.SetNameValue("IMMUTABLE", "YES");  // SQLite then makes no journal and no shared memory beside the file
    if (member_.strict) options.SetNameValue("LIST_ALL_TABLES", "NO");
  }
  const std::string driver(name(member_.format));
  const char* const only[] = {driver.c_str(), nullptr};
  dataset_.reset(GDALDataset::Open(member_.path.c_str(), GDAL_OF_VECTOR | GDAL_OF_READONLY | GDAL_OF_VERBOSE_ERROR, only, options.List()));
  if (!dataset_) refuse(errors.first());
  const auto layers = static_cast<std::uint64_t>(dataset_->GetLayerCount());
  if (layers > limits_.layers) refuse_limit(path_.written, "layers", layers, limits_.layers);
  if (member_.format == FileFormat::file_geodatabase) {
    if (const auto missing = find_missing_table(*dataset_, member_.path)) {
      throw Error(Errc::damaged_file, {path_.written + " 已损坏：" + missing->zh + "。请重新取得整个文件夹", path_.written + " is damaged: " + missing->en + ". Get the whole folder again"});
    }
  }
}

bool Source::is_view(const std::string& layer) const { return std::find(member_.views.begin(), member_.views.end(), layer) != member_.views.end(); }

void Source::refuse(const std::string& gdal_says) const {
  if (member_.format == FileFormat::geojson && gdal_says.find("not recognized") != std::string::npos) {
    throw Error(Errc::unsupported_format, {path_.written + " 是 JSON，但不是 GeoJSON。请另存为 GeoPackage", path_.written + " is JSON, but no GeoJSON: save it as GeoPackage"});
  }
  throw Error(Errc::damaged_file, {path_.written + " 不能打开，文件可能被截断或损坏（" + gdal_says + "）。请重新取得该文件",
                                   path_.written + " cannot be opened, it may be cut off or corrupt (" + gdal_says + "). Get the file again"});
}

}  // namespace libspatial::gdal

namespace libspatial {

void watch_reading(ReadingWatch* watching) { gdal::watch = watching; }

}  // namespace libspatial
