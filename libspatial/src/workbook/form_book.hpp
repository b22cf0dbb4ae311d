#pragma once
// A workbook to fill in: headers, explanations, lists to choose from, protected columns.

#include <string>
#include <vector>

namespace libspatial::workbook {

struct FormColumn {
  std::string title, help;
  std::string choices;          ///< a range: "='词表 lists'!$A$1:$A$5"; empty: anything
  bool locked = false;          ///< cells that are filled
};

/// Row 1 has the titles, row 2 the explanations, the rest is to be filled in.
struct Form {
  std::string title;
  std::vector<FormColumn> columns;
  std::vector<std::vector<std::string>> rows;
  bool hidden = false;
};

/// Every cell is text. The same input gives the same bytes. Throws Error(write_failed), and Error(bad_rules) for a text that no cell can hold.
void write_forms(const std::string& file, const std::vector<Form>& forms);

}  // namespace libspatial::workbook
