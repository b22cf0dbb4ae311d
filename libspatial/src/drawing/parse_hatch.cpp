// A HATCH: its borders stand in the order of the groups, polylines or runs of edges.

#include <cmath>

#include "coordinates/text.hpp"
#include "drawing/parse_entity.hpp"

namespace libspatial::drawing {
namespace {

constexpr long is_polyline = 2, is_text_box = 8;

}  // namespace

void HatchParser::take(const Group& g) {
  const auto whole = [&] { return coordinates::whole(g.value).value_or(0); };
  if (g.code == 91 && !declared_) declared_ = whole();
  if (!declared_ || done_) return;
  switch (g.code) {
    case 92: return begin_path(whole());
    case 97: end_edge(), sources_ = true; return;
    case 330:
      if (sources_) entity_.sources.push_back(g.value);
      return;
    case 75:
    case 76:
    case 98:
      end_edge();
      done_ = true;
      return;
    default: break;
  }
  if (!in_path_ || skip_ || sources_) return;
  if (g.code == 93 && counts_.back() < 0) counts_.back() = whole();  // corners, or edges
  if (!polyline_) return take_edge(g);
  Path& path = entity_.paths.back();
  if (g.code == 10) path.vertices.push_back({{real(g, entity_), 0}, 0});
  if (g.code == 20 && !path.vertices.empty()) path.vertices.back().at.y = real(g, entity_);
  if (g.code == 42 && !path.vertices.empty()) path.vertices.back().bulge = real(g, entity_);
}

void HatchParser::begin_path(long flags) {
  end_edge();
  ++begun_;
  in_path_ = true;
  sources_ = false;
  skip_ = flags & is_text_box;  // room left for a text is no hole
  polyline_ = flags & is_polyline;
  if (skip_) return;
  counts_.push_back(-1);
  entity_.paths.emplace_back();
  entity_.paths.back().closed = true;
}

void HatchParser::take_edge(const Group& g) {
  switch (g.code) {
    case 72: return begin_edge(coordinates::whole(g.value).value_or(0));
    case 10: at_.x = real(g, entity_); return;
    case 20: at_.y = real(g, entity_); return;
    case 11: other_.x = real(g, entity_); return;
    case 21: other_.y = real(g, entity_); return;
    case 40: radius_ = real(g, entity_); return;
    case 50: from_ = real(g, entity_); return;
    case 51: to_ = real(g, entity_); return;
    case 73: counter_clockwise_ = g.value != "0"; return;
    default: return;
  }
}

void HatchParser::begin_edge(long type) {
  end_edge();
  edge_type_ = type;
  at_ = other_ = {};
  radius_ = from_ = to_ = 0;
  counter_clockwise_ = true;
  if (type < 1 || type > 3) {
    entity_.refuse("spline", {"填充边界含样条曲线。请在 CAD 中把边界转为多段线后重新填充", "has a spline in its border. Turn the border into a polyline in CAD and hatch it again"});
    edge_type_ = 0;
  }
}

void HatchParser::end_edge() {
  if (edge_type_ == 0 || entity_.paths.empty()) return;
  Edge edge;
  if (edge_type_ == 1) {
    edge.from = at_, edge.to = other_;
  } else {
    const Point u = edge_type_ == 2 ? Point{radius_, 0} : other_, v = edge_type_ == 2 ? Point{0, radius_} : Point{-radius_ * other_.y, radius_ * other_.x};
    edge.ellipse = counter_clockwise_ ? arc_of(at_, u, v, from_, to_) : arc_of(at_, u, v, -to_, -from_);  // clockwise angles are counted the other way
    edge.backwards = !counter_clockwise_;
  }
  entity_.paths.back().edges.push_back(edge);
  edge_type_ = 0;
}

void HatchParser::end() {
  end_edge();
  bool whole = declared_ && begun_ >= *declared_ && !entity_.paths.empty();
  for (std::size_t i = 0; whole && i < counts_.size(); ++i) {
    const Path& path = entity_.paths[i];
    whole = counts_[i] < 0 || static_cast<std::size_t>(counts_[i]) <= path.vertices.size() + path.edges.size();
  }
  if (!whole) {
    entity_.refuse("points_missing", {"填充边界不完整，文件可能已损坏。请在 CAD 中重新填充", "has an incomplete border: the file may be damaged. Hatch it again in CAD"});
  }
}

}  // namespace libspatial::drawing
