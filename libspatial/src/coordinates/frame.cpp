#include "coordinates/frame.hpp"

#include <cmath>

#include "coordinates/text.hpp"
#include "libspatial/units.hpp"

namespace libspatial::coordinates {
namespace {

/// EPSG: the code of zone n is a base plus n, with the zone's number before the easting or without.
struct Family {
  Datum datum;
  int degrees, first, last, with_prefix, without;
};
constexpr Family families[] = {{Datum::cgcs2000, 3, 25, 45, 4488, 4509},  {Datum::cgcs2000, 6, 13, 23, 4478, 4489},   {Datum::xian80, 3, 25, 45, 2324, 2345},
                               {Datum::xian80, 6, 13, 23, 2314, 2325},    {Datum::beijing54, 3, 25, 45, 2376, 2397}, {Datum::beijing54, 6, 13, 23, 21400, 21440}};
constexpr std::pair<Datum, int> in_degrees[] = {{Datum::cgcs2000, 4490}, {Datum::xian80, 4610}, {Datum::beijing54, 4214}};

// China with room to spare: a frame for plausibility, not a border. The ranges do not meet, so that no pair has two readings.
bool is_northing(double v) { return v > 1.5e6 && v < 6.2e6; }
std::optional<int> prefix_of_easting(double v) {
  if (v > 0 && v < 1e6) return 0;
  const int zone = static_cast<int>(std::floor(std::min(std::abs(v), 1e9) / 1e6));
  return v > 0 && zone >= 13 && zone <= 45 ? std::optional(zone) : std::nullopt;
}
bool is_latitude(double v) { return v > 10 && v < 60; }
bool is_longitude(double v) { return v > 70 && v < 140; }

Datum datum_of(std::string_view text) {
  for (const char* local : {"独立", "地方", "城建", "工程", "任意带", "城市坐标", "local", "Local"}) {  // made from a known datum, with an origin of its own
    if (contains(text, local)) return Datum::unknown;
  }
  for (const char* word : {"2000", "CGCS", "cgcs"}) {
    if (contains(text, word)) return Datum::cgcs2000;
  }
  if (contains(text, "80")) return Datum::xian80;
  return contains(text, "54") ? Datum::beijing54 : Datum::unknown;
}

/// The first number in a text: "3度带" is 3.
int first_number(std::string_view text) {
  const std::size_t from = text.find_first_of("0123456789");
  if (from == std::string_view::npos) return 0;
  const std::size_t to = text.find_first_not_of("0123456789", from);
  return static_cast<int>(whole(text.substr(from, to == std::string_view::npos ? to : to - from)).value_or(0));
}

/// "126", "126.5°": the first number with its decimals.
std::optional<double> decimal_of(std::string_view text) {
  const std::size_t from = text.find_first_of("0123456789");
  if (from == std::string_view::npos) return std::nullopt;
  return number(text.substr(from, text.find_first_not_of("0123456789.", from) - from));
}

int width_of_prefix(int prefix) { return prefix >= 25 ? 3 : prefix >= 13 ? 6 : 0; }

std::string epsg(int code) { return "EPSG:" + std::to_string(code); }
std::string pair_text(const Example& e) { return "(" + shortest(e.first) + ", " + shortest(e.second) + ")"; }

class Finder {
 public:
  Finder(const Stated& stated, const Example& example, const CoordinateOptions& options, const std::string& file) : stated_(stated), e_(example), options_(options), file_(file) {}

  Frame find(bool format_north_first) {
    const bool north_first = options_.axes == AxisOrder::of_format ? format_north_first : options_.axes == AxisOrder::north_first;
    const auto [crs, note] = crs_and_note();
    const bool ours = crs.is_geographic() || zoned_of(crs);  // of another system (UTM, Web Mercator) we know no ranges
    if (ours && e_.seen.known && e_.seen.north_first != north_first) swapped(north_first);
    return {crs, north_first, note};
  }

 private:
  using Found = std::pair<Crs, Text>;

  [[noreturn]] void refuse(Errc code, std::size_t line, const Text& why) const {
    if (line > 0) throw Error(code, at_line(file_, line, why));
    throw Error(code, {file_ + "：" + why.zh, file_ + ": " + why.en});
  }

  [[noreturn]] void swapped(bool north_first) const {
    const Text named = stated_.axes_named ? Text{"列名与数值不符，请改正列名，或", "Correct the names of the columns, or "} : Text{"请", ""};
    if (north_first) {
      refuse(Errc::crs_implausible, e_.line, {"坐标 " + pair_text(e_) + " 的东坐标在前、北坐标在后，与此格式（北坐标 X 在前）相反。" + named.zh + "核对后加 --axes east-first",
                                              "coordinates " + pair_text(e_) + " have the easting first, this format has the northing (X) first. " + named.en + "check, then add --axes east-first"});
    }
    refuse(Errc::crs_implausible, e_.line, {"坐标 " + pair_text(e_) + " 的北坐标在前、东坐标在后，与此格式（东坐标在前）相反。" + named.zh + "核对后加 --axes north-first",
                                            "coordinates " + pair_text(e_) + " have the northing first, this format has the easting first. " + named.en + "check, then add --axes north-first"});
  }

  /// Two readings, of which the options may choose one.
  Found choose(std::size_t line, const Text& contradiction, std::optional<int> one, std::optional<int> other) const {
    for (const auto& code : {one, other}) {
      if (code && !options_.crs.empty() && Crs(options_.crs) == Crs(epsg(*code))) {
        return {Crs(epsg(*code)), {"坐标系 " + epsg(*code) + "（文件自相矛盾：" + contradiction.zh + "，按说明取此）", "CRS " + epsg(*code) + " (the file contradicts itself: " + contradiction.en + "; taken as declared)"}};
      }
    }
    std::string choice;
    for (const auto& code : {one, other}) {
      if (code) choice += (choice.empty() ? "--crs " : " / --crs ") + epsg(*code);
    }
    refuse(Errc::crs_implausible, line, {contradiction.zh + "。请核对后改正文件" + (choice.empty() ? "" : "，或说明以哪个为准：" + choice), contradiction.en + ". Check and correct the file" + (choice.empty() ? "" : ", or say which holds: " + choice)});
  }

  /// The file names no datum, or no zone: the options must.
  Found declared(std::size_t line, const Text& missing, std::optional<int> proposal) const {
    if (!options_.crs.empty()) {
      const Crs crs(options_.crs);
      return {crs, {"坐标系 " + crs.code() + "（按说明；文件中" + missing.zh + "）", "CRS " + crs.code() + " (as declared; in the file " + missing.en + ")"}};
    }
    const std::string maybe = proposal ? epsg(*proposal) : "EPSG:4551";
    const Text next = proposal ? Text{"若为 2000 国家大地坐标系，请核对后加 --crs " + maybe, "If it is CGCS2000, check and add --crs " + maybe}
                               : Text{"请用 --crs EPSG:代码 说明（例如 42 带不带带号：--crs " + maybe + "）", "Say it with --crs EPSG:code (for example, zone 42 without prefix: --crs " + maybe + ")"};
    refuse(Errc::crs_missing, line, {missing.zh + "，不能确定坐标系。" + next.zh, missing.en + ", so the CRS is not known. " + next.en});
  }

  Found crs_and_note() {
    if (!stated_.crs.empty()) {
      const Crs crs(stated_.crs);
      return {crs, {"坐标系 " + crs.code() + "（文件写明）", "CRS " + crs.code() + " (stated in the file)"}};
    }
    if (!stated_.projection.empty() && !contains(stated_.projection, "高斯") && !contains(stated_.projection, "auss")) {
      return declared(stated_.projection_line, {"投影类型“" + stated_.projection + "”不是高斯克吕格", "the projection \"" + stated_.projection + "\" is not Gauss–Krüger"}, std::nullopt);
    }
    const Datum datum = datum_of(stated_.datum);
    if (contains(stated_.unit, "秒") || contains(stated_.unit, "econd")) {
      refuse(Errc::crs_implausible, stated_.unit_line, {"计量单位写“" + stated_.unit + "”，度分秒不能读取。请先换算成十进制的度", "the unit is stated as \"" + stated_.unit + "\": degrees, minutes and seconds are not read. Convert them to decimal degrees"});
    }
    const bool says_degrees = contains(stated_.unit, "度") || contains(stated_.unit, "egree");
    if (says_degrees || (e_.seen.known && e_.seen.degrees)) return degrees(datum, says_degrees);
    return metres(datum);
  }

  static std::optional<int> degrees_code(Datum datum) {
    for (const auto& [of, code] : in_degrees) {
      if (of == datum) return code;
    }
    return std::nullopt;
  }

  Text no_datum() const {
    if (stated_.datum.empty()) return {"没有写明坐标系（大地基准）", "the datum (坐标系) is not stated"};
    return {"坐标系“" + stated_.datum + "”不认识", "the datum \"" + stated_.datum + "\" is not known"};
  }

  Found degrees(Datum datum, bool says_degrees) const {
    if (says_degrees && e_.seen.known && !e_.seen.degrees) {
      return choose(stated_.unit_line, {"计量单位写“" + stated_.unit + "”，而坐标 " + pair_text(e_) + " 是米", "the unit is stated as \"" + stated_.unit + "\", but the coordinates " + pair_text(e_) + " are metres"}, metres_code(datum), std::nullopt);
    }
    if (datum == Datum::unknown) return declared(e_.line, {"坐标 " + pair_text(e_) + " 是经纬度，" + no_datum().zh + "（还可能是 WGS 84、GCJ-02、BD-09）", "coordinates " + pair_text(e_) + " are degrees, and " + no_datum().en + " (WGS 84, GCJ-02 and BD-09 are possible too)"}, 4490);
    if (!says_degrees && !stated_.unit.empty()) {
      return choose(stated_.unit_line, {"计量单位写“" + stated_.unit + "”，而坐标 " + pair_text(e_) + " 是经纬度", "the unit is stated as \"" + stated_.unit + "\", but the coordinates " + pair_text(e_) + " are degrees"}, degrees_code(datum), std::nullopt);
    }
    return stated(*degrees_code(datum), {"经纬度", "degrees"});
  }

  std::optional<int> metres_code(Datum datum) const {
    const int zone = e_.seen.prefix > 0 ? e_.seen.prefix : first_number(stated_.zone);
    return epsg_of({datum, width_of_prefix(zone), zone, e_.seen.prefix > 0});
  }

  Found metres(Datum datum) const {
    const int prefix = e_.seen.known ? e_.seen.prefix : 0, zone = first_number(stated_.zone), width = first_number(stated_.width);
    const Datum or_2000 = datum == Datum::unknown ? Datum::cgcs2000 : datum;
    if (zone > 0 && prefix > 0 && zone != prefix) {
      const std::string z = std::to_string(zone), p = std::to_string(prefix);
      return choose(stated_.zone_line, {"带号写 " + z + "，而坐标 " + pair_text(e_) + "（第 " + std::to_string(e_.line) + " 行）带有带号 " + p, "zone " + z + " is stated, but the coordinates " + pair_text(e_) + " (line " + std::to_string(e_.line) + ") have the prefix " + p},
                    epsg_of({or_2000, width_of_prefix(prefix), prefix, true}), std::nullopt);
    }
    const int number = zone > 0 ? zone : prefix;
    if (datum == Datum::unknown) return declared(stated_.datum_line, no_datum(), number > 0 ? epsg_of({Datum::cgcs2000, width_of_prefix(number), number, prefix > 0}) : std::nullopt);
    if (number == 0) return declared(stated_.zone_line, {"没有带号，坐标 " + pair_text(e_) + " 也不带带号", "there is no zone (带号), and the coordinates " + pair_text(e_) + " have no prefix"}, std::nullopt);
    const int degrees = width > 0 ? width : width_of_prefix(number);
    const auto code = epsg_of({datum, degrees, number, prefix > 0});
    if (!code) {
      return choose(stated_.zone_line, {"几度分带 " + std::to_string(degrees) + " 与带号 " + std::to_string(number) + " 不符（3 度带为 25–45，6 度带为 13–23）", "zones of " + std::to_string(degrees) + " degrees and zone " + std::to_string(number) + " do not go together (3-degree zones are 25–45, 6-degree zones 13–23)"},
                    epsg_of({datum, width_of_prefix(number), number, prefix > 0}), std::nullopt);
    }
    const std::string n = std::to_string(number);
    const int meridian = degrees == 3 ? 3 * number : 6 * number - 3;
    const std::string_view rest = trim(stated_.meridian);
    const auto given = decimal_of(rest);
    const std::size_t end = rest.find_last_of("0123456789");
    const bool plain = end != std::string_view::npos && rest.find_first_not_of("0123456789.") > end;  // and not 126°30′
    if (!rest.empty() && (!given || !plain || std::abs(*given - meridian) > 1e-6)) {
      const std::string m = std::to_string(meridian);
      return choose(stated_.meridian_line, {"中央子午线写 " + stated_.meridian + "，而 " + n + " 带是 " + m + "°", "the central meridian is stated as " + stated_.meridian + ", but that of zone " + n + " is " + m + "°"}, code, std::nullopt);
    }
    return stated(*code, zone > 0 ? Text{"带号 " + n + (prefix > 0 ? "" : "，坐标不带带号"), "zone " + n + (prefix > 0 ? "" : ", coordinates without prefix")} : Text{"带号 " + n + " 取自坐标", "zone " + n + " by the coordinates' prefix"});
  }

  Found stated(int code, const Text& how) const { return {Crs(epsg(code)), {"坐标系 " + epsg(code) + "（" + stated_.datum + "，" + how.zh + "）", "CRS " + epsg(code) + " (" + stated_.datum + ", " + how.en + ")"}}; }

  const Stated& stated_;
  const Example& e_;
  const CoordinateOptions& options_;
  const std::string& file_;
};

}  // namespace

std::optional<int> epsg_of(const Zoned& z) {
  for (const Family& f : families) {
    if (f.datum == z.datum && f.degrees == z.degrees && z.zone >= f.first && z.zone <= f.last) return (z.prefix ? f.with_prefix : f.without) + z.zone;
  }
  return std::nullopt;
}

std::optional<Zoned> zoned_of(const Crs& crs) {
  const auto code = crs.code().starts_with("EPSG:") ? whole(std::string_view(crs.code()).substr(5)) : std::nullopt;
  for (const auto& [datum, degrees] : in_degrees) {
    if (code == degrees) return Zoned{datum, 0, 0, false};
  }
  for (const Family& f : families) {
    for (const bool prefix : {true, false}) {
      const long zone = code.value_or(0) - (prefix ? f.with_prefix : f.without);
      if (zone >= f.first && zone <= f.last) return Zoned{f.datum, f.degrees, static_cast<int>(zone), prefix};
    }
  }
  return std::nullopt;
}

const char* title_of(Datum datum) {
  switch (datum) {
    case Datum::cgcs2000: return "2000国家大地坐标系";
    case Datum::xian80: return "1980西安坐标系";
    case Datum::beijing54: return "1954北京坐标系";
    case Datum::unknown: break;
  }
  return "";
}

double central_meridian(const Zoned& z) { return z.degrees == 3 ? 3.0 * z.zone : 6.0 * z.zone - 3; }

Seen see(double first, double second) {
  const auto metres = [](double north, double east, bool north_first) -> Seen {
    const auto prefix = is_northing(north) ? prefix_of_easting(east) : std::nullopt;
    return prefix ? Seen{true, false, north_first, *prefix} : Seen{};
  };
  if (const Seen seen = metres(first, second, true); seen.known) return seen;
  if (const Seen seen = metres(second, first, false); seen.known) return seen;
  if (is_latitude(first) && is_longitude(second)) return {true, true, true, 0};
  if (is_longitude(first) && is_latitude(second)) return {true, true, false, 0};
  return {};
}

Frame find_frame(const Stated& stated, const Example& example, bool format_north_first, const CoordinateOptions& options, const std::string& file) {
  return Finder(stated, example, options, file).find(format_north_first);
}

}  // namespace libspatial::coordinates
