// Rows by name: no two that have none, and none of them like a name that was given.
#include <gtest/gtest.h>

#include "libspatial/layer.hpp"

namespace libspatial {
namespace {

using Names = std::vector<std::string>;

Layer named(std::vector<Value> names) {
  Layer layer;
  for (std::size_t row = 0; row < names.size(); ++row) layer.shapes.add_none();
  layer.fields = {{"id", FieldType::text, std::move(names)}};
  return layer;
}

TEST(RowNames, ARowWithoutANameHasItsNumber) {
  Layer layer = named({std::string("p"), Value(), std::string(), std::string("p"), Value(1.0)});
  EXPECT_EQ(row_names(layer, "id"), (Names{"p", "#1", "#2", "p", "1"}));
  layer.first_row = 10;
  EXPECT_EQ(row_names(layer, "id"), (Names{"p", "#11", "#12", "p", "1"}));
  EXPECT_EQ(row_names(layer, ""), (Names{"10", "11", "12", "13", "14"}));
  EXPECT_THROW(row_names(layer, "no"), Error);
}

TEST(RowNames, ANameThatWasGivenIsNoOtherRow) {
  EXPECT_EQ(row_names(named({Value(), Value(), std::string("#1"), std::string("##1"), std::string("#7")}), "id"), (Names{"#0", "###1", "#1", "##1", "#7"}));
}

}  // namespace
}  // namespace libspatial
