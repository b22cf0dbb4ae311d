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
  for (const auto& [key, value] : reader_settings()) ours.SetNameValue(key, value);
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
  if (level == CE_Warning && self->unread_value_.empty() && std::string_view(message).starts_with("Invalid content for record")) self->unread_value_ = message;
  if (level < CE_Failure) return;
  if (self->failures_++ == 0) self->first_ = message;
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
