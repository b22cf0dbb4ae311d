// Group A: the shape of single parcels.

#include <cmath>
#include <numbers>

#include "metrics/arcs.hpp"
#include "metrics/figure.hpp"
#include "metrics/rows.hpp"

namespace libspatial::metrics {
namespace {

using std::numbers::pi;

/// What the formulas are made of, each computed when it is asked for.
class Figure {
 public:
  Figure(const Shapes& shapes, std::size_t shape) : shapes_(shapes), shape_(shape), origin_(middle(shapes.box(shape))) {}
  double area() { return of().area; }
  double perimeter() { return known(perimeter_, [&] { return metrics::perimeter(shapes_, shape_); }); }
  const Moments& of() { return moments_ ? *moments_ : moments_.emplace(moments(shapes_, shape_, origin_)); }
  const std::vector<Point>& hull() { return hull_ ? *hull_ : hull_.emplace(metrics::hull(shapes_, shape_, origin_)); }
  double circle() { return known(circle_, [&] { return circle_radius(hull()); }); }
  Rectangle rectangle() { return rectangle_ ? *rectangle_ : rectangle_.emplace(least_rectangle(hull())); }
  Point centroid() { return {of().centroid().x + origin_.x, of().centroid().y + origin_.y}; }
  const Shapes& shapes() const { return shapes_; }
  std::size_t row() const { return shape_; }

 private:
  template <class F>
  static double known(std::optional<double>& value, F f) { return value ? *value : value.emplace(f()); }

  const Shapes& shapes_;
  std::size_t shape_;
  Point origin_;
  std::optional<Moments> moments_;
  std::optional<std::vector<Point>> hull_;
  std::optional<double> perimeter_, circle_;
  std::optional<Rectangle> rectangle_;
};

/// One row per parcel; `value` fills one number per id and may give the reason why it cannot.
template <class Value_>
Result each(const Call& call, const Layer& parcels, Value_ value) {
  const std::size_t width = call.metric().ids.size(), n = parcels.size();
  std::vector<double> values(n * width, nan);
  std::vector<const char*> reasons(n, "");
  each_row(call, n, [&](std::size_t row) {
    if (parcels.shapes.type(row) != ShapeType::polygon) {
      reasons[row] = "not_polygon";
      return;
    }
    Figure figure(parcels.shapes, row);
    reasons[row] = value(figure, values.data() + row * width);
  });
  Answer answer(call, {});
  for (std::size_t row = 0; row < n; ++row) answer.row({}, std::span(values).subspan(row * width, width), reasons[row]);
  return std::move(answer).result();
}

Formula number(double (*of)(Figure&)) {
  return [of](const Call& call) {
    return each(call, call.plane("parcels"), [of](Figure& f, double* out) {
      *out = of(f);
      return "";
    });
  };
}

Result area_of(const Call& call) {
  const AreaKind kind = area_kind(call.word("area"));
  const Layer& parcels = kind == AreaKind::planar ? call.plane("parcels") : call.layer("parcels");
  if (!parcels.crs) (void)call.plane("parcels");  // says what is missing
  return each(call, parcels, [&](Figure& f, double* out) {
    *out = area(f.shapes(), f.row(), *parcels.crs, kind).square_metres();
    return "";
  });
}

/// Land farther than d from the border; arcs, which arise at reflex corners only, are exact.
double core(const Shapes& shapes, std::size_t shape, double d) {
  const geos::Geometry land = geos::from(shapes, shape, geos::local_origin(shapes.box(shape)));
  if (d == 0) return geos::area(land.get());
  const geos::Geometry left = grown(land.get(), -d);
  ExactSum area;
  area.add(geos::area(left.get()));
  for (const Sliver& s : slivers(left.get(), land.get(), -d)) area.add(-s.area);
  return area.value();
}

Result core_area(const Call& call) {
  const double d = call.number("d");
  return each(call, call.plane("parcels"), [d](Figure& f, double* out) {
    *out = core(f.shapes(), f.row(), d);
    return "";
  });
}

Result cai(const Call& call) {
  const double d = call.number("d");
  return each(call, call.plane("parcels"), [d](Figure& f, double* out) {
    *out = 100 * core(f.shapes(), f.row(), d) / f.area();
    return "";
  });
}

Result girth(const Call& call) {
  return each(call, call.plane("parcels"), [](Figure& f, double* out) {
    const Box box = f.shapes().box(f.row());
    out[1] = inscribed_radius(f.shapes(), f.row(), 1e-7 * std::max(box.max_x - box.min_x, box.max_y - box.min_y));
    out[0] = out[1] / std::sqrt(f.area() / pi);
    return "";
  });
}

Result orientation(const Call& call) {
  return each(call, call.plane("parcels"), [](Figure& f, double* out) {
    const Moments& m = f.of();
    const double across = m.central_xx() - m.central_yy(), both = 2 * m.central_xy();
    if (std::hypot(across, both) <= 1e-9 * m.polar()) return "no_axis";  // a square has no longest direction
    *out = std::fmod(450 - std::atan2(both, across) * 90 / pi, 180);
    return "";
  });
}

Result corner_count(const Call& call) {
  const double least = call.number("angle") * pi / 180;
  return each(call, call.plane("parcels"), [least](Figure& f, double* out) {
    const Corners found = corners(f.shapes(), f.row(), least);
    out[0] = static_cast<double>(found.all);
    out[1] = static_cast<double>(found.reflex) / static_cast<double>(found.all);
    return "";
  });
}

/// People (or whatever the weight is) of a region: its land and its people about the centre of its people.
Result nmmi(const Call& call) {
  const Layer& parcels = call.plane("parcels");
  const auto weights = call.find_numbers("weight");
  const Point origin = middle(parcels.shapes.box());
  Answer answer(call, {"region"});
  for (const auto& [region, rows] : groups(parcels.size(), call.find_texts("region"))) {
    ExactSum area, mass, x, y, about;
    for (const std::size_t row : rows) {
      if (parcels.shapes.type(row) != ShapeType::polygon) continue;
      const Point own = middle(parcels.shapes.box(row));
      const Moments m = moments(parcels.shapes, row, own);
      const double w = weights ? (*weights)[row] : m.area, cx = m.centroid().x + own.x - origin.x, cy = m.centroid().y + own.y - origin.y;
      area.add(m.area), mass.add(w), x.add(w * cx), y.add(w * cy), about.add(w * (m.polar() / m.area + cx * cx + cy * cy));
    }
    const std::string_view flaw = call.flaw(rows, "parcels");
    const double total = mass.value(), inertia = about.value() - (x.value() * x.value() + y.value() * y.value()) / total;
    answer.row({region}, {flaw.empty() && total > 0 ? total * area.value() / (2 * pi * inertia) : nan}, !flaw.empty() ? flaw : total > 0 ? "" : "zero_base");
  }
  return std::move(answer).result();
}

double root(double v) { return std::sqrt(v); }

}  // namespace

const Formulas& shape_formulas() {
  static const Formulas all{
      {"area", &area_of},
      {"perimeter", number([](Figure& f) { return f.perimeter(); })},
      {"para", number([](Figure& f) { return f.perimeter() / f.area(); })},
      {"shape_sq", number([](Figure& f) { return 0.25 * f.perimeter() / root(f.area()); })},
      {"shape_circle", number([](Figure& f) { return f.perimeter() / (2 * root(pi * f.area())); })},
      {"frac_raster", number([](Figure& f) { return f.area() > 1 ? 2 * std::log(0.25 * f.perimeter()) / std::log(f.area()) : nan; })},
      {"frac_vector", number([](Figure& f) { return f.area() > 1 ? 2 * std::log(f.perimeter()) / std::log(f.area()) : nan; })},
      {"polsby_popper", number([](Figure& f) { return 4 * pi * f.area() / (f.perimeter() * f.perimeter()); })},
      {"schwartzberg", number([](Figure& f) { return 2 * root(pi * f.area()) / f.perimeter(); })},
      {"reock", number([](Figure& f) { return f.area() / (pi * f.circle() * f.circle()); })},
      {"hull_ratio", number([](Figure& f) { return f.area() / hull_area(f.hull()); })},
      {"boundary_amplitude", number([](Figure& f) { return hull_perimeter(f.hull()) / f.perimeter(); })},
      {"nmi", number([](Figure& f) { return f.area() * f.area() / (2 * pi * f.of().polar()); })},
      {"nmmi", &nmmi},
      {"mrr_ratio", number([](Figure& f) { return f.area() / (f.rectangle().length * f.rectangle().width); })},
      {"elongation", number([](Figure& f) { return f.rectangle().width / f.rectangle().length; })},
      {"eri", number([](Figure& f) {
         const Rectangle r = f.rectangle();
         return root(f.area() / (r.length * r.width)) * 2 * (r.length + r.width) / f.perimeter();
       })},
      {"squareness", number([](Figure& f) { return 16 * f.area() / (f.perimeter() * f.perimeter()); })},
      {"girth", &girth},
      {"range_idx", number([](Figure& f) { return root(f.area() / pi) / f.circle(); })},
      {"detour_idx", number([](Figure& f) { return 2 * root(pi * f.area()) / hull_perimeter(f.hull()); })},
      {"exchange_idx", number([](Figure& f) { return common_with_disc(f.shapes(), f.row(), f.centroid(), root(f.area() / pi)) / f.area(); })},
      {"cohesion_rms", number([](Figure& f) { return root(f.area() / pi / (2 * f.of().polar() / f.area())); })},
      {"gyration", number([](Figure& f) { return root(f.of().polar() / f.area()); })},
      {"orientation", &orientation},
      {"core_area", &core_area},
      {"cai", &cai},
      {"width_mean", number([](Figure& f) { return 2 * f.area() / f.perimeter(); })},
      {"corners", &corner_count},
  };
  return all;
}

}  // namespace libspatial::metrics
