#include "atlas/labels.hpp"

#include <algorithm>
#include <cmath>

#include "report/utf8.hpp"

namespace libspatial::atlas {
namespace {

struct Offset { Point shift; Box box; bool centred = false; };

/// Where the text may stand, the best place first: right, left, above, below, then the corners; the shift is of its left end on the base line. A centred one may
/// move by a few of its heights.
std::vector<Offset> candidates(const Label& label, double d) {
  const double w = text_width(label.text, label.size, label.spacing), h = label.size;
  const auto at = [&](double left, double middle) {
    const double base = middle + 0.36 * h;
    return Offset{{left, base}, {left, base - 0.9 * h, left + w, base + 0.2 * h}};
  };
  if (label.off == 0) {
    std::vector<Offset> around;
    const int most = label.name.starts_with("unit-name") ? 3 : 0;
    for (int ring = 0; ring <= most; ++ring) {
      for (int dy = -ring; dy <= ring; ++dy) {
        for (int dx = -ring; dx <= ring; ++dx) {
          if (std::max(std::abs(dx), std::abs(dy)) != ring) continue;
          const double x = 1.1 * h * dx, y = 1.1 * h * dy;
          around.push_back({{x, y + 0.36 * h}, {x - w / 2, y - 0.55 * h, x + w / 2, y + 0.6 * h}, true});
        }
      }
    }
    return around;
  }
  const double slant = 0.75 * d;
  return {at(d + 1, 0), at(-d - 1 - w, 0), at(-w / 2, -d - 0.6 * h), at(-w / 2, d + 0.6 * h), at(slant, -slant - 0.4 * h), at(slant, slant + 0.4 * h),
          at(-slant - w, -slant - 0.4 * h), at(-slant - w, slant + 0.4 * h)};
}

Box moved(const Box& box, Point by) { return {box.min_x + by.x, box.min_y + by.y, box.max_x + by.x, box.max_y + by.y}; }

bool covers(const Box& box, Point disc, double radius) {
  const double dx = std::max({box.min_x - disc.x, 0.0, disc.x - box.max_x}), dy = std::max({box.min_y - disc.y, 0.0, disc.y - box.max_y});
  return std::hypot(dx, dy) < radius;
}

struct Held { Point at; Box box; };  // at magnification 1; the box keeps its size

}  // namespace

double text_width(const std::string& text, double size, double spacing) {
  double width = 0;
  for (std::string_view rest = text; !rest.empty();) {
    const std::size_t before = rest.size();
    report::take_code_point(rest);
    width += (before - rest.size() > 2 ? 1.0 : 0.56) + spacing;
  }
  return width * size;
}

std::vector<Placed> place(const std::vector<Label>& labels, const std::vector<Obstacle>& discs, double width, double height) {
  std::vector<Placed> out;
  std::vector<Held> held;
  std::vector<bool> done(labels.size(), false);
  for (const int zoom : {1, 2, 4, 8, 16}) {
    const auto far = [&](Point p) { return Point{p.x * zoom, p.y * zoom}; };
    const auto free = [&](const Box& box) {
      if (box.min_x < 2 || box.min_y < 2 || box.max_x > width * zoom - 2 || box.max_y > height * zoom - 2) return false;
      for (const Obstacle& disc : discs) {
        if (covers(box, far(disc.at), disc.radius)) return false;
      }
      return std::none_of(held.begin(), held.end(), [&](const Held& h) { return moved(h.box, far(h.at)).meets(box); });
    };
    // a name beside a disc that covers its own place stands beyond the disc
    const auto off = [&](const Label& label) {
      double most = label.off;
      for (const Obstacle& disc : discs) {
        const double d = std::hypot(disc.at.x - label.at.x, disc.at.y - label.at.y) * zoom;
        if (d < disc.radius) most = std::max(most, d + disc.radius + 1);
      }
      return most;
    };
    for (std::size_t i = 0; i < labels.size(); ++i) {
      if (done[i] || labels[i].text.empty() || labels[i].from > zoom) continue;
      for (const Offset& offset : candidates(labels[i], off(labels[i]))) {
        if (!free(moved(offset.box, far(labels[i].at)))) continue;
        out.push_back({labels[i], offset.shift, offset.centred, zoom});
        held.push_back({labels[i].at, offset.box});
        done[i] = true;
        break;
      }
    }
  }
  return out;
}

}  // namespace libspatial::atlas
