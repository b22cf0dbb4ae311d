#include "drawing/parse_entity.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "coordinates/text.hpp"

namespace libspatial::drawing {
namespace {

constexpr double farthest = 1e12, flat = 1e-9, most_whole = 1e15;

constexpr std::pair<std::string_view, Kind> kinds[] = {{"LWPOLYLINE", Kind::path}, {"POLYLINE", Kind::path}, {"LINE", Kind::path}, {"ARC", Kind::ellipse}, {"CIRCLE", Kind::ellipse}, {"ELLIPSE", Kind::ellipse},
                                                       {"HATCH", Kind::hatch}, {"POINT", Kind::point}, {"TEXT", Kind::text}, {"MTEXT", Kind::text}, {"ATTRIB", Kind::text}, {"INSERT", Kind::insert}};

long integer(const Group& group) {
  const auto value = coordinates::whole(group.value);
  return value ? *value : static_cast<long>(std::clamp(coordinates::number(group.value).value_or(0), -most_whole, most_whole));
}

class Parser {
 public:
  Parser(const Group& begin, Groups& groups, std::vector<Entity>& out) : groups_(groups), out_(out), hatch_(e_) {
    e_.type = begin.value;
    e_.line = begin.line;
    for (const auto& [type, kind] : kinds) {
      if (type == e_.type) e_.kind = kind;
    }
    e_.formatted = e_.type == "MTEXT";
    if (e_.kind == Kind::path) e_.paths.resize(1);
  }

  void run() {
    for (Group group; groups_.next(group);) {
      if (group.code == 0) {
        groups_.back();
        break;
      }
      take(group);
    }
    end();
    const bool has_more = e_.type == "POLYLINE" || (e_.kind == Kind::insert && followed_);
    const std::size_t at = out_.size();
    out_.push_back(std::move(e_));
    if (has_more) take_followers(at);
    if (out_[at].type == "POLYLINE" && out_[at].paths[0].vertices.empty()) out_[at].refuse("too_few_points", {"没有顶点", "has no vertex"});
  }

 private:
  void take(const Group& g) {
    if (g.code >= 1000) return take_xdata(g);
    if (g.code == 101) embedded_ = true;  // an object of its own that newer versions put behind an entity
    if (embedded_) return;
    if (g.code == 102) {
      in_braces_ = g.value.starts_with('{');
      return;
    }
    if (in_braces_) return;
    switch (g.code) {
      case 5: e_.handle = g.value; return;
      case 8: e_.layer = g.value.empty() ? "0" : g.value; return;
      case 62: e_.color = static_cast<int>(integer(g)); return;
      case 67: e_.paper = integer(g) == 1; return;
      case 210: normal_[0] = real(g, e_); return;
      case 220: normal_[1] = real(g, e_); return;
      case 230: normal_[2] = real(g, e_); return;
      default: break;
    }
    switch (e_.kind) {
      case Kind::path: return take_path(g);
      case Kind::ellipse: return take_ellipse(g);
      case Kind::hatch: return hatch_.take(g);
      case Kind::point: return take_place(g);
      case Kind::text: return take_text(g);
      case Kind::insert: return take_insert(g);
      case Kind::other: return;
    }
  }

  void take_xdata(const Group& g) {
    if (g.code == 1001) south_ = g.value == "SOUTH";
    else if (south_ && (g.code == 1000 || g.code == 1070 || g.code == 1071) && e_.xdata.size() < 4096) e_.xdata += (e_.xdata.empty() ? "" : ",") + std::string(g.value);
  }

  void take_place(const Group& g) {
    if (g.code == 10) e_.at.x = real(g, e_);
    if (g.code == 20) e_.at.y = real(g, e_);
    if (g.code == 30) e_.height |= real(g, e_) != 0;
  }

  void take_path(const Group& g) {
    std::vector<Vertex>& v = e_.paths[0].vertices;
    if (e_.type == "LINE") {
      if (v.empty()) v.resize(2);
      if (g.code == 10 || g.code == 11) v[static_cast<std::size_t>(g.code - 10)].at.x = real(g, e_);
      if (g.code == 20 || g.code == 21) v[static_cast<std::size_t>(g.code - 20)].at.y = real(g, e_);
      if (g.code == 30 || g.code == 31) e_.height |= real(g, e_) != 0;
      return;
    }
    if (g.code == 70) {
      flags_ = integer(g);
      e_.paths[0].closed = flags_ & 1;
    }
    if (g.code == 40 || g.code == 41 || g.code == 43) e_.wide |= real(g, e_) > 0;
    if (g.code == 38 || g.code == 30) e_.height |= real(g, e_) != 0;
    if (e_.type == "POLYLINE") return;  // 10 and 20 are no corner there
    if (g.code == 90) declared_ = integer(g);
    if (g.code == 10) v.push_back({{real(g, e_), 0}, 0});
    if (g.code == 20 && !v.empty()) v.back().at.y = real(g, e_);
    if (g.code == 42 && !v.empty()) v.back().bulge = real(g, e_);
  }

  void take_ellipse(const Group& g) {
    take_place(g);
    if (g.code == 11) major_.x = real(g, e_);
    if (g.code == 21) major_.y = real(g, e_);
    if (g.code == 40) size_ = real(g, e_);
    if (g.code == 50 || g.code == 41) from_ = real(g, e_);
    if (g.code == 51 || g.code == 42) to_ = real(g, e_);
  }

  void take_text(const Group& g) {
    take_place(g);
    if (g.code == 1 || (g.code == 3 && e_.formatted)) e_.text += g.value;
    if (e_.formatted) return;
    if (g.code == 11) other_.x = real(g, e_), justified_at_ = true;
    if (g.code == 21) other_.y = real(g, e_);
    if (g.code == 72 || (g.code == 73 && e_.type == "TEXT") || (g.code == 74 && e_.type == "ATTRIB")) justified_ |= integer(g) != 0;
  }

  void take_insert(const Group& g) {
    take_place(g);
    switch (g.code) {
      case 2: e_.block = g.value; break;
      case 41: e_.scale_x = real(g, e_); break;
      case 42: e_.scale_y = real(g, e_); break;
      case 44: e_.column_step = real(g, e_); break;
      case 45: e_.row_step = real(g, e_); break;
      case 50: e_.rotation = real(g, e_); break;
      case 66: followed_ = integer(g) == 1; break;
      case 70: e_.columns = std::max(1L, integer(g)); break;
      case 71: e_.rows = std::max(1L, integer(g)); break;
      default: break;
    }
  }

  void end() {
    const bool in_world = e_.type == "LINE" || e_.type == "POINT" || e_.type == "MTEXT" || (e_.type == "POLYLINE" && (flags_ & 8));
    const double length = std::hypot(normal_[0], normal_[1], normal_[2]);
    const bool tilted = !(std::abs(normal_[0]) <= flat * length && std::abs(normal_[1]) <= flat * length && length > 0);
    if (e_.kind != Kind::other && !in_world) {
      if (tilted) e_.refuse("not_flat", {"不在水平面内（拉伸方向倾斜）。请在 CAD 中展平（FLATTEN）", "does not lie in the horizontal plane (its extrusion is tilted). Flatten it in CAD (FLATTEN)"});
      e_.flipped = !tilted && normal_[2] < 0;
    }
    if (e_.kind == Kind::ellipse) end_ellipse();
    if (e_.kind == Kind::hatch) hatch_.end();
    if (e_.kind == Kind::text && justified_ && justified_at_) e_.at = other_;
    if (e_.type == "POLYLINE" && (flags_ & (16 | 64))) e_.refuse("not_flat", {"是网格（MESH），不是多段线。请在 CAD 中画出它的边界", "is a mesh, not a polyline. Draw its border in CAD"});
    if (declared_ && *declared_ > static_cast<long>(e_.paths[0].vertices.size())) {
      const std::string n = std::to_string(*declared_), m = std::to_string(e_.paths[0].vertices.size());
      e_.refuse("points_missing", {"声明 " + n + " 个顶点，只有 " + m + " 个，文件可能已损坏。请在 CAD 中核查（AUDIT）后重新另存", "declares " + n + " vertices and has " + m + ": the file may be damaged. Audit it in CAD and save it again"});
    }
  }

  void end_ellipse() {
    if (e_.type == "ELLIPSE") {
      const double sign = e_.flipped ? -1 : 1;  // its axis is in world coordinates, only the way round is turned
      e_.flipped = false;
      const double turn = std::numbers::pi / 180;
      e_.curve = arc_of(e_.at, major_, {-sign * size_ * major_.y, sign * size_ * major_.x}, from_ / turn, (to_ == from_ ? from_ + 2 * std::numbers::pi : to_) / turn);
    } else {
      e_.curve = arc_of(e_.at, {size_, 0}, {0, size_}, from_, e_.type == "CIRCLE" ? from_ + 360 : to_);
    }
    if (!(std::abs(size_) > 0) || (e_.type != "ELLIPSE" && size_ < 0)) e_.refuse("bad_number", {"半径不是正数", "has a radius that is not positive"});
  }

  /// VERTEX or ATTRIB up to SEQEND.
  void take_followers(std::size_t owner) {
    for (Group group; groups_.next(group);) {
      if (group.code != 0) continue;  // of SEQEND
      if (group.value == "VERTEX" && out_[owner].type == "POLYLINE") {
        take_vertex(out_[owner]);
      } else if (group.value == "ATTRIB" && out_[owner].kind == Kind::insert) {
        Parser(group, groups_, out_).run();
      } else if (group.value == "SEQEND") {
        for (Group rest; groups_.next(rest);) {
          if (rest.code == 0) {
            groups_.back();
            return;
          }
        }
        return;
      } else {
        groups_.back();
        out_[owner].refuse("bad_sequence", {"没有 SEQEND 结尾", "does not end in SEQEND"});
        return;
      }
    }
  }

  void take_vertex(Entity& owner) {
    Vertex vertex;
    long flags = 0;
    bool in_braces = false;
    for (Group g; groups_.next(g);) {
      if (g.code == 0) {
        groups_.back();
        break;
      }
      if (g.code == 102) in_braces = g.value.starts_with('{');
      if (in_braces) continue;
      if (g.code == 10) vertex.at.x = real(g, owner);
      if (g.code == 20) vertex.at.y = real(g, owner);
      if (g.code == 30) owner.height |= real(g, owner) != 0;
      if (g.code == 40 || g.code == 41) owner.wide |= real(g, owner) > 0;
      if (g.code == 42) vertex.bulge = real(g, owner);
      if (g.code == 70) flags = integer(g);
    }
    if (flags & 16) return;  // a control point of the frame, not on the line
    owner.paths[0].vertices.push_back(vertex);
  }

  Groups& groups_;
  std::vector<Entity>& out_;
  Entity e_;
  HatchParser hatch_;
  double normal_[3] = {0, 0, 1};
  bool embedded_ = false, in_braces_ = false, south_ = false, followed_ = false, justified_ = false, justified_at_ = false;
  long flags_ = 0;
  std::optional<long> declared_;
  Point major_, other_;
  double size_ = 0, from_ = 0, to_ = 0;
};

}  // namespace

double real(const Group& group, Entity& entity) {
  const auto value = coordinates::number(group.value);
  if (!value || std::abs(*value) > farthest) {
    entity.refuse("bad_number", {"第 " + std::to_string(group.line) + " 行“" + std::string(group.value.substr(0, 20)) + "”不是可用的数", "line " + std::to_string(group.line) + " \"" + std::string(group.value.substr(0, 20)) + "\" is no usable number"});
    return 0;
  }
  return *value;
}

Ellipse arc_of(Point centre, Point u, Point v, double from, double to) {
  double sweep = std::fmod(to - from, 360);
  if (sweep <= 0) sweep += 360;
  const double turn = std::numbers::pi / 180;
  const double begin = from * turn;
  return {centre, u, v, begin, sweep == 360 ? begin + 2 * std::numbers::pi : begin + sweep * turn};
}

void parse_entity(const Group& begin, Groups& groups, std::vector<Entity>& out) { Parser(begin, groups, out).run(); }

}  // namespace libspatial::drawing
