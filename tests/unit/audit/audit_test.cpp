// The log and the fingerprints: every change of one byte is found.

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <random>

#include "libspatial/audit.hpp"
#include "libspatial/exchange.hpp"

namespace libspatial {
namespace {

namespace fs = std::filesystem;

struct Scratch {
  fs::path folder = fs::temp_directory_path() / ("audit-" + std::to_string(std::random_device{}()));
  Scratch() { fs::create_directory(folder); }
  ~Scratch() { fs::remove_all(folder); }
  std::string write(const std::string& name, const std::string& text) const {
    std::ofstream(folder / name, std::ios::binary) << text;
    return (folder / name).string();
  }
};

std::string log_of(const Scratch& scratch) {
  const std::string file = (scratch.folder / "audit.log").string();
  for (const char* entry : {R"({"action":"check","project":"一号"})", R"({"action":"override","reason":"核实"})", R"({"action":"check"})"}) append_log(file, entry);
  return file;
}

TEST(AuditLog, AWholeLogHasNoFlaw) {
  const Scratch scratch;
  const std::string file = log_of(scratch);
  const LogCheck found = check_log(read_text(file), file);
  EXPECT_EQ(found.entries.size(), 3u);
  EXPECT_TRUE(found.flaws.empty());
  EXPECT_NE(found.entries[0].find(R"("n":1)"), std::string::npos);
  EXPECT_TRUE(check_log("", file).flaws.empty());
}

TEST(AuditLog, EveryChangedByteIsFound) {
  const Scratch scratch;
  const std::string file = log_of(scratch), text = read_text(file);
  for (std::size_t at = 0; at < text.size(); ++at) {
    for (const char bit : {1, 32}) {
      std::string changed = text;
      changed[at] = static_cast<char>(changed[at] ^ bit);
      EXPECT_FALSE(check_log(changed, file).flaws.empty()) << at;
    }
  }
}

TEST(AuditLog, LinesTakenOutPutInOrMovedAreFound) {
  const Scratch scratch;
  const std::string file = log_of(scratch), text = read_text(file);
  const std::size_t a = text.find('\n') + 1, b = text.find('\n', a) + 1;
  const std::string one = text.substr(0, a), two = text.substr(a, b - a), three = text.substr(b);
  for (const std::string& changed : {one + three, two + three, one + one + two + three, two + one + three, one + two + three + three, text.substr(0, text.size() - 1)}) {
    const LogCheck found = check_log(changed, file);
    ASSERT_FALSE(found.flaws.empty());
    EXPECT_NE(found.flaws[0].en.find("audit.log line "), std::string::npos);
  }
  EXPECT_TRUE(check_log(one + two, file).flaws.empty()) << "the end of a log can be cut: what is signed must name its last hash";
}

TEST(AuditLog, NothingIsAddedToABrokenLog) {
  const Scratch scratch;
  const std::string file = log_of(scratch);
  std::string text = read_text(file);
  text[20] = 'X';
  scratch.write("audit.log", text);
  EXPECT_THROW(append_log(file, "{}"), Error);
  EXPECT_EQ(read_text(file), text);
  EXPECT_THROW(append_log((scratch.folder / "new.log").string(), "[1]"), Error);
}

TEST(Fingerprints, OfAShapefileAndAFolder) {
  const Scratch scratch;
  const std::string shp = scratch.write("p.shp", "abc");
  for (const char* beside : {"p.dbf", "p.SHX", "p.prj", "p.txt", "q.dbf"}) scratch.write(beside, "");
  const auto found = fingerprints(shp + "|layername=p");
  ASSERT_EQ(found.size(), 4u);
  EXPECT_EQ(found.back().sha256, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad") << "FIPS 180-4: abc";
  EXPECT_EQ(found.front().sha256, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(fingerprints(scratch.folder.string()).size(), 6u);
  EXPECT_THROW(fingerprints((scratch.folder / "none").string()), Error);
}

}  // namespace
}  // namespace libspatial
