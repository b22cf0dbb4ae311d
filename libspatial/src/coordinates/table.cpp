// Tables of points: the header row is found by the meaning of its cells, wherever it stands; above it, and on every page, stand titles.

#include <algorithm>
#include <map>

#include "coordinates/columns.hpp"
#include "coordinates/parcels.hpp"

namespace libspatial::coordinates {
namespace {

class Parser {
 public:
  Parser(std::string_view text, const std::string& file) : records_(text, delimiter_of(text)), file_(file) {}

  Raw run() {
    Record record;
    std::vector<std::string> above;
    while (!header_.found() && records_.next(record)) {
      header_ = header_of(record.cells);
      if (header_.found()) set_columns(record, above);
      else read_title(record);
      above = record.cells;
    }
    while (records_.next(record)) add(record);
    tell();
    return std::move(raw_);
  }

 private:
  static bool is_empty(const std::vector<std::string>& cells) {
    return std::all_of(cells.begin(), cells.end(), [](const std::string& c) { return c.empty(); });
  }

  /// A cell under a merged one takes its name: 坐标 above X and Y, 点号 above nothing.
  void set_columns(const Record& record, const std::vector<std::string>& above) {
    std::vector<std::string> names = record.cells;
    for (std::size_t i = 0; i < names.size(); ++i) {
      if (names[i].empty() && i < above.size()) names[i] = above[i];
    }
    header_ = header_of(names);
    if (const int area = header_.of(Column::area); area >= 0) area_unit_ = area_unit_of(names[static_cast<std::size_t>(area)]);
    raw_.stated.axes_named = header_.named;
    raw_.fields = {"id", "name"};
    if (header_.of(Column::width) >= 0) {
      width_cell_ = raw_.fields.size();
      raw_.fields.push_back("width_m");
    }
    for (std::size_t i = 0; i < names.size(); ++i) {
      if (header_.columns[i] != Column::other || names[i].empty() || std::count(raw_.fields.begin(), raw_.fields.end(), names[i]) > 0) continue;
      others_.push_back({i, raw_.fields.size(), true});
      raw_.fields.push_back(names[i]);
    }
  }

  static std::string after_colon(const std::string& cell) {
    const std::size_t at = cell.find(':');
    return at == std::string::npos ? "" : std::string(trim(std::string_view(cell).substr(at + 1)));
  }

  /// "宗地号：DK01" in one cell or in two. True when the row says anything.
  bool read_title(const Record& record) {
    bool any = false;
    for (std::size_t i = 0; i < record.cells.size(); ++i) {
      const std::string cell = narrow(record.cells[i]);
      const std::size_t colon = cell.find(':');
      const Column column = column_of(std::string_view(cell).substr(0, colon));
      std::string value = after_colon(cell);
      for (std::size_t next = i + 1; value.empty() && next < record.cells.size() && column_of(record.cells[next]) == Column::other; ++next) value = record.cells[next];
      if (value.empty()) continue;
      if (column == Column::id && value != title_id_) title_id_ = value, new_title_ = true, any = true;
      else if (column == Column::name) title_name_ = value, any = true;
      else if (column == Column::area) title_area_ = number(value), title_unit_ = area_unit_of(std::string_view(cell).substr(0, colon)), any = true;
      else if (column == Column::crs || column == Column::zone || column == Column::zone_width) set_stated(column, value, record.line), any = true;
      else any |= column != Column::other;
    }
    return any;
  }

  void set_stated(Column column, const std::string& value, std::size_t line) {
    Stated& s = raw_.stated;
    std::string& place = column == Column::zone ? s.zone : column == Column::zone_width ? s.width : value.starts_with("EPSG:") ? s.crs : s.datum;
    if (!place.empty() && place != value) {
      throw Error(Errc::crs_implausible, at_line(file_, line, {"坐标系“" + value + "”与前面的“" + place + "”矛盾，请拆成两个文件", "the CRS \"" + value + "\" contradicts \"" + place + "\" before it: divide the file in two"}));
    }
    place = value;
    (column == Column::zone ? s.zone_line : s.datum_line) = line;
  }

  const std::string& cell(const Record& record, int column) const {
    static const std::string none;
    return column >= 0 && static_cast<std::size_t>(column) < record.cells.size() ? record.cells[static_cast<std::size_t>(column)] : none;
  }
  const std::string& cell(const Record& record, Column column) const { return cell(record, column == Column::other ? -1 : header_.of(column)); }

  void add(const Record& record) {
    const std::string &x = cell(record, header_.first), &y = cell(record, header_.second);
    const auto first = number(x), second = number(y);
    if (first && second) return add_point(record, *first, *second);
    if (x.empty() && y.empty()) {
      if (!is_empty(record.cells) && !read_title(record)) skip(record);
      return;
    }
    if (header_of(record.cells).found()) return;  // the header once more, on the next page
    const bool is_text = !first && !second && !is_point_number(cell(record, Column::point));
    if (is_text) {
      if (!read_title(record)) skip(record);
      return;
    }
    require_parcel(record);
    raw_.bad_line(record.line, "bad_line", {"坐标“" + x + "”“" + y + "”不是两个数，请改正这一行", "the coordinates \"" + x + "\" \"" + y + "\" are not two numbers: correct this line"});
  }

  /// "12", "J12": a row with one is meant as a point.
  static bool is_point_number(std::string_view cell) {
    while (!cell.empty() && ((cell[0] >= 'A' && cell[0] <= 'Z') || (cell[0] >= 'a' && cell[0] <= 'z'))) cell.remove_prefix(1);
    return whole(cell).has_value();
  }

  void skip(const Record& record) {
    const bool only_side = std::all_of(record.cells.begin(), record.cells.end(), [&](const std::string& c) { return c.empty() || &c - record.cells.data() == header_.of(Column::side); });
    if (only_side) return;
    if (skipped_++ == 0) skipped_line_ = record.line;
  }

  /// Begins a parcel when the id changes, in its column or in the title of a page.
  void require_parcel(const Record& record) {
    Column by = Column::other;
    for (const Column column : {Column::name, Column::id, Column::row}) {
      if (header_.of(column) >= 0) by = column;
    }
    const bool by_column = by != Column::other;
    const std::string& id = cell(record, by);
    const bool changed = by_column ? !id.empty() && id != current_ : new_title_;
    if (!raw_.parcels.empty() && !changed) return;
    current_ = id;
    new_title_ = false;
    ring_names_.clear();
    RawParcel& parcel = raw_.begin_parcel(record.line);
    parcel.cells[0] = header_.of(Column::id) >= 0 ? cell(record, Column::id) : title_id_;
    parcel.cells[1] = header_.of(Column::name) >= 0 ? cell(record, Column::name) : title_name_;
    raw_.declares_area |= header_.of(Column::area) >= 0 || title_area_;
    const bool own_area = header_.of(Column::area) >= 0;
    parcel.area = own_area ? number(cell(record, Column::area)) : title_area_;
    parcel.area_unit = own_area ? area_unit_ : title_unit_;
    if (const auto type = shape_of(cell(record, Column::shape))) parcel.type = *type;
    if (width_cell_ > 0) parcel.cells[width_cell_] = cell(record, Column::width);
    for (const Other& other : others_) parcel.cells[other.field] = cell(record, static_cast<int>(other.column));
  }

  void add_point(const Record& record, double first, double second) {
    require_parcel(record);
    RawParcel& parcel = raw_.parcels.back();
    for (Other& other : others_) {
      const std::string& here = cell(record, static_cast<int>(other.column));
      other.constant &= here.empty() || here == parcel.cells[other.field];
    }
    if (header_.of(Column::crs) >= 0 && !cell(record, Column::crs).empty()) set_stated(Column::crs, cell(record, Column::crs), record.line);
    if (header_.of(Column::zone) >= 0 && !cell(record, Column::zone).empty()) set_stated(Column::zone, cell(record, Column::zone), record.line);
    heights_ |= !cell(record, Column::height).empty();
    raw_.add({first, second, ring_of(record), record.line});
  }

  /// Part and ring together are one number.
  long ring_of(const Record& record) {
    const std::string key = cell(record, Column::part) + "/" + cell(record, Column::ring);
    if (key == last_ring_.first && !ring_names_.empty()) return last_ring_.second;
    last_ring_ = {key, ring_names_.try_emplace(key, static_cast<long>(ring_names_.size()) + 1).first->second};
    return last_ring_.second;
  }

  void tell() {
    if (heights_) raw_.notes.push_back({"高程未采用", "heights were not used"});
    if (skipped_ > 0) {
      const std::string n = std::to_string(skipped_);
      raw_.notes.push_back(at_line(skipped_line_, {"有 " + n + " 行不是坐标点（首见于此），已略去", n + " lines are no points (the first is here) and left out"}));
    }
    std::string varying;
    for (const Other& other : others_) {
      if (!other.constant) varying += (varying.empty() ? "" : ", ") + raw_.fields[other.field];
    }
    if (!varying.empty()) raw_.notes.push_back({"同一地块内取值不同的列只取首行：" + varying, "columns that vary within a parcel, of which the first value is taken: " + varying});
  }

  struct Other {
    std::size_t column, field;
    bool constant;
  };

  Records records_;
  const std::string& file_;
  Raw raw_;
  Header header_;
  std::vector<Other> others_;
  std::size_t width_cell_ = 0, skipped_ = 0, skipped_line_ = 0;
  std::string current_, title_id_, title_name_;
  std::optional<double> title_area_;
  double area_unit_ = 0, title_unit_ = 0;
  bool new_title_ = false, heights_ = false;
  std::map<std::string, long> ring_names_;
  std::pair<std::string, long> last_ring_;
};

}  // namespace

Raw parse_table(std::string_view text, const std::string& file) { return Parser(text, file).run(); }

bool is_table(std::string_view text) { return delimiter_of(text) != 0; }

}  // namespace libspatial::coordinates
