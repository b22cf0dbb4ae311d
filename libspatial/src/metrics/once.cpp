// Rows of several classes that lie over each other: every place once, of one class or of none. Row by row, so that a layer whose rows all hang together costs
// no more than one of many pairs.

#include <algorithm>

#include "geometry/geos.hpp"
#include "geometry/side_by_side.hpp"
#include "libspatial/units.hpp"
#include "metrics/laid.hpp"

namespace libspatial::metrics {
namespace {

constexpr double rounding = 1e-8;  // of the land of a row: no piece, coordinates are rounded

/// `land` without the pieces of it that are named; rounding of coordinates is no land.
void add_rest(const Shapes& land, std::size_t shape, const Shapes& pieces, std::span<const std::size_t> without, double row_area, Shapes& out) {
  Shapes rest;
  if (without.empty()) {
    rest.add(land, shape);
  } else {
    Shapes cover;
    add_union(pieces, without, cover);
    const Point origin = geos::local_origin(land.box(shape));
    if (cover.type(0) != ShapeType::polygon) rest.add(land, shape);
    else geos::append(geos::own(GEOSDifference_r(geos::context(), geos::from(land, shape, origin).get(), geos::from(cover, 0, origin).get()), "difference").get(), origin, rest);
  }
  if (rest.type(0) == ShapeType::polygon && ring_area(rest, 0) > rounding * row_area) out.add(rest, 0);
  else out.add_none();
}

/// What every row has alone, or as the first of its class, and what it has as the first of several classes.
struct Shares {
  Shapes own, unclear;  // one for each of the rows
};

Shares shares(const Layer& layer, std::span<const std::size_t> rows, const Overlaps& found, const std::vector<std::string>& classes, int threads) {
  std::vector<std::vector<std::size_t>> of(layer.size());  // pieces of a row
  for (std::size_t i = 0; i < found.pairs.size(); ++i) of[found.pairs[i].first].push_back(i);
  constexpr std::size_t size = 64;
  std::vector<Shares> portions((rows.size() + size - 1) / size);
  side_by_side(threads_or_all(threads), portions.size(), [&](std::size_t n) {
    for (std::size_t k = n * size; k < std::min(rows.size(), (n + 1) * size); ++k) {
      const std::size_t row = rows[k];
      const double all = ring_area(layer.shapes, row);
      std::vector<std::size_t> others, taken, earlier;  // pieces: of another class, no longer the row's own, of an earlier row
      for (const std::size_t i : of[row]) {
        const std::size_t other = found.pairs[i].second;
        const bool differs = classes[other] != classes[row];
        if (differs) others.push_back(i);
        if (other < row) earlier.push_back(i);
        if (differs || other < row) taken.push_back(i);
      }
      add_rest(layer.shapes, row, found.pieces, taken, all, portions[n].own);
      Shapes several;
      add_union(found.pieces, others, several);
      if (several.type(0) == ShapeType::polygon) add_rest(several, 0, found.pieces, earlier, all, portions[n].unclear);
      else portions[n].unclear.add_none();
    }
  });
  Shares result;
  for (const Shares& p : portions) {
    for (std::size_t k = 0; k < p.own.size(); ++k) result.own.add(p.own, k), result.unclear.add(p.unclear, k);
  }
  return result;
}

double area_of(const Shapes& shapes, const Crs& crs, AreaKind kind, int threads) {
  ExactSum sum;
  for (const Area a : areas(shapes, crs, kind, threads)) sum.add(a.square_metres());
  return sum.value();
}

}  // namespace

OnceByClass::OnceByClass(const Layer& layer, std::vector<std::string> classes, AreaKind kind, int threads, const Progress& progress) : given_(&layer), classes_(std::move(classes)) {
  const Overlaps found = overlaps(layer, threads, progress, true);
  if (found.rows.empty()) return;
  std::vector<std::size_t> rows;
  for (const auto& family : found.rows) rows.insert(rows.end(), family.begin(), family.end());
  std::sort(rows.begin(), rows.end());
  const Shares share = shares(layer, rows, found, classes_, threads);
  unclear_ = area_of(share.unclear, *layer.crs, kind, threads);
  again_ = area_of(only(layer, rows).shapes, *layer.crs, kind, threads) - area_of(share.own, *layer.crs, kind, threads) - unclear_;
  made_.emplace(only(layer, {}));
  made_->rejects = layer.rejects;
  for (std::size_t row = 0, k = 0; row < layer.size(); ++row) {
    if (k < rows.size() && rows[k] == row) made_->shapes.add(share.own, k++);
    else made_->shapes.add(layer.shapes, row);
  }
  for (std::size_t k = 0; k < rows.size(); ++k) {
    if (share.unclear.type(k) == ShapeType::polygon) made_->shapes.add(share.unclear, k);
  }
  classes_.resize(made_->size(), std::string(no_class));
}

void OnceByClass::note(std::vector<Text>& notes) const {
  if (!made_) return;
  Text said = counted_once(*given_, again_);
  const std::string m2 = decimals(unclear_, 2);
  if (unclear_ > 0) said.zh += "；" + m2 + " m² 上各行地类不同，记作 ?", said.en += "; " + m2 + " m² lie in rows of different classes and are called ?";
  notes.push_back(std::move(said));
}

Layer once(const Layer& parcels, const std::string& class_field, AreaKind kind, int threads, const Progress& progress) {
  std::vector<std::string> classes = labels(parcels, class_field);
  std::vector<Text> notes = name_missing(parcels, classes);
  const OnceByClass found(parcels, std::move(classes), kind, threads, progress);
  found.note(notes);
  Layer result = only(found.layer(), {});
  result.shapes = found.layer().shapes, result.rejects = parcels.rejects, result.notes = std::move(notes);
  result.fields = {{"class", FieldType::text, {found.classes().begin(), found.classes().end()}}};
  return result;
}

}  // namespace libspatial::metrics
