#pragma once
// A careful reader of CSV tables with a header: every column is known, every message names file and line.

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "libspatial/error.hpp"

namespace libspatial::table {

struct Header {
  std::string file;
  std::vector<std::string> columns;
};

/// One record; cells by column name. `line` is where it starts in the file. Precondition: the column is one of those expected.
class Row {
 public:
  Row(std::shared_ptr<const Header> header, std::size_t line, std::vector<std::string> cells);

  const std::string& text(std::string_view column) const;                 ///< may be empty
  const std::string& needed(std::string_view column) const;               ///< not empty
  std::optional<double> number(std::string_view column) const;            ///< finite, or the cell is empty
  std::vector<std::string> words(std::string_view column) const;          ///< separated by ";"
  [[noreturn]] void fail(const Text& why) const;

 private:
  std::shared_ptr<const Header> header_;
  std::size_t line_;
  std::vector<std::string> cells_;
};

struct Record {
  std::size_t line = 0;
  std::vector<std::string> cells;
};
/// Every record, the header too. Throws Error(bad_profile).
std::vector<Record> records(std::string_view text, const std::string& file);

/// RFC 4180 in UTF-8, with or without BOM, LF or CRLF. Throws Error(bad_profile) unless the columns are those expected, in any order, and every
/// record has as many cells.
std::vector<Row> read(std::string_view text, const std::string& file, const std::vector<std::string>& expected);

}  // namespace libspatial::table
