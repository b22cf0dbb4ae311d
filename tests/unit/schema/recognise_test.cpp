// Which layer is what: by name, by columns, by the digits of its codes; and what is left to the user.
#include <gtest/gtest.h>

#include "schema/names.hpp"
#include "schema/values.hpp"
#include "support/bureau.hpp"
#include "support/sketch.hpp"

namespace libspatial {
namespace {

using schema::match_layer_name;
using schema::NameMatch;
using testing::bureau_layer;
using testing::Columns;
using testing::known_schemas;

const Columns zones{{"BSM", {"1", "2"}}, {"XZQDM", {"220202", "220204"}}, {"GHFQDM", {"410", "420"}}, {"GHFQMC", {"城镇集中建设区", "城镇弹性发展区"}}};

/// "schema id/how", or the rivals.
std::string kind_of(const Layer& layer, const std::string& role = "") {
  const Schemas schemas = known_schemas();
  const Recognition found = recognise(layer, schemas, role);
  std::string rivals;
  for (const Schema* schema : found.rivals) rivals += (rivals.empty() ? "" : "|") + schema->id;
  if (!rivals.empty()) return rivals;
  return found.schema ? found.schema->id + "/" + std::string(name(found.by)) : "unknown";
}

TEST(LayerName, MayHaveAPlaceAndAYearAround) {
  for (const char* name : {"CZKFBJ", "czkfbj", "220200CZKFBJ", "CZKFBJ_2023", "220200吉林市CZKFBJ2023年", "CZKFBJ220202", "2020年度_CZKFBJ"}) {
    EXPECT_EQ(match_layer_name(name, "CZKFBJ"), NameMatch::whole) << name;
  }
  for (const char* name : {"吉林市城镇开发边界", "220204船营区城镇开发边界", "城镇开发边界2023年", "220200 城镇开发边界"}) EXPECT_EQ(match_layer_name(name, "城镇开发边界"), NameMatch::whole) << name;
}

TEST(LayerName, OtherWordsAroundItMakeItAnother) {
  for (const char* name : {"ZXCQCZKFBJ", "CZKFBJ_BAK", "CZKFBJ调整前", "拟调整CZKFBJ", "CZKFB", "YJJBNTTB"}) EXPECT_EQ(match_layer_name(name, "CZKFBJ"), NameMatch::no) << name;
  EXPECT_EQ(match_layer_name("YJJBNTTB", "YJJBNT"), NameMatch::no);
  for (const char* name : {"永久基本农田储备区", "储备区永久基本农田", "2023年调整区永久基本农田", "待补划永久基本农田", "非永久基本农田"}) EXPECT_EQ(match_layer_name(name, "永久基本农田"), NameMatch::no) << name;
  EXPECT_EQ(match_layer_name("WHHCZKFBJ", "WHH*"), NameMatch::pattern);
  EXPECT_EQ(match_layer_name("XWHHCZKFBJ", "WHH*"), NameMatch::no);
}

TEST(Column, IsFoundAsAShapefileCutsIt) {
  const auto at = [](const std::string& name, const std::vector<std::string>& aliases, const std::vector<std::string>& all) {
    return schema::find_column(bureau_layer("x", "A", {{name, {}}}), aliases, all).has_value();
  };
  const std::vector<std::string> names{"规划分区名称"}, both{"规划分区名称", "规划分区代码"};
  EXPECT_TRUE(at("规划分区名", names, both)) << "five characters of GBK";
  EXPECT_FALSE(at("规划分", names, both)) << "may be the code as well";
  EXPECT_TRUE(at("规划分", names, names)) << "ten bytes of UTF-8, cut inside a character";
  EXPECT_FALSE(at("规划", names, names)) << "not a cut, another word";
  EXPECT_TRUE(at("ghfqmc", {"GHFQMC"}, {"GHFQMC"}));
}

TEST(Code, DigitsWithoutTrailingZeros) {
  EXPECT_EQ(schema::digits_of_code("220202"), 6u);
  EXPECT_EQ(schema::digits_of_code("220202000000"), 6u);
  EXPECT_EQ(schema::digits_of_code("220202100"), 9u);
  EXPECT_EQ(schema::digits_of_code("220202100000"), 9u);
  EXPECT_EQ(schema::digits_of_code("220202100201"), 12u);
  EXPECT_EQ(schema::digits_of_code("A20202"), 0u);
  EXPECT_EQ(schema::digits_of_code("2202"), 0u);
}

TEST(Dates, AsBureausWriteThem) {
  EXPECT_EQ(schema::read_date("2024-01-02"), "2024-01-02");
  EXPECT_EQ(schema::read_date("2024/1/2"), "2024-01-02");
  EXPECT_EQ(schema::read_date("20240102"), "2024-01-02");
  EXPECT_EQ(schema::read_date("2024-01-02 10:00:00"), "2024-01-02");
  for (const char* none : {"2024", "2024-13-01", "20240230", "1/2/2024", "-", ""}) EXPECT_FALSE(schema::read_date(none)) << none;
}

TEST(Recognise, EveryKindTheLibraryKnows) {
  EXPECT_EQ(kind_of(bureau_layer("CZKFBJ", "AB", zones)), "czkfbj-planning/name_and_fields");
  EXPECT_EQ(kind_of(bureau_layer("吉林市城镇开发边界", "AB", zones)), "czkfbj-planning/name_and_fields");
  EXPECT_EQ(kind_of(bureau_layer("CZKFBJ", "A", {{"CZMC", {"甲"}}, {"XJXZQHDM", {"220202"}}, {"CZKFMJ", {"1"}}, {"SLSJ", {"2022"}}})), "czkfbj-survey/name_and_fields");
  EXPECT_EQ(kind_of(bureau_layer("STBHHX", "A", {{"XJXZQHDM", {}}, {"LXDM", {}}, {"SLDM", {}}, {"MC", {}}, {"QYMJ", {}}})), "stbhhx-survey/name_and_fields");
  EXPECT_EQ(kind_of(bureau_layer("STBHHX", "A", {{"XJXZQDM", {}}, {"SJXZQMC", {}}, {"XJXZQMC", {}}, {"LHLX", {}}, {"MJ", {}}})), "stbhhx-planning/name_and_fields");
  EXPECT_EQ(kind_of(bureau_layer("YJJBNT", "A", {{"DLBM", {"0101"}}, {"YJJBNTMJ", {"1"}}})), "yjjbnt/name_and_fields");
  EXPECT_EQ(kind_of(bureau_layer("YJJBNTTB", "A", {{"DLBM", {"0101"}}, {"YJJBNTTBBH", {"1"}}})), "yjjbnt/name_and_fields");
  EXPECT_EQ(kind_of(bureau_layer("DLTB", "A", {{"DLBM", {}}, {"TBMJ", {}}, {"KCXS", {}}})), "dltb-third/name_and_fields");
  EXPECT_EQ(kind_of(bureau_layer("DLTB", "A", {{"DLBM", {}}, {"TBMJ", {}}, {"TKXS", {}}})), "dltb-second/name_and_fields");
  EXPECT_EQ(kind_of(bureau_layer("XZQ", "A", {{"XZQDM", {"220202"}}, {"XZQMC", {}}})), "xzq-county/name_and_fields");
  EXPECT_EQ(kind_of(bureau_layer("XZQ", "A", {{"XZQDM", {"220202100"}}, {"XZQMC", {}}})), "xzq-town/name_and_fields");
  EXPECT_EQ(kind_of(bureau_layer("XZQ", "A", {{"XZQDM", {"220202100201"}}, {"XZQMC", {}}})), "xzq-village/name_and_fields");
  EXPECT_EQ(kind_of(bureau_layer("XZQJX", "A", {{"JXLX", {}}})), "xzqjx/name");
  for (const char* name : {"XS_XMKJFW", "ZZ_NYDZYFW", "ZZ_TDZSFW", "LSYD_XMZDFW"}) {
    std::string id = name;
    for (char& c : id) c = c == '_' ? '-' : static_cast<char>(c - 'A' + 'a');
    EXPECT_EQ(kind_of(bureau_layer(name, "A", {{"XMDM", {}}, {"XMMC", {}}})), id + "/name");
  }
  EXPECT_EQ(kind_of(bureau_layer("WHQCZKFBJ", "A", {})), "maintenance-whq/pattern");
  EXPECT_EQ(kind_of(bureau_layer("WHCCZKFBJ", "A", {})), "maintenance-whc/pattern");
  EXPECT_EQ(kind_of(bureau_layer("WHHCZKFBJ", "AB", zones)), "maintenance-whh/pattern") << "whatever its columns";
  EXPECT_EQ(kind_of(bureau_layer("JSYDGZQ", "A", {{"GZQLXDM", {"010"}}})), "jsydgzq-old-plan/name_and_fields");
  EXPECT_EQ(kind_of(bureau_layer("管制区", "A", {{"GZQLXDM", {"010"}}})), "jsydgzq-old-plan/fields");
  EXPECT_EQ(kind_of(bureau_layer("GHFQ", "AB", zones)), "planning-zones/name") << "all zones of the territory, whatever its columns";
  EXPECT_EQ(kind_of(bureau_layer("道路", "A", {{"MC", {}}})), "unknown");
}

TEST(Recognise, ByColumnsAloneWhenTheNameSaysNothing) {
  EXPECT_EQ(kind_of(bureau_layer("Export_Output", "AB", zones)), "czkfbj-planning/fields");
  EXPECT_EQ(kind_of(bureau_layer("CZKFBJ_BAK", "AB", zones)), "czkfbj-planning/fields");
  EXPECT_EQ(kind_of(bureau_layer("Export_Output", "A", {{"DLBM", {}}, {"TBMJ", {}}, {"KCXS", {}}})), "dltb-third/fields");
}

TEST(Recognise, ANameWithoutItsColumnsIsNotEnough) {
  const Recognition found = recognise(bureau_layer("CZKFBJ", "A", {{"MC", {"甲"}}}), known_schemas());
  EXPECT_EQ(found.schema, nullptr);
  ASSERT_FALSE(found.notes.empty()) << "and it is said why";
  EXPECT_NE(found.notes[0].en.find("GHFQMC"), std::string::npos);
  EXPECT_EQ(kind_of(bureau_layer("XZQ", "AB", {{"XZQDM", {"220202", "220202100"}}, {"XZQMC", {}}})), "unknown") << "counties and towns mixed";
}

TEST(Recognise, ALayerOfTwoKindsHasRivals) {
  Columns both = zones;
  both.insert(both.end(), {{"CZMC", {}}, {"CZKFMJ", {}}, {"XJXZQHDM", {}}});
  EXPECT_EQ(kind_of(bureau_layer("CZKFBJ", "AB", both)), "czkfbj-survey|czkfbj-planning");
  EXPECT_EQ(kind_of(bureau_layer("CZKFBJ", "AB", both), "ugb"), "czkfbj-planning/order") << "the order decides";
}

TEST(Recognise, ThePlanFileItself) {
  for (const StandardLayer& standard : known_schemas().layout.layers) {
    if (standard.shape != ShapeType::polygon || standard.many) continue;
    Columns columns;
    for (const StandardField& field : standard.fields) columns.emplace_back(field.name, std::vector<std::string>());
    EXPECT_EQ(kind_of(bureau_layer(standard.name, "A", columns)), "standard-" + standard.role + "/name");
  }
}

}  // namespace
}  // namespace libspatial
