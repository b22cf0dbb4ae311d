#include "io/gdal.hpp"

#include <cpl_conv.h>
#include <cpl_http.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <mutex>

namespace libspatial::gdal {
namespace {

namespace fs = std::filesystem;

const char* const allowed[] = {"GPKG", "ESRI Shapefile", "GeoJSON", "FlatGeobuf", nullptr};
const char* const allowed_folders[] = {"OpenFileGDB", nullptr};

/// A GeoJSON can name an address in its "crs" that GDAL would fetch: nothing is ever fetched.
CPLHTTPResult* no_network(const char*, CSLConstList, GDALProgressFunc, void*, CPLHTTPFetchWriteFunc, void*, void*) {
  auto* result = static_cast<CPLHTTPResult*>(CPLCalloc(1, sizeof(CPLHTTPResult)));
  result->nStatus = 1;
  result->pszErrBuf = CPLStrdup("network access is off");
  return result;
}

std::string peek(const std::string& file, std::size_t n) {
  std::ifstream in(file, std::ios::binary);
  std::string text(n, '\0');
  in.read(text.data(), static_cast<std::streamsize>(n));
  text.resize(static_cast<std::size_t>(in.gcount()));
  return text;
}

/// What a file is that we do not read, as far as its first bytes tell.
std::string kind_of(const std::string& file) {
  const std::string head = peek(file, 1024);
  if (head.find("<OGRVRTDataSource") != std::string::npos || head.find("<VRTDataset") != std::string::npos) return "VRT";
  if (head.find("<kml") != std::string::npos) return "KML";
  if (head.starts_with("PK\x03\x04")) return "ZIP";
  if (head.starts_with("%PDF")) return "PDF";
  if (head.starts_with("SQLite format 3")) return "SQLite";
  if (head.find("<html") != std::string::npos || head.find("<!DOCTYPE html") != std::string::npos) return "HTML";
  if (head.find("SECTION") != std::string::npos && head.find("HEADER") != std::string::npos) return "DXF";
  return "";
}

bool is_geopackage(const std::string& file) { return peek(file, 16).starts_with("SQLite format 3"); }

}  // namespace

void start() {
  static std::once_flag once;
  std::call_once(once, [] {
    for (const auto& [key, value] : {std::pair{"CPL_VSIL_CURL_ALLOWED_EXTENSIONS", ".none"}, {"GDAL_DISABLE_READDIR_ON_OPEN", "FALSE"},
                                     {"OGR_SQLITE_LOAD_EXTENSIONS", ""}, {"GDAL_DRIVER_PATH", "disable"}, {"GDAL_VRT_ENABLE_PYTHON", "NO"},
                                     {"OGR_CURRENT_DATE", "2026-01-01T00:00:00.000Z"}, {"OGR_GEOJSON_MAX_OBJ_SIZE", "0"}}) {
      CPLSetConfigOption(key, value);
    }
    GDALAllRegister();
    CPLHTTPSetFetchCallback(no_network, nullptr);
  });
}

Errors::Errors() { CPLPushErrorHandlerEx(handle, this); }
Errors::~Errors() { CPLPopErrorHandler(); }

void CPL_STDCALL Errors::handle(CPLErr level, CPLErrorNum, const char* message) {
  auto* self = static_cast<Errors*>(CPLGetErrorHandlerUserData());
  if (level < CE_Failure) return;
  if (self->failures_++ == 0) self->first_ = message;
}

Path resolve(std::string_view spec) {
  constexpr std::string_view mark = "|layername=";
  Path path;
  const std::size_t at = spec.find(mark);
  path.written = std::string(spec.substr(0, at));
  if (at != std::string_view::npos) path.layer = std::string(spec.substr(at + mark.size()));
  std::error_code error;
  const fs::path real = fs::canonical(path.written, error);
  if (error || !(fs::is_regular_file(real, error) || is_file_geodatabase(real.string()))) {
    throw Error(Errc::file_not_found, {"找不到文件 " + path.written + "（或不是普通文件，也不是 FileGDB 文件夹；网络地址和压缩包内的路径不读取），请检查路径",
                                       "no file " + path.written + " (or neither a regular file nor a FileGDB folder; network addresses and paths into archives are not read): check the path"});
  }
  path.absolute = real.string();
  return path;
}

Source::Source(Path path) : path_(std::move(path)) {
  start();
  const Errors errors;
  const std::string file = opened_ = is_geopackage(path_.absolute) ? private_copy() : path_.absolute;
  const fs::path real(file);
  std::error_code none;
  if (real.extension() == ".shp" && !fs::exists(fs::path(real).replace_extension(".dbf"), none) && !fs::exists(fs::path(real).replace_extension(".DBF"), none)) {
    throw Error(Errc::damaged_file, {path_.written + " 旁边没有 .dbf 文件：属性缺失。请取得完整的 Shapefile（.shp .shx .dbf .prj）",
                                     path_.written + " has no .dbf beside it: its attributes are missing. Get the whole Shapefile (.shp .shx .dbf .prj)"});
  }
  char** options = nullptr;
  if (real.extension() == ".shp") options = CSLSetNameValue(options, "ENCODING", shapefile_encoding(file).name.c_str());
  // IMMUTABLE: SQLite then makes no journal and no shared memory beside the file
  if (is_geopackage(file)) options = CSLSetNameValue(options, "IMMUTABLE", "YES");
  const bool folder = fs::is_directory(real, none);
  dataset_.reset(GDALDataset::Open(file.c_str(), GDAL_OF_VECTOR | GDAL_OF_READONLY | GDAL_OF_VERBOSE_ERROR, folder ? allowed_folders : allowed, options));
  CSLDestroy(options);
  if (!dataset_) refuse(errors.first());
  if (folder) {
    if (const auto missing = find_missing_table(*dataset_, file)) {
      throw Error(Errc::damaged_file, {path_.written + " 已损坏：" + missing->zh + "。请重新取得整个文件夹", path_.written + " is damaged: " + missing->en + ". Get the whole folder again"});
    }
  }
}

Source::~Source() {
  dataset_.reset();
  std::error_code none;
  if (!copy_folder_.empty()) fs::remove_all(copy_folder_, none);
}

std::string Source::driver() const { return dataset_->GetDriverName(); }

/// With a non-empty -wal beside it, the file alone is not what its author sees: both are copied and merged in the copy.
std::string Source::private_copy() {
  std::error_code none;
  const std::string wal = path_.absolute + "-wal";
  if (!fs::exists(wal, none) || fs::file_size(wal, none) == 0) return path_.absolute;
  static std::atomic<unsigned> counter{0};
  const fs::path folder = fs::temp_directory_path() / ("libspatial-" + std::to_string(::getpid()) + "-" + std::to_string(counter++));
  fs::create_directory(folder);
  fs::permissions(folder, fs::perms::owner_all);
  copy_folder_ = folder.string();
  const fs::path copy = folder / fs::path(path_.absolute).filename();
  fs::copy_file(path_.absolute, copy);
  fs::copy_file(wal, copy.string() + "-wal");
  const Dataset merge(GDALDataset::Open(copy.c_str(), GDAL_OF_VECTOR | GDAL_OF_UPDATE, allowed));
  if (merge) merge->ExecuteSQL("PRAGMA wal_checkpoint(TRUNCATE)", nullptr, nullptr);
  return copy.string();
}

void Source::refuse(const std::string& gdal_says) const {
  const std::string kind = kind_of(path_.absolute);
  const bool ours = is_geopackage(path_.absolute) || is_file_geodatabase(path_.absolute) || gdal_says.find("not recognized") == std::string::npos;
  if (ours && kind != "VRT" && kind != "ZIP") {
    throw Error(Errc::damaged_file, {path_.written + " 不能打开，文件可能被截断或损坏（" + gdal_says + "）。请重新取得该文件",
                                     path_.written + " cannot be opened, it may be cut off or corrupt (" + gdal_says + "). Get the file again"});
  }
  throw Error(Errc::unsupported_format, {path_.written + (kind.empty() ? " 的格式无法识别" : " 其实是 " + kind + " 文件") + "。可读 GeoPackage、Shapefile、GeoJSON、FlatGeobuf、FileGDB 和坐标文本（界址点 TXT、CASS .dat、带表头的 CSV、WKT），请另存为 GeoPackage",
                                         path_.written + (kind.empty() ? " is in no format we know" : " is really a " + kind + " file") + ". GeoPackage, Shapefile, GeoJSON, FlatGeobuf, FileGDB and texts of coordinates (界址点 TXT, CASS .dat, CSV with a header row, WKT) are read: save it as GeoPackage"});
}

}  // namespace libspatial::gdal
