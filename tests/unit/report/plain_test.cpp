// The renderings without markup: the terminal's table and rejects.csv.
#include <gtest/gtest.h>

#include <sstream>

#include "../../../libspatial/src/report/utf8.hpp"
#include "town.hpp"

namespace libspatial::testing {
namespace {

std::vector<std::string> lines(const std::string& text) {
  std::vector<std::string> out;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) out.push_back(line);
  return out;
}

std::string table(const Town& town, Language language) {
  return summary_table(result_json(town.result(), run_info()), language);
}

// The last column begins at the same terminal column in every row, whatever the script of the names.
TEST(SummaryTable, ColumnsAreAligned) {
  Town town = small_town();
  town.project(0).name = "Plant A";
  for (const Language language : {Language::zh, Language::en}) {
    const auto rows = lines(table(town, language));
    ASSERT_EQ(rows.size(), 5u);
    const Verdict verdicts[] = {Verdict::pass, Verdict::conflict, Verdict::needs_review};
    for (std::size_t i = 0; i < 3; ++i) {
      const std::string last = in(language, title(verdicts[i]));
      const std::string head = in(language, {"判定", "verdict"});
      ASSERT_TRUE(rows[i + 1].ends_with(last)) << rows[i + 1];
      EXPECT_EQ(report::display_width(rows[i + 1]) - report::display_width(last),
                report::display_width(rows[0]) - report::display_width(head));
    }
  }
}

TEST(SummaryTable, NumbersOfTheJsonAndCounts) {
  const auto rows = lines(table(small_town(), Language::zh));
  EXPECT_NE(rows[2].find(" 666740.00 "), std::string::npos);
  EXPECT_NE(rows[2].find(" 333370.00 "), std::string::npos);
  EXPECT_NE(rows[4].find("3 个项目"), std::string::npos);
}

TEST(SummaryTable, NamesCannotSteerTheTerminal) {
  Town town = small_town();
  town.project(0).name = "\x1B[31mred\nnew";
  const std::string text = table(town, Language::en);
  EXPECT_EQ(text.find('\x1B'), std::string::npos);
  EXPECT_EQ(lines(text).size(), 5u);
}

TEST(RejectsCsv, RowPerRejectWithBom) {
  EXPECT_EQ(rejects_csv(result_json(small_town().result(), run_info())),
            "\xEF\xBB\xBF" "file,layer,row,id,reason,message_zh,message_en\n"
            "projects.gpkg,projects,2,P3,invalid,图形自相交,the shape crosses itself\n");
}

TEST(RejectsCsv, FormulasBecomeTextAndQuotesAreDoubled) {
  Town town = small_town();
  town.project(2).id = "=cmd|' /C calc'!A0";
  town.projects_layer().rejects[0].text = {"a\"b,c", "-1+1"};
  const std::string csv = rejects_csv(result_json(town.result(), run_info()));
  EXPECT_NE(csv.find(",'=cmd|' /C calc'!A0,invalid,\"a\"\"b,c\",'-1+1\n"), std::string::npos) << csv;
}

}  // namespace
}  // namespace libspatial::testing
