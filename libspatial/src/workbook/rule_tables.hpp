#pragma once
// The sheets of a rule set's workbook: which columns, what each is for, what it may hold. One table for writing and for reading.

#include <span>
#include <string>
#include <vector>

#include "libspatial/error.hpp"

namespace libspatial::workbook {

enum class Cell { text, flag, number, list, condition, formula, pairs, lists };

struct RuleColumn {
  const char* path;            ///< in the row's JSON: "title/zh"
  const char* title;           ///< 条件, followed by the last part of the path in the header
  Text help;
  Cell kind = Cell::text;
  const char* choices = "";    ///< name of a list (choices()), or of the sheet whose ids may be chosen
  bool required = false, locked = false;
};

/// Where the rows of a sheet belong in the canonical form.
enum class Home { set, list, values, fact, base, exceptions, cases };

struct RuleTable {
  const char* key;             ///< in the canonical form; the second word of the sheet's name
  const char* title;
  Home home = Home::list;
  const char* main = "id";     ///< the column that is named when the whole row is meant
  std::vector<RuleColumn> columns;

  std::string sheet() const { return std::string(title) + " " + key; }
  const RuleColumn& column(const std::string& path) const;
};

std::span<const RuleTable> rule_tables();
const RuleTable& rule_table(const std::string& key);

/// 条件 when
std::string header_of(const RuleColumn& column);

/// The words of a list of choices; none: it is a sheet.
std::vector<std::string> choices(const std::string& name);

}  // namespace libspatial::workbook
