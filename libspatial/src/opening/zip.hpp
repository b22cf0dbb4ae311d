#pragma once
// Zip archives: the directory at their end is read and judged before one byte is unpacked.

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "libspatial/opening.hpp"

namespace libspatial::opening {

struct ZipEntry {
  std::string name;            ///< UTF-8, with '/' between folders; no entry has "..", a drive or a leading '/'
  std::uint64_t packed = 0, size = 0, at = 0;  ///< bytes in the archive, unpacked, and where its local header lies
  std::uint32_t checksum = 0;
  int method = 0;              ///< 0 stored, 8 deflated
};

/// Files only, in the order of the directory. Throws Error(unsupported_format) for what is encrypted, a symbolic link, or a path out of the archive; Error(damaged_file);
/// Error(limit_exceeded) for too many entries, bytes, or too high a ratio. A name without the mark of UTF-8 that is no UTF-8 is taken as GB18030.
std::vector<ZipEntry> read_zip_directory(const std::string& archive, const std::string& written, const ReadLimits& limits);

/// Unpacks one entry, piece by piece. Never more bytes than the directory promises; its checksum must agree, which shows when the last piece has been given.
void unpack_entry(const std::string& archive, const std::string& written, const ZipEntry& entry, const std::function<void(std::string_view)>& give);
/// The same to a new file.
void unpack_entry(const std::string& archive, const std::string& written, const ZipEntry& entry, const std::string& to);

}  // namespace libspatial::opening
