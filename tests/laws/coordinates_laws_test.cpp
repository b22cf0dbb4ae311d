// For any land: what a bureau writes in any of its ways is read as the same land; what we write is read as what it was.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "coordinates/text.hpp"
#include "libspatial/coordinates.hpp"
#include "libspatial/measure.hpp"
#include "support/cases.hpp"
#include "support/sketch.hpp"

namespace libspatial {
namespace {

using testing::chance;
using testing::Random;

/// Valid land of whole millimetres with holes, parts and parts that touch, in zone 42.
MultiPolygon land(Random& random) {
  for (;;) {
    MultiPolygon shape = chance(random, 0.5) ? testing::lattice_shape(random, testing::uniform(random, 50, 3000)) : testing::archipelago(random, testing::uniform(random, 50, 3000));
    const double east = testing::uniform(random, 42'471'000, 42'650'000), north = testing::uniform(random, 4'707'000, 4'950'000);
    testing::each_point(shape, [&](Point p) { return Point{std::round((p.x + east) * 1000) / 1000, std::round((p.y + north) * 1000) / 1000}; });
    testing::each_ring(shape, [](Ring& ring) { ring.points.erase(std::unique(ring.points.begin(), ring.points.end()), ring.points.end()); });
    if (testing::is_valid(shape) && testing::area_of(shape) > 1) return shape;
  }
}

/// A TXT as one of many offices writes it: a writer that shares nothing with ours.
struct Office {
  bool j, through, closed, count_closing, square_metres, prefix, zone_in_header, twice, thirteen, parts_restart, crlf, project_section, short_width, blanks;
  int encoding;
  explicit Office(Random& random)
      : j(chance(random, 0.5)), through(chance(random, 0.5)), closed(chance(random, 0.6)), count_closing(chance(random, 0.5)), square_metres(chance(random, 0.2)), prefix(chance(random, 0.6)), zone_in_header(!prefix || chance(random, 0.6)),
        twice(chance(random, 0.2)), thirteen(chance(random, 0.3)), parts_restart(closed && chance(random, 0.3)), crlf(chance(random, 0.5)), project_section(chance(random, 0.2)), short_width(chance(random, 0.3)), blanks(chance(random, 0.2)),
        encoding(static_cast<int>(random() % 3)) {}

  std::string number(double v) const { return decimals(v, 3); }

  std::string block(const MultiPolygon& shape, double area_m2) const {
    std::string points;
    int ring = 0, no = 0, count = 0;
    for (const Polygon& polygon : shape.polygons) {
      if (parts_restart) ring = 0;
      const auto add = [&](const Ring& r) {
        ++ring;
        const int first = through ? no + 1 : 1;
        const int corners = static_cast<int>(r.points.size()) - 1;
        for (int i = 0; i < corners + closed; ++i) {
          const Point p = r.points[static_cast<std::size_t>(i)];
          points.append(j ? "J" : "").append(std::to_string(first + i % corners)).append(",").append(std::to_string(ring)).append(blanks ? " , " : ",").append(number(p.y)).append(",").append(number(prefix ? p.x : p.x - 42e6)).append("\n");
        }
        no += corners;
        count += corners + (closed && count_closing);
      };
      add(polygon.shell);
      for (const Ring& hole : polygon.holes) add(hole);
    }
    return std::to_string(count) + "," + (square_metres ? decimals(area_m2, 2) : decimals(area_m2 / 1e4, 4)) + ",1,甲地块,面,,建设用地,0601," + (thirteen ? "a,b,c,d," : "") + "@\n" + points;
  }

  std::string file(const MultiPolygon& shape, double area_m2) const {
    std::string text = project_section ? "[项目信息]\n项目名称=甲\n" : "";
    for (const char* line : {"[属性描述]\n坐标系=2000国家大地坐标系\n", short_width ? "分带=3度带\n" : "几度分带=3\n", zone_in_header ? "带号=42\n" : "带号=\n", "计量单位=米\n[地块坐标]\n"}) text += line;
    for (int i = 0; i < 1 + twice; ++i) text += block(shape, area_m2);
    if (crlf) {
      for (std::size_t at = 0; (at = text.find('\n', at)) != std::string::npos; at += 2) text.insert(at, "\r");
    }
    if (encoding == 1) text.insert(0, "\xEF\xBB\xBF");
    return encoding < 2 ? text : coordinates::to_gb18030(text);
  }
};

std::size_t holes(const Shapes& shapes, std::size_t row) {
  std::size_t n = 0;
  for (std::size_t part = 0; part < shapes.part_count(row); ++part) n += shapes.ring_count(row, part) - 1;
  return n;
}

TEST(CoordinatesLaws, WhateverAnOfficeWritesIsTheSameLand) {
  const Crs crs("EPSG:4530");
  testing::each_seed(710'000'000, 300, [&](Random& random) {
    const MultiPolygon shape = land(random);
    const Shapes drawn = testing::shapes_of(shape);
    const double official = area(drawn, 0, crs, AreaKind::official).square_metres();
    const Office office(random);
    const std::string text = office.file(shape, official);
    SCOPED_TRACE(text);
    const CoordinateFile file = read_coordinates(text, "x.txt");
    ASSERT_EQ(file.layer.size(), office.twice ? 2u : 1u);
    ASSERT_TRUE(file.layer.rejects.empty()) << file.layer.rejects[0].text.en;
    EXPECT_EQ(file.points.read, file.points.used);
    for (std::size_t row = 0; row < file.layer.size(); ++row) {
      EXPECT_NEAR(area(file.layer.shapes, row, *file.layer.crs, AreaKind::official).square_metres(), official, 0.011);
      EXPECT_EQ(file.layer.shapes.part_count(row), drawn.part_count(0));
      EXPECT_EQ(holes(file.layer.shapes, row), holes(drawn, 0));
      EXPECT_FALSE(find_flaw(file.layer.shapes, row));
    }
    for (const Text& note : file.layer.notes) EXPECT_EQ(note.en.find("check"), std::string::npos) << note.en;
  });
}

TEST(CoordinatesLaws, ReaderAfterWriterIsTheIdentity) {
  testing::each_seed(711'000'000, 300, [&](Random& random) {
    std::vector<MultiPolygon> shapes;
    for (unsigned n = 1 + random() % 3; n > 0; --n) shapes.push_back(land(random));
    Layer layer = testing::layer_of(shapes, "EPSG:4530");
    Field id{"id", FieldType::text, {}}, title{"name", FieldType::text, {}};
    for (std::size_t row = 0; row < layer.size(); ++row) {
      id.values.emplace_back("DK" + std::to_string(row));
      title.values.emplace_back("地块（" + std::to_string(random() % 9) + "）");
    }
    layer.fields = {id, title};
    for (const CoordinateFormat format : {CoordinateFormat::boundary_points, CoordinateFormat::table, CoordinateFormat::wkt}) {
      const CoordinateStyle style{.format = format, .parts_as_rings = true, .utf8 = chance(random, 0.5)};
      const CoordinateText text = write_coordinates(layer, style);
      const CoordinateFile again = read_coordinates(text.bytes, "x");
      EXPECT_EQ(again.layer.shapes, layer.shapes) << name(format) << "\n" << text.bytes;
      EXPECT_EQ(again.layer.crs->code(), "EPSG:4530");
      if (format != CoordinateFormat::wkt) {
        EXPECT_EQ(labels(again.layer, "id"), labels(layer, "id"));
        EXPECT_EQ(labels(again.layer, "name"), labels(layer, "name"));
      }
      CoordinateStyle same = style;
      same.header = again.header;
      EXPECT_EQ(write_coordinates(again.layer, same).bytes, text.bytes);
    }
  });
}

TEST(CoordinatesLaws, StartPrefixAndPartsChangeNothingOfTheLand) {
  const Crs crs("EPSG:4530");
  testing::each_seed(712'000'000, 200, [&](Random& random) {
    const Layer layer = testing::layer_of({land(random)}, "EPSG:4530");
    const double official = area(layer.shapes, 0, crs, AreaKind::official).square_metres();
    const CoordinateStyle style{.zone_prefix = chance(random, 0.5), .from_north_west = true, .parts_as_rings = chance(random, 0.5)};
    const CoordinateFile again = read_coordinates(write_coordinates(layer, style).bytes, "x");
    double sum = 0;
    for (std::size_t row = 0; row < again.layer.size(); ++row) sum += area(again.layer.shapes, row, *again.layer.crs, AreaKind::official).square_metres();
    EXPECT_NEAR(sum, official, 0.01 * static_cast<double>(again.layer.size() + 1));
  });
}

}  // namespace
}  // namespace libspatial
