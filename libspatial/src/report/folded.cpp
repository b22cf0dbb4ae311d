#include "report/folded.hpp"

#include <zlib.h>

#include <new>
#include <vector>

#include "geometry/side_by_side.hpp"
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
    html.markup("<script type=\"application/octet-stream\" data-fold=\"").markup(kind).markup("\" data-each=\"" + std::to_string(parts_of_a_block) + "\">").markup(block).markup("</script>\n");
  }
}

}  // namespace libspatial::report
