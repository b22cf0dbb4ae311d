// Tables of points: the header row is found by the meaning of its cells, wherever it stands; above it, and on every page, stand titles.

#include <algorithm>
#include <map>
#include <set>

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
    while (records_.next(record)) {
      if (group_ == 0) add(record);
      else add_groups(record);
    }
    end_page();
    sort_rings();
    tell();
    return std::move(raw_);
  }

 private:
  struct DeclaredArea {
    std::optional<double> value;
    double unit = 0;  // m²; 0: nobody says
    std::string text;  // that is no number
  };

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
    find_groups(record.line, names);
    if (const int area = header_.of(Column::area); area >= 0) area_unit_ = area_unit_of(names[static_cast<std::size_t>(area)]);
    raw_.stated.axes_named = header_.named;
    raw_.fields = {"id", "name"};
    if (header_.of(Column::width) >= 0) {
      width_cell_ = raw_.fields.size();
      raw_.fields.push_back("width_m");
    }
    for (std::size_t i = 0; i < header_.columns.size(); ++i) {
      if (header_.columns[i] != Column::other || names[i].empty() || std::count(raw_.fields.begin(), raw_.fields.end(), names[i]) > 0) continue;
      others_.push_back({i, raw_.fields.size(), true});
      raw_.fields.push_back(names[i]);
    }
  }

  /// Columns may stand side by side twice or more, to save paper: a page is read group by group, each from top to bottom. Two pairs of coordinates of one point are refused.
  void find_groups(std::size_t line, const std::vector<std::string>& names) {
    const std::vector<Column> all = header_.columns;
    std::size_t step = 0;
    for (const int pair : {header_.first, header_.second}) {
      if (pair < 0) return;
      const auto at = all.begin() + pair, again = std::find(at + 1, all.end(), *at);
      if (again == all.end()) continue;
      if (step == 0) step = static_cast<std::size_t>(again - at);
      if (step != static_cast<std::size_t>(again - at)) step = all.size();
    }
    if (step == 0) return;
    bool alike = step < all.size() && header_.of(Column::point) >= 0 && static_cast<std::size_t>(std::max({header_.first, header_.second, header_.of(Column::point)})) < step;
    for (std::size_t i = step; alike && i < all.size(); ++i) alike = all[i] == all[i - step] || (all[i] == Column::other && names[i].empty()) || (all[i - step] == Column::other && names[i - step].empty());
    if (!alike) {
      throw Error(Errc::unsupported_format, at_line(file_, line, {"表头有两组坐标列，不知道用哪一组。请只留一组，或把并排的几组改为上下排列", "the header has two pairs of coordinate columns, and nobody says which to use: leave one, or put what stands side by side one below the other"}));
    }
    group_ = step;
    header_.columns.resize(step);
  }

  void add_groups(const Record& record) {
    std::vector<Record> groups;
    bool points = false;
    for (std::size_t at = 0; at < record.cells.size(); at += group_) {
      Record& part = groups.emplace_back();
      part.line = record.line;
      for (std::size_t i = at; i < std::min(at + group_, record.cells.size()); ++i) part.cells.push_back(record.cells[i]);
      points |= !cell(part, header_.first).empty() && !cell(part, header_.second).empty();
    }
    if (!points || header_of(record.cells).found()) {  // a title, or the header of the next page
      end_page();
      if (!points) add(record);
      return;
    }
    for (std::size_t g = 0; g < groups.size(); ++g) {
      if (is_empty(groups[g].cells)) continue;
      if (later_.size() <= g) later_.resize(g + 1);
      later_[g].push_back(std::move(groups[g]));
    }
  }

  void end_page() {
    const std::vector<std::vector<Record>> page = std::move(later_);
    later_.clear();
    for (const std::vector<Record>& group : page) {
      const bool by_column = header_.of(Column::id) >= 0 || header_.of(Column::name) >= 0 || header_.of(Column::row) >= 0;
      if (!by_column && !group.empty() && &group != &page.front() && !page.front().empty() && cell(group.front(), Column::point) == cell(page.front().front(), Column::point)) {
        throw Error(Errc::unsupported_format, at_line(file_, group.front().line, {"并排的两组都从点号“" + cell(group.front(), Column::point) + "”开始，可能是两个地块。请把它们改为上下排列，并写明地块编号",
                                                                                 "two groups side by side begin with point \"" + cell(group.front(), Column::point) + "\" and may be two parcels: put one below the other, each with its id"}));
      }
      for (const Record& record : group) add(record);
    }
  }

  /// Points of a ring belong together wherever they stand among those of its parcel.
  void sort_rings() {
    if (header_.of(Column::ring) < 0 && header_.of(Column::part) < 0) return;
    for (const RawParcel& parcel : raw_.parcels) {
      std::stable_sort(raw_.points.begin() + static_cast<long>(parcel.begin), raw_.points.begin() + static_cast<long>(parcel.end), [](const RawPoint& a, const RawPoint& b) { return a.ring < b.ring; });
    }
  }

  static std::string after_colon(const std::string& cell) {
    const std::size_t at = cell.find(':');
    return at == std::string::npos ? "" : std::string(trim(std::string_view(cell).substr(at + 1)));
  }

  /// "宗地号：DK01" in one cell or in two. True when the row says anything.
  bool read_title(const Record& record) {
    bool any = false;
    std::string named;
    bool area_stated = false;
    for (std::size_t i = 0; i < record.cells.size(); ++i) {
      const std::string cell = narrow(record.cells[i]);
      const std::size_t colon = cell.find(':');
      const Column column = cell.starts_with("EPSG:") ? Column::other : column_of(std::string_view(cell).substr(0, colon));
      std::string value = after_colon(cell);
      for (std::size_t next = i + 1; value.empty() && next < record.cells.size() && column_of(record.cells[next]) == Column::other; ++next) value = record.cells[next];
      if (value.empty()) continue;
      if (column == Column::id && !named.empty() && value != named) {
        throw Error(Errc::unsupported_format, at_line(file_, record.line, {"这一行有两个地块“" + named + "”和“" + value + "”，可能是并排的两个表。请改为上下排列", "this line names two parcels, \"" + named + "\" and \"" + value + "\": two tables side by side, it seems. Put one below the other"}));
      }
      if (column == Column::id) named = value;
      if (column == Column::id && value != title_id_) {
        if (!area_stated) title_area_ = {};  // that of the parcel before
        title_id_ = value, new_title_ = true, any = true;
      }
      else if (column == Column::name) title_name_ = value, any = true;
      else if (column == Column::area) area_stated = true, set_area(area_of(value, area_unit_of(std::string_view(cell).substr(0, colon)), record.line)), any = true;
      else if (column == Column::crs || column == Column::zone || column == Column::zone_width) set_stated(column, value, record.line), any = true;
      else any |= column != Column::other;
    }
    return any;
  }

  /// Above the points of a parcel, or below them.
  void set_area(const DeclaredArea& area) {
    const bool below = !raw_.parcels.empty() && !new_title_ && header_.of(Column::area) < 0 && !raw_.parcels.back().area && raw_.parcels.back().area_text.empty();
    if (!below) {
      title_area_ = area;
      return;
    }
    raw_.declares_area = true;
    declare(raw_.parcels.back(), area);
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
    const auto first = length_of(x), second = length_of(y);
    if (first && second) return add_point(record, *first, *second);
    if (is_empty(record.cells) || header_of(record.cells).found()) return;  // the header once more, on the next page
    if (!is_meant_as_point(record)) {
      if (!read_title(record)) skip(record);
      return;
    }
    require_parcel(record);
    raw_.bad_line(record.line, "bad_line", {"坐标“" + x + "”“" + y + "”不是两个数，请改正这一行", "the coordinates \"" + x + "\" \"" + y + "\" are not two numbers: correct this line"});
  }

  /// A row without two numbers is a title or a remark, or a point that cannot be read: one with the number of a point, or with numbers of some kind, or a spreadsheet's error, in both places.
  bool is_meant_as_point(const Record& record) const {
    const auto& places = {std::string_view(cell(record, header_.first)), std::string_view(cell(record, header_.second))};
    const auto is_figure = [](std::string_view text) { return text.find(':') == std::string_view::npos && (text.starts_with('#') || text == "-" || contains_digit(text)); };
    return is_point_number(cell(record, Column::point)) || std::all_of(places.begin(), places.end(), is_figure) || std::any_of(places.begin(), places.end(), [](std::string_view text) { return text.starts_with('#') || number(text); });
  }

  static bool contains_digit(std::string_view text) { return narrow(text).find_first_of("0123456789") != std::string::npos; }

  /// "12", "J12", "界12", "J12(界桩)": letters or signs, then digits.
  static bool is_point_number(const std::string& written) {
    const std::string narrowed = narrow(written);
    const std::string_view cell = trim(std::string_view(narrowed).substr(0, narrowed.find_first_of("([")));
    const std::size_t at = cell.find_first_of("0123456789");
    return at != std::string_view::npos && at <= 9 && whole(cell.substr(at)) && cell.substr(0, at).find_first_of(":.,;") == std::string_view::npos;
  }

  /// Metres or degrees: also "4,857,100.00", "4857100m" and full-width digits.
  static std::optional<double> length_of(const std::string& cell) {
    if (const auto plain = number(cell)) return plain;
    std::string text = narrow(cell);
    for (const std::string_view unit : {"m", "米"}) {
      if (text.ends_with(unit)) text = std::string(trim(std::string_view(text).substr(0, text.size() - unit.size())));
    }
    return number(without_thousands(text));
  }

  /// "4,857,100.00" without its commas; one comma alone may be a decimal one.
  static std::string without_thousands(const std::string& text) {
    const std::size_t point = std::min(text.find('.'), text.size()), comma = text.find(',');
    if (comma == std::string::npos || comma == 0 || comma > 3 || (point - comma) % 4 != 0 || (point == text.size() && point - comma == 4)) return text;
    std::string result;
    for (std::size_t i = 0; i < text.size(); ++i) {
      const bool due = i < point && (point - i) % 4 == 0;
      if (due != (text[i] == ',')) return text;
      if (text[i] != ',') result += text[i];
    }
    return result;
  }

  /// "1.0公顷", "15 亩" and "10,000.00" too; what is none of these is told.
  DeclaredArea area_of(const std::string& cell, double unit, std::size_t line) {
    std::string text = narrow(cell);
    if (const double own = area_unit_of("(" + std::string(trim(std::string_view(text).substr(std::min(text.find_last_of("0123456789.") + 1, text.size())))) + ")"); own > 0) {
      unit = own;
      text.resize(text.find_last_of("0123456789.") + 1);
    }
    const auto value = number(without_thousands(text));
    if (!value && !text.empty() && unread_areas_++ == 0) unread_area_line_ = line;
    return {value, unit, value ? std::string() : cell};
  }

  static void declare(RawParcel& parcel, const DeclaredArea& area) { parcel.area = area.value, parcel.area_unit = area.unit, parcel.area_text = area.text; }

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
    if (by_column && !known_.insert(id).second && returns_++ == 0) return_line_ = record.line;
    ring_names_.clear();
    RawParcel& parcel = raw_.begin_parcel(record.line);
    parcel.cells[0] = header_.of(Column::id) >= 0 ? cell(record, Column::id) : title_id_;
    parcel.cells[1] = header_.of(Column::name) >= 0 ? cell(record, Column::name) : title_name_;
    raw_.declares_area |= header_.of(Column::area) >= 0 || title_area_.value || !title_area_.text.empty();
    if (header_.of(Column::area) < 0) declare(parcel, title_area_);
    area_cell_.clear();
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
    if (const std::string& area = cell(record, Column::area); !area.empty() && area != area_cell_) {
      areas_vary_ |= !area_cell_.empty();
      if (area_cell_.empty()) declare(parcel, area_of(area, area_unit_, record.line)), area_cell_ = area;
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
    if (returns_ > 0) {
      const std::string n = std::to_string(returns_);
      raw_.notes.push_back(at_line(return_line_, {"有 " + n + " 次回到前面出现过的地块（首次在此），按该地块的另一部分读取，请核对行的次序", "a parcel that was left returns " + n + " times (first here) and is read as another row of the same id: see that the lines are in order"}));
    }
    if (unread_areas_ > 0) {
      const std::string n = std::to_string(unread_areas_);
      raw_.notes.push_back(at_line(unread_area_line_, {n + " 个声明面积不是数（首个在此），请改正", n + " declared areas are no numbers (the first is here): correct them"}));
    }
    std::string varying = areas_vary_ ? "面积" : "";
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
  DeclaredArea title_area_;
  double area_unit_ = 0;
  std::string area_cell_;  // of this parcel
  bool areas_vary_ = false;
  std::set<std::string> known_;  // ids of parcels
  std::size_t returns_ = 0, return_line_ = 0;
  std::size_t unread_areas_ = 0, unread_area_line_ = 0;
  std::size_t group_ = 0;  // columns of each group that stands beside others; 0: there is one
  std::vector<std::vector<Record>> later_;  // of this page, group by group
  bool new_title_ = false, heights_ = false;
  std::map<std::string, long> ring_names_;
  std::pair<std::string, long> last_ring_;
};

}  // namespace

Raw parse_table(std::string_view text, const std::string& file) { return Parser(text, file).run(); }

bool is_table(std::string_view text) { return delimiter_of(text) != 0; }

}  // namespace libspatial::coordinates
