#include "report/spread.hpp"

#include <algorithm>
#include <cmath>

namespace libspatial::report {
namespace {

// Two marks that hide each other are pushed apart by half of what is missing; `number` decides the direction of two in one place.
bool push_apart(Disc& a, Disc& b, std::size_t number) {
  const double least = a.radius + b.radius + 2;
  double dx = b.shown.x - a.shown.x, dy = b.shown.y - a.shown.y;
  const double d = std::hypot(dx, dy);
  if (d >= least) return false;
  if (d < 1e-6) {
    dx = std::cos(static_cast<double>(number)), dy = std::sin(static_cast<double>(number));
  } else {
    dx /= d, dy /= d;
  }
  const double step = (least - d) / 2;
  a.shown = {a.shown.x - dx * step, a.shown.y - dy * step};
  b.shown = {b.shown.x + dx * step, b.shown.y + dy * step};
  return true;
}

}  // namespace

void spread(std::span<Disc* const> discs, double width, double height) {
  constexpr std::size_t most = 400;
  if (discs.size() > most) return;
  bool moved = true;
  for (int round = 0; moved && round < 200; ++round) {
    moved = false;
    for (std::size_t i = 0; i < discs.size(); ++i)
      for (std::size_t j = i + 1; j < discs.size(); ++j) moved = push_apart(*discs[i], *discs[j], j + 1) || moved;
    for (Disc* disc : discs) {
      const double margin = disc->radius + 2;
      disc->shown.x = std::clamp(disc->shown.x, margin, std::max(margin, width - margin));
      disc->shown.y = std::clamp(disc->shown.y, margin, std::max(margin, height - margin));
    }
  }
}

}  // namespace libspatial::report
