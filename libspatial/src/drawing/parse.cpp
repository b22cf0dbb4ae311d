// Sections of a DXF: header, layers, blocks, entities. What else it holds (styles, objects, thumbnails) is passed over.

#include "coordinates/text.hpp"
#include "drawing/parse_entity.hpp"

namespace libspatial::drawing {
namespace {

class Parser {
 public:
  Parser(std::string_view bytes, const std::string& file) : groups_(bytes.starts_with("\xEF\xBB\xBF") ? bytes.substr(3) : bytes, file), file_(file) {}

  Model run() {
    bool ended = false;
    for (Group group; !ended && groups_.next(group);) {
      if (group.code != 0) continue;  // comments before and between sections
      if (group.value == "EOF") ended = true;
      else if (group.value == "SECTION") section();
    }
    if (!ended) damaged(file_, groups_.line(), {"文件在此处结束，没有 EOF，可能被截断。请重新取得该文件", "the file ends here without EOF, it may be cut off. Get it again"});
    return std::move(model_);
  }

 private:
  void section() {
    Group group;
    if (!groups_.next(group)) return;
    if (group.code == 2 && group.value == "HEADER") header();
    else if (group.code == 2 && group.value == "TABLES") tables();
    else if (group.code == 2 && group.value == "BLOCKS") blocks();
    else if (group.code == 2 && group.value == "ENTITIES") entities(model_.entities, "ENDSEC");
    else if (!skip_to("ENDSEC")) cut_off();
  }

  [[noreturn]] void cut_off() const { damaged(file_, groups_.line(), {"文件在一节（SECTION）当中结束，可能被截断。请重新取得该文件", "the file ends inside a section, it may be cut off. Get it again"}); }

  bool skip_to(std::string_view end) {
    for (Group group; groups_.next(group);) {
      if (group.code == 0 && group.value == end) return true;
      if (group.code == 0 && group.value == "EOF") return false;
    }
    return false;
  }

  void header() {
    std::string_view name;
    for (Group group; groups_.next(group);) {
      if (group.code == 0) {
        if (group.value != "ENDSEC") cut_off();
        return;
      }
      if (group.code == 9) name = group.value;
      else if (name == "$ACADVER" && group.code == 1) model_.version = std::string(group.value.substr(0, 16));
      else if (name == "$DWGCODEPAGE" && group.code == 3) model_.codepage = group.value;
      else if (name == "$INSUNITS" && group.code == 70) model_.units = coordinates::whole(group.value);
    }
    cut_off();
  }

  void tables() {
    bool in_layer = false;
    LayerStyle read;
    std::string_view name;
    const auto finish = [&] {
      if (in_layer && !name.empty()) model_.layers.emplace(name, read);
    };
    for (Group group; groups_.next(group);) {
      if (group.code == 0) {
        finish();
        if (group.value == "ENDSEC") return;
        if (group.value == "EOF") break;
        in_layer = group.value == "LAYER";
        read = {};
        name = {};
      } else if (in_layer && group.code == 2) {
        name = group.value;
      } else if (in_layer && group.code == 62) {
        const long color = coordinates::whole(group.value).value_or(7);
        read.hidden |= color < 0;
        read.color = static_cast<int>(color < 0 ? -color : color);
      } else if (in_layer && group.code == 70) {
        read.hidden |= coordinates::whole(group.value).value_or(0) & 1;
      }
    }
    cut_off();
  }

  void blocks() {
    for (Group group; groups_.next(group);) {
      if (group.code != 0) continue;
      if (group.value == "ENDSEC") return;
      if (group.value == "EOF") break;
      if (group.value == "BLOCK") block();
    }
    cut_off();
  }

  void block() {
    Block result;
    Entity numbers;
    std::string name;
    for (Group group; groups_.next(group);) {
      if (group.code == 0) {
        groups_.back();
        break;
      }
      if (group.code == 2 && name.empty()) name = upper(group.value);
      if (group.code == 10) result.base.x = real(group, numbers);
      if (group.code == 20) result.base.y = real(group, numbers);
      if (group.code == 70) result.external = coordinates::whole(group.value).value_or(0) & (4 | 8);
    }
    entities(result.entities, "ENDBLK");
    if (numbers.bad) result.entities.clear();
    model_.blocks.emplace(std::move(name), std::move(result));
  }

  void entities(std::vector<Entity>& out, std::string_view end) {
    for (Group group; groups_.next(group);) {
      if (group.code != 0) continue;
      if (group.value == end) return;
      if (group.value == "EOF" || group.value == "ENDSEC") break;
      parse_entity(group, groups_, out);
    }
    cut_off();
  }

  Groups groups_;
  const std::string& file_;
  Model model_;
};

}  // namespace

std::string upper(std::string_view name) {
  std::string result(name);
  for (char& c : result) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  return result;
}

Model parse(std::string_view bytes, const std::string& file) { return Parser(bytes, file).run(); }

}  // namespace libspatial::drawing
