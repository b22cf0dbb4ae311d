#include "overlay/kernel.hpp"

#include <algorithm>
#include <cmath>
#include <tuple>

#include "overlay/cut.hpp"
#include "overlay/predicates.hpp"

namespace libspatial {
namespace {

constexpr std::size_t few_edges = 256;  // fewer of a subject are looked at four at a time, more by strips

double cross(Point a, Point b) { return a.x * b.y - a.y * b.x; }

/// Numbers whose subtraction loses no digit that matters: whole in metres, of few bits in degrees.
Point local_origin(const Box& box) {
  const double size = std::max(box.max_x - box.min_x, box.max_y - box.min_y);
  const double step = size > 4 ? 1.0 : 1.0 / 4096;
  return {std::round((box.min_x + box.max_x) / 2 / step) * step, std::round((box.min_y + box.max_y) / 2 / step) * step};
}

bool apart(Point a, Point b, Point c, Point d) {
  return std::max(a.x, b.x) < std::min(c.x, d.x) || std::max(c.x, d.x) < std::min(a.x, b.x) || std::max(a.y, b.y) < std::min(c.y, d.y) ||
         std::max(c.y, d.y) < std::min(a.y, b.y);
}

/// A common edge, which crosses nothing.
bool is_same(const Kernel::Edge& e, Point c, Point d) { return (e.a == c && e.b == d) || (e.a == d && e.b == c); }

bool holds(const Box& box, Point p) { return p.x >= box.min_x && p.x <= box.max_x && p.y >= box.min_y && p.y <= box.max_y; }

/// What walking from one point of a subject to another turns in a zone with the edge c→d: +1 into it, −1 out of it.
int turn_between(Point from, Point to, Point c, Point d) {
  if (c == d || apart(from, to, c, d) || zone_left_of_subject(from, to, c) == zone_left_of_subject(from, to, d)) return 0;
  const bool now = subject_left_of_zone(c, d, to);
  return subject_left_of_zone(c, d, from) == now ? 0 : now ? 1 : -1;
}

bool misses(const Box& box, Point c, Point d) {
  return std::max(c.x, d.x) < box.min_x || std::min(c.x, d.x) > box.max_x || std::max(c.y, d.y) < box.min_y || std::min(c.y, d.y) > box.max_y;
}

}  // namespace

Kernel::Answer Kernel::cut(const Shapes& subjects, std::size_t subject) {
  shares_.clear();
  crossings_.clear();
  chains_.clear();
  inner_.clear();
  const Box box = subjects.box(subject);
  const ZoneGrid::Cells cells = grid_.cells(box);
  if (cells.x0 > cells.x1 || grid_.is_free(cells)) {
    whole_ = ring_area(subjects, subject);
    if (cells.x0 <= cells.x1) {
      for (const std::uint32_t zone : grid_.zones(grid_.cell(cells.x0, cells.y0))) shares_.push_back({zone, whole_});
    }
    return Answer::whole;
  }
  origin_ = local_origin(box);
  box_ = {box.min_x - origin_.x, box.min_y - origin_.y, box.max_x - origin_.x, box.max_y - origin_.y};
  take_subject(subjects, subject);
  find_chains(cells);
  if (edges_.size() > few_edges) bucket_edges();
  else {
    boxes_.clear();
    for (const Edge& e : edges_) boxes_.add(e.a, e.b);
  }
  for (std::uint32_t chain = 0; chain < chains_.size(); ++chain) cross(chain);
  return find_starts() && add_up() ? Answer::cut : Answer::doubtful;
}

/// Edges with the interior on the left; edges of no length are left out.
void Kernel::take_subject(const Shapes& subjects, std::size_t subject) {
  edges_.clear();
  rings_.clear();
  sums_.clear();
  whole_ = 0;
  for (std::size_t part = 0; part < subjects.part_count(subject); ++part) {
    for (std::size_t r = 0; r < subjects.ring_count(subject, part); ++r) {
      const auto ring = subjects.ring(subject, part, r);
      const double doubled = twice_area(ring);
      const bool turn = (doubled < 0) == (r == 0);
      const auto first = static_cast<std::uint32_t>(edges_.size());
      double sum = 0;
      for (std::size_t i = 0; i + 1 < ring.size(); ++i) {
        const Point& from = turn ? ring[ring.size() - 1 - i] : ring[i];
        const Point& to = turn ? ring[ring.size() - 2 - i] : ring[i + 1];
        if (from == to) continue;
        edges_.push_back({{from.x - origin_.x, from.y - origin_.y}, {to.x - origin_.x, to.y - origin_.y}, static_cast<std::uint32_t>(rings_.size())});
        sums_.push_back(sum);
        sum += libspatial::cross(edges_.back().a, edges_.back().b);
      }
      rings_.push_back({first, static_cast<std::uint32_t>(edges_.size()), sum});
      whole_ += (turn ? -doubled : doubled) / 2;
    }
  }
}

/// Runs of the cells under the subject, joined into chains of consecutive edges. A chain begins and ends outside the
/// subject's box, or at the start of its ring.
void Kernel::find_chains(const ZoneGrid::Cells& cells) {
  runs_.clear();
  for (int y = cells.y0; y <= cells.y1; ++y) {
    const auto runs = grid_.runs(grid_.cell(cells.x0, y), grid_.cell(cells.x1, y));
    for (const ZoneGrid::Run& run : runs) {
      __builtin_prefetch(&zone_edges_.point(run.first));
      runs_.push_back(run);
    }
  }
  std::sort(runs_.begin(), runs_.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  std::uint32_t ring = ~0u;
  for (const ZoneGrid::Run& run : runs_) {
    if (run.ring == ring && run.first <= chains_.back().last + 1) {
      chains_.back().last = std::max(chains_.back().last, run.last);
    } else {
      ring = run.ring;
      chains_.push_back({run.first, run.last, zone_edges_.rings()[ring].zone, 0});
    }
  }
}

void Kernel::bucket_edges() {
  by_x_ = box_.max_x - box_.min_x >= box_.max_y - box_.min_y;
  strip_origin_ = by_x_ ? box_.min_x : box_.min_y;
  const double length = (by_x_ ? box_.max_x : box_.max_y) - strip_origin_;
  const std::size_t strips = edges_.size();
  strip_width_ = length / static_cast<double>(strips);
  strip_starts_.assign(strips + 1, 0);
  const auto strip = [&](double at) { return std::min(strips - 1, static_cast<std::size_t>(std::max(0.0, (at - strip_origin_) / strip_width_))); };
  const auto each = [&](auto visit) {
    for (std::uint32_t e = 0; e < edges_.size(); ++e) {
      const double a = by_x_ ? edges_[e].a.x : edges_[e].a.y, b = by_x_ ? edges_[e].b.x : edges_[e].b.y;
      for (std::size_t s = strip(std::min(a, b)); s <= strip(std::max(a, b)); ++s) visit(s, e);
    }
  };
  each([&](std::size_t s, std::uint32_t) { ++strip_starts_[s + 1]; });
  for (std::size_t s = 0; s < strips; ++s) strip_starts_[s + 1] += strip_starts_[s];
  strip_edges_.resize(strip_starts_.back());
  std::vector<std::uint32_t> next(strip_starts_.begin(), strip_starts_.end() - 1);
  each([&](std::size_t s, std::uint32_t e) { strip_edges_[next[s]++] = e; });
  seen_.assign(edges_.size(), ~0u);
}

/// Of subjects of one ring: the edge that meets edge `s` at its point `p`.
std::uint32_t Kernel::beside(std::uint32_t s, Point p) const {
  const auto count = static_cast<std::uint32_t>(edges_.size());
  return p == edges_[s].a ? (s == 0 ? count : s) - 1 : s + 1 == count ? 0 : s + 1;
}

void Kernel::cross(std::uint32_t chain) {
  Chain& all = chains_[chain];
  Point c = zone_point(all.first);
  all.inside = holds(box_, c) ? winding_of(c) : 0;
  // Borders that follow each other: a ring of a valid subject touches one of its own edges only with the two beside it. Where both
  // go on along the next edge, they cross at the point between only if the shifted zone changes sides there.
  constexpr std::uint32_t none = ~0u;
  std::uint32_t common = none;  // the subject's edge that the zone's edge `last`, from `start` to c, is
  std::uint32_t last = 0;
  Point start{};
  bool all_crossed = false;     // that edge has met every edge of the subject; otherwise it has yet to meet the one beside it at c
  const auto leave = [&](std::uint32_t beside_it) {
    if (!all_crossed) cross(chain, last, start, c, beside_it);
  };
  for (std::uint32_t e = all.first; e <= all.last; ++e) {
    const Point d = zone_point(e + 1);
    if (c == d) continue;
    if (!misses(box_, c, d)) {
      if (common != none) {
        const std::uint32_t next = beside(common, c);
        const bool follows = is_same(edges_[next], c, d);
        if (!follows || shifts_left(edges_[common].a, edges_[common].b) != shifts_left(edges_[next].a, edges_[next].b)) {
          leave(next);
          if (follows) cross(chain, e, c, d, common);
        }
        common = follows ? next : none;
        all_crossed = false;
      }
      if (common == none) all_crossed = true, common = cross_all(chain, e, c, d);
      if (common == none) inner_.push_back(e);
    }
    last = e, start = c, c = d;
  }
  if (common != none) leave(beside(common, c));
}

/// One edge of a zone with every edge of the subject. Returns the one it is itself, when the subject has one ring.
std::uint32_t Kernel::cross_all(std::uint32_t chain, std::uint32_t e, Point c, Point d) {
  std::uint32_t common = ~0u;
  const auto meet = [&](std::uint32_t s) {
    if (!is_same(edges_[s], c, d)) cross(chain, e, c, d, s);
    else if (rings_.size() == 1) common = s;
  };
  if (edges_.size() <= few_edges) {
    boxes_.each_near(c, d, 0, meet);
    return common;
  }
  const double low = by_x_ ? std::min(c.x, d.x) : std::min(c.y, d.y), high = by_x_ ? std::max(c.x, d.x) : std::max(c.y, d.y);
  const std::size_t strips = strip_starts_.size() - 1;
  const auto strip = [&](double at) { return std::min(strips - 1, static_cast<std::size_t>(std::max(0.0, (at - strip_origin_) / strip_width_))); };
  for (std::uint32_t i = strip_starts_[strip(low)]; i < strip_starts_[strip(high) + 1]; ++i) {
    const std::uint32_t s = strip_edges_[i];
    if (seen_[s] == e) continue;
    seen_[s] = e;
    meet(s);
  }
  return common;
}

void Kernel::cross(std::uint32_t chain, std::uint32_t zone_edge, Point c, Point d, std::uint32_t subject_edge) {
  const auto& [a, b, ring] = edges_[subject_edge];
  if (apart(a, b, c, d)) return;
  const double oc = orient(a, b, c), od = orient(a, b, d);
  if (zone_is_left(oc, a, b) == zone_is_left(od, a, b)) return;
  const double oa = orient(c, d, a), ob = orient(c, d, b);
  const bool b_left = subject_is_left(ob, c, d);
  if (subject_is_left(oa, c, d) == b_left) return;
  Crossing x{chains_[chain].zone, subject_edge, chain, zone_edge, b_left ? 1 : -1, 0, 0, {}};
  x.along_subject = oa == ob ? 0 : std::clamp(oa / (oa - ob), 0.0, 1.0);
  x.along_zone = oc == od ? 0 : std::clamp(oc / (oc - od), 0.0, 1.0);
  // one point for both borders: the closed line then has the area of the piece whatever the last digits of the fractions
  const bool shorter = std::abs(b.x - a.x) + std::abs(b.y - a.y) <= std::abs(d.x - c.x) + std::abs(d.y - c.y);
  const Point from = shorter ? a : c, to = shorter ? b : d;
  const double t = shorter ? x.along_subject : x.along_zone;
  x.point = t == 1 ? to : Point{from.x + t * (to.x - from.x), from.y + t * (to.y - from.y)};
  crossings_.push_back(x);
}

/// How often the subject winds round a point of a zone.
int Kernel::winding_of(Point p) const {
  int winding = 0;
  for (const Edge& e : edges_) {
    const int up = subject_crosses_height(e.a, e.b, p.y);
    if (up != 0 && zone_left_of_subject(e.a, e.b, p) == (up > 0)) winding += up;
  }
  return winding;
}

/// The zones at the start of every ring: those of its cell's centre, turned by the edges between. False when one is wound twice.
bool Kernel::find_starts() {
  starts_.resize(rings_.size());
  for (std::size_t r = 0; r < rings_.size(); ++r) {
    starts_[r].clear();
    if (rings_[r].first == rings_[r].last) continue;
    const Point start = edges_[rings_[r].first].a;
    const Point absolute{start.x + origin_.x, start.y + origin_.y};
    const ZoneGrid::Cells at = grid_.cells({absolute.x, absolute.y, absolute.x, absolute.y});
    if (at.x0 > at.x1) continue;
    const Point seen = grid_.centre(at.x0, at.y0), centre{seen.x - origin_.x, seen.y - origin_.y};
    const std::size_t cell = grid_.cell(at.x0, at.y0);
    windings_.clear();
    for (const std::uint32_t zone : grid_.zones(cell)) windings_.emplace_back(zone, 1);
    for (const ZoneGrid::Run& run : grid_.runs(cell)) {
      if (centre == start) break;
      const std::uint32_t zone = zone_edges_.rings()[run.ring].zone;
      int turned = 0;
      for (std::uint32_t e = run.first; e <= run.last; ++e) turned += turn_between(centre, start, zone_point(e), zone_point(e + 1));
      if (turned != 0) windings_.emplace_back(zone, turned);
    }
    std::sort(windings_.begin(), windings_.end());
    for (std::size_t i = 0; i < windings_.size();) {
      const std::uint32_t zone = windings_[i].first;
      int winding = 0;
      for (; i < windings_.size() && windings_[i].first == zone; ++i) winding += windings_[i].second;
      if (winding < 0 || winding > 1) return false;
      if (winding == 1) starts_[r].push_back(zone);
    }
  }
  return true;
}

double Kernel::noise() const {
  const double extent = std::max(box_.max_x - box_.min_x, box_.max_y - box_.min_y);
  return cut_noise * whole_ + 2e-16 * extent * extent;
}

bool Kernel::starts_in(std::size_t ring, std::uint32_t zone) const { return std::find(starts_[ring].begin(), starts_[ring].end(), zone) != starts_[ring].end(); }

double& Kernel::share_of(std::uint32_t zone) {
  for (Share& share : shares_) {
    if (share.zone == zone) return share.area;
  }
  return shares_.emplace_back(Share{zone, 0}).area;
}

/// Where every zone's edge near the subject is the edge of another zone run backwards, walking over it leaves one zone and enters
/// another: as many zones lie everywhere in the subject, and their shares add up to so many times its area.
bool Kernel::zones_are_disjoint() {
  if (rings_.size() != 1 || edges_.size() > few_edges) return false;  // in one piece
  double sum = 0;
  for (const Share& share : shares_) sum += share.area;
  if (std::abs(sum - whole_) > cut_law * whole_) return false;
  struct Ends { Point low, high; bool up; };
  const auto ends = [&](std::uint32_t e) {
    const Point c = zone_edges_.point(e), d = zone_edges_.point(e + 1);
    const bool up = std::tie(c.x, c.y) < std::tie(d.x, d.y);
    return up ? Ends{c, d, true} : Ends{d, c, false};
  };
  const auto key = [](const Ends& e) { return std::tuple(e.low.x, e.low.y, e.high.x, e.high.y, e.up); };
  std::sort(inner_.begin(), inner_.end(), [&](std::uint32_t a, std::uint32_t b) { return key(ends(a)) < key(ends(b)); });
  if (inner_.size() % 2 != 0) return false;
  for (std::size_t i = 0; i < inner_.size(); i += 2) {
    const Ends one = ends(inner_[i]), other = ends(inner_[i + 1]);
    const bool next_differs = i + 2 == inner_.size() || !(ends(inner_[i + 2]).low == one.low && ends(inner_[i + 2]).high == one.high);
    if (!(one.low == other.low && one.high == other.high) || one.up == other.up || !next_differs) return false;
  }
  return true;
}

/// ∫ inside d(cross) along each border, as status at the start × the whole line + status turned at each crossing × the rest of it.
/// False when a border does not come out as it went in.
bool Kernel::add_up() {
  for (std::size_t r = 0; r < rings_.size(); ++r) {
    for (const std::uint32_t zone : starts_[r]) share_of(zone) += rings_[r].doubled;
  }
  std::size_t next = 0;  // crossings lie in the order of chains and their edges
  for (std::uint32_t k = 0; k < chains_.size(); ++k) {
    const Chain& chain = chains_[k];
    const std::size_t first = next;
    int turned = chain.inside;
    while (next < crossings_.size() && crossings_[next].chain == k) turned -= crossings_[next++].enters;
    if (chain.inside == 0 && first == next) continue;
    if (chain.inside < 0 || chain.inside > 1 || turned < 0 || turned > 1) return false;
    double sum = 0, before = 0;  // `before`: turned status × line so far
    Point c = zone_point(chain.first);
    std::size_t at = first;
    for (std::uint32_t e = chain.first; e <= chain.last; ++e) {
      for (; at < next && crossings_[at].zone_edge == e; ++at) before -= crossings_[at].enters * (sum + libspatial::cross(c, crossings_[at].point));
      const Point d = zone_point(e + 1);
      sum += libspatial::cross(c, d);
      c = d;
    }
    share_of(chain.zone) += turned * sum - before;
  }
  for (const Crossing& x : crossings_) {
    const Edge& e = edges_[x.subject_edge];
    share_of(x.zone) += x.enters * (rings_[e.ring].doubled - sums_[x.subject_edge] - libspatial::cross(e.a, x.point));
  }
  std::sort(shares_.begin(), shares_.end(), [](const Share& a, const Share& b) { return a.zone < b.zone; });
  for (Share& share : shares_) {
    share.area /= 2;
    if (share.area < -cut_law * whole_ || share.area > whole_ * (1 + cut_law)) return false;
    share.area = std::clamp(share.area, 0.0, whole_);
  }
  return true;
}

}  // namespace libspatial
