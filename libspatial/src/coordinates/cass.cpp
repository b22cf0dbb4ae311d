// CASS .dat: number, code, east, north, height; the opposite order of the TXT.

#include "coordinates/parcels.hpp"

namespace libspatial::coordinates {
namespace {

std::vector<std::string_view> cells_of(std::string_view line) { return split(trim(line), ','); }

bool is_end(std::string_view line) { return line == "END" || line == "end"; }

bool is_point(const std::vector<std::string_view>& cells) {
  const bool trailing = cells.size() == 6 && cells[5].empty();
  return (cells.size() == 5 || trailing) && number(cells[2]) && number(cells[3]) && (cells[4].empty() || number(cells[4]));
}

}  // namespace

Raw parse_cass(std::string_view text, bool join) {
  Raw raw;
  raw.north_first = false;
  raw.fields = join ? std::vector<std::string>{"id"} : std::vector<std::string>{"no", "code", "height_m"};
  std::optional<long> declared;
  std::size_t found = 0;
  std::string code;
  Lines lines(text);
  while (const auto line = lines.next()) {
    const std::vector<std::string_view> cells = cells_of(*line);
    if (cells[0].empty() && cells.size() == 1) continue;
    if (cells.size() == 1 && is_end(cells[0])) continue;
    if (cells.size() == 1 && raw.parcels.empty() && whole(cells[0])) {  // the number of points, as older files begin
      declared = whole(cells[0]);
      continue;
    }
    const bool sound = is_point(cells);
    const std::string_view here = cells.size() > 1 ? cells[1] : "";
    if (!join || raw.parcels.empty() || (sound && here != code)) {
      RawParcel& parcel = raw.begin_parcel(lines.number());
      parcel.type = join ? ShapeType::polygon : ShapeType::point;
      if (join) parcel.cells = {std::string(here)};
      else if (sound) parcel.cells = {std::string(cells[0]), std::string(here), std::string(cells[4])};
      code = here;
    }
    ++found;
    if (sound) raw.add({*number(cells[2]), *number(cells[3]), 1, lines.number()});
    else raw.bad_line(lines.number(), "bad_line", {"应为 点号,编码,Y(东),X(北),H，这一行不能读取，请改正", "this line is not number,code,east,north,height and cannot be read: correct it"});
  }
  if (declared && *declared != static_cast<long>(found)) {
    const std::string d = std::to_string(*declared), n = std::to_string(found);
    raw.notes.push_back({"声明 " + d + " 点，实有 " + n + " 点：文件可能被截断，请核对", "declares " + d + " points and has " + n + ": it may be cut off, check"});
  }
  if (join) raw.notes.push_back({"各点按次序连成面，高程未采用", "the points were joined to polygons in their order, heights were not used"});
  return raw;
}

bool is_cass(std::string_view text) {
  Lines lines(text);
  std::size_t seen = 0, sound = 0;
  bool first_is_bad = false;
  for (auto line = lines.next(); line && seen < 20; line = lines.next()) {
    const std::vector<std::string_view> cells = cells_of(*line);
    if (cells.size() == 1 && (cells[0].empty() || is_end(cells[0]) || (seen == 0 && whole(cells[0])))) continue;
    ++seen;
    sound += is_point(cells);
    if (seen == 1 && sound == 0) first_is_bad = true;  // a header
  }
  return sound > 0 && (sound * 5 >= seen * 4 || (seen > 2 && sound + 1 == seen && !first_is_bad));  // a bad line of a short file is told
}

}  // namespace libspatial::coordinates
