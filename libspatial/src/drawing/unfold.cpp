#include "drawing/unfold.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "coordinates/rings.hpp"
#include "coordinates/text.hpp"
#include "libspatial/units.hpp"

namespace libspatial::drawing {
namespace {

constexpr std::size_t most_notes = 10;
constexpr int deepest = 16;

/// Notes about a drawing, never land. Every other kind that is not read is a reject.
constexpr std::string_view annotation[] = {"DIMENSION", "LEADER", "MLEADER", "MULTILEADER", "ATTDEF", "VIEWPORT", "IMAGE", "OLEFRAME", "OLE2FRAME", "TOLERANCE", "ACAD_TABLE", "XLINE", "RAY", "LIGHT", "SUN", "SHAPE", "WIPEOUT", "ARCALIGNEDTEXT", "RTEXT", "CAMERA", "SECTION", "PDFUNDERLAY", "DWFUNDERLAY", "DGNUNDERLAY", "ARC_DIMENSION", "LARGE_RADIAL_DIMENSION", "SEQEND", "POINTCLOUD", "GEOPOSITIONMARKER"};

Text unreadable(std::string_view type) {
  const std::string t(type);
  if (type == "SPLINE") return {"SPLINE（样条曲线）不读取。若是地块边界，请在 CAD 中转为多段线（SPLINEDIT 或 FLATTEN）后另存", "a SPLINE is not read. If it bounds land, turn it into a polyline in CAD (SPLINEDIT) and save again"};
  if (type == "REGION" || type == "3DSOLID" || type == "BODY") return {t + " 不读取。若是地块，请在 CAD 中用 BOUNDARY 命令生成多段线后另存", "a " + t + " is not read. If it is land, make a polyline of it in CAD (BOUNDARY) and save again"};
  return {t + " 不读取。若是地块，请在 CAD 中分解（EXPLODE）或画成闭合多段线后另存", "a " + t + " is not read. If it is land, explode it in CAD or draw it as a closed polyline, and save again"};
}

bool has_three(std::span<const Point> points) {
  std::size_t n = 0;
  Point found[2];
  for (const Point p : points) {
    if (n > 0 && p == found[0]) continue;
    if (n > 1 && p == found[1]) continue;
    if (n == 2) return true;
    found[n++] = p;
  }
  return false;
}

double apart(Point a, Point b) { return std::hypot(a.x - b.x, a.y - b.y); }

/// A ring, whichever its start and direction.
std::string key_of(std::span<const Point> ring) {
  std::vector<Point> points(ring.begin(), ring.end());
  points.pop_back();
  points.erase(std::unique(points.begin(), points.end()), points.end());
  const auto less = [](Point a, Point b) { return a.x != b.x ? a.x < b.x : a.y < b.y; };
  std::rotate(points.begin(), std::min_element(points.begin(), points.end(), less), points.end());
  if (points.size() > 2 && less(points.back(), points[1])) std::reverse(points.begin() + 1, points.end());
  return {reinterpret_cast<const char*>(points.data()), points.size() * sizeof(Point)};
}

}  // namespace

Unfolder::Unfolder(const Model& model, const CodePage& page, const std::string& file, const DrawingOptions& options, double metre)
    : model_(model), page_(page), file_(file), options_(options), metre_(metre), strokes_(arc_tolerance * metre) {}

Unfolded Unfolder::run() {
  Context world;
  each(model_.entities, world);
  if (!hatches_.empty()) {
    for (std::size_t row = 0; row < out_.rows.size(); ++row) {
      if (out_.shapes.type(row) != ShapeType::polygon) continue;
      rings_.insert(key_of(out_.shapes.ring(row, 0, 0)));
      if (out_.rows[row].block.empty()) polygon_handles_.emplace(out_.rows[row].entity->handle, row);
    }
    for (const Hatch& hatch : hatches_) add_hatch(hatch);
  }
  tell();
  return std::move(out_);
}

void Unfolder::require_room() {
  const ReadLimits& most = options_.limits;
  if (++unfolded_ > most.drawing_entities) refuse_limit(file_, "drawing_entities", unfolded_, most.drawing_entities);
  if (const std::size_t points = out_.shapes.points().size(); points > most.drawing_points) refuse_limit(file_, "drawing_points", points, most.drawing_points);
}

bool Unfolder::is_wanted(std::string_view layer) {
  if (options_.layer.empty()) return true;
  const auto found = wanted_.find(layer);
  if (found != wanted_.end()) return found->second;
  return wanted_[layer] = page_.decode(layer) == options_.layer;
}

void Unfolder::each(const std::vector<Entity>& entities, const Context& at) {
  for (const Entity& e : entities) {
    if (e.paper) {
      ++paper_;
      continue;
    }
    require_room();
    add(e, at);
  }
}

void Unfolder::add(const Entity& e, const Context& at) {
  Row row{&e, e.layer == "0" && at.depth > 0 ? at.layer : e.layer, at.block, e.color};
  const auto style = model_.layers.find(row.layer);
  if (e.color == 0) row.color = at.color;
  if (e.color == 256) row.color = style == model_.layers.end() ? 7 : style->second.color;
  if (e.kind == Kind::insert) {
    Context inside = at;
    inside.layer = row.layer;
    inside.color = row.color;
    return insert(e, inside);
  }
  const Affine place = e.flipped ? at.place * Affine{-1, 0, 0, 1, 0, 0} : at.place;
  if (e.kind == Kind::text) {
    if (!e.bad) out_.labels.push_back({place(e.at), &e});
    return;
  }
  if (!is_wanted(row.layer)) return;
  ++out_.count.read;
  if (e.kind == Kind::other && std::find(std::begin(annotation), std::end(annotation), e.type) != std::end(annotation)) return pass(e.type, e.line);
  if (e.bad) return refuse(e, row, e.reason, *e.bad);
  if (style != model_.layers.end() && style->second.hidden) hidden_.insert(row.layer);
  heights_ += e.height;
  wide_ += e.wide;
  switch (e.kind) {
    case Kind::path: return add_path(e, place, row);
    case Kind::ellipse: return add_curve(e, place, row);
    case Kind::hatch: hatches_.push_back({&e, place, row}); return;
    case Kind::point: {
      const Point p = place(e.at);
      ++out_.count.used;
      return keep(ShapeType::point, std::span(&p, 1), row);
    }
    default: return refuse(e, row, "unread_kind", unreadable(e.type));
  }
}

void Unfolder::insert(const Entity& e, const Context& at) {
  const auto found = model_.blocks.find(upper(e.block));
  const auto no = [&](const std::string& reason, const Text& why) {
    if (!is_wanted(at.layer)) return;
    ++out_.count.read;
    refuse(e, {&e, at.layer, at.block, at.color}, reason, why);
  };
  if (e.bad) return no(e.reason, *e.bad);
  const std::string name = page_.decode(e.block);
  if (found == model_.blocks.end()) return no("no_block", {"图块“" + name + "”没有定义。请在 CAD 中核查（AUDIT）后重新另存", "the block \"" + name + "\" is not defined. Audit the drawing in CAD and save it again"});
  if (found->second.external) return no("xref", {"图块“" + name + "”是外部参照，内容不在此文件中。请在 CAD 中绑定（XREF 绑定）后另存", "the block \"" + name + "\" is an external reference, its content is not in this file. Bind it in CAD and save again"});
  if (at.depth >= deepest || stack_.count(found->first)) return no("recursive_block", {"图块“" + name + "”包含自身，或嵌套超过 16 层。请在 CAD 中分解", "the block \"" + name + "\" holds itself, or is nested deeper than 16. Explode it in CAD"});
  stack_.insert(found->first);
  const double turn = std::fmod(e.rotation, 360) * std::numbers::pi / 180;
  const bool square = std::fmod(e.rotation, 90) == 0;  // exactly
  const double cosine = square ? std::round(std::cos(turn)) : std::cos(turn), sine = square ? std::round(std::sin(turn)) : std::sin(turn);
  const Affine flip = e.flipped ? Affine{-1, 0, 0, 1, 0, 0} : Affine{};
  const double copies = static_cast<double>(e.rows) * static_cast<double>(e.columns), all = static_cast<double>(unfolded_) + copies * (1 + static_cast<double>(found->second.entities.size()));
  if (const std::uint64_t most = options_.limits.drawing_entities; all > static_cast<double>(most)) refuse_limit(file_, "drawing_entities", static_cast<std::uint64_t>(std::min(all, 1e18)), most);  // before a copy is made
  for (long row = 0; row < e.rows; ++row) {
    for (long column = 0; column < e.columns; ++column) {
      require_room();
      const double dx = static_cast<double>(column) * e.column_step, dy = static_cast<double>(row) * e.row_step;
      const Affine turned{cosine, -sine, sine, cosine, e.at.x, e.at.y};
      const Affine scaled{e.scale_x, 0, 0, e.scale_y, dx - e.scale_x * found->second.base.x, dy - e.scale_y * found->second.base.y};
      Context inside = at;
      inside.place = at.place * flip * turned * scaled;
      inside.block = e.block;
      ++inside.depth;
      each(found->second.entities, inside);
    }
  }
  stack_.erase(found->first);
}

void Unfolder::keep(ShapeType type, std::span<const Point> points, const Row& row) {
  out_.shapes.begin_shape(type);
  out_.shapes.begin_part();
  out_.shapes.add_ring(points);
  out_.rows.push_back(row);
}

void Unfolder::refuse(const Entity& e, const Row& row, const std::string& reason, const Text& why) {
  ++out_.count.rejected;
  const std::string type(e.type);
  out_.rejects.push_back({out_.rows.size(), reason, coordinates::at_line(file_, e.line, why.zh.starts_with(type) ? why : Text{type + " " + why.zh, type + ": " + why.en})});
  out_.shapes.add_none();
  out_.rows.push_back(row);
}

void Unfolder::pass(std::string_view type, std::size_t line) {
  ++out_.count.rejected;
  auto found = std::find_if(out_.passed.begin(), out_.passed.end(), [&](const Passed& p) { return p.type == type; });
  if (found == out_.passed.end()) found = out_.passed.insert(found, {type, 0, line});
  ++found->count;
}

bool Unfolder::edges_of(const Path& path, const Affine& place, std::vector<Point>& out) const {
  const auto& v = path.vertices;
  for (std::size_t i = 0; i < v.size(); ++i) {
    if (i == 0) out.push_back(place(v[0].at));
    else if (!strokes_.bulge(v[i - 1].at, v[i].at, v[i - 1].bulge, place, out)) return false;
    if (!std::isfinite(out.back().x) || !std::isfinite(out.back().y)) return false;
  }
  return true;
}

void Unfolder::add_path(const Entity& e, const Affine& place, const Row& row) {
  Path path = e.paths[0];
  auto& v = path.vertices;
  const bool repeated = v.size() > 2 && v.front().at == v.back().at;
  if (repeated && path.closed) v.pop_back();  // said twice
  std::vector<Point> points;
  if (!edges_of(path, place, points)) return refuse(e, row, "bad_arc", {"的圆弧半径过大或坐标超界，不能用。请在 CAD 中检查", "has an arc of a radius, or coordinates, beyond use. Check it in CAD"});
  const double gap = points.size() > 2 ? apart(points.front(), points.back()) : 0;
  const bool nearly = !path.closed && !repeated && e.type != "LINE" && points.size() > 3 && gap <= closing_tolerance * metre_;
  if (!path.closed && !repeated && !nearly) {
    if (points.size() < 2 || std::all_of(points.begin(), points.end(), [&](Point p) { return p == points[0]; })) return refuse(e, row, "too_few_points", {"的点都在同一处，没有长度", "has all its points in one place"});
    ++out_.count.used;
    return keep(ShapeType::line, points, row);
  }
  if (nearly) {
    points.back() = points.front();
  } else if (path.closed && !v.empty() && !strokes_.bulge(v.back().at, v.front().at, v.back().bulge, place, points)) {
    return refuse(e, row, "bad_arc", {"的圆弧半径过大，不能用。请在 CAD 中检查", "has an arc of a radius beyond use. Check it in CAD"});
  }
  if (!points.empty()) points.back() = points.front();
  if (!has_three(points)) return refuse(e, row, "too_few_points", {"是闭合的，但不同的点不足 3 个", "is closed and has fewer than three different points"});
  arcs_ += std::count_if(v.begin(), v.end(), [](const Vertex& x) { return x.bulge != 0; });
  if (nearly && ++closed_ <= most_notes) {
    const std::string by = shortest(gap / metre_);
    out_.notes.push_back(coordinates::at_line(e.line, {std::string(e.type) + " 首尾相距 " + by + " m（不超过 0.001 m），已按闭合处理", std::string(e.type) + ": its ends are " + by + " m apart (at most 0.001 m), taken as closed"}));
  }
  ++(nearly ? out_.count.repaired : out_.count.used);
  keep(ShapeType::polygon, points, row);
}

void Unfolder::add_curve(const Entity& e, const Affine& place, const Row& row) {
  std::vector<Point> points;
  if (!strokes_.ellipse(*e.curve, place, points) || points.size() < 2) return refuse(e, row, "bad_arc", {"的半径过大或坐标超界，不能用。请在 CAD 中检查", "has a radius, or coordinates, beyond use. Check it in CAD"});
  const bool whole = points.front() == points.back();
  if (whole && !has_three(points)) return refuse(e, row, "too_few_points", {"没有面积", "has no area"});
  circles_ += whole;
  ++out_.count.used;
  keep(whole ? ShapeType::polygon : ShapeType::line, points, row);
}

/// The edges of one border in their order; an edge that is drawn the other way is turned.
bool Unfolder::ring_of(const Path& path, const Affine& place, std::vector<Point>& out) const {
  if (path.edges.empty()) {
    Path closed = path;
    if (closed.vertices.size() > 1 && closed.vertices.front().at == closed.vertices.back().at) closed.vertices.pop_back();
    if (closed.vertices.empty() || !edges_of(closed, place, out)) return false;
    const auto& v = closed.vertices;
    if (!strokes_.bulge(v.back().at, v.front().at, v.back().bulge, place, out)) return false;
    out.back() = out.front();
    return true;
  }
  const double near = closing_tolerance * metre_;
  for (std::size_t i = 0; i < path.edges.size(); ++i) {
    const Edge& edge = path.edges[i];
    std::vector<Point> points;
    if (edge.ellipse) {
      if (!strokes_.ellipse(*edge.ellipse, place, points)) return false;
      if (edge.backwards) std::reverse(points.begin(), points.end());
    } else {
      points = {place(edge.from), place(edge.to)};
    }
    if (i == 1 && apart(out.back(), points.front()) > near && apart(out.back(), points.back()) > near) std::reverse(out.begin(), out.end());  // the first edge was the other way
    if (i > 0 && apart(out.back(), points.front()) > near) std::reverse(points.begin(), points.end());
    if (i > 0 && apart(out.back(), points.front()) > near) return false;
    out.insert(out.end(), points.begin() + (i > 0 ? 1 : 0), points.end());
  }
  if (out.size() < 3 || apart(out.front(), out.back()) > near) return false;
  out.back() = out.front();
  return true;
}

bool Unfolder::is_fill(const Shapes& shape, const Entity& e) const {
  if (shape.part_count(0) != 1 || shape.ring_count(0, 0) != 1) return false;
  if (rings_.count(key_of(shape.ring(0, 0, 0)))) return true;
  const Box box = shape.box(0);
  const double land = ring_area(shape, 0), near = closing_tolerance * metre_ + 1e-3 * std::hypot(box.max_x - box.min_x, box.max_y - box.min_y);  // arcs may be stroked otherwise
  return std::any_of(e.sources.begin(), e.sources.end(), [&](std::string_view handle) {
    const auto found = polygon_handles_.find(handle);
    if (found == polygon_handles_.end()) return false;
    const Box other = out_.shapes.box(found->second);  // a handle may be of a polyline that has been moved, or cut, since
    const bool same_place = std::abs(box.min_x - other.min_x) <= near && std::abs(box.min_y - other.min_y) <= near && std::abs(box.max_x - other.max_x) <= near && std::abs(box.max_y - other.max_y) <= near;
    return same_place && std::abs(ring_area(out_.shapes, found->second) - land) <= 0.01 * land;
  });
}

void Unfolder::add_hatch(const Hatch& hatch) {
  require_room();
  const Entity& e = *hatch.entity;
  std::vector<Ring> rings;
  for (const Path& path : e.paths) {
    Ring ring;
    if (!ring_of(path, hatch.place, ring.points) || !has_three(ring.points)) return refuse(e, hatch.row, "open_border", {"填充边界不闭合，或不足 3 个不同的点。请在 CAD 中重新填充", "has a border that is not closed, or of fewer than three different points. Hatch it again in CAD"});
    rings.push_back(std::move(ring));
  }
  if (rings.size() > coordinates::most_rings) return refuse(e, hatch.row, "too_many_rings", {"填充有 " + std::to_string(rings.size()) + " 个边界，多于 10000。请拆分", "has " + std::to_string(rings.size()) + " borders, more than 10,000. Divide it"});
  Shapes shape;
  coordinates::add_by_containment(rings, shape);
  ++out_.count.used;
  if (is_fill(shape, e)) {
    ++fills_;
    return;
  }
  doubled_ += std::any_of(rings.begin(), rings.end(), [&](const Ring& r) { return rings_.count(key_of(r.points)) > 0; });
  out_.shapes.add(shape, 0);
  out_.rows.push_back(hatch.row);
}

void Unfolder::tell() {
  const auto n = [](std::size_t v) { return std::to_string(v); };
  auto& notes = out_.notes;
  if (closed_ > most_notes) notes.push_back({"……此类另有 " + n(closed_ - most_notes) + " 处", "… and " + n(closed_ - most_notes) + " more of this kind"});
  if (arcs_ + circles_ > 0) notes.push_back({"圆弧 " + n(arcs_) + " 段、圆和椭圆 " + n(circles_) + " 个，已化为折线：偏离不超过 1 mm，面积与圆弧相同", n(arcs_) + " arcs and " + n(circles_) + " circles and ellipses are edges: at most 1 mm from the arc, and of the same area"});
  if (fills_ > 0) notes.push_back({n(fills_) + " 个填充（HATCH）与已有多段线边界相同，不重复计为用地", n(fills_) + " hatches fill polylines that are read, and are not counted as land again"});
  if (doubled_ > 0) notes.push_back({n(doubled_) + " 个填充有洞，其边界又画成了多段线：两者都读成了面，面积会重复。请用 |layername=图层 只读其中之一", n(doubled_) + " hatches have holes and borders that are polylines too: both are read, land is counted twice. Read one of them by |layername=LAYER"});
  if (wide_ > 0) notes.push_back({n(wide_) + " 条多段线的宽度未采用（边界按中线）", "the width of " + n(wide_) + " polylines was not used (the centre line is the border)"});
  if (heights_ > 0) notes.push_back({"高程（Z）已略去", "heights (Z) were dropped"});
  if (paper_ > 0) notes.push_back({"布局（图纸空间）中的 " + n(paper_) + " 个图元未读", n(paper_) + " entities of paper space were not read"});
  std::string hidden;
  for (const std::string_view layer : hidden_) hidden += (hidden.empty() ? "" : ", ") + page_.decode(layer);
  if (!hidden.empty()) notes.push_back({"图层 " + hidden + " 在图中关闭或冻结，仍已读取", "the layers " + hidden + " are off or frozen in the drawing and read all the same"});
  for (const Passed& p : out_.passed) notes.push_back(coordinates::at_line(p.line, {n(p.count) + " 个 " + std::string(p.type) + " 不是用地，未读（首见于此）", n(p.count) + " " + std::string(p.type) + " are no land and not read (the first is here)"}));
}

}  // namespace libspatial::drawing
