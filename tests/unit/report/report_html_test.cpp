// report.html: the numbers of result.json, and nothing a stranger wrote that a browser would run.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <regex>

#include "../../../libspatial/src/source/sha256.hpp"
#include "../../../libspatial/src/report/words.hpp"
#include "libspatial/units.hpp"
#include "support/sketch.hpp"
#include "town.hpp"

namespace libspatial::testing {
namespace {

std::string page(const Town& town) {
  const CheckResult result = town.result();
  return report_html(result_json(result, run_info()), result_layers(result));
}

std::size_t count(const std::string& text, const std::string& part) {
  std::size_t n = 0;
  for (std::size_t i = text.find(part); i != std::string::npos; i = text.find(part, i + 1)) ++n;
  return n;
}

void expect_in_order(const std::string& text, const std::vector<std::string>& parts) {
  std::size_t at = 0;
  for (const auto& part : parts) {
    at = text.find(part, at);
    ASSERT_NE(at, std::string::npos) << part;
  }
}

TEST(ReportHtml, ReadsInOrder) {
  expect_in_order(page(small_town()), {"初步核查意见", "示例，须由主管部门核定", "合成数据", "未核查的内容及原因", "项目位置", "<svg class=\"map",
                                       "汇总表", "逐项目核查", "剔除与修复", "引用依据", "数据版本", "签署"});
}

TEST(ReportHtml, VerdictsInBothLanguagesChineseFirst) {
  EXPECT_NE(page(small_town()).find("<span lang=\"zh\">不符合</span> <span lang=\"en\">"), std::string::npos);
}

TEST(ReportHtml, KindsOfZoneAreCalledAsEverywhereElse) {
  for (const ZoneKind kind : zone_kinds) {
    EXPECT_EQ(report::role_title("ugb." + std::string(name(kind))).zh, title(kind).zh);
    EXPECT_EQ(report::role_title("ugb." + std::string(name(kind))).en, title(kind).en);
  }
}

TEST(ReportHtml, PolicyAllowsThisScriptOnly) {
  const std::string html = page(small_town());
  ASSERT_EQ(count(html, "<script>"), 1u);
  const auto begin = html.find("<script>") + 8;
  const std::string hash = base64(sha256(html.substr(begin, html.find("</script>") - begin)));
  EXPECT_NE(html.find("default-src 'none'; script-src 'sha256-" + hash + "'; style-src 'unsafe-inline'; img-src data:; "
                      "base-uri 'none'; form-action 'none'"), std::string::npos);
  EXPECT_EQ(count(html, "<script"), 1u);
  const std::string before_script = html.substr(0, html.find("<script>"));
  for (const char* outside : {"http://", "https://", "src=", "@import", "url(h", " onload", " onclick"})
    EXPECT_EQ(before_script.find(outside), std::string::npos) << outside;
}

TEST(ReportHtml, NoSyntheticMarkOnRealData) {
  Town town = small_town();
  town.source = "2023年国土变更调查";
  const std::string html = page(town);
  EXPECT_EQ(html.substr(0, html.find("<script>")).find("合成数据"), std::string::npos);
}

// Every area of result.json is on the page, rounded as it is there.
TEST(ReportHtml, NumbersAreThoseOfTheJson) {
  const CheckResult result = large_town().result();
  const std::string json = result_json(result, run_info());
  const std::string html = report_html(json, result_layers(result));
  const std::regex number("_m2\": ([0-9]+\\.[0-9][0-9])\n?,?");
  std::size_t seen = 0;
  const std::string projects = json.substr(json.find("\"projects\": [", json.find("\"layers\"")));
  for (auto it = std::sregex_iterator(projects.begin(), projects.end(), number); it != std::sregex_iterator(); ++it) {
    const std::string value = (*it)[1];
    if (value == "0.00" || value == "1.00") continue;  // no double cover; tolerances are not printed
    EXPECT_NE(html.find("<td class=\"num\">" + value + "</td>"), std::string::npos) << value;
    ++seen;
  }
  EXPECT_GT(seen, 100u);
}

std::vector<std::int64_t> column(const std::string& table, std::size_t index) {
  const std::regex row("<td class=\"num\">([^<]*)</td><td class=\"num\">([^<]*)</td><td class=\"num\">([^<]*)</td><td class=\"num\">([^<]*)</td>");
  std::vector<std::int64_t> out;
  for (auto it = std::sregex_iterator(table.begin(), table.end(), row); it != std::sregex_iterator(); ++it) {
    std::string digits = (*it)[index];
    std::erase(digits, '.');
    out.push_back(std::stoll(digits));
  }
  return out;
}

TEST(ReportHtml, RowsOfEveryZoneTableAddUp) {
  const std::string html = page(large_town());
  std::size_t tables = 0;
  for (auto at = html.find("<table class=\"zones\">"); at != std::string::npos; at = html.find("<table class=\"zones\">", at + 1)) {
    const std::string table = html.substr(at, html.find("</table>", at) - at);
    for (std::size_t c = 1; c <= 4; ++c) {
      const auto values = column(table, c);
      ASSERT_GE(values.size(), 2u);
      std::int64_t sum = 0;
      for (std::size_t i = 0; i + 1 < values.size(); ++i) sum += values[i];
      EXPECT_EQ(sum, values.back());
    }
    ++tables;
  }
  EXPECT_EQ(tables, 25u);  // the 26th has no shape
}

TEST(ReportHtml, AProjectWithoutShapeIsSaidSo) {
  const std::string html = page(small_town());
  EXPECT_NE(html.find("class=\"rejected\""), std::string::npos);  // the bow-tie is drawn as it was given
  Town town = small_town();
  town.projects_layer().rejects[0].wkb = {std::byte{7}};
  EXPECT_NE(page(town).find("无可用图形"), std::string::npos);
}

// The page and its result are left in the folder of the tests, to be looked at.
TEST(ReportHtml, LargePageIsSmall) {
  const CheckResult result = large_town().result();
  const std::string json = result_json(result, run_info()), html = report_html(json, result_layers(result));
  EXPECT_LT(html.size(), 3u << 20);
  const std::filesystem::path folder = fresh_folder("report");
  std::ofstream(folder / "result.json") << json;
  std::ofstream(folder / "report.html") << html;
}

TEST(ReportHtml, RefusesWhatIsNoResult) {
  const auto layers = result_layers(small_town().result());
  for (const char* text : {"", "{}", "[1]", "{\"schema\": \"urn:libspatial:result:1\"}"})
    EXPECT_THROW(report_html(text, layers), Error) << text;
  EXPECT_THROW(report_html(result_json(small_town().result(), run_info()), {}), Error);
}

TEST(ReportHtml, RulesThatDoNotApplyAreNamedInOneLine) {
  Town town = small_town();
  town.project(0).findings[1].verdict = Verdict::not_applicable;
  const std::string html = page(town);
  const std::string section = html.substr(html.find("id=\"p1\""), html.find("id=\"p2\"") - html.find("id=\"p1\""));
  EXPECT_EQ(count(section, "<code>"), 1u);
  EXPECT_NE(section.find("不适用"), std::string::npos);
  EXPECT_NE(section.find("永久基本农田占用"), std::string::npos);
}

class Hostile : public ::testing::TestWithParam<const char*> {};

// The text is on the page as text: with its markup escaped, the page has the same tags as one with a harmless name.
TEST_P(Hostile, IsShownAsText) {
  const std::string payload = GetParam();
  Town town = small_town(), harmless = small_town();
  for (Town* t : {&town, &harmless}) {
    const std::string value = t == &town ? payload : "harmless";
    t->project(0).name = t->project(0).kind = t->project(1).id = t->project(2).name = value;
    t->project(1).findings[0].message = {value, value + " en"};
    t->rules().notice = {value, value + " en"};
    t->rules().citations[0].source.quote = t->rules().citations[0].source.document = value;
    t->projects_layer().rejects[0].text = {value, value + " en"};
    t->source = value + "合成数据";
    t->add_zone(ZoneKind::concentrated, value, {2100, 2100, 50, 50});
    t->add_unit(value, {0, 0, 9000, 7000});
  }
  const auto tags = [](const std::string& html) {
    std::string out;
    for (std::size_t i = html.find("<body>"); i != std::string::npos; i = html.find('<', i + 1))
      out += html.substr(i, html.find_first_of(" />", i + 1) - i) + '\n';
    return out;
  };
  const std::string html = page(town);
  EXPECT_EQ(tags(html), tags(page(harmless)));
  if (payload.find('<') != std::string::npos) {
    EXPECT_EQ(html.find(payload), std::string::npos);
  }
}

INSTANTIATE_TEST_SUITE_P(Twelve, Hostile, ::testing::Values(
    "<script>document.title='PWNED'</script>", "<img src=x onerror=\"document.title='PWNED'\">",
    "\"><svg onload=document.title='PWNED'>", "</script><script>alert(1)</script>", "javascript:alert(1)",
    "${document.title='PWNED'}`", "<iframe srcdoc=\"&lt;script&gt;parent.x=1&lt;/script&gt;\"></iframe>",
    "&amp;lt;script&amp;gt;alert(1)", "a\u2028b\u2029c\u202Ed", "=HYPERLINK(\"http://example.invalid\",\"x\")",
    "</style><style>@import 'http://example.invalid/x.css';", "<link rel=stylesheet href=//example.invalid/x.css>' onclick='x"));

}  // namespace
}  // namespace libspatial::testing
