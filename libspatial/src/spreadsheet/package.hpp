#pragma once
// The parts of an XLSX (ECMA-376): which file of the archive is which.

#include <functional>
#include <optional>

#include "libspatial/spreadsheet.hpp"
#include "opening/zip.hpp"

namespace libspatial::spreadsheet {

struct Tab {
  std::string name, part;  ///< part: its file in the archive
  bool hidden = false;
};

class Package {
 public:
  /// Throws Error(unsupported_format) for an archive that is no XLSX.
  Package(const std::string& path, const std::string& file, const ReadLimits& limits);

  const std::vector<Tab>& tabs() const { return tabs_; }
  /// Texts that cells refer to by number.
  const std::vector<std::string>& shared() const { return shared_; }
  /// Whether numbers in cells of a style are days or times, and from which year days are counted.
  bool is_date(std::size_t style) const { return style < are_dates_.size() && are_dates_[style]; }
  bool since_1904() const { return since_1904_; }
  const std::string& file() const { return file_; }
  const ReadLimits& limits() const { return limits_; }

  /// Gives the bytes of a part to a reader of XML.
  template <class Reader>
  void parse(const std::string& part, Reader& reader) const {
    unpack(part, [&](std::string_view bytes) { reader.feed(bytes); });
    reader.feed({}, true);
  }

 private:
  void unpack(const std::string& part, const std::function<void(std::string_view)>& give) const;

  const std::string &path_, &file_;
  const ReadLimits& limits_;
  std::vector<opening::ZipEntry> entries_;
  std::vector<Tab> tabs_;
  std::vector<std::string> shared_;
  std::vector<bool> are_dates_;
  bool since_1904_ = false;
};

/// The cells of a worksheet as CSV.
Worksheet read_tab(const Package& package, const Tab& tab);

}  // namespace libspatial::spreadsheet
