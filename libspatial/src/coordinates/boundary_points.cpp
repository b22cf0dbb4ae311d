// 界址点坐标 TXT: sections, a header line for each parcel, a line for each point. Every province writes it a little differently.

#include <algorithm>

#include "coordinates/parcels.hpp"

namespace libspatial::coordinates {
namespace {

constexpr std::string_view coordinates_section = "地块坐标";

/// The name between the brackets of "[地块坐标]" or "【地块坐标】", or nothing.
std::optional<std::string> section_of(std::string_view line) {
  for (const auto& [open, close] : {std::pair<std::string_view, std::string_view>{"[", "]"}, {"【", "】"}}) {
    if (line.starts_with(open) && line.ends_with(close) && line.size() > open.size() + close.size()) return std::string(trim(line.substr(open.size(), line.size() - open.size() - close.size())));
  }
  return std::nullopt;
}

/// Bullets, braces and trailing commas of published templates.
std::string_view bare(std::string_view line) {
  line = trim(line);
  for (bool more = true; more;) {
    more = false;
    for (const std::string_view mark : {"-", "{", "•", "·", "}"}) {
      if (!line.starts_with(mark)) continue;
      line = trim(line.substr(mark.size()));
      more = true;
    }
    for (const std::string_view mark : {",", "}", ";"}) {
      if (!line.ends_with(mark)) continue;
      line = trim(line.substr(0, line.size() - mark.size()));
      more = true;
    }
  }
  return line;
}

std::string joined(const std::vector<std::string_view>& cells, std::size_t from) {
  std::string text;
  for (std::size_t i = from; i < cells.size(); ++i) text += (i > from ? "," : "") + std::string(cells[i]);
  return text;
}

class Parser {
 public:
  Parser(std::string_view text, const std::string& file) : lines_(text), file_(file) {
    raw_.fields = {"id", "name", "sheet", "use", "land_code", "more"};
    raw_.declares_area = true;
  }

  Raw run() {
    while (const auto line = lines_.next()) {
      // full-width commas separate only where there are no others: in a name they are part of it
      if (line->find('\xEF') == std::string_view::npos || line->find_first_of(",=") != std::string_view::npos) add(*line);
      else add(narrow(*line));
    }
    return std::move(raw_);
  }

 private:
  void add(std::string_view whole_line) {
    const std::string_view line = bare(whole_line);
    if (line.empty()) return;
    if (auto section = section_of(line)) {
      section_ = *section;
      return;
    }
    const std::size_t equals = line.find('=');
    if (equals != std::string_view::npos && (section_ != coordinates_section || line.find(',') == std::string_view::npos)) return add_pair(trim(line.substr(0, equals)), trim(line.substr(equals + 1)));
    if (section_ == coordinates_section || section_.empty() || line.ends_with('@')) return add_block_line(line);
    raw_.notes.push_back(at_line(lines_.number(), {"[" + section_ + "] 中的这一行不认识，已略去", "this line of [" + section_ + "] is not known and left out"}));
  }

  void add_pair(std::string_view key, std::string_view value) {
    raw_.header.push_back({section_, std::string(key), std::string(value)});
    Stated& s = raw_.stated;
    if (key == "坐标系") set(s.datum, s.datum_line, key, value);
    else if (key == "几度分带" || key == "分带") set(s.width, width_line_, key, value);
    else if (key == "带号") set(s.zone, s.zone_line, key, value);
    else if (key == "计量单位") set(s.unit, s.unit_line, key, value);
    else if (key == "中央子午线" || key == "中央经线") set(s.meridian, s.meridian_line, key, value);
    else if (key == "投影类型") set(s.projection, s.projection_line, key, value);
    else if (key == "转换参数" && value.find_first_of("123456789") != std::string_view::npos) {
      raw_.notes.push_back(at_line(lines_.number(), {"转换参数不为零（" + std::string(value) + "），未使用：坐标按所写的坐标系采用", "there are transformation parameters (" + std::string(value) + "), not used: the coordinates are taken in the CRS as written"}));
    }
  }

  /// A file made of several may say a thing twice, but not differently.
  void set(std::string& place, std::size_t& line, std::string_view key, std::string_view value) {
    if (value.empty()) return;
    if (!place.empty() && place != value) {
      const std::string k(key), v(value);
      throw Error(Errc::crs_implausible, at_line(file_, lines_.number(), {k + "=" + v + " 与前面的 " + k + "=" + place + " 矛盾，请拆成两个文件", k + "=" + v + " contradicts " + k + "=" + place + " before it: divide the file in two"}));
    }
    place = value;
    line = lines_.number();
  }

  void add_block_line(std::string_view line) {
    const std::vector<std::string_view> cells = split(line, ',');
    const bool ends = cells.back() == "@" || cells.back().ends_with('@');
    const bool like_header = cells.size() >= 5 && std::any_of(cells.begin() + 3, cells.end(), [](std::string_view c) { return shape_of(c).has_value(); });
    if (ends || like_header) return begin_parcel(cells, ends);
    if (raw_.parcels.empty()) {
      raw_.begin_parcel(lines_.number());
      raw_.notes.push_back(at_line(lines_.number(), {"坐标之前没有地块行，作为一个没有编号的地块", "there is no parcel line before the points: taken as one parcel without id"}));
    }
    if (cells.size() >= 4 || line.find('\xEF') == std::string_view::npos) return add_point(cells);
    const std::string narrowed = narrow(line);
    add_point(split(narrowed, ','));
  }

  void begin_parcel(std::vector<std::string_view> cells, bool marked) {
    if (marked && cells.back() == "@") cells.pop_back();
    else if (marked) cells.back().remove_suffix(1);
    std::size_t kind = std::min<std::size_t>(4, cells.size());
    const bool standard = kind < cells.size() && shape_of(cells[kind]);
    for (std::size_t i = std::min<std::size_t>(3, cells.size()); !standard && i < cells.size(); ++i) {
      if (shape_of(cells[i])) {
        kind = i;
        break;
      }
    }
    RawParcel& parcel = raw_.begin_parcel(lines_.number());
    const auto cell = [&](std::size_t i) { return i < cells.size() ? std::string(cells[i]) : std::string(); };
    if (const auto type = shape_of(cell(kind))) {
      parcel.type = *type;
    } else {
      raw_.notes.push_back(at_line(lines_.number(), {"图形类型“" + cell(kind) + "”不是 面、线、点，按面读取", "the shape \"" + cell(kind) + "\" is none of 面, 线, 点: read as a polygon"}));
    }
    parcel.count = whole(cell(0));
    parcel.area = number(cell(1));
    if ((!cell(0).empty() && !parcel.count) || (!cell(1).empty() && !parcel.area)) {
      raw_.notes.push_back(at_line(lines_.number(), {"界址点数“" + cell(0) + "”或地块面积“" + cell(1) + "”不是数，不作核对", "the number of points \"" + cell(0) + "\" or the area \"" + cell(1) + "\" is no number: not compared"}));
    }
    parcel.cells = {cell(2), kind > 3 ? cell(kind - 1) : "", cell(kind + 1), cell(kind + 2), cell(kind + 3), cells.size() > kind + 4 ? joined(cells, kind + 4) : ""};
  }

  void add_point(const std::vector<std::string_view>& cells) {
    const auto first = cells.size() >= 4 ? number(cells[2]) : std::nullopt, second = cells.size() >= 4 ? number(cells[3]) : std::nullopt;
    const auto ring = cells.size() >= 4 ? whole(cells[1]) : std::nullopt;
    if (!first || !second || !ring) {
      return raw_.bad_line(lines_.number(), "bad_line", {"应为 点号,圈号,X,Y，这一行不能读取，请改正", "this line is not number,ring,X,Y and cannot be read: correct it"});
    }
    raw_.add({*first, *second, *ring, lines_.number()});
  }

  Lines lines_;
  const std::string& file_;
  std::string section_;
  std::size_t width_line_ = 0;
  Raw raw_;
};

}  // namespace

Raw parse_boundary_points(std::string_view text, const std::string& file) { return Parser(text, file).run(); }

bool is_boundary_points(std::string_view text) {
  Lines lines(text);
  while (const auto line = lines.next()) {
    const std::string_view plain = bare(*line);
    const auto section = section_of(plain);
    if (section && (*section == coordinates_section || *section == "属性描述")) return true;
    if (plain.ends_with('@') && std::count(plain.begin(), plain.end(), ',') >= 4) return true;
  }
  return false;
}

}  // namespace libspatial::coordinates
