#include "measure/patch.hpp"

#include <algorithm>
#include <map>
#include <numbers>

#include "geometry/wide.hpp"

namespace libspatial::official {
namespace {

constexpr double units = 1e6;                                      // in an arc-second: what the procedure rounds to
constexpr double tie = 1e-3;                                       // units; series and inverse() differ by at most 2.2e-4 (doubles of eastings with a zone prefix)
constexpr double metres_cell = 2000, metres_reach = 3000;          // cells of centres; from the middle to the last point
constexpr double degrees_cell = 0.02, degrees_reach = 0.03;
constexpr std::size_t most_patches = 4096;

template <class V>
LIBSPATIAL_INLINE V to_whole(V v) {  // nearest, below 2^51
  constexpr double magic = 6755399441055744.0;
  return (v + magic) - magic;
}
LIBSPATIAL_INLINE Four floor_of(Four v) {
  const Four n = to_whole(v);
  return n > v ? n - 1 : n;
}

/// Coefficients of u^m from values at the five Chebyshev nodes: matrix[m][node].
struct Interpolation {
  std::array<long double, 5> nodes{};
  std::array<std::array<long double, 5>, 5> matrix{};

  Interpolation() {
    constexpr int chebyshev[5][5] = {{1}, {0, 1}, {-1, 0, 2}, {0, -3, 0, 4}, {1, 0, -8, 0, 8}};
    for (int k = 0; k < 5; ++k) nodes[k] = std::cos((2 * k + 1) * std::numbers::pi_v<long double> / 10);
    for (int m = 0; m < 5; ++m) {
      for (int k = 0; k < 5; ++k) {
        for (int i = 0; i < 5; ++i) {
          long double t = 0;
          for (int power = 4; power >= 0; --power) t = t * nodes[k] + chebyshev[i][power];
          matrix[m][k] += chebyshev[i][m] * (i == 0 ? 1 : 2) / 5.0L * t;
        }
      }
    }
  }
};

}  // namespace

const Patch& Patch::near(Point centre, const std::optional<GaussKrueger>& zone) {
  using Key = std::tuple<double, double, long, long>;
  thread_local std::map<Key, Patch> patches;
  thread_local Key last_key{-1, -1, 0, 0};
  thread_local const Patch* last = nullptr;
  const double cell = zone ? metres_cell : degrees_cell;
  const auto place = [&](double v) { return static_cast<long>(std::floor(std::clamp(v / cell, -1e9, 1e9))); };
  const long column = place(centre.x), row = place(centre.y);
  const Key key{zone ? zone->central_meridian : -1, zone ? zone->false_easting : -1, column, row};
  if (last && key == last_key) return *last;
  if (patches.size() >= most_patches) patches.clear();
  auto found = patches.find(key);
  if (found == patches.end()) {
    found = patches.emplace(key, Patch({(static_cast<double>(column) + 0.5) * cell, (static_cast<double>(row) + 0.5) * cell}, zone)).first;
  }
  last_key = key;
  return *(last = &found->second);
}

Patch::Patch(Point middle, const std::optional<GaussKrueger>& zone) : middle_(middle), zone_(zone), reach_(zone ? metres_reach : degrees_reach) {
  const double degree = zone ? 1 : 111320;  // no degree is longer
  surely_short_ = (longest_segment - 0.01) * (longest_segment - 0.01) / (degree * degree);
  if (zone) {
    static const Interpolation fit;
    std::array<std::array<BasicGeographic<long double>, 5>, 5> at;
    for (int i = 0; i < 5; ++i) {
      for (int j = 0; j < 5; ++j) {
        at[i][j] = inverse(middle.y + reach_ * fit.nodes[i], middle.x - zone->false_easting + reach_ * fit.nodes[j], zone->central_meridian);
      }
    }
    std::size_t next = 0;
    for (int m = 0; m < 5; ++m) {
      for (int n = 0; m + n < 5; ++n, ++next) {
        long double b = 0, l = 0;
        for (int i = 0; i < 5; ++i) {
          for (int j = 0; j < 5; ++j) {
            b += fit.matrix[m][i] * fit.matrix[n][j] * at[i][j].b;
            l += fit.matrix[m][i] * fit.matrix[n][j] * at[i][j].l;
          }
        }
        b *= units, l *= units;
        if (next == 0) {
          base_b_ = static_cast<double>(std::round(b)), base_l_ = static_cast<double>(std::round(l));
          b -= base_b_, l -= base_l_;
        }
        b_[next] = static_cast<double>(b), l_[next] = static_cast<double>(l);
      }
    }
  } else {
    base_b_ = std::round(middle.y * 3600 * units), base_l_ = std::round(middle.x * 3600 * units);
  }
  // The procedure's trapezoid is b² ΔL (G(B₂) − G(B₁)), G = A sin B − B sin 3B + C sin 5B − D sin 7B + E sin 9B: Taylor's series of G
  const long double latitude = base_b_ / (units * rho);
  constexpr double factors[] = {A, -B, C, -D, E};
  long double faculty = 1;
  for (int power = 1; power <= 5; ++power) {
    faculty *= power;
    long double sum = 0;
    for (int i = 0; i < 5; ++i) {
      const int n = 2 * i + 1;
      sum += factors[i] * std::pow(static_cast<long double>(n), power) * std::sin(n * latitude + power * std::numbers::pi_v<long double> / 2);
    }
    g_[static_cast<std::size_t>(power - 1)] = static_cast<double>(sum / faculty);
  }
}

bool Patch::holds(const Box& box) const {
  return box.min_x >= std::max(0.0, middle_.x - reach_) && box.max_x <= middle_.x + reach_ && box.min_y >= std::max(0.0, middle_.y - reach_) && box.max_y <= middle_.y + reach_;
}

template <class V>
LIBSPATIAL_INLINE V Patch::value(const Series& k, V u, V v) {
  const V r0 = k[0] + v * (k[1] + v * (k[2] + v * (k[3] + v * k[4])));
  const V r1 = k[5] + v * (k[6] + v * (k[7] + v * k[8]));
  const V r2 = k[9] + v * (k[10] + v * k[11]);
  const V r3 = k[12] + v * k[13];
  return r0 + u * (r1 + u * (r2 + u * (r3 + u * k[14])));
}

template <class V>
LIBSPATIAL_INLINE V Patch::g_of(V b) const {
  const V d = b * (1 / (units * rho));
  return d * (g_[0] + d * (g_[1] + d * (g_[2] + d * (g_[3] + d * g_[4]))));
}

constexpr double l_factor = polar_radius * polar_radius / 2 / (units * rho);

Corner Patch::corner_from(Geographic seconds) const {
  return {(std::round(to_6(seconds.l) * units) - base_l_) * l_factor, g_of(std::round(to_6(seconds.b) * units) - base_b_)};
}

/// Precondition: x and y are rounded.
Corner Patch::corner_at(double x, double y) const {
  if (!zone_) return corner_from({y * 3600, x * 3600});
  const double u = (y - middle_.y) / reach_, v = (x - middle_.x) / reach_;
  const double b = value(b_, u, v), l = value(l_, u, v), whole_b = to_whole(b), whole_l = to_whole(l);
  if (std::abs(b - whole_b) > 0.5 - tie || std::abs(l - whole_l) > 0.5 - tie) return corner_from(inverse(y, x - zone_->false_easting, zone_->central_meridian));
  return {whole_l * l_factor, g_of(whole_b)};
}

Corner Patch::corner(Point p) const { return zone_ ? corner_at(to_4(p.x), to_4(p.y)) : corner_at(p.x, p.y); }

LIBSPATIAL_INLINE void Patch::fill(std::span<const Point> vertices, Corner* out) const {
  const double middle_x = middle_.x * 1e4, middle_y = middle_.y * 1e4;
  for (std::size_t i = 0; i < vertices.size(); i += 4) {
    Four x, y;
    for (std::size_t k = 0; k < 4; ++k) {
      const Point& p = vertices[std::min(i + k, vertices.size() - 1)];
      x[k] = p.x, y[k] = p.y;
    }
    Four whole_b, whole_l;
    if (zone_) {  // to_4, then the series
      const Four u = (floor_of(y * 1e4 + 0.5) - middle_y) * (1e-4 / reach_), v = (floor_of(x * 1e4 + 0.5) - middle_x) * (1e-4 / reach_);
      const Four b = value(b_, u, v), l = value(l_, u, v);
      whole_b = to_whole(b), whole_l = to_whole(l);
      const Four off_b = b - whole_b, off_l = l - whole_l;
      const auto near_tie = (off_b > 0.5 - tie) | (off_b < tie - 0.5) | (off_l > 0.5 - tie) | (off_l < tie - 0.5);
      if (near_tie[0] | near_tie[1] | near_tie[2] | near_tie[3]) {
        for (std::size_t k = 0; k < 4; ++k) out[i + k] = corner(vertices[std::min(i + k, vertices.size() - 1)]);
        continue;
      }
    } else {
      whole_b = floor_of((y * 3600) * units + 0.5) - base_b_, whole_l = floor_of((x * 3600) * units + 0.5) - base_l_;
    }
    const Four l = whole_l * l_factor, g = g_of(whole_b);
    for (std::size_t k = 0; k < 4; ++k) out[i + k] = {l[k], g[k]};
  }
}

LIBSPATIAL_WIDE void Patch::fill_wide(std::span<const Point> vertices, Corner* out) const { fill(vertices, out); }

void Patch::corners(std::span<const Point> vertices, std::vector<Corner>& out) const {
  out.resize((vertices.size() + 3) / 4 * 4);
  if (has_wide()) fill_wide(vertices, out.data());
  else fill(vertices, out.data());
  out.resize(vertices.size());
}

double Patch::divided(Point a, Corner at_a, Point b, Corner at_b) const {
  double sum = 0;
  Corner last = at_a;
  const auto add = [&](Point p) {
    const Corner next = zone_ ? corner_at(to_6(p.x), to_6(p.y)) : corner_at(p.x, p.y);
    sum += strip(last, next);
    last = next;
  };
  if (zone_) divide(a, b, add);
  else divide_degrees(a, b, add);
  return sum + strip(last, at_b);
}

double Patch::ring(std::span<const Point> ring) const {
  thread_local std::vector<Corner> at;
  corners(ring, at);
  double sum = 0;
  for (std::size_t i = 0; i + 1 < ring.size(); ++i) sum += line(ring[i], at[i], ring[i + 1], at[i + 1]);
  return std::abs(sum);
}

}  // namespace libspatial::official
