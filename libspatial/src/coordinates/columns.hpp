#pragma once
// The columns of a table of points, by what their names mean.

#include <string>
#include <string_view>
#include <vector>

namespace libspatial::coordinates {

enum class Column { other, row, north, east, x, y, point, ring, part, id, name, shape, width, area, crs, zone, zone_width, height, side };

/// What a header cell means; the words are those of 界址点成果表 and their English translations.
Column column_of(std::string_view cell);
/// m² per unit of an area, as its header cell says in brackets: 1, 10,000 or 2000/3 (亩); 0 when it says nothing.
double area_unit_of(std::string_view cell);

/// A header row: which column is where; −1 is nowhere.
struct Header {
  std::vector<Column> columns;
  int first = -1, second = -1;  ///< the two coordinates: first is north (X), second is east (Y)
  bool named = false;           ///< by 北/东, 纵/横, 纬/经 rather than X, Y
  int of(Column column) const;
  bool found() const { return first >= 0 && second >= 0; }
};
Header header_of(const std::vector<std::string>& cells);

/// Records of a text (RFC 4180 quoting), with the line each begins on.
struct Record {
  std::size_t line = 0;
  std::vector<std::string> cells;
};
class Records {
 public:
  Records(std::string_view text, char delimiter) : text_(text), delimiter_(delimiter) {}
  bool next(Record& record);

 private:
  std::string_view text_;
  char delimiter_;
  std::size_t at_ = 0, line_ = 1;
};

/// The delimiter with which a header row is found among the first records, or 0.
char delimiter_of(std::string_view text);

}  // namespace libspatial::coordinates
