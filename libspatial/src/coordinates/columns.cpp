#include "coordinates/columns.hpp"

#include <algorithm>
#include <utility>

#include "coordinates/text.hpp"

namespace libspatial::coordinates {
namespace {

constexpr std::size_t records_before_header = 60;

constexpr std::pair<std::string_view, double> area_units[] = {{"(m2)", 1}, {"(m²)", 1}, {"(㎡)", 1}, {"(平方米)", 1}, {"(ha)", 1e4}, {"(hm2)", 1e4}, {"(hm²)", 1e4}, {"(公顷)", 1e4}, {"(亩)", 2000.0 / 3}, {"(mu)", 2000.0 / 3}};

/// Without blanks, in lower case, full-width characters narrowed.
std::string compact(std::string_view cell) {
  const std::string narrowed = narrow(trim(cell));
  std::string text;
  for (std::size_t i = 0; i < narrowed.size(); ++i) {
    const char c = narrowed[i];
    if (c == ' ' || c == '\t' || c == '_' || c == '-' || c == '.') continue;
    text += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return text;
}

/// And without a unit in brackets: "坐标 X（m）" is "坐标x".
std::string plain(std::string_view cell) {
  std::string text = compact(cell);
  const auto remove = [&](std::string_view gone) {
    for (std::size_t at; (at = text.find(gone)) != std::string::npos;) text.erase(at, gone.size());
  };
  for (const std::string_view gone : {"(m)", "(米)", "[m]", "(度)", "\u3000", "值"}) remove(gone);
  for (const auto& [unit, m2] : area_units) remove(unit);
  return text;
}

constexpr std::pair<Column, std::string_view> words[] = {
    {Column::row, "|地块序号|parcelrow|"},
    {Column::north, "|北|n|north|northing|北坐标|纵坐标|纵坐标x|x纵坐标|x(北)|北(x)|x北|北坐标x|坐标x(北)|纬度|lat|latitude|y(纬度)|"},
    {Column::east, "|东|e|east|easting|东坐标|横坐标|横坐标y|y横坐标|y(东)|东(y)|y东|东坐标y|坐标y(东)|经度|lon|lng|long|longitude|x(经度)|"},
    {Column::x, "|x|x坐标|坐标x|xcoord|pointx|"},
    {Column::y, "|y|y坐标|坐标y|ycoord|pointy|"},
    {Column::point, "|点号|界址点号|拐点号|点名|拐点编号|界址点编号|point|pointno|pointid|"},
    {Column::ring, "|圈号|环号|圈|环|ring|ringno|"},
    {Column::part, "|部分号|部分|部件|部件号|part|partno|"},
    {Column::id, "|地块编号|地块号|宗地号|宗地代码|宗地编号|地块|parcel|parcelid|id|dkbh|zddm|zdh|"},
    {Column::name, "|地块名称|宗地名称|项目名称|权利人|名称|name|dkmc|xmmc|"},
    {Column::shape, "|图形类型|几何类型|geometry|geometrytype|shape|"},
    {Column::width, "|宽度|红线宽度|widthm|width|"},
    {Column::area, "|面积|宗地面积|地块面积|area|"},
    {Column::crs, "|坐标系|坐标系统|crs|epsg|"},
    {Column::zone, "|带号|zone|"},
    {Column::zone_width, "|几度分带|分带|"},
    {Column::height, "|高程|h|z|高程h|height|elevation|"},
    {Column::side, "|边长|side|"}};

}  // namespace

Column column_of(std::string_view cell) {
  const std::string text = plain(cell);
  if (text.empty() || text.size() > 30) return Column::other;
  for (const auto& [column, list] : words) {
    if (contains(list, "|" + text + "|")) return column;
  }
  return text == "序号" || text == "no" ? Column::point : Column::other;
}

double area_unit_of(std::string_view cell) {
  const std::string text = compact(cell);
  for (const auto& [unit, m2] : area_units) {
    if (contains(text, unit)) return m2;
  }
  return 0;
}

int Header::of(Column column) const {
  const auto found = std::find(columns.begin(), columns.end(), column);
  return found == columns.end() ? -1 : static_cast<int>(found - columns.begin());
}

Header header_of(const std::vector<std::string>& cells) {
  Header header;
  for (const std::string& cell : cells) header.columns.push_back(column_of(cell));
  header.first = header.of(Column::x);
  header.second = header.of(Column::y);
  if (header.found()) return header;
  header.first = header.of(Column::north);
  header.second = header.of(Column::east);
  header.named = true;
  return header;
}

bool Records::next(Record& record) {
  if (at_ >= text_.size()) return false;
  record.line = line_;
  record.cells.clear();
  for (bool more = true; more;) {
    std::string cell;
    while (at_ < text_.size() && text_[at_] == ' ') ++at_;
    if (at_ < text_.size() && text_[at_] == '"') {
      for (++at_; at_ < text_.size(); ++at_) {
        if (text_[at_] == '"' && (at_ + 1 >= text_.size() || text_[at_ + 1] != '"')) break;
        if (text_[at_] == '"') ++at_;
        line_ += text_[at_] == '\n';
        cell += text_[at_];
      }
      if (at_ < text_.size()) ++at_;
    }
    const std::size_t end = std::min(text_.find_first_of(std::string{delimiter_, '\r', '\n'}, at_), text_.size());
    cell += trim(text_.substr(at_, end - at_));
    record.cells.push_back(std::move(cell));
    at_ = end;
    more = at_ < text_.size() && text_[at_] == delimiter_;
    if (more) ++at_;
  }
  if (text_.substr(at_).starts_with("\r\n")) at_ += 2;
  else if (at_ < text_.size()) ++at_;
  ++line_;
  return true;
}

char delimiter_of(std::string_view text) {
  for (const char delimiter : {',', ';', '\t'}) {
    Records records(text, delimiter);
    Record record;
    for (std::size_t i = 0; i < records_before_header && records.next(record); ++i) {
      if (header_of(record.cells).found()) return delimiter;
    }
  }
  return 0;
}

}  // namespace libspatial::coordinates
