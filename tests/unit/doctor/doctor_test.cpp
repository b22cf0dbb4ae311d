// The doctor: proposals by digits and frame, the account, and what is mended.
#include <gtest/gtest.h>

#include "libspatial/doctor.hpp"
#include "libspatial/exchange.hpp"
#include "support/sketch.hpp"

namespace libspatial {
namespace {

using testing::rectangle;

Limits limits() {
  const std::string file = LIBSPATIAL_ROOT "/libspatial/data/checks/doctor.yaml";
  return parse_limits(read_text(file), file);
}

const Box frame{125.6, 42.5, 128.0, 44.7};

std::string proposals(double x, double y, const Box& in) {
  std::string text;
  for (const CrsProposal& p : propose_crs(testing::layer_of({rectangle(x, y, x + 0.01, y + 0.01)}).shapes, in)) text += p.code + (p.swapped ? "s " : " ");
  return text;
}

TEST(Doctor, ProposesBySizeAndFrame) {
  EXPECT_EQ(proposals(42543000, 4857000, frame), "EPSG:4530 ");
  EXPECT_EQ(proposals(42543000, 4857000, {}), "EPSG:4530 ");
  EXPECT_EQ(proposals(543000, 4857000, frame), "EPSG:4551 ");
  EXPECT_EQ(proposals(543000, 4857000, {}), "") << "without a frame every zone would do";
  EXPECT_EQ(proposals(4857000, 42543000, frame), "EPSG:4530s ");
  EXPECT_EQ(proposals(126.5, 43.8, frame), "EPSG:4490 ");
  EXPECT_EQ(proposals(43.8, 126.5, frame), "EPSG:4490s ");
  EXPECT_EQ(proposals(12, 34, frame), "") << "a drawing";
  EXPECT_EQ(proposals(22355000, 4858000, frame), "EPSG:4500 ");
}

std::vector<std::string> codes(const Diagnosis& found) {
  std::vector<std::string> result;
  for (const Symptom& s : found.symptoms) result.push_back(s.code);
  return result;
}

TEST(Doctor, AnOpenCrsStopsTheRestAndTheAccountHolds) {
  Layer layer = testing::sketch_layer("AABB");
  layer.crs.reset();
  const Diagnosis found = diagnose(layer, limits());
  EXPECT_EQ(codes(found), std::vector<std::string>{"no_crs"});
  EXPECT_FALSE(found.areas_are_right());
  EXPECT_EQ(found.read, found.used + found.repaired + found.rejected);
  EXPECT_FALSE(found.area);
}

TEST(Doctor, SoundLandIsFreeOfSymptomsAndMeasured) {
  const Diagnosis found = diagnose(testing::sketch_layer("AABB"), limits(), {.frame = frame});
  EXPECT_TRUE(found.symptoms.empty());
  EXPECT_NEAR(found.area->square_metres(), 400, 1);
  EXPECT_EQ(found.used, 2u);
}

TEST(Doctor, OneWildPointDoesNotMoveTheMiddle) {
  std::vector<MultiPolygon> shapes(9, rectangle(543000, 4857000, 543010, 4857010));
  shapes.push_back(rectangle(999999999, 999999999, 1e9 + 10, 1e9 + 10));
  EXPECT_EQ(propose_crs(testing::layer_of(shapes).shapes, frame).at(0).code, "EPSG:4551");
}

TEST(Doctor, ATableAndAnEmptyLayerAreSound) {
  Layer table;
  table.name = "population";
  table.shapes.add_none();
  EXPECT_TRUE(diagnose(table, limits()).areas_are_right());
  EXPECT_TRUE(diagnose(Layer{}, limits()).symptoms.empty());
}

TEST(Doctor, FixingTwiceChangesNothingMore) {
  MultiPolygon spike = rectangle(543000, 4857000, 543100, 4857100);
  spike.polygons[0].shell.points.insert(spike.polygons[0].shell.points.begin() + 2, {{543120, 4857050}, {543100, 4857050}});
  MultiPolygon bow = rectangle(543200, 4857000, 543210, 4857010);
  std::swap(bow.polygons[0].shell.points[1], bow.polygons[0].shell.points[2]);
  const Layer layer = testing::layer_of({spike, bow});
  const Fixed once = fix(layer);
  const Fixed twice = fix(once.layer);
  EXPECT_TRUE(twice.done.empty());
  EXPECT_EQ(twice.layer.shapes, once.layer.shapes);
  Shapes unsafe;
  unsafe.add(layer.shapes, 1);
  Shapes kept;
  kept.add(once.layer.shapes, 1);
  EXPECT_EQ(kept, unsafe) << "a bow-tie is nobody's to mend";
}

}  // namespace
}  // namespace libspatial
