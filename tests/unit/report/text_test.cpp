// Text and numbers on their way to a page or a terminal.
#include <gtest/gtest.h>

#include <random>

#include "../../../libspatial/src/report/folded.hpp"
#include "../../../libspatial/src/report/html.hpp"
#include "../../../libspatial/src/report/json_writer.hpp"
#include "../../../libspatial/src/report/numbers.hpp"
#include "../../../libspatial/src/source/sha256.hpp"
#include "../../../libspatial/src/report/utf8.hpp"
#include "libspatial/report.hpp"

namespace libspatial::report {
namespace {

std::string hex(std::string_view text) {
  std::string out;
  for (const auto b : sha256(text)) {
    constexpr char digits[] = "0123456789abcdef";
    out += digits[b >> 4];
    out += digits[b & 15];
  }
  return out;
}

std::string base64_of(std::string_view text) {
  return base64({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
}

// The examples of FIPS 180-4.
TEST(Sha256, KnownVectors) {
  EXPECT_EQ(hex(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(hex("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  EXPECT_EQ(hex(std::string(1000000, 'a')), "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

// The examples of RFC 4648.
TEST(Base64, KnownVectors) {
  EXPECT_EQ(base64_of(""), "");
  EXPECT_EQ(base64_of("f"), "Zg==");
  EXPECT_EQ(base64_of("fo"), "Zm8=");
  EXPECT_EQ(base64_of("foo"), "Zm9v");
  EXPECT_EQ(base64_of("foobar"), "Zm9vYmFy");
}

TEST(Base64, ComesBack) {
  std::string text;
  for (int i = 0; i < 300; ++i) {
    const auto back = from_base64(base64_of(text));
    ASSERT_TRUE(back);
    EXPECT_EQ(std::string(back->begin(), back->end()), text);
    text += static_cast<char>(i * 37);
  }
  for (const char* bad : {"Z", "Zg=", "Zg==Zg==", "Z===", "Zm 8", "Zm9*", "===="}) EXPECT_FALSE(from_base64(bad)) << bad;
}

/// The format of RFC 1950 and 1951 without compressing: what another release of zlib might write.
std::string stored(const std::string& text) {
  std::uint32_t a = 1, b = 0;
  for (const char c : text) {
    a = (a + static_cast<std::uint8_t>(c)) % 65521;
    b = (b + a) % 65521;
  }
  const auto size = static_cast<std::uint16_t>(text.size());
  std::string out{'\x78', '\x01', '\x01'};
  for (const std::uint16_t n : {size, static_cast<std::uint16_t>(~size)}) out += {static_cast<char>(n & 255), static_cast<char>(n >> 8)};
  out += text;
  for (const std::uint32_t n : {b, a}) out += {static_cast<char>(n >> 8), static_cast<char>(n & 255)};
  return out;
}

std::string page_with(const std::string& block) {
  return "<html><script type=\"application/octet-stream\" data-fold=\"p\" data-each=\"64\">" + block + "</script>\n<p>end</p></html>";
}

TEST(PageContent, IsTheSameHoweverItWasFolded) {
  Html html;
  write_folded(html.markup("<html>"), "p", 2, [](std::size_t i) { return i == 0 ? std::string("first, first, first, first, first") : std::string("second"); });
  const std::string ours = html.markup("<p>end</p></html>").take(), said = "first, first, first, first, first\x01second", other = page_with(base64_of(stored(said)));
  ASSERT_NE(ours, other);
  EXPECT_EQ(page_content(ours), page_content(other));
  EXPECT_NE(page_content(other).find("first\x01second"), std::string::npos);
  EXPECT_NE(page_content(ours), page_content(page_with(base64_of(stored(said + "!")))));
  for (const std::string& broken : {page_with("not base64"), page_with(base64_of("no data of zlib")), page_with(base64_of(stored(said).substr(0, 20))), std::string("<html></html>"), page_with("").substr(0, 40)}) EXPECT_EQ(page_content(broken), broken);
}

TEST(Utf8, WhatIsNoUtf8BecomesTheReplacementCharacter) {
  EXPECT_EQ(valid_utf8("吉林市"), "吉林市");
  EXPECT_EQ(valid_utf8("\xBC\xAA"), "��");                 // 吉 in GBK
  EXPECT_EQ(valid_utf8("a\xE5\x90"), "a��");               // cut off
  EXPECT_EQ(valid_utf8("\xC0\xAF"), "��");                 // overlong
  EXPECT_EQ(valid_utf8("\xED\xA0\x80"), "���");       // a surrogate
  EXPECT_EQ(valid_utf8("\xF4\x90\x80\x80"), "����");
}

TEST(Utf8, NothingPrintableMovesTheCursorOrTurnsThePage) {
  EXPECT_EQ(printable("a\x1B[2Jb"), "a�[2Jb");
  EXPECT_EQ(printable("a\nb\tc"), "a b c");
  EXPECT_EQ(printable("x\u202Ecod.exe"), "x�cod.exe");
  EXPECT_EQ(printable("l\u2028m"), "l�m");
  EXPECT_EQ(printable(std::string_view("\0", 1)), "�");
}

TEST(Utf8, ChineseTakesTwoColumns) {
  EXPECT_EQ(display_width("abc"), 3u);
  EXPECT_EQ(display_width("集中（区）"), 10u);
  EXPECT_EQ(display_width("e\u0301"), 1u);
  EXPECT_EQ(fit("吉林市船营区", 7), "吉林市…");
  EXPECT_EQ(fit("abc", 3), "abc");
}

TEST(Numbers, OneAreaInThreeUnits) {
  EXPECT_EQ(print(17073660, square_metres), "170736.60");
  EXPECT_EQ(print(17073660, hectares), "17.0737");
  EXPECT_EQ(print(1000000, mu), "15.0000");      // 1 公顷
  EXPECT_EQ(print(66667, mu), "1.0000");         // 666.67 m²
  EXPECT_EQ(print(50, hectares), "0.0001");      // 0.5 m²: half away from zero
  EXPECT_EQ(print(1, square_metres), "0.01");
}

std::int64_t steps(const std::string& text) {
  std::string digits;
  for (const char c : text)
    if (c != '.') digits += c;
  return std::stoll(digits);
}

TEST(Numbers, PrintedRowsAddUpToThePrintedTotal) {
  std::mt19937 random(20260630);
  for (int round = 0; round < 2000; ++round) {
    std::vector<std::int64_t> parts(2 + random() % 4);
    std::int64_t sum = 0;
    for (auto& part : parts) sum += part = random() % 100000000;
    for (const Unit unit : {square_metres, hectares, mu}) {
      std::int64_t printed = 0;
      for (const auto& text : print_parts(parts, unit)) printed += steps(text);
      ASSERT_EQ(printed, steps(print(sum, unit)));
    }
    std::int64_t percent = 0;
    for (const auto& text : print_percent(parts)) percent += steps(text);
    ASSERT_EQ(percent, 10000);
  }
}

TEST(Html, DataIsEscapedForTextAndQuotedAttributes) {
  EXPECT_EQ(escape("<a b=\"c\" d='e'>&amp;\x01"), "&lt;a b=&quot;c&quot; d=&#39;e&#39;&gt;&amp;amp;�");
  Html html;
  html.both({"<甲>", "<A>"}).element("td", "num", "1<2");
  EXPECT_EQ(html.take(), "<span lang=\"zh\">&lt;甲&gt;</span> <span lang=\"en\">&lt;A&gt;</span><td class=\"num\">1&lt;2</td>");
}

TEST(JsonWriter, FixedForm) {
  JsonWriter json;
  json.begin_object();
  json.hundredths("area_m2", 17073660);
  json.decimal("planar_m2", std::numeric_limits<double>::quiet_NaN(), 2);
  json.known("kind", "");
  json.string("na\"me", "\\\x01\xFF");
  json.begin_array("none");
  json.end();
  json.end();
  EXPECT_EQ(json.take(),
            "{\n \"area_m2\": 170736.60,\n \"planar_m2\": null,\n \"kind\": null,\n"
            " \"na\\\"me\": \"\\\\\\u0001�\",\n \"none\": []\n}\n");
}

}  // namespace
}  // namespace libspatial::report
