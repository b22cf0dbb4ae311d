// A file, looked through before it is read.

#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <utility>

#include "libspatial/coordinates.hpp"
#include "opening/signature.hpp"
#include "opening/sqlite.hpp"
#include "opening/zip.hpp"

namespace libspatial {
namespace {

namespace fs = std::filesystem;
using opening::Kind;

constexpr const char* catalogue = "a00000001.gdbtable";  // of a file geodatabase
constexpr std::size_t longest_name = 200;

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return static_cast<char>(c < 128 ? std::tolower(c) : c); });
  return text;
}

[[noreturn]] void unsupported(const std::string& written, const std::string& kind) {
  throw Error(Errc::unsupported_format, {written + (kind.empty() ? " 的格式无法识别" : " 其实是 " + kind + " 文件") + "。可读 GeoPackage、Shapefile、GeoJSON、FlatGeobuf、KML、FileGDB、装有这些的 ZIP/KMZ 和坐标文本（界址点 TXT、CASS .dat、带表头的 CSV 和 XLSX、WKT），请另存为其中之一",
                                         written + (kind.empty() ? " is in no format we know" : " is really a " + kind + " file") + ". GeoPackage, Shapefile, GeoJSON, FlatGeobuf, KML, FileGDB, a ZIP or KMZ of them, and texts of coordinates (界址点 TXT, CASS .dat, CSV and XLSX with a header row, WKT) are read: save it as one of these"});
}

void require_size(const std::string& path, const std::string& written, const char* limit, std::uint64_t most) {
  std::error_code none;
  const std::uint64_t size = fs::is_directory(path, none) ? 0 : fs::file_size(path, none);
  if (size > most) refuse_limit(written, limit, size, most);
}

/// A name that can stand in our folder: without separators and control characters, not too long.
std::string safe_name(const std::string& name) {
  std::string safe;
  for (const char c : name) {
    if (static_cast<unsigned char>(c) >= 32 && c != '/' && c != 127) safe += c;
  }
  while (safe.size() > longest_name) safe.pop_back();
  while (!safe.empty() && (static_cast<unsigned char>(safe.back()) & 0xC0) == 0x80 && safe.size() >= longest_name - 1) safe.pop_back();
  return safe.empty() || safe == "." || safe == ".." ? "data" : safe;
}

/// "a/b/c.shp" → {"a/b/", "c", ".shp"}.
struct Named {
  std::string folder, stem, ending;
};
Named taken_apart(const std::string& name) {
  const std::size_t slash = name.rfind('/'), from = slash == std::string::npos ? 0 : slash + 1, dot = name.rfind('.');
  const bool ends = dot != std::string::npos && dot > from;
  return {name.substr(0, from), name.substr(from, ends ? dot - from : std::string::npos), ends ? lower(name.substr(dot)) : ""};
}

bool one_of(const std::string& ending, std::initializer_list<const char*> endings) {
  return std::any_of(endings.begin(), endings.end(), [&](const char* e) { return ending == e; });
}

/// What an archive holds that belongs together: the files of one Shapefile, of one geodatabase, or one file.
struct Set {
  std::string name, main;  ///< main: the file a reader is handed; empty for a geodatabase
  std::vector<const opening::ZipEntry*> entries;
};

std::vector<Set> sets_of(const std::vector<opening::ZipEntry>& entries) {
  std::vector<Set> sets;
  for (const opening::ZipEntry& entry : entries) {
    const Named name = taken_apart(entry.name);
    if (entry.name.starts_with("__MACOSX/") || name.stem.starts_with("._")) continue;
    if (name.stem + name.ending == catalogue) {
      Set set{taken_apart(name.folder.substr(0, name.folder.empty() ? 0 : name.folder.size() - 1)).stem, "", {}};
      for (const opening::ZipEntry& part : entries) {
        if (part.name.starts_with(name.folder) && part.name.find('/', name.folder.size()) == std::string::npos) set.entries.push_back(&part);
      }
      sets.push_back(std::move(set));
    } else if (name.ending == ".shp") {
      Set set{name.stem, entry.name, {}};
      for (const opening::ZipEntry& part : entries) {
        const Named other = taken_apart(part.name);
        if (other.folder == name.folder && lower(other.stem) == lower(name.stem) && one_of(other.ending, {".shp", ".shx", ".dbf", ".prj", ".cpg"})) set.entries.push_back(&part);
      }
      sets.push_back(std::move(set));
    } else if (one_of(name.ending, {".gpkg", ".geojson", ".json", ".fgb", ".kml", ".ovkml"})) {
      sets.push_back({name.stem, entry.name, {&entry}});
    }
  }
  return sets;
}

}  // namespace

std::string_view name(FileFormat format) {
  switch (format) {
    case FileFormat::geopackage: return "GPKG";
    case FileFormat::shapefile: return "ESRI Shapefile";
    case FileFormat::geojson: return "GeoJSON";
    case FileFormat::flatgeobuf: return "FlatGeobuf";
    case FileFormat::kml: return "KML";
    case FileFormat::file_geodatabase: return "OpenFileGDB";
  }
  return "";
}

std::pair<std::string, std::string> split_layer_name(std::string_view spec) {
  constexpr std::string_view mark = "|layername=";
  const std::size_t at = spec.find(mark);
  return {std::string(spec.substr(0, at)), at == std::string_view::npos ? std::string() : std::string(spec.substr(at + mark.size()))};
}

bool is_file_geodatabase(const std::string& folder) {
  std::error_code none;
  return fs::is_directory(folder, none) && fs::is_regular_file(fs::path(folder) / catalogue, none);
}

OpenedFile::OpenedFile(const std::string& path, const ReadLimits& limits) {
  std::error_code error, none;
  const std::string real = fs::canonical(path, error).string();
  if (error || !(fs::is_regular_file(real, none) || is_file_geodatabase(real))) {
    throw Error(Errc::file_not_found, {"找不到文件 " + path + "（或不是普通文件，也不是 FileGDB 文件夹；网络地址和压缩包内的路径不读取），请检查路径",
                                       "no file " + path + " (or neither a regular file nor a FileGDB folder; network addresses and paths into archives are not read): check the path"});
  }
  try {
    if (fs::is_regular_file(real, none) && opening::signature_of(opening::head_of(real)).kind == Kind::zip) unpack(real, path, limits);
    else open_plain(real, path, "", limits);
  } catch (const fs::filesystem_error& e) {
    if (!folder_.empty()) fs::remove_all(folder_, none);
    throw Error(Errc::write_failed, {path + " 不能放进临时目录（" + e.what() + "）。请检查 TMPDIR 和磁盘空间", path + " cannot be put into the temporary folder (" + e.what() + "): look at TMPDIR and the room on the disk"});
  } catch (...) {
    if (!folder_.empty()) fs::remove_all(folder_, none);
    throw;
  }
}

OpenedFile::~OpenedFile() {
  std::error_code none;
  if (!folder_.empty()) fs::remove_all(folder_, none);
}

OpenedFile::OpenedFile(OpenedFile&& other) noexcept
    : members_(std::move(other.members_)), notes_(std::move(other.notes_)), folder_(std::exchange(other.folder_, {})), archive_(other.archive_) {}

std::string OpenedFile::private_folder() {
  static std::atomic<unsigned> counter{0};
  if (folder_.empty()) {
    const fs::path folder = fs::temp_directory_path() / ("libspatial-" + std::to_string(::getpid()) + "-" + std::to_string(counter++));
    if (!fs::create_directory(folder)) {  // somebody else's folder is none of ours
      throw Error(Errc::write_failed, {"临时目录 " + folder.string() + " 已存在，请删除它", "the temporary folder " + folder.string() + " exists already: remove it"});
    }
    fs::permissions(folder, fs::perms::owner_all);
    folder_ = folder.string();
  }
  return folder_;
}

void OpenedFile::open_plain(const std::string& path, const std::string& written, const std::string& name, const ReadLimits& limits) {
  Member member{name, path, FileFormat::file_geodatabase};
  std::error_code none;
  if (!fs::is_directory(path, none)) {
    const opening::Signature signature = opening::signature_of(opening::head_of(path));
    require_size(path, written, "file_bytes", limits.file_bytes);
    switch (signature.kind) {
      case Kind::sqlite: member.format = FileFormat::geopackage; break;
      case Kind::flatgeobuf: member.format = FileFormat::flatgeobuf; break;
      case Kind::geojson: member.format = FileFormat::geojson; break;
      case Kind::kml: member.format = FileFormat::kml; break;
      case Kind::shapefile: member.format = FileFormat::shapefile; break;
      case Kind::zip:
      case Kind::other: unsupported(written, signature.kind == Kind::zip ? "ZIP" : signature.name);
    }
  }
  if (member.format == FileFormat::geojson || member.format == FileFormat::kml) require_size(path, written, "text_bytes", limits.text_bytes);
  if (member.format == FileFormat::shapefile) {
    const fs::path shp(path);
    if (lower(shp.extension().string()) != ".shp") {
      throw Error(Errc::unsupported_format, {written + " 是 Shapefile 的一部分，请给出以 .shp 结尾的文件", written + " is a part of a Shapefile: give the file that ends in .shp"});
    }
    if (!fs::exists(fs::path(shp).replace_extension(".dbf"), none) && !fs::exists(fs::path(shp).replace_extension(".DBF"), none)) {
      throw Error(Errc::damaged_file, {written + " 旁边没有 .dbf 文件：属性缺失。请取得完整的 Shapefile（.shp .shx .dbf .prj）", written + " has no .dbf beside it: its attributes are missing. Get the whole Shapefile (.shp .shx .dbf .prj)"});
    }
  }
  if (member.format == FileFormat::geopackage) {
    const std::string log = path + "-wal";
    if (fs::exists(log, none) && fs::file_size(log, none) > 0) {  // the file alone is not what its author sees
      const fs::path copy = fs::path(private_folder()) / fs::path(path).filename();
      fs::copy_file(path, copy);
      fs::copy_file(log, copy.string() + "-wal");
      fs::permissions(copy, fs::perms::owner_read | fs::perms::owner_write);
      opening::merge_log(copy.string());
      member.path = copy.string();
    }
    const fs::path given(member.path);
    if (given.extension() != ".gpkg" || member.path.find('%') != std::string::npos) {  // GDAL knows the newer versions by this ending only, and takes "%2e" for a dot
      const fs::path link = fs::path(private_folder()) / ("data-" + std::to_string(members_.size()) + ".gpkg");
      fs::create_symlink(given, link);
      member.path = link.string();
    }
    const opening::SchemaCheck check = opening::check_geopackage(member.path, written, limits);
    member.strict = check.strict;
    member.views = check.views;
    notes_.insert(notes_.end(), check.notes.begin(), check.notes.end());
  }
  members_.push_back(std::move(member));
}

void OpenedFile::unpack(const std::string& path, const std::string& written, const ReadLimits& limits) {
  archive_ = true;
  const auto entries = opening::read_zip_directory(path, written, limits);
  if (std::any_of(entries.begin(), entries.end(), [](const opening::ZipEntry& e) { return e.name == "[Content_Types].xml"; })) unsupported(written, "Office (DOCX, PPTX)");
  const std::vector<Set> sets = sets_of(entries);
  if (sets.empty()) {
    throw Error(Errc::unsupported_format, {written + " 里没有可读的数据（Shapefile、GeoPackage、GeoJSON、FlatGeobuf、KML、FileGDB）。请解压后检查", written + " holds nothing we read (Shapefile, GeoPackage, GeoJSON, FlatGeobuf, KML, FileGDB). Unpack it and look"});
  }
  if (sets.size() > limits.layers) refuse_limit(written, "layers", sets.size(), limits.layers);
  for (std::size_t i = 0; i < sets.size(); ++i) {
    const Set& set = sets[i];
    const std::string base = safe_name(set.name.empty() ? "data" : set.name);
    fs::path folder = fs::path(private_folder()) / std::to_string(i);
    if (set.main.empty()) folder /= base + ".gdb";
    fs::create_directories(folder);
    std::string main = folder.string();
    for (const opening::ZipEntry* entry : set.entries) {
      const Named name = taken_apart(entry->name);
      const fs::path to = folder / (set.main.empty() ? safe_name(name.stem + name.ending) : base + name.ending);
      if (fs::exists(to)) continue;  // a.shp and A.SHP: the first
      opening::unpack_entry(path, written, *entry, to.string());
      if (entry->name == set.main) main = to.string();
    }
    try {
      open_plain(main, written + "|" + set.name, set.name, limits);
    } catch (const Error& e) {
      if (e.code() != Errc::unsupported_format || sets.size() == 1 || !set.main.ends_with(".json")) throw;  // some other JSON beside the data
    }
  }
  if (members_.empty()) unsupported(written, "ZIP");
}

}  // namespace libspatial
