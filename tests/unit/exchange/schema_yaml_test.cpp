// Alias files as text: what is read, and what is refused with file and line.
#include <gtest/gtest.h>

#include "libspatial/exchange.hpp"
#include "support/bureau.hpp"

namespace libspatial {
namespace {

const std::string small = R"(schemas:
  - id: mine
    role: ugb
    title: {zh: 我的, en: mine}
    status: verified
    source: 本局
    names: [BJ]
    needs: [FQ|分区]
    evidence: [FQ, BM]
    fields:
      - to: zone_kind
        names:
          - {id: words, from: [FQ, 分区], status: verified, source: 本局, values: {集中: concentrated, 弹性: flexible}}
        codes:
          - {id: codes, from: [BM], status: unverified, source: 本局, values: {"1": concentrated, "2": flexible}}
      - {to: unit_code, from: [QX], first: 6}
    unused: [BZ]
)";

std::string changed(const std::string& from, const std::string& to) {
  std::string text = small;
  const std::size_t at = text.find(from);
  if (at == std::string::npos) throw std::out_of_range(from);
  return text.replace(at, from.size(), to);
}

std::string refusal(const std::string& text) {
  Schemas schemas = testing::known_schemas();
  return testing::refusal_of([&] { add_schemas(schemas, text, "a.yaml"); });
}

TEST(AliasFile, IsReadWholeAndComesFirst) {
  Schemas schemas = testing::known_schemas();
  add_schemas(schemas, small, "a.yaml");
  const Schema& mine = schemas.sets.at(0);
  EXPECT_EQ(mine.id, "mine");
  EXPECT_EQ(mine.needs, (std::vector<std::vector<std::string>>{{"FQ", "分区"}}));
  EXPECT_EQ(mine.fields.at(0).codes.at(0).values.at(1).second, "flexible");
  EXPECT_FALSE(mine.fields.at(0).codes.at(0).verified);
  EXPECT_EQ(mine.fields.at(1).first_digits, 6u);
  const Import import = import_layers({testing::bureau_layer("BJ", "AB", {{"分区", {"集中", "弹性"}}, {"BM", {"1", "2"}}})}, schemas);
  EXPECT_EQ(labels(import.layers.at(0), "zone_kind"), (std::vector<std::string>{"concentrated", "flexible"}));
}

TEST(AliasFile, HostileYamlIsRefusedWithItsLine) {
  EXPECT_EQ(refusal(changed("names: [BJ]", "names: &n [BJ]")), "bad_rules: a.yaml:7: anchors (&) are not allowed");
  EXPECT_EQ(refusal(changed("unused: [BZ]", "unused: *n")).substr(0, 21), "bad_rules: a.yaml:17:");
  EXPECT_EQ(refusal(changed("    source: 本局\n", "    source: 本局\n    source: 别处\n")), "bad_rules: a.yaml:7: the key \"source\" is repeated");
  EXPECT_EQ(refusal(changed("names: [BJ]", "name: [BJ]")), "bad_rules: a.yaml:7: schemas.schemas has an unknown key \"name\"");
  EXPECT_EQ(refusal(changed("id: mine", "id: !!python/object mine")).substr(0, 20), "bad_rules: a.yaml:2:");
  EXPECT_EQ(refusal("schemas: 3\n"), "bad_rules: a.yaml:1: schemas.schemas must be a list");
  EXPECT_EQ(refusal("{}"), "bad_rules: a.yaml:1: there are no schemas");
  EXPECT_NE(refusal("schemas: [" + std::string(100, '[')).find("a.yaml"), std::string::npos);
}

TEST(AliasFile, WhatCannotBeMeantIsRefused) {
  const auto says = [](const std::string& text, const std::string& words) {
    const std::string why = refusal(text);
    EXPECT_NE(why.find(words), std::string::npos) << why;
    EXPECT_TRUE(why.starts_with("bad_rules: a.yaml:")) << why;
  };
  says(changed("role: ugb", "role: boundary"), "there is no role boundary");
  says(changed("to: unit_code", "to: county"), "has no field county");
  says(changed("from: [QX]", "from: [QX, FQ]"), "the column FQ has two roles (zone_kind and unit_code)");
  says(changed("unused: [BZ]", "unused: [BZ, QX]"), "the column QX has a role and is in unused");
  says(changed("弹性: flexible", "弹性: elastic"), "means \"elastic\", which zone_kind does not allow");
  says(changed("values: {\"1\": concentrated, \"2\": flexible}}", "values: {\"1\": concentrated}}\n          - {id: more, from: [BM], status: unverified, source: x, values: {\"1\": special}}"), "has two meanings");
  says(changed("status: verified\n", "status: sure\n"), "must be verified or unverified");
  says(changed("id: mine", "id: czkfbj-planning"), "used in growth-boundary.yaml already");
  says(changed("to: unit_code, from: [QX]", "to: zone_kind, from: [QX]"), "is there twice");
  says(changed("    names: [BJ]\n", "").replace(changed("    names: [BJ]\n", "").find("    evidence: [FQ, BM]\n"), 23, ""), "nothing is ever recognised");
  says(changed("{to: unit_code, from: [QX], first: 6}", "{to: unit_code, same_as: name}"), "same_as name must name a field");
  says(changed("{to: unit_code, from: [QX], first: 6}", "{to: unit_code}"), "one origin is needed");
  says("schemas:\n  - {id: x, use: none, title: {zh: 甲, en: a}, status: verified, source: s, names: [X]}\n", "needs a note");
  says("schemas:\n  - {id: x, role: ugb, title: {zh: 甲, en: a}, status: verified, source: s, names: [X], fields: []}\n", "the required field zone_kind has no origin");
}

TEST(Layout, WhatCannotBeMeantIsRefused) {
  const std::string layer = "layers:\n  - {role: a, layer: b, shape: polygon, title: {zh: 甲, en: a}, fields: [{name: x, type: text, title: {zh: 乙, en: b}}]}\n";
  const std::string manifest = "manifest: {layer: m, title: {zh: 甲, en: a}, fields: [{name: x, type: text, title: {zh: 乙, en: b}}]}\n";
  const auto refusal = [](const std::string& text) { return testing::refusal_of([&] { parse_layout(text, "p.yaml"); }); };
  const auto with = [&](const std::string& from, const std::string& to) {
    std::string text = layer;
    return text.replace(text.find(from), from.size(), to) + manifest;
  };
  EXPECT_EQ(refusal(layer + manifest), "accepted");
  EXPECT_NE(refusal(layer).find("lacks \"manifest\""), std::string::npos);
  EXPECT_NE(refusal(with("polygon", "circle")).find("unknown shape"), std::string::npos);
  EXPECT_NE(refusal(with("type: text", "type: blob")).find("unknown type"), std::string::npos);
  EXPECT_NE(refusal(layer + layer.substr(8) + manifest).find("is repeated"), std::string::npos);
}

}  // namespace
}  // namespace libspatial
