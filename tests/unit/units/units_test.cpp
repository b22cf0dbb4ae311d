#include "libspatial/units.hpp"

#include <gtest/gtest.h>

#include "libspatial/error.hpp"

namespace libspatial {
namespace {

TEST(Area, FactorsAreExact) {
  EXPECT_EQ(Area::mu(15), Area::hectares(1));
  EXPECT_EQ(Area::square_kilometres(1), Area::hectares(100));
  EXPECT_EQ(Area::hectares(1).square_metres(), 10000.0);
  EXPECT_EQ(Area::square_metres(2000).mu(), 3.0);
  EXPECT_EQ(Area::hundredths(17073660).square_metres(), 170736.60);
  EXPECT_EQ(Area::square_metres(0.015).hundredths(), 2);
}

TEST(Decimals, RoundHalfAwayFromZeroOnTheShortestForm) {
  EXPECT_EQ(decimals(0.015, 2), "0.02");
  EXPECT_EQ(decimals(-0.015, 2), "-0.02");
  EXPECT_EQ(decimals(-0.001, 2), "0.00");
  EXPECT_EQ(decimals(999.995, 2), "1000.00");
  EXPECT_EQ(decimals(0.95, 1), "1.0");
  EXPECT_EQ(decimals(9.96, 1), "10.0");
  EXPECT_EQ(decimals(99.5, 0), "100");
  EXPECT_EQ(decimals(0.4, 0), "0");
  EXPECT_EQ(decimals(1e15, 2), "1000000000000000.00");
  EXPECT_EQ(decimals(126.5, 7), "126.5000000");
  EXPECT_EQ(decimals(0.09, 2), "0.09");
}

TEST(Decimals, OfHundredths) {
  EXPECT_EQ(decimals_of_hundredths(17073660), "170736.60");
  EXPECT_EQ(decimals_of_hundredths(5), "0.05");
  EXPECT_EQ(decimals_of_hundredths(0), "0.00");
  EXPECT_EQ(decimals_of_hundredths(-5), "-0.05");
  EXPECT_EQ(decimals_of_hundredths(-123), "-1.23");
}

TEST(Shortest, ReadsBack) {
  for (const double v : {0.1, 1e-9, 42543000.123, 1.0 / 3}) EXPECT_EQ(std::stod(shortest(v)), v);
  EXPECT_EQ(shortest(-0.0), "0");
  for (const auto& [v, text] : {std::pair{200000.0, "200000"}, {1e15, "1000000000000000"}, {-3e5, "-300000"}, {0.00001, "0.00001"}, {1.25e-6, "0.00000125"}, {1e16, "1e+16"}, {1e-8, "1e-08"}}) {
    EXPECT_EQ(shortest(v), text) << "200000 m² stood as 2e+05 in tables";
    EXPECT_EQ(std::stod(shortest(v)), v);
  }
}

TEST(AreaKind, WordsBothWays) {
  for (const AreaKind kind : {AreaKind::official, AreaKind::geodesic, AreaKind::planar}) EXPECT_EQ(area_kind(name(kind)), kind);
  EXPECT_THROW(area_kind("ellipsoidal"), Error);
}

}  // namespace
}  // namespace libspatial
