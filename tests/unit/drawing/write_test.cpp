// reader ∘ writer is the identity on coordinates, to the bit.
#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "libspatial/drawing.hpp"

namespace libspatial {
namespace {

Layer layer_of(Shapes shapes) {
  Layer layer;
  layer.crs = Crs("EPSG:4530");
  layer.shapes = std::move(shapes);
  for (const char* name : {"id", "name", "layer"}) layer.fields.push_back({name, FieldType::text, std::vector<Value>(layer.shapes.size())});
  return layer;
}

TEST(WriteDrawing, IsReadAgainToTheBit) {
  for (unsigned seed = 0; seed < 240; ++seed) {
    std::mt19937 random(seed);
    const auto unit = [&] { return static_cast<double>(random()) / 4294967296.0; };
    Shapes shapes;
    const std::size_t n = 1 + random() % 6;
    for (std::size_t i = 0; i < n; ++i) {
      const Point centre{42543000 + 1000 * static_cast<double>(i) + unit(), 4857000 + unit()};
      const auto star = [&](double size) {
        std::vector<Point> ring;
        const int corners = 3 + static_cast<int>(random() % 9);
        for (int k = 0; k < corners; ++k) ring.push_back({centre.x + size * (0.6 + 0.4 * unit()) * std::cos(6.283185307 * k / corners), centre.y + size * (0.6 + 0.4 * unit()) * std::sin(6.283185307 * k / corners)});
        ring.push_back(ring.front());
        return ring;
      };
      const unsigned kind = random() % 4;
      shapes.begin_shape(kind == 0 ? ShapeType::line : kind == 1 ? ShapeType::point : ShapeType::polygon);
      shapes.begin_part();
      auto ring = star(300);
      if (kind == 0) ring.pop_back();
      if (kind == 1) ring.resize(1);
      shapes.add_ring(ring);
      if (kind == 3) shapes.add_ring(star(20));
    }
    Layer layer = layer_of(shapes);
    for (std::size_t i = 0; i < n; ++i) layer.fields[0].values[i] = "DK" + std::to_string(i), layer.fields[1].values[i] = i % 2 ? "㙍地 100%%d\\P" : "一号地", layer.fields[2].values[i] = i % 2 ? "红线" : "JZD";
    const CoordinateText text = write_drawing(layer);
    EXPECT_EQ(text.rows, n);
    EXPECT_EQ(text.bytes.find("红线"), std::string::npos);  // GBK, not UTF-8
    const Drawing again = read_drawing(text.bytes, "x.dxf", {.crs = "EPSG:4530"});
    ASSERT_EQ(again.layer.size(), n);
    EXPECT_TRUE(again.layer.rejects.empty());
    std::size_t named = 0;
    for (std::size_t row = 0; row < n; ++row) {  // hatches come last: found again by id
      if (again.layer.shapes.type(row) != ShapeType::polygon) continue;
      for (std::size_t i = 0; i < n; ++i) {
        if (cell(layer, "id", i) != cell(again.layer, "id", row)) continue;
        ++named;
        EXPECT_EQ(cell(layer, "name", i), cell(again.layer, "name", row)) << seed;
        EXPECT_EQ(cell(layer, "layer", i), cell(again.layer, "layer", row)) << seed;
        Shapes a, b;
        a.add(layer.shapes, i), b.add(again.layer.shapes, row);
        EXPECT_TRUE(a == b) << seed;
      }
    }
    std::size_t polygons = 0;
    for (std::size_t i = 0; i < n; ++i) polygons += shapes.type(i) == ShapeType::polygon;
    EXPECT_EQ(named, polygons) << seed;
  }
}

TEST(WriteDrawing, DegreesAreRefused) {
  Layer layer = layer_of({});
  layer.crs = Crs("EPSG:4490");
  EXPECT_THROW(write_drawing(layer), Error);
}

}  // namespace
}  // namespace libspatial
