#pragma once
// A table of a GeoPackage read without GDAL: SQLite hands us the bytes of the shapes and of the fields asked for, by ranges of row
// numbers, from as many threads as like.

#include <mutex>

#include "io/gdal.hpp"
#include "libspatial/layer.hpp"

struct sqlite3;

namespace libspatial::gdal {

class GeoPackageTable {
 public:
  /// Nothing when the rows are not numbered without gaps, or there are none.
  static std::unique_ptr<GeoPackageTable> open(Source& source, OGRLayer& layer, const Layer& head, const std::vector<std::string>& fields, std::size_t batch_rows);
  ~GeoPackageTable();

  std::size_t rows() const { return rows_; }
  std::size_t batches() const { return (rows_ + batch_rows_ - 1) / batch_rows_; }
  Layer read(std::size_t batch) const;

 private:
  struct Lease;
  GeoPackageTable() = default;
  sqlite3* take() const;
  void give(sqlite3* connection) const;

  std::string file_, sql_;
  ReadLimits limits_;
  Layer head_;
  std::int64_t first_ = 0;
  std::size_t rows_ = 0, batch_rows_ = 1;
  mutable std::mutex mutex_;
  mutable std::vector<sqlite3*> idle_;
};

}  // namespace libspatial::gdal
