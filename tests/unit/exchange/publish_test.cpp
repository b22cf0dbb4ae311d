// Publishing: an output name refers to nothing, to the old file, or to the whole new one.
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>

#include "libspatial/exchange.hpp"
#include "support/sketch.hpp"

namespace libspatial {
namespace {

namespace fs = std::filesystem;

std::string content(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

void put(const fs::path& file, const std::string& text) { std::ofstream(file, std::ios::binary) << text; }

std::vector<std::string> names_in(const fs::path& folder) {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(folder)) names.push_back(entry.path().filename().string());
  std::sort(names.begin(), names.end());
  return names;
}

Errc code_of(const std::function<void()>& action) {
  try {
    action();
  } catch (const Error& e) {
    return e.code();
  }
  return Errc::internal;  // "nothing was thrown": no publish throws internal
}

class Publish : public ::testing::Test {
 protected:
  const fs::path folder = testing::fresh_folder(std::string("publish-") + ::testing::UnitTest::GetInstance()->current_test_info()->name());
};

TEST_F(Publish, ReplacesTheOldFileAsAWhole) {
  publish_text(folder / "a.csv", "one");
  publish_text(folder / "a.csv", "two");
  EXPECT_EQ(content(folder / "a.csv"), "two");
  EXPECT_EQ(names_in(folder), std::vector<std::string>{"a.csv"});
}

TEST_F(Publish, AFailingWriterOrCheckLeavesTheOldFile) {
  put(folder / "a.csv", "old");
  const auto broken = [](const std::string& file) {
    put(file, "half");
    throw Error(Errc::write_failed, {"坏", "broken"});
  };
  EXPECT_EQ(code_of([&] { publish(folder / "a.csv", broken); }), Errc::write_failed);
  EXPECT_EQ(code_of([&] { publish(folder / "a.csv", [](const std::string& f) { put(f, "new"); }, broken); }), Errc::write_failed);
  EXPECT_EQ(content(folder / "a.csv"), "old");
  EXPECT_EQ(names_in(folder), std::vector<std::string>{"a.csv"});
}

TEST_F(Publish, NoFolder) {
  EXPECT_EQ(code_of([&] { publish_text(folder / "none" / "a.csv", "x"); }), Errc::write_failed);
  put(folder / "file", "x");
  EXPECT_EQ(code_of([&] { publish_text(folder / "file" / "a.csv", "x"); }), Errc::write_failed);
}

TEST_F(Publish, AGeoPackageThatIsOpenElsewhereIsNotReplaced) {
  for (const char* suffix : {"-wal", "-journal"}) {
    put(folder / "a.gpkg", "old");
    put((folder / "a.gpkg").string() + suffix, "");
    EXPECT_EQ(code_of([&] { publish_text(folder / "a.gpkg", "new"); }), Errc::target_in_use) << suffix;
    const FileToPublish files[] = {{"a.gpkg", [](const std::string& f) { put(f, "new"); }}, {"result.json", [](const std::string& f) { put(f, "new"); }}};
    EXPECT_EQ(code_of([&] { publish_folder(folder, files); }), Errc::target_in_use) << suffix;
    EXPECT_EQ(content(folder / "a.gpkg"), "old");
    fs::remove((folder / "a.gpkg").string() + suffix);
    EXPECT_EQ(names_in(folder), std::vector<std::string>{"a.gpkg"});
  }
}

/// In a process of its own whose files may not grow beyond `bytes`: what a full disk does to us.
int with_little_room(rlim_t bytes, const std::function<void()>& action) {
  const pid_t child = ::fork();
  if (child == 0) {
    std::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{bytes, bytes};
    ::setrlimit(RLIMIT_FSIZE, &limit);
    try {
      action();
    } catch (const Error& e) {
      ::_exit(e.code() == Errc::write_failed ? 7 : 8);
    } catch (...) {
      ::_exit(9);
    }
    ::_exit(0);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

TEST_F(Publish, AFullDiskLeavesTheOldFile) {
  put(folder / "a.csv", "old");
  const std::string long_text(1 << 20, 'x');
  EXPECT_EQ(with_little_room(1 << 16, [&] { publish_text(folder / "a.csv", long_text); }), 7);
  EXPECT_EQ(content(folder / "a.csv"), "old");
  EXPECT_EQ(names_in(folder), std::vector<std::string>{"a.csv"});
  EXPECT_EQ(with_little_room(1 << 21, [&] { publish_text(folder / "a.csv", long_text); }), 0);
  EXPECT_EQ(content(folder / "a.csv"), long_text);
}

TEST_F(Publish, AFolderIsASetWithItsMarkLast) {
  const fs::path out = folder / "deep" / "out";
  const auto write = [](const std::string& text) { return [text](const std::string& file) { put(file, text); }; };
  const FileToPublish first[] = {{"pieces.gpkg", write("1")}, {"result.json", write("1")}};
  publish_folder(out, first);
  EXPECT_EQ(names_in(out), (std::vector<std::string>{"pieces.gpkg", "result.json"}));
  put(out / "notes.txt", "mine");
  const FileToPublish failing[] = {{"pieces.gpkg", write("2")}, {"result.json", [](const std::string&) { throw Error(Errc::write_failed, {"坏", "broken"}); }}};
  EXPECT_EQ(code_of([&] { publish_folder(out, failing); }), Errc::write_failed);
  EXPECT_EQ(content(out / "pieces.gpkg"), "1");
  EXPECT_EQ(content(out / "result.json"), "1");
  EXPECT_EQ(names_in(out), (std::vector<std::string>{"notes.txt", "pieces.gpkg", "result.json"}));
  const fs::path fresh = folder / "fresh";
  EXPECT_EQ(code_of([&] { publish_folder(fresh, failing); }), Errc::write_failed);
  EXPECT_FALSE(fs::exists(fresh)) << "a folder made for nothing goes again";
}

TEST_F(Publish, WhoIsKilledLeavesTheOldFile) {
  put(folder / "a.csv", "old");
  int ready[2];
  ASSERT_EQ(::pipe(ready), 0);
  const pid_t child = ::fork();
  if (child == 0) {
    publish(folder / "a.csv", [&](const std::string& file) {
      put(file, "half");
      [[maybe_unused]] const auto n = ::write(ready[1], "x", 1);
      ::pause();
    });
    ::_exit(0);
  }
  char byte = 0;
  ASSERT_EQ(::read(ready[0], &byte, 1), 1);
  ::kill(child, SIGKILL);
  ::waitpid(child, nullptr, 0);
  EXPECT_EQ(content(folder / "a.csv"), "old");
  publish_text(folder / "a.csv", "new");
  EXPECT_EQ(content(folder / "a.csv"), "new");
}

TEST(Csv, QuotesWhatNeedsIt) {
  const std::string cells[] = {"plain", "with,comma", "with \"quote\"", "two\nlines", "中文", ""};
  EXPECT_EQ(csv_record(cells), "plain,\"with,comma\",\"with \"\"quote\"\"\",\"two\nlines\",中文,\n");
}

TEST(GeoJson, IsInDegreesOnlyAndWhole) {
  Layer layer = testing::sketch_layer("A.A A.A AAA", "EPSG:4490", {.cell = 0.001, .origin = {126.5, 43.8}});
  layer.fields.push_back({"n", FieldType::integer, {std::int64_t{3}}});
  layer.fields.push_back({"note", FieldType::text, {Value{}}});
  const std::string text = to_geojson(layer);
  EXPECT_NE(text.find("\"properties\":{\"name\":\"A\",\"n\":3,\"note\":null}"), std::string::npos) << text;
  EXPECT_NE(text.find("\"type\":\"Polygon\""), std::string::npos);
  EXPECT_THROW((void)to_geojson(testing::sketch_layer("A", "EPSG:4551")), Error);
}

}  // namespace
}  // namespace libspatial
