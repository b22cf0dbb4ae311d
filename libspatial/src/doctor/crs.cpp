#include "doctor/crs.hpp"

#include <algorithm>
#include <cmath>

#include "libspatial/units.hpp"

namespace libspatial {
namespace {

using namespace doctor;

constexpr Box china{70, 10, 140, 60};  // degrees, with room to spare: a frame for guesses, not a border
constexpr double half_zone = 1.5;      // degrees, of a 3-degree zone

bool holds(const Box& box, Point p) { return p.x >= box.min_x && p.x <= box.max_x && p.y >= box.min_y && p.y <= box.max_y; }

std::string epsg(int code) { return "EPSG:" + std::to_string(code); }

/// Systems a pair of coordinates could be in by its digits alone: docs/reference/diagnosis.md.
std::vector<std::string> by_digits(Point p) {
  if (std::abs(p.x) <= 180 && std::abs(p.y) <= 90) return {epsg(4490)};
  std::vector<std::string> codes;
  const bool northing = p.y > 1.5e6 && p.y < 6.2e6;
  const int prefix = static_cast<int>(std::floor(p.x / 1e6));
  if (northing && prefix >= 25 && prefix <= 45) codes.push_back(epsg(4488 + prefix));       // 3-degree, with prefix
  if (northing && prefix >= 13 && prefix <= 23) codes.push_back(epsg(4478 + prefix));       // 6-degree, with prefix
  for (int zone = 25; northing && prefix == 0 && zone <= 45; ++zone) codes.push_back(epsg(4509 + zone));  // 3-degree, no prefix
  if (std::abs(p.x) < 2.004e7 && std::abs(p.y) < 2.004e7) codes.push_back(epsg(3857));
  return codes;
}

std::string listed(const std::vector<CrsProposal>& proposals, const char* swapped) {
  std::string text;
  for (const CrsProposal& p : proposals) text += (text.empty() ? "" : ", ") + p.code + (p.swapped ? swapped : "");
  return text;
}

std::string seen(Point p) {
  const int digits = std::abs(p.x) <= 180 ? 6 : 3;
  return "(" + decimals(p.x, digits) + ", " + decimals(p.y, digits) + ")";
}

Text where(Point degrees) { return {"东经 " + decimals(degrees.x, 4) + "°、北纬 " + decimals(degrees.y, 4) + "°", decimals(degrees.x, 4) + "°E, " + decimals(degrees.y, 4) + "°N"}; }

Text to_correct(const std::vector<CrsProposal>& proposals, const Text& otherwise) {
  if (proposals.empty() || proposals[0].swapped) return otherwise;
  return {"核对后用 libspatial convert 入 出 --set-crs " + proposals[0].code + " 改正", "check, then correct it: libspatial convert IN OUT --set-crs " + proposals[0].code};
}

Text to_declare(const std::vector<CrsProposal>& proposals, const Text& otherwise) {
  if (proposals.empty()) return otherwise;
  if (proposals[0].swapped) return {"坐标的两列可能颠倒：先在源数据中交换东、北坐标，再声明 " + proposals[0].code, "the axes may be the other way round: swap them in the source, then declare " + proposals[0].code};
  return {"核对后用 --crs " + proposals[0].code + " 声明", "check, then declare it with --crs " + proposals[0].code};
}

/// Systems other than its own in which the layer lies in the frame.
std::vector<CrsProposal> others(const Layer& layer, const Box& frame) {
  auto proposals = propose_crs(layer.shapes, frame);
  std::erase_if(proposals, [&](const CrsProposal& p) { return !p.swapped && Crs(p.code) == *layer.crs; });
  return proposals;
}

Text elsewhere(const Crs& crs, Point degrees, const std::vector<CrsProposal>& proposals) {
  const Text at = where(degrees);
  const std::string codes = listed(proposals, "（坐标颠倒）"), codes_en = listed(proposals, " (axes swapped)");
  const Text maybe = codes.empty() ? Text{} : Text{"；若是 " + codes + " 则在市域内", "; in " + codes_en + " it would lie there"};
  return {"按 " + crs.code() + " 位于 " + at.zh + "，不在市域范围内" + maybe.zh, "by " + crs.code() + " it lies at " + at.en + ", outside the city" + maybe.en};
}

class CrsDoctor {
 public:
  CrsDoctor(const Layer& layer, const Box& frame, std::vector<Symptom>& out) : layer_(layer), frame_(frame), out_(out), at_(middle(layer.shapes)) {}

  void run() {
    if (!layer_.crs) return missing();
    const Crs& crs = *layer_.crs;
    if (const auto why = find_implausible(layer_.shapes, crs)) return add("implausible_crs", Severity::error, *why, to_correct(propose_crs(layer_.shapes, frame_), {"向数据提供方核对坐标系", "ask where the data come from which CRS they are in"}));
    if (!crs.is_cgcs2000_like()) {
      return add("old_datum", Severity::error, {"坐标系 " + crs.code() + "（" + crs.name() + "）的基准没有公开的转换参数，图斑椭球面积无法计算", "no published parameters transform the datum of " + crs.code() + " (" + crs.name() + "): official areas cannot be computed"},
                 {"请提供方用当地参数转换到 CGCS2000", "have it transformed to CGCS2000 with local parameters by those who hold them"});
    }
    const auto degrees = in_degrees(at_, crs);
    if (crs.code() == "EPSG:3857") {
      add("web_mercator", Severity::warning, {"EPSG:3857（网络墨卡托）：平面面积在这一纬度约大一倍，且来自网络地图的坐标常有偏移（GCJ-02、BD-09）", "EPSG:3857 (web Mercator): planar areas are about twice too large here, and coordinates of web maps are often shifted (GCJ-02, BD-09)"},
          {"问清坐标从哪里来；面积只用 official", "ask where the coordinates come from; use official areas only"});
    }
    if (!degrees) return;
    if (!frame_.empty() && !holds(frame_, *degrees)) return astray(crs, *degrees);
    beyond_zone(crs, *degrees);
  }

 private:
  void add(std::string code, Severity severity, Text message, Text action) { out_.push_back({std::move(code), severity, std::move(message), std::move(action), {}, 1, at_, false}); }

  void missing() {
    const auto proposals = propose_crs(layer_.shapes, frame_);
    const std::string codes = listed(proposals, "（坐标颠倒）"), codes_en = listed(proposals, " (axes swapped)");
    add("no_crs", Severity::error, {"没有坐标系；坐标 " + seen(at_) + (codes.empty() ? "，看不出是哪一种" : "，可能是 " + codes), "no CRS; coordinates " + seen(at_) + (codes.empty() ? " tell nothing" : " may be in " + codes_en)},
        to_declare(proposals, {"向数据提供方核对坐标系，再用 --crs EPSG:代码 声明", "ask which CRS the data are in, then declare it with --crs EPSG:code"}));
  }

  void astray(const Crs& crs, Point degrees) {
    const auto proposals = others(layer_, frame_);
    add("outside_city", proposals.empty() ? Severity::warning : Severity::error, elsewhere(crs, degrees, proposals),
        to_correct(proposals, {"核对数据是否属于本市、坐标系是否正确", "check whether the data are of this city and the CRS is right"}));
  }

  /// One county, one zone: a polygon beyond its zone is used to be kept there, so it is told, no more.
  void beyond_zone(const Crs& crs, Point degrees) {
    const auto zone = crs.gauss_krueger();
    if (!zone) return;
    const double away = std::abs(degrees.x - zone->central_meridian);
    if (away <= half_zone) return;
    const std::string by = decimals(away - half_zone, 2);
    add("beyond_zone", Severity::info, {"超出三度带边缘 " + by + "°（一县一带的做法常见；图斑椭球面积不受影响）", by + "° beyond the edge of the 3-degree zone (usual where a county keeps one zone; official areas are not affected)"}, {"无须处理", "nothing to do"});
  }

  const Layer& layer_;
  const Box& frame_;
  std::vector<Symptom>& out_;
  const Point at_;
};

}  // namespace

namespace doctor {

Point middle(const Shapes& shapes) {
  std::vector<double> x, y;
  for (std::size_t i = 0; i < shapes.size(); ++i) {
    const Box b = shapes.box(i);
    if (b.empty()) continue;
    x.push_back((b.min_x + b.max_x) / 2);
    y.push_back((b.min_y + b.max_y) / 2);
  }
  const auto median = [](std::vector<double>& v) {
    if (v.empty()) return 0.0;
    std::nth_element(v.begin(), v.begin() + static_cast<std::ptrdiff_t>(v.size() / 2), v.end());
    return v[v.size() / 2];
  };
  return {median(x), median(y)};
}

std::optional<Point> in_degrees(Point p, const Crs& crs) {
  if (crs.is_geographic()) return p;
  try {
    Shapes one;
    one.begin_shape(ShapeType::point);
    one.begin_part();
    one.add_ring(std::span(&p, 1));
    const Point q = reproject_vertices(one, crs, Crs("EPSG:4490")).points(0)[0];
    return std::isfinite(q.x) && std::isfinite(q.y) ? std::optional(q) : std::nullopt;
  } catch (const Error&) {  // there is no such place in this CRS
    return std::nullopt;
  }
}

void add_crs_symptoms(const Layer& layer, const Box& frame, std::vector<Symptom>& out) { CrsDoctor(layer, frame, out).run(); }

}  // namespace doctor

std::optional<Text> find_astray(const Layer& layer, const Box& frame) {
  if (!layer.crs || !layer.crs->is_cgcs2000_like() || frame.empty() || layer.shapes.points().empty()) return std::nullopt;
  const auto degrees = doctor::in_degrees(doctor::middle(layer.shapes), *layer.crs);
  if (degrees && holds(frame, *degrees)) return std::nullopt;
  const auto proposals = others(layer, frame);
  if (proposals.empty()) return std::nullopt;
  return degrees ? elsewhere(*layer.crs, *degrees, proposals)
                 : Text{"按 " + layer.crs->code() + " 不在地球上的任何地方；若是 " + listed(proposals, "（坐标颠倒）") + " 则在市域内", "by " + layer.crs->code() + " it lies nowhere on earth; in " + listed(proposals, " (axes swapped)") + " it would lie in the city"};
}

std::vector<CrsProposal> propose_crs(const Shapes& shapes, const Box& frame) {
  const Point p = doctor::middle(shapes);
  const Box& land = frame.empty() ? china : frame;
  std::vector<CrsProposal> result;
  for (const bool swapped : {false, true}) {
    const Point q = swapped ? Point{p.y, p.x} : p;
    for (const std::string& code : by_digits(q)) {
      const auto degrees = doctor::in_degrees(q, Crs(code));
      if (degrees && holds(land, *degrees)) result.push_back({code, swapped});
    }
    if (!result.empty()) break;
  }
  const bool no_prefix_anywhere = frame.empty() && result.size() > 3;  // every zone would do: that tells nothing
  return no_prefix_anywhere ? std::vector<CrsProposal>{} : result;
}

}  // namespace libspatial
