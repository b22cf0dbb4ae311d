#include "exchange/yaml.hpp"

#include <yaml-cpp/eventhandler.h>

#include <charconv>
#include <cmath>
#include <sstream>

namespace libspatial::yaml {
namespace {

constexpr std::size_t most_bytes = 1u << 20;
constexpr int deepest = 32;

[[noreturn]] void refuse(const std::string& file, int line, const Text& why) {
  const std::string at = line < 0 ? file : file + ":" + std::to_string(line + 1);
  throw Error(Errc::bad_rules, {at + "：" + why.zh, at + ": " + why.en});
}

/// Sees the parser's events before any node is made, so that an alias bomb never unfolds.
class Guard : public YAML::EventHandler {
 public:
  explicit Guard(const std::string& file) : file_(file) {}
  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override { plain(mark, "", anchor); }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override {
    refuse(file_, mark.line, {"不允许使用别名（*）", "aliases (*) are not allowed"});
  }
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, const std::string&) override { plain(mark, tag, anchor); }
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, YAML::EmitterStyle::value) override { enter(mark, tag, anchor); }
  void OnSequenceEnd() override { --depth_; }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, YAML::EmitterStyle::value) override { enter(mark, tag, anchor); }
  void OnMapEnd() override { --depth_; }

 private:
  void plain(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor) {
    if (anchor) refuse(file_, mark.line, {"不允许使用锚（&）", "anchors (&) are not allowed"});
    if (!tag.empty() && tag != "?" && tag != "!") refuse(file_, mark.line, {"不允许使用标签（" + tag + "）", "tags are not allowed (" + tag + ")"});
  }
  void enter(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor) {
    plain(mark, tag, anchor);
    if (++depth_ > deepest) refuse(file_, mark.line, {"嵌套超过 32 层", "nested more than 32 levels deep"});
  }
  const std::string& file_;
  int depth_ = 0;
};

void require_distinct_keys(const YAML::Node& node, const std::string& file) {
  if (node.IsSequence()) {
    for (const auto& item : node) require_distinct_keys(item, file);
  } else if (node.IsMap()) {
    std::set<std::string> keys;
    for (const auto& pair : node) {
      if (!pair.first.IsScalar()) refuse(file, pair.first.Mark().line, {"键必须是文本", "a key must be text"});
      if (!keys.insert(pair.first.Scalar()).second) {
        refuse(file, pair.first.Mark().line, {"键“" + pair.first.Scalar() + "”重复", "the key \"" + pair.first.Scalar() + "\" is repeated"});
      }
      require_distinct_keys(pair.second, file);
    }
  }
}

}  // namespace

void refuse_at(const std::string& file, int line, const Text& why) { refuse(file, line - 1, why); }

YAML::Node load(std::string_view text, const std::string& file) {
  if (text.size() > most_bytes) refuse(file, -1, {"文件超过 1 MiB", "the file is larger than 1 MiB"});
  try {
    std::istringstream events{std::string(text)};
    YAML::Parser parser(events);
    Guard guard(file);
    int documents = 0;
    while (parser.HandleNextDocument(guard)) {
      if (++documents > 1) refuse(file, -1, {"只允许一个 YAML 文档", "only one YAML document is allowed"});
    }
    YAML::Node root = YAML::Load(std::string(text));
    if (!root.IsMap()) refuse(file, -1, {"应为键值映射", "must be a map"});
    require_distinct_keys(root, file);
    return root;
  } catch (const YAML::Exception& e) {
    refuse(file, e.mark.line, {"不是有效的 YAML（" + e.msg + "）", "not valid YAML (" + e.msg + ")"});
  }
}

Map::Map(YAML::Node node, std::string file, std::string what) : node_(std::move(node)), file_(std::move(file)), what_(std::move(what)) {
  if (!node_.IsMap()) fail({what_ + " 应为键值映射", what_ + " must be a map"});
}

void Map::fail(const YAML::Node& at, const Text& why) const { refuse(file_, at.Mark().line, why); }

YAML::Node Map::find(const std::string& key) {
  asked_.insert(key);
  const YAML::Node& readonly = node_;  // the non-const [] would add the key
  return readonly[key];
}

YAML::Node Map::need(const std::string& key) {
  YAML::Node found = find(key);
  if (!found || found.IsNull()) fail({what_ + " 缺少“" + key + "”", what_ + " lacks \"" + key + "\""});
  return found;
}

std::string Map::text(const std::string& key) {
  const YAML::Node found = need(key);
  if (!found.IsScalar() || found.Scalar().empty()) fail(found, {what_ + "." + key + " 应为文本", what_ + "." + key + " must be text"});
  return found.Scalar();
}

std::string Map::text_or(const std::string& key, std::string otherwise) {
  const YAML::Node found = find(key);
  if (!found || found.IsNull()) return otherwise;
  if (!found.IsScalar()) fail(found, {what_ + "." + key + " 应为文本", what_ + "." + key + " must be text"});
  return found.Scalar();
}

Text Map::both(const std::string& key) {
  Map texts(need(key), file_, what_ + "." + key);
  Text result{texts.text("zh"), texts.text("en")};
  texts.finish();
  return result;
}

std::string Map::date_or(const std::string& key, std::string otherwise) {
  const std::string value = text_or(key, otherwise);
  if (value != otherwise && !is_date(value)) {
    fail(find(key), {what_ + "." + key + " 应为日期 YYYY-MM-DD", what_ + "." + key + " must be a date YYYY-MM-DD"});
  }
  return value;
}

double Map::number(const std::string& key) {
  const YAML::Node found = need(key);
  double value = 0;
  const std::string& s = found.Scalar();
  const auto [end, error] = std::from_chars(s.data(), s.data() + s.size(), value);
  if (error != std::errc{} || end != s.data() + s.size() || !std::isfinite(value)) {
    fail(found, {what_ + "." + key + " 应为有限数值，而不是“" + s + "”", what_ + "." + key + " must be a finite number, not \"" + s + "\""});
  }
  return value;
}

bool Map::flag(const std::string& key, bool otherwise) {
  const std::string word = text_or(key, otherwise ? "true" : "false");
  if (word != "true" && word != "false") fail(find(key), {what_ + "." + key + " 应为 true 或 false", what_ + "." + key + " must be true or false"});
  return word == "true";
}

std::vector<std::string> Map::words(const std::string& key) {
  std::vector<std::string> result;
  const YAML::Node found = find(key);
  if (!found) return result;
  if (!found.IsSequence()) fail(found, {what_ + "." + key + " 应为列表", what_ + "." + key + " must be a list"});
  for (const auto& item : found) {
    if (!item.IsScalar()) fail(item, {what_ + "." + key + " 应为文本列表", what_ + "." + key + " must be a list of text"});
    result.push_back(item.Scalar());
  }
  return result;
}

std::vector<Map> Map::maps(const std::string& key) {
  std::vector<Map> result;
  const YAML::Node found = find(key);
  if (!found) return result;
  if (!found.IsSequence()) fail(found, {what_ + "." + key + " 应为列表", what_ + "." + key + " must be a list"});
  for (const auto& item : found) result.emplace_back(item, file_, what_ + "." + key);
  return result;
}

Map Map::map(const std::string& key) { return {need(key), file_, what_ + "." + key}; }

std::vector<std::string> Map::keys() {
  std::vector<std::string> result;
  for (const auto& pair : node_) {
    result.push_back(pair.first.Scalar());
    asked_.insert(pair.first.Scalar());
  }
  return result;
}

void Map::finish() {
  for (const auto& pair : node_) {
    const std::string& key = pair.first.Scalar();
    if (!asked_.count(key)) fail(pair.first, {what_ + " 有未知的键“" + key + "”", what_ + " has an unknown key \"" + key + "\""});
  }
}

}  // namespace libspatial::yaml
