#include "libspatial/error.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <set>
#include <sstream>

namespace libspatial {
namespace {

TEST(Error, EveryCodeHasItsNameAndItsRowInTheReference) {
  std::ifstream file(LIBSPATIAL_ROOT "/docs/reference/errors.md");
  const std::string reference((std::istreambuf_iterator<char>(file)), {});
  std::set<std::string_view> names;
  for (int i = 0; i <= static_cast<int>(Errc::internal); ++i) {
    const auto word = name(static_cast<Errc>(i));
    EXPECT_TRUE(names.insert(word).second) << word;
    EXPECT_NE(reference.find("| `" + std::string(word) + "` |"), std::string::npos) << word;
  }
}

class Languages : public ::testing::Test {
 protected:
  void SetUp() override { for (const char* v : {"LC_ALL", "LC_MESSAGES", "LANG"}) ::unsetenv(v); }
};

TEST_F(Languages, FollowTheEnvironmentsText) {
  EXPECT_EQ(default_language(), Language::en);
  ::setenv("LANG", "zh_CN.UTF-8", 1);  // whether the locale is installed or not
  EXPECT_EQ(default_language(), Language::zh);
  EXPECT_STREQ(Error(Errc::internal, {"中", "en"}).what(), "中");
  ::setenv("LC_ALL", "C.UTF-8", 1);
  EXPECT_EQ(default_language(), Language::en);
  EXPECT_STREQ(Error(Errc::internal, {"中", "en"}).what(), "en");
}

}  // namespace
}  // namespace libspatial
