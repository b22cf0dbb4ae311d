// Layers of drawings laid over each other, whose gaps and overlaps are counted cell by cell; then the same land turned, divided,
// renumbered, digitised anew. Nothing may be found on a clean coverage, nothing missed on another.

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <set>

#include "libspatial/topology.hpp"
#include "support/cases.hpp"
#include "support/geos_oracle.hpp"
#include "support/sketch.hpp"

namespace libspatial {
namespace {

using namespace testing;

constexpr int side = 9;
constexpr double rounding = 1e-6, cell_area = 100;

using Rows = std::vector<std::size_t>;

/// Letters on a grid: `words` of them, a share `empty` of the cells without any; blocks rather than noise.
std::string drawing(Random& random, int words, double empty) {
  std::vector<std::string> rows(side, std::string(side, 'A'));
  for (int block = 0; block < 12; ++block) {
    const unsigned x = random() % side, y = random() % side, w = 1 + random() % 5, h = 1 + random() % 5;
    const char letter = static_cast<char>('A' + random() % static_cast<unsigned>(words));
    for (unsigned i = y; i < std::min<unsigned>(side, y + h); ++i) {
      for (unsigned k = x; k < std::min<unsigned>(side, x + w); ++k) rows[i][k] = letter;
    }
  }
  std::string all;
  for (std::string& row : rows) {
    for (char& c : row) c = chance(random, empty) ? '.' : c;
    all += row + " ";
  }
  return all;
}

struct Drawn {
  std::vector<MultiPolygon> shapes;
  std::map<Rows, double> overlaps;  // which rows cover together how much land
  double gaps = 0, area = 0, covered = 0;
};

/// Counts what no row covers and what cannot be left by steps to a neighbouring cell.
double enclosed(const std::vector<std::set<std::size_t>>& cells) {
  std::vector<bool> open(cells.size(), false);
  for (int round = 0; round < side * side; ++round) {
    for (int i = 0; i < side * side; ++i) {
      const int x = i % side, y = i / side;
      if (!cells[i].empty() || open[i]) continue;
      const bool edge = x == 0 || y == 0 || x == side - 1 || y == side - 1;
      open[i] = edge || open[i - 1] || open[i + 1] || open[i - side] || open[i + side];
    }
  }
  double n = 0;
  for (int i = 0; i < side * side; ++i) n += cells[i].empty() && !open[i];
  return n;
}

Drawn draw(const std::vector<std::string>& drawings) {
  Drawn result;
  std::vector<std::set<std::size_t>> cells(side * side);
  for (const std::string& text : drawings) {
    for (const auto& [letter, shape] : sketch(text)) {
      for (int i = 0; i < side * side; ++i) {
        if (text[static_cast<std::size_t>(i / side * (side + 1) + i % side)] == letter) cells[i].insert(result.shapes.size());
      }
      result.shapes.push_back(shape);
    }
  }
  for (const auto& rows : cells) {
    result.area += cell_area * static_cast<double>(rows.size());
    result.covered += rows.empty() ? 0 : cell_area;
    if (rows.size() > 1) result.overlaps[Rows(rows.begin(), rows.end())] += cell_area;
  }
  result.gaps = cell_area * enclosed(cells);
  return result;
}

Defects find(const std::vector<MultiPolygon>& shapes, int threads = 1) { return find_defects(layer_of(shapes), {.rounding = rounding, .mouth = 0.05, .threads = threads}); }

double gaps(const Defects& d) {
  double sum = 0;
  for (const Defect& defect : d.defects) sum += defect.kind == DefectKind::gap ? defect.planar : 0;
  return sum;
}

std::map<Rows, double> overlaps(const Defects& d) {
  std::map<Rows, double> sums;
  for (const Defect& defect : d.defects) {
    if (defect.kind == DefectKind::overlap) sums[defect.rows] += defect.planar;
  }
  return sums;
}

void expect_same(const std::map<Rows, double>& found, const std::map<Rows, double>& drawn, double within) {
  for (const auto& [rows, area] : drawn) {
    ASSERT_TRUE(found.count(rows)) << "missed an overlap of " << area << " m², first row " << rows[0];
    EXPECT_NEAR(found.at(rows), area, within);
  }
  EXPECT_EQ(found.size(), drawn.size()) << "found what is not there";
}

/// Vertices in the middle of a straight line go: the neighbour keeps its own, and a T-junction is made.
void straighten(MultiPolygon& shape) {
  each_ring(shape, [](Ring& ring) {
    std::vector<Point> kept;
    const std::size_t n = ring.points.size() - 1;
    for (std::size_t i = 0; i < n; ++i) {
      const Point a = ring.points[(i + n - 1) % n], b = ring.points[i], c = ring.points[(i + 1) % n];
      if ((b.x - a.x) * (c.y - b.y) != (b.y - a.y) * (c.x - b.x)) kept.push_back(b);
    }
    kept.push_back(kept.front());
    ring.points = kept;
  });
}

TEST(TopologyLaws, EveryGapAndOverlapIsCounted) {
  each_seed(41000, 150, [](Random& random) {
    std::vector<std::string> drawings{drawing(random, 6, random() % 2 ? 0.0 : 0.15)};
    const unsigned more = random() % 3;
    for (unsigned i = 0; i < more; ++i) drawings.push_back(drawing(random, 3, 0.8));
    const Drawn drawn = draw(drawings);
    const Defects d = find(drawn.shapes);
    EXPECT_NEAR(gaps(d), drawn.gaps, 1e-6);
    expect_same(overlaps(d), drawn.overlaps, 1e-6);
    double counted = drawn.area;
    for (const Defect& defect : d.defects) counted -= defect.kind == DefectKind::overlap ? defect.planar * (static_cast<double>(defect.rows.size()) - 1) : 0;
    EXPECT_NEAR(counted, drawn.covered, 1e-6) << "Σ areas − Σ (rows − 1) · overlap = the union";
  });
}

TEST(TopologyLaws, TurnedDividedAndStraightenedItIsTheSameLand) {
  each_seed(42000, 120, [](Random& random) {
    std::vector<std::string> drawings{drawing(random, 6, random() % 2 ? 0.0 : 0.15)};
    if (random() % 2) drawings.push_back(drawing(random, 3, 0.8));
    Drawn drawn = draw(drawings);
    const double angle = uniform(random, 0, 6.28), c = std::cos(angle), s = std::sin(angle);
    const Point o{uniform(random, 4e5, 6e5), uniform(random, 4e6, 5e6)};
    for (MultiPolygon& shape : drawn.shapes) {
      const unsigned how = random() % 3;
      if (how == 0) divide(shape, random);
      if (how == 1) straighten(shape);
      turn_rings(shape, random);
      each_point(shape, [&](Point p) { return Point{o.x + c * (p.x - 543000) - s * (p.y - 4857000), o.y + s * (p.x - 543000) + c * (p.y - 4857000)}; });
    }
    const Defects d = find(drawn.shapes);
    EXPECT_NEAR(gaps(d), drawn.gaps, 1e-3);
    expect_same(overlaps(d), drawn.overlaps, 1e-3);
  });
}

TEST(TopologyLaws, InDegreesToo) {
  each_seed(43000, 60, [](Random& random) {
    Drawn drawn = draw({drawing(random, 6, 0.1), drawing(random, 2, 0.85)});
    for (MultiPolygon& shape : drawn.shapes) {
      if (random() % 2) straighten(shape);
      each_point(shape, [](Point p) { return Point{126.5 + (p.x - 543000) * 1.3e-5, 43.8 + (p.y - 4857000) * 0.9e-5}; });
    }
    const Defects d = find_defects(layer_of(drawn.shapes, "EPSG:4490"), {.rounding = rounding, .mouth = 0.05});
    EXPECT_NEAR(gaps(d) / (1.3e-5 * 0.9e-5), drawn.gaps, 1e-3);
    std::map<Rows, double> found = overlaps(d);
    for (auto& [rows, area] : found) area /= 1.3e-5 * 0.9e-5;
    expect_same(found, drawn.overlaps, 1e-3);
  });
}

TEST(TopologyLaws, OrderOfRowsThreadsAndPlaceChangeNothing) {
  each_seed(44000, 60, [](Random& random) {
    const Drawn drawn = draw({drawing(random, 6, 0.1), drawing(random, 3, 0.8)});
    const Defects d = find(drawn.shapes);
    std::vector<std::size_t> order(drawn.shapes.size());
    std::iota(order.begin(), order.end(), 0u);
    std::shuffle(order.begin(), order.end(), random);
    std::vector<MultiPolygon> shuffled;
    for (const std::size_t i : order) {
      shuffled.push_back(drawn.shapes[i]);
      each_point(shuffled.back(), [](Point p) { return Point{p.x + 1000, p.y - 700}; });
    }
    const Defects e = find(shuffled, 3);
    ASSERT_EQ(d.defects.size(), e.defects.size());
    for (std::size_t i = 0; i < d.defects.size(); ++i) {
      EXPECT_EQ(d.defects[i].kind, e.defects[i].kind);
      EXPECT_DOUBLE_EQ(d.defects[i].planar, e.defects[i].planar);
      EXPECT_EQ(d.shapes.box(i).min_x + 1000, e.shapes.box(i).min_x);
      Rows rows;
      for (const std::size_t row : e.defects[i].rows) rows.push_back(order[row]);
      const bool gap = d.defects[i].kind == DefectKind::gap;  // equal borders may change places
      Rows first = d.defects[i].rows;
      if (gap) std::sort(first.begin(), first.end());
      std::sort(rows.begin(), rows.end());
      EXPECT_EQ(first, rows);
    }
  });
}

/// Vertices of single rows moved, by millimetres or metres: every pair must overlap as GEOS says of the pair alone.
TEST(TopologyLaws, MovedVerticesOverlapAsPairByPair) {
  each_seed(45000, 80, [](Random& random) {
    Drawn drawn = draw({drawing(random, 7, 0.0)});
    for (int i = 0; i < 4; ++i) {
      MultiPolygon& shape = drawn.shapes[random() % drawn.shapes.size()];
      MultiPolygon moved = shape;
      const double by = std::pow(10, uniform(random, -3, 0.6)), angle = uniform(random, 0, 6.28);
      Ring& ring = moved.polygons[random() % moved.polygons.size()].shell;
      const std::size_t k = 1 + random() % (ring.points.size() - 2);
      ring.points[k] = {ring.points[k].x + by * std::cos(angle), ring.points[k].y + by * std::sin(angle)};
      if (is_valid(moved)) shape = moved;
    }
    const Defects d = find(drawn.shapes);
    double union_area = 0;
    for (const MultiPolygon& shape : drawn.shapes) union_area += area_of(shape);
    for (std::size_t i = 0; i < drawn.shapes.size(); ++i) {
      for (std::size_t k = i + 1; k < drawn.shapes.size(); ++k) {
        double ours = 0;
        for (const Defect& defect : d.defects) {
          const auto has = [&](std::size_t row) { return std::find(defect.rows.begin(), defect.rows.end(), row) != defect.rows.end(); };
          if (defect.kind == DefectKind::overlap && has(i) && has(k)) ours += defect.planar;
        }
        const auto theirs = geos_intersection_area(drawn.shapes[i], drawn.shapes[k]);
        ASSERT_TRUE(theirs);
        EXPECT_NEAR(ours, *theirs, 1e-3) << wkt(drawn.shapes[i], drawn.shapes[k]);
      }
    }
    for (const Defect& defect : d.defects) union_area -= defect.kind == DefectKind::overlap ? defect.planar * (static_cast<double>(defect.rows.size()) - 1) : 0;
    double land = 0, filled = 0;  // without and with the holes of the union
    const Shapes rings = dissolve(layer_of(drawn.shapes), rounding);
    for (std::size_t i = 0; i < rings.size(); ++i) {
      land += ring_area(rings, i);
      filled += std::abs(area_of({{{{std::vector<Point>(rings.ring(i, 0, 0).begin(), rings.ring(i, 0, 0).end())}, {}}}}));
    }
    EXPECT_NEAR(union_area, land, 1e-3);
    EXPECT_GE(gaps(d) + 1e-3, filled - land) << "more when parts that touch in two points enclose land";
    for (std::size_t i = 0; i < d.defects.size(); ++i) {
      if (d.defects[i].kind != DefectKind::gap) continue;
      for (const MultiPolygon& shape : drawn.shapes) EXPECT_NEAR(geos_intersection_area(d.shapes.multipolygon(i), shape).value(), 0, 1e-3);
    }
  });
}

TEST(TopologyLaws, AgainstAFrameEveryCellIsCounted) {
  each_seed(46000, 80, [](Random& random) {
    const std::string rows = drawing(random, 6, 0.15), frame = drawing(random, 3, 0.1);
    double missing = 0, beyond = 0;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      if (rows[i] == ' ') continue;
      missing += rows[i] == '.' && frame[i] != '.';
      beyond += rows[i] != '.' && frame[i] == '.';
    }
    const Layer framing = layer_of(draw({frame}).shapes);
    const Defects d = find_defects(layer_of(draw({rows}).shapes), {.rounding = rounding, .frame = &framing});
    EXPECT_NEAR(gaps(d), missing * cell_area, 1e-6);
    double found = 0;
    for (const Defect& defect : d.defects) found += defect.kind == DefectKind::beyond ? defect.planar : 0;
    EXPECT_NEAR(found, beyond * cell_area, 1e-6);
  });
}

}  // namespace
}  // namespace libspatial
