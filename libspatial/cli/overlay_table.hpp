#pragma once
// The overlay as a table, batch after batch: what is read is cut, written and forgotten, by as many threads as there are. The bytes
// written do not depend on their number.

#include "cli.hpp"
#include "libspatial/io.hpp"
#include "libspatial/overlay.hpp"

namespace libspatial::cli {

struct TableTask {
  std::string out, subject_id;   ///< a .gpkg gets a layer `overlay`
  AreaKind area = AreaKind::official;
  int threads = 0;
  std::vector<std::string> zone_labels;
  bool sum_equal_zones = false;
  std::function<void(const Layer&)> look = {};  ///< at the first rows as they were read; may throw
  bool pieces = false;           ///< and a layer `pieces` with their shapes; .gpkg only
};

bool is_geopackage(const std::string& out);
bool is_csv(const std::string& out);

/// What is left of the subjects when the table is written: the rows that were not used, and sums.
struct TableResult {
  bool any_land = false;         ///< a polygon, sound or not
  Layer flaws;                   ///< name, file, rejects and repairs with their row numbers; no shapes
  Area double_cover;
  std::size_t double_count = 0, rows = 0, pieces = 0, fallbacks = 0;
  std::string first_double;
  double largest_spread = 0;     ///< see Overlay
  double read_s = 0, validity_s = 0, overlay_s = 0, format_s = 0, write_s = 0;  ///< summed over the threads
};

/// `description` goes into the metadata of a GeoPackage.
TableResult write_table(const LayerStream& subjects, const ZoneIndex& zones, const TableTask& task, const std::string& description, const Progress& progress);

}  // namespace libspatial::cli
