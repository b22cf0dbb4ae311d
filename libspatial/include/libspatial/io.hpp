#pragma once
// Io: files through GDAL. The only room that knows GDAL exists.

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "libspatial/coordinates.hpp"
#include "libspatial/layer.hpp"
#include "libspatial/opening.hpp"
#include "libspatial/schema.hpp"

namespace libspatial {

/// Reads one layer: GeoPackage, Shapefile, GeoJSON, FlatGeobuf, KML, a FileGDB folder, a ZIP or KMZ of these, a text of coordinates (coordinates.hpp) or a DXF drawing (drawing.hpp), recognised by content, never by name
/// (OpenedFile). `spec` is a file, or "file|layername=NAME"; without a name the first layer that has polygons or lines is read, and a note names the others that have shapes.
/// The input and its folder are not changed. Every row is read or the call throws: Error(file_not_found), Error(unsupported_format),
/// Error(damaged_file), Error(layer_not_found), Error(limit_exceeded). `declared_crs` ("EPSG:4530" or empty) is used when the file has no CRS
/// and never overrides one; without either the layer has no CRS (polygons() then refuses it). "GCJ-02" and "BD-09" move degrees back (unshift()).
/// A drawing has none ever: without a declared one read_layer() throws Error(crs_missing) that names what it may be, read_layers() leaves it out. NAME is then a CAD layer; without
/// a name all of them are one layer.
Layer read_layer(std::string_view spec, std::string_view declared_crs = {}, const ReadLimits& limits = {});

/// Every layer of a file, tables without geometry included.
std::vector<Layer> read_layers(std::string_view file, std::string_view declared_crs = {}, const ReadLimits& limits = {});

/// One layer in batches of rows, so that a file of any size passes through bounded memory; of its fields only those named. A GeoPackage
/// whose rows are numbered without gaps is read directly, side by side; a GeoJSON is one batch, as GDAL holds it.
class LayerStream {
 public:
  static constexpr std::size_t all_rows = static_cast<std::size_t>(-1);  ///< for batch_rows: one batch

  /// Throws what read_layer() throws, and Error(field_not_found).
  LayerStream(std::string_view spec, std::string_view declared_crs, std::vector<std::string> fields, std::size_t batch_rows = 2048, const ReadLimits& limits = {});
  ~LayerStream();
  LayerStream(const LayerStream&) = delete;
  LayerStream& operator=(const LayerStream&) = delete;

  /// Name, file and CRS; no rows.
  const Layer& head() const;
  std::size_t rows() const;
  std::size_t batches() const;  ///< at least one, which may be empty
  /// One batch, its `first_row` set, once. From any thread; where the file is not read directly a call waits until the batches before
  /// it have been read. Throws Error(damaged_file) when there are other rows than the file promises.
  Layer read(std::size_t batch) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// Who wants to know that a file of a stranger is being read: a program that stops a reader which hangs. Called from any thread.
class ReadingWatch {
 public:
  virtual ~ReadingWatch() = default;
  virtual void enters(const std::string& file) = 0;  ///< a reader begins to work at it; they may be inside each other
  virtual void moves() = 0;                          ///< something has come out
  virtual void leaves() = 0;
};
/// One watch for the whole process, which must outlive all reading; null: nobody, as at first.
void watch_reading(ReadingWatch* watching);

/// Writes layers to a GeoPackage (one table each), as a whole or not at all (see publish()); the file is opened again
/// and every row is read back before it gets its name. `description` goes into the file's metadata. The columns of row numbers and of shapes are called fid and geom,
/// or the next name that no field has. Returns what could not be carried over: names that differ only in case, NaN, texts with a NUL. Throws Error(crs_missing) for shapes without CRS.
std::vector<Loss> write_geopackage(const std::string& file, std::span<const Layer> layers, std::string_view description = {});

struct VectorStyle {
  bool gbk = false;  ///< attributes of a Shapefile in GBK, not UTF-8
};

/// Writes one layer as Shapefile, FlatGeobuf, KML or GeoJSON, by the ending of `file`, as a whole or not at all, and reads it back. A Shapefile holds shapes of one type.
/// Returns what could not be carried over: every cell is compared with the one read back. Throws Error(crs_mismatch) for a KML or GeoJSON that is not in degrees, Error(bad_argument) for another ending.
std::vector<Loss> write_vector(const std::string& file, const Layer& layer, const VectorStyle& style = {});

/// The same for a plan file: tables of the layout get their shape, dates, words to choose from and titles, also when they are empty.
std::vector<Loss> write_plan(const std::string& file, std::span<const Layer> layers, const PlanLayout& layout, std::string_view description = {});

/// The same as write_geopackage() batch by batch, in bounded memory: `next` gives the following rows of every layer, always the same layers, and no layer at
/// the end. Polygons are written as multipolygons.
std::vector<Loss> write_geopackage(const std::string& file, const std::function<std::vector<Layer>()>& next, std::string_view description = {});

}  // namespace libspatial
