#pragma once
// GDAL, tamed: our drivers only, no network, every failure counted, nothing on stderr.

#include <ogrsf_frmts.h>

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "libspatial/io.hpp"

namespace libspatial::gdal {

/// Registers GDAL once, with the settings a library for foreign files needs.
void start();

/// Collects what GDAL complains of while it lives, on this thread.
class Errors {
 public:
  Errors();
  ~Errors();
  Errors(const Errors&) = delete;
  Errors& operator=(const Errors&) = delete;
  int failures() const { return failures_; }
  const std::string& first() const { return first_; }
  void clear() { failures_ = 0, first_.clear(); }

 private:
  static void CPL_STDCALL handle(CPLErr level, CPLErrorNum number, const char* message);
  int failures_ = 0;
  std::string first_;
};

struct Close {
  void operator()(GDALDataset* d) const { GDALClose(GDALDataset::ToHandle(d)); }
};
using Dataset = std::unique_ptr<GDALDataset, Close>;

/// A file as the user wrote it, and where it really lies.
struct Path {
  std::string written;   ///< without "|layername="
  std::string layer;     ///< empty: not named
  std::string absolute;  ///< what GDAL is handed
};

/// Throws Error(file_not_found) unless the name is a regular file or the folder of a file geodatabase.
Path resolve(std::string_view spec);

/// The layer of a text file of coordinates (coordinates.hpp), or nothing when the file is none.
std::optional<Layer> find_coordinate_layer(const Path& path, std::string_view declared_crs);

/// The layer of a drawing (drawing.hpp), or nothing when the file is none. `|layername=` is a CAD layer. Throws Error(crs_missing), with
/// what the coordinates may be in, unless it may lack one.
std::optional<Layer> find_drawing_layer(const Path& path, std::string_view declared_crs, bool may_lack_crs);

/// A folder with the system catalogue of a file geodatabase in it.
bool is_file_geodatabase(const std::string& folder);
/// What the catalogue names and the folder lacks, or nothing.
std::optional<Text> find_missing_table(GDALDataset& dataset, const std::string& folder);

/// Whether a ring of a polygon does not end where it began. Coordinates of a file geodatabase are differences, one after the other: when
/// bytes of a shape are lost, the rest of it shifts and only the open ring tells.
bool has_open_ring(const OGRGeometry& geometry);

/// A file opened for reading. A GeoPackage with a write-ahead log beside it is read from a private copy, so that
/// reading never changes the user's file.
class Source {
 public:
  explicit Source(Path path);
  ~Source();
  Source(const Source&) = delete;
  Source& operator=(const Source&) = delete;

  const Path& path() const { return path_; }
  GDALDataset& dataset() { return *dataset_; }
  /// The file that was opened: the user's, or the private copy.
  const std::string& opened() const { return opened_; }
  std::string driver() const;

 private:
  std::string private_copy();
  [[noreturn]] void refuse(const std::string& gdal_says) const;

  Path path_;
  std::string copy_folder_, opened_;
  Dataset dataset_;
};

inline const Text dropped_heights{"坐标的高程（Z）或度量（M）已略去", "heights (Z) or measures (M) of the coordinates were dropped"};

/// The encoding of a Shapefile's attributes, and why. Empty: leave it to GDAL (UTF-8 inside).
struct Encoding { std::string name; Text note; };
Encoding shapefile_encoding(const std::string& shp);

}  // namespace libspatial::gdal
