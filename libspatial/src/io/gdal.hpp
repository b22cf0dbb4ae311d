#pragma once
// GDAL, tamed: our drivers only, no network, every failure counted, nothing on stderr.

#include <ogrsf_frmts.h>

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "io/geojson_crs.hpp"
#include "libspatial/io.hpp"
#include "libspatial/opening.hpp"

namespace libspatial::gdal {

/// Registers the drivers we read and write, once, and no other; drivers that somebody else in this process has registered stay.
void start();

/// GDAL under our rules while this lives, on this thread: what it complains of is collected, our settings stand before the environment's, nothing is fetched. With the
/// name of a file, whoever watches (watch_reading()) is told that it is being read.
class Errors {
 public:
  explicit Errors(const std::string* reading = nullptr);
  ~Errors();
  Errors(const Errors&) = delete;
  Errors& operator=(const Errors&) = delete;
  int failures() const { return failures_; }
  const std::string& first() const { return first_; }
  /// The first value that GDAL has read as null since it is none of the column's type.
  const std::string& unread_value() const { return unread_value_; }

 private:
  static void CPL_STDCALL handle(CPLErr level, CPLErrorNum number, const char* message);
  int failures_ = 0;
  std::string first_, unread_value_;
  char** outside_ = nullptr;  // settings of this thread before
  const bool watched_;
};

/// A row has come out.
void tick();

struct Close {
  void operator()(GDALDataset* d) const { GDALClose(GDALDataset::ToHandle(d)); }
};
using Dataset = std::unique_ptr<GDALDataset, Close>;

/// A file as the user wrote it, and where it really lies.
struct Path {
  std::string written;   ///< without "|layername="
  std::string layer;     ///< empty: not named
  std::string absolute;  ///< the user's file
};

/// Throws Error(file_not_found) unless the name is a regular file or the folder of a file geodatabase.
Path resolve(std::string_view spec);

/// The layer of a text file of coordinates (coordinates.hpp) or of a spreadsheet (spreadsheet.hpp), or nothing when the file is none.
std::optional<Layer> find_coordinate_layer(const Path& path, std::string_view declared_crs, const ReadLimits& limits);

/// The layer of a drawing (drawing.hpp), or nothing when the file is none. `|layername=` is a CAD layer. Throws Error(crs_missing), with
/// what the coordinates may be in, unless it may lack one.
std::optional<Layer> find_drawing_layer(const Path& path, std::string_view declared_crs, bool may_lack_crs, const ReadLimits& limits);
/// What the catalogue names and the folder lacks, or nothing.
std::optional<Text> find_missing_table(GDALDataset& dataset, const std::string& folder);

/// Whether a ring of a polygon does not end where it began. Coordinates of a file geodatabase are differences, one after the other: when
/// bytes of a shape are lost, the rest of it shifts and only the open ring tells.
bool has_open_ring(const OGRGeometry& geometry);

/// One member of an OpenedFile, opened by the one driver that reads its format.
class Source {
 public:
  Source(const Path& path, const Member& member, const ReadLimits& limits);
  Source(const Source&) = delete;
  Source& operator=(const Source&) = delete;

  const Path& path() const { return path_; }
  const ReadLimits& limits() const { return limits_; }
  GDALDataset& dataset() { return *dataset_; }
  /// The file that was opened: the user's, or one of the private folder.
  const std::string& opened() const { return member_.path; }
  FileFormat format() const { return member_.format; }
  bool is_view(const std::string& layer) const;
  const GeoJsonCrs& geojson() const { return geojson_; }

 private:
  [[noreturn]] void refuse(const std::string& gdal_says) const;

  const Path path_;
  const Member member_;
  const ReadLimits limits_;
  GeoJsonCrs geojson_;
  Dataset dataset_;
};

}  // namespace libspatial::gdal
