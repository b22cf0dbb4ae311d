#pragma once
// Audit: fingerprints of what a result was made of, and a log in which no line can be changed, put in or taken out unseen.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "libspatial/error.hpp"

namespace libspatial {

struct Fingerprint {
  std::string file;        ///< as the user wrote it; a part of a whole as "FILE/part" or beside it
  std::uint64_t bytes = 0;
  std::string sha256;      ///< 64 hexadecimal digits
  friend bool operator==(const Fingerprint&, const Fingerprint&) = default;
};

/// Of an input as commands take it ("FILE" or "FILE|layername=NAME"): the file; of a Shapefile the files beside it that belong to it; of a folder every file in
/// it, by name; of a GeoPackage its -wal too. Throws Error(file_not_found).
std::vector<Fingerprint> fingerprints(std::string_view input);

/// One line of a log: a JSON object, in canonical form (sorted keys) with `n` (from 1), `previous` (the hash of the line before, or 64 zeros) and `hash` (SHA-256 of
/// the line without it).
/// Adds `entry`, a JSON object without these three, to the log, which is made when it is missing. Throws Error(damaged_file) when the log is not whole, and
/// Error(bad_argument) when `entry` is no object.
void append_log(const std::string& file, std::string_view entry);

struct LogCheck {
  std::vector<std::string> entries;  ///< the lines, as JSON
  std::vector<Text> flaws;           ///< line by line; none: whole
};
/// Every hash and link of a log.
LogCheck check_log(std::string_view text, const std::string& file);

}  // namespace libspatial
