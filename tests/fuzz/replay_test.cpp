// The fuzzers' targets in the ordinary suite: every file of the corpus, and some thousand seeded changes of each kind. What a
// fuzzer finds is kept in the corpus and tried here ever after.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "fuzz/target.hpp"
#include "support/cases.hpp"

namespace libspatial {
namespace {

namespace fs = std::filesystem;
using testing::Bytes;

std::vector<fs::path> corpus(const char* name) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(fs::path(LIBSPATIAL_ROOT) / "tests/fuzz/corpus" / name)) files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  return files;
}

Bytes content(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  const std::string text(std::istreambuf_iterator<char>(in), {});
  Bytes bytes(text.size());
  std::transform(text.begin(), text.end(), bytes.begin(), [](char c) { return static_cast<std::byte>(c); });
  return bytes;
}

std::string hex(const Bytes& bytes) {
  std::string text;
  for (const std::byte b : bytes) {
    text += "0123456789abcdef"[std::to_integer<unsigned>(b) >> 4];
    text += "0123456789abcdef"[std::to_integer<unsigned>(b) & 15u];
  }
  return text;
}

using Target = bool (*)(std::span<const std::byte>);
using Mutate = Bytes (*)(std::span<const std::byte>, std::uint32_t);

bool try_out(Target target, const Bytes& bytes) {
  try {
    return target(bytes);
  } catch (const std::exception& e) {
    ADD_FAILURE() << e.what() << "\nbytes " << hex(bytes);
  }
  return false;
}

/// Chains of changes: each link starts from the one before, so that shapes drift away from where they began. At least a share
/// `sound` of the links must get as far as the laws, or nothing is tried.
void run(const char* name, Target target, Mutate mutate, std::uint32_t first, int chains, double sound) {
  const auto files = corpus(name);
  ASSERT_GT(files.size(), 10u);
  std::vector<Bytes> seeds;
  for (const auto& file : files) {
    seeds.push_back(content(file));
    SCOPED_TRACE(file.filename().string());
    try_out(target, seeds.back());
  }
  int links = 0, laid = 0;
  testing::each_seed(first, chains, [&](testing::Random& random) {
    Bytes bytes = seeds[random() % seeds.size()];
    for (int link = 0; link < 8 && !::testing::Test::HasFailure(); ++link) {
      bytes = mutate(bytes, random());
      laid += try_out(target, bytes);
      ++links;
    }
  });
  std::printf("%s: %d inputs, %d of them shapes\n", name, links, laid);
  EXPECT_GT(laid, sound * links);
}

TEST(Fuzz, Wkb) { run("wkb", testing::fuzz_wkb, testing::mutated_bytes, 601'000'000, 5'000, 0.1); }
TEST(Fuzz, OverlayOfPairs) { run("overlay", testing::fuzz_overlay, testing::mutated_pair, 602'000'000, 500, 0.3); }

TEST(Fuzz, TextsOfCoordinates) { run("text", testing::fuzz_text, testing::mutated_bytes, 603'000'000, 300, 0.1); }
TEST(Fuzz, Drawings) { run("drawing", testing::fuzz_drawing, testing::mutated_bytes, 604'000'000, 300, 0.02); }

}  // namespace
}  // namespace libspatial
