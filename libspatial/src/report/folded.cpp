#include "report/folded.hpp"

#include <zlib.h>

#include <new>
#include <optional>
#include <vector>

#include "geometry/side_by_side.hpp"
#include "libspatial/report.hpp"
#include "source/sha256.hpp"

namespace libspatial::report {
namespace {

constexpr std::size_t parts_of_a_block = 64;
constexpr char between_parts = '\x01';  // no data holds it (escape())

std::string deflated(const std::string& text) {
  uLongf size = compressBound(text.size());
  std::vector<std::uint8_t> packed(size);
  if (compress2(packed.data(), &size, reinterpret_cast<const Bytef*>(text.data()), text.size(), Z_BEST_COMPRESSION) != Z_OK) throw std::bad_alloc();
  packed.resize(size);
  return base64(packed);
}

/// Nothing when it is no data of deflated().
std::optional<std::string> inflated(std::string_view base64_text) {
  constexpr std::size_t most = 1u << 30;  // a block holds 64 projects
  const auto packed = from_base64(base64_text);
  if (!packed) return std::nullopt;
  for (std::size_t size = 4 * packed->size() + 64; size < most; size *= 2) {
    std::string text(size, '\0');
    uLongf written = size;
    const int found = uncompress(reinterpret_cast<Bytef*>(text.data()), &written, packed->data(), packed->size());
    if (found == Z_OK) return text.substr(0, written);
    if (found != Z_BUF_ERROR) break;
  }
  return std::nullopt;
}

constexpr std::string_view opening = "<script type=\"application/octet-stream\" data-fold=\"", closing = "</script>\n";

}  // namespace

void write_folded(Html& html, std::string_view kind, std::size_t parts, const std::function<std::string(std::size_t)>& part) {
  std::vector<std::string> blocks((parts + parts_of_a_block - 1) / parts_of_a_block);
  side_by_side(threads_or_all(0), blocks.size(), [&](std::size_t block) {
    std::string text;
    const std::size_t first = block * parts_of_a_block, end = std::min(first + parts_of_a_block, parts);
    for (std::size_t i = first; i < end; ++i) text += (i == first ? "" : std::string(1, between_parts)) + part(i);
    blocks[block] = deflated(text);
  });
  for (const std::string& block : blocks) {
    html.markup(opening).markup(kind).markup("\" data-each=\"" + std::to_string(parts_of_a_block) + "\">").markup(block).markup(closing);
  }
}

}  // namespace libspatial::report

namespace libspatial {

std::string page_content(std::string page) {
  for (std::size_t at = page.find(report::opening); at != std::string::npos; at = page.find(report::opening, at + 1)) {
    const std::size_t begin = page.find('>', at) + 1, end = page.find(report::closing, at);
    if (begin == 0 || end == std::string::npos || begin > end) continue;
    if (const auto text = report::inflated(std::string_view(page).substr(begin, end - begin))) page.replace(begin, end - begin, *text);
  }
  return page;
}

}  // namespace libspatial
