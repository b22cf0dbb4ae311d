#pragma once
// SQLite for files of strangers: read only, immutable, nothing of the file's own schema is run.

#include <sqlite3.h>

#include <memory>
#include <string>
#include <vector>

#include "libspatial/opening.hpp"

namespace libspatial::opening {

struct CloseSqlite {
  void operator()(sqlite3* connection) const { sqlite3_close(connection); }
};
using Sqlite = std::unique_ptr<sqlite3, CloseSqlite>;

struct FinishStatement {
  void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
using Statement = std::unique_ptr<sqlite3_stmt, FinishStatement>;

/// Immutable: no journal, no lock, no file beside it. No trigger, view, extension or untrusted function of the file runs on this connection.
/// Null, with the reason, when SQLite cannot open it.
Sqlite open_read_only(const std::string& file, std::string& why, std::uint64_t value_bytes);
/// Null when the statement cannot be prepared.
Statement prepare(sqlite3* connection, const std::string& sql);
/// A name in double quotes.
std::string quoted_name(std::string name);

/// What stands in the schema of a GeoPackage beside its tables.
struct SchemaCheck {
  bool strict = false;             ///< views, triggers or virtual tables that no standard defines
  std::vector<std::string> views;
  std::vector<Text> notes;
};
/// Looks through a database before GDAL does. Throws Error(unsupported_format) when it is no GeoPackage or when reading a layer of it could run something,
/// Error(damaged_file), Error(limit_exceeded).
SchemaCheck check_geopackage(const std::string& file, const std::string& written, const ReadLimits& limits);

/// Merges the -wal beside a private copy into it.
void merge_log(const std::string& copy);

}  // namespace libspatial::opening
