#include "drawing/groups.hpp"

#include "coordinates/text.hpp"
#include "libspatial/drawing.hpp"

namespace libspatial {
namespace drawing {
namespace {

/// ASCII blanks only: bytes above 0x7F may be half of a character.
std::string_view strip(std::string_view text) {
  const std::size_t from = text.find_first_not_of(" \t"), to = text.find_last_not_of(" \t");
  return from == std::string_view::npos ? std::string_view() : text.substr(from, to - from + 1);
}

}  // namespace

void damaged(const std::string& file, std::size_t line, const Text& what) { throw Error(Errc::damaged_file, coordinates::at_line(file, line, what)); }

bool Groups::take_line(std::string_view& line) {
  if (rest_.empty()) return false;
  const std::size_t end = rest_.find('\n');
  line = rest_.substr(0, end);
  rest_ = end == std::string_view::npos ? std::string_view() : rest_.substr(end + 1);
  if (line.ends_with('\r')) line.remove_suffix(1);
  ++line_;
  return true;
}

bool Groups::next(Group& group) {
  if (again_) {
    again_ = false;
    group = last_;
    return true;
  }
  std::string_view code, value;
  do {
    if (!take_line(code)) return false;
    code = strip(code);
  } while (code.empty() && rest_.find_first_not_of(" \t\r\n\x1A") == std::string_view::npos);
  const auto number = coordinates::whole(code);
  if (!number || *number < -5 || *number > 1071) {
    if (code == "\x1A") return false;
    damaged(file_, line_, {"应为组码（整数），却是“" + std::string(code.substr(0, 20)) + "”，文件可能已损坏。请在 CAD 中核查（AUDIT）后重新另存为 DXF", "a group code (an integer) should stand here, not \"" + std::string(code.substr(0, 20)) + "\": the file may be damaged. Audit it in CAD and save it as DXF again"});
  }
  if (!take_line(value)) {
    damaged(file_, line_, {"组码 " + std::string(code) + " 之后没有值，文件可能被截断。请重新取得该文件", "nothing follows the group code " + std::string(code) + ", the file may be cut off. Get it again"});
  }
  last_ = {static_cast<int>(*number), strip(value), line_};
  group = last_;
  return true;
}

}  // namespace drawing

std::optional<DrawingFormat> find_drawing_format(std::string_view head) {
  if (head.starts_with("AutoCAD Binary DXF")) return DrawingFormat::binary_dxf;
  if (head.size() > 6 && head.starts_with("AC10") && head.substr(4, 2).find_first_not_of("0123456789") == std::string_view::npos && (head[6] == '\0' || static_cast<unsigned char>(head[6]) < 0x20)) return DrawingFormat::dwg;
  if (head.starts_with("\xEF\xBB\xBF")) head.remove_prefix(3);
  const std::string nobody;
  try {
    drawing::Groups groups(head, nobody);
    for (drawing::Group group; groups.next(group);) {
      if (group.code == 999) continue;  // a comment
      return group.code == 0 && group.value == "SECTION" ? std::optional(DrawingFormat::dxf) : std::nullopt;
    }
  } catch (const Error&) {
  }
  return std::nullopt;
}

}  // namespace libspatial
