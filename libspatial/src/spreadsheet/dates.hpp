#pragma once
// Days and times of a workbook are numbers: only the format of their cell says what they are.

#include <map>
#include <string>
#include <vector>

#include "opening/xml.hpp"

namespace libspatial::spreadsheet {

/// The styles of a workbook, as far as they tell dates from numbers.
class DateStyles : public opening::XmlReader {
 public:
  explicit DateStyles(const std::string& file) : XmlReader(file, "XLSX") {}
  /// By the number of a cell's style.
  std::vector<bool> are_dates;

 private:
  void begin(std::string_view name, const char** attributes) override;
  void end(std::string_view name) override;
  void text(std::string_view) override {}

  std::map<std::string, std::string> formats_;  // of the workbook's own, by id
  bool of_cells_ = false;
};

/// "2025-01-31", "2025-01-31 08:30:00" or "08:30:00"; the number as it is when it is no day a spreadsheet has.
std::string moment_of(const std::string& number, bool since_1904);

}  // namespace libspatial::spreadsheet
