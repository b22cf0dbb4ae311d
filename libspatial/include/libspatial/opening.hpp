#pragma once
// Opening: what a file of a stranger is by its own bytes, and how much of us it may ask, before any reader sees it. No GDAL here.
// docs/reference/safe-opening.md says what is opened, what is refused, and how a limit is raised.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "libspatial/error.hpp"

namespace libspatial {

struct Layer;

/// How much a file may ask. Generous for real data, and finite; what lies beyond is Error(limit_exceeded), never an answer for a part of the file.
struct ReadLimits {
  std::uint64_t file_bytes = 1ull << 40;     ///< of a file that is read piece by piece
  std::uint64_t text_bytes = 4ull << 30;     ///< of a file that is held as a whole: GeoJSON, KML, texts of coordinates, DXF
  std::uint64_t rows = 500'000'000;          ///< of a layer
  std::uint64_t shape_points = 20'000'000;   ///< of one shape
  std::uint64_t shape_rings = 2'000'000;     ///< of one shape: parts and holes
  std::uint64_t layer_points = 2'000'000'000;///< of a layer that is held as a whole
  std::uint64_t value_bytes = 64ull << 20;   ///< of one attribute
  std::uint64_t layers = 10'000;             ///< of a file
  std::uint64_t fields = 5'000;              ///< of a layer
  std::uint64_t drawing_entities = 5'000'000;///< of a drawing, blocks inserted
  std::uint64_t drawing_points = 50'000'000; ///< of a drawing, blocks inserted and arcs divided
  std::uint64_t zip_bytes = 2ull << 30;      ///< of all that an archive holds, unpacked
  std::uint64_t zip_entries = 1'000;
  std::uint64_t zip_ratio = 100;             ///< unpacked to packed, once more than 64 MiB are unpacked
};

/// Sets one limit from "NAME=VALUE", the value with K, M, G or T for 2^10, 2^20, … when it counts bytes and 10^3, … when not. Throws Error(bad_argument) that lists the names.
void set_limit(ReadLimits& limits, std::string_view name_and_value);
/// Every name, in the order of ReadLimits, and the limit of a name (0 for another word).
std::vector<std::string> limit_names();
std::uint64_t limit(const ReadLimits& limits, std::string_view name);
/// Error(limit_exceeded): what (a file, a layer, a row) has how many, and the option that raises it.
[[noreturn]] void refuse_limit(const std::string& where, const char* limit, std::uint64_t found, std::uint64_t allowed);
/// The same for a layer that was read as a whole: its rows, fields and points, the points and rings of a shape, the attributes.
void require_limits(const Layer& layer, const ReadLimits& limits);
/// The bytes of a file that is held as a whole. Throws Error(file_not_found), and Error(limit_exceeded) beyond `text_bytes`.
std::string read_whole(const std::string& path, const std::string& written, const ReadLimits& limits);

/// Settings of GDAL that would change the meaning of a file, reach out, or load code, as they are while we read: they stand before any variable of the environment,
/// configuration file or setting of the process, for the thread that reads and as long as it does.
std::span<const std::pair<const char*, const char*>> reader_settings();

enum class FileFormat { geopackage, shapefile, geojson, flatgeobuf, kml, file_geodatabase };
/// The driver of GDAL that reads it: "GPKG", "ESRI Shapefile", "GeoJSON", "FlatGeobuf", "OpenFileGDB"; "KML" is read by read_kml().
std::string_view name(FileFormat format);

/// One thing that can be read: a file, or one of an archive.
struct Member {
  std::string name;      ///< without folder and ending, as the archive has it; empty for a plain file
  std::string path;      ///< what a reader is handed
  FileFormat format = FileFormat::geopackage;
  bool strict = false;   ///< a GeoPackage that holds views, triggers or virtual tables of its own: only what it registers as a layer is read
  std::vector<std::string> views = {};  ///< of a GeoPackage: never read
};

/// A file looked through before it is read: its format by its first bytes, never by its name; a GeoPackage's schema by SQLite in its safest mode; an
/// archive's directory by ourselves. What a reader may touch is unpacked into a private folder, or copied there while another program writes to it,
/// and removed with this object. The file and its folder are not changed. Holds for one process; movable.
class OpenedFile {
 public:
  /// `path` as the user wrote it. Throws Error(file_not_found), Error(unsupported_format) naming what the file really is, Error(damaged_file), Error(limit_exceeded).
  explicit OpenedFile(const std::string& path, const ReadLimits& limits = {});
  ~OpenedFile();
  OpenedFile(OpenedFile&& other) noexcept;
  OpenedFile& operator=(OpenedFile&&) = delete;

  /// At least one; several only of an archive, in its order.
  const std::vector<Member>& members() const { return members_; }
  const std::vector<Text>& notes() const { return notes_; }
  bool is_archive() const { return archive_; }

 private:
  void open_plain(const std::string& path, const std::string& written, const std::string& name, const ReadLimits& limits);
  void unpack(const std::string& path, const std::string& written, const ReadLimits& limits);
  std::string private_folder();

  std::vector<Member> members_;
  std::vector<Text> notes_;
  std::string folder_;
  bool archive_ = false;
};

/// How the attributes of a Shapefile are encoded.
struct Encoding {
  std::string name;       ///< "GB18030"
  Text note;              ///< which, and by what
  bool inferred = false;  ///< from the bytes, not stated
};
/// By its .cpg, else the language byte of its .dbf when that means 936, else strict UTF-8, else GB18030; a statement that the bytes refute does not hold.
Encoding shapefile_encoding(const std::string& shp);

/// The part of a specification "FILE|layername=NAME" before and after the mark.
std::pair<std::string, std::string> split_layer_name(std::string_view spec);

/// Whether a folder is a file geodatabase.
bool is_file_geodatabase(const std::string& folder);

}  // namespace libspatial
