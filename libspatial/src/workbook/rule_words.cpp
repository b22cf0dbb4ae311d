#include "workbook/rule_words.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "libspatial/units.hpp"
#include "rules/vocabulary.hpp"

namespace libspatial::workbook {
namespace {

/// How a comparator is written; the first form is the one that is printed.
struct Sign { const char* test; std::array<const char*, 3> forms; };
constexpr Sign signs[] = {{"le", {"<=", "≤", "＜="}}, {"ge", {">=", "≥", "＞="}}, {"ne", {"!=", "≠", "<>"}}, {"lt", {"<", "＜", "<"}}, {"gt", {">", "＞", ">"}}, {"eq", {"=", "＝", "="}}};
constexpr const char* stops[] = {" ", "(", ")", "（", "）", ";", "；", "<", ">", "=", "!", "≤", "≥", "≠", "＜", "＞", "＝", "“", "”", "\"", "\n", "\t"};
constexpr std::array<const char*, 2> words_all{"且", "and"}, words_any{"或", "or"}, words_not{"非", "not"}, words_every{"全部", "all"}, words_some{"任一", "any"}, words_attribute{"属性", "attr"}, words_parameter{"参数", "param"},
    words_in{"属于", "in"}, words_between{"介于", "between"}, words_present{"已填", "present"}, words_absent{"未填", "absent"};

bool is_keyword(const std::string& word) {
  for (const auto& forms : {words_all, words_any, words_not, words_every, words_some, words_attribute, words_parameter, words_in, words_between, words_present, words_absent}) {
    if (std::find(forms.begin(), forms.end(), word) != forms.end()) return true;
  }
  return false;
}

std::string plain(const std::string& word) {
  const bool stopped = std::any_of(std::begin(stops), std::end(stops), [&](const char* stop) { return word.find(stop) != std::string::npos; });
  const bool quoted = word.empty() || stopped || is_keyword(word) || std::string_view("0123456789.-").find(word[0]) != std::string_view::npos;
  return quoted ? "“" + word + "”" : word;
}

bool is_quantity(const std::string& text) {
  const std::size_t space = text.find(' ');
  return space != std::string::npos && !text.empty() && (std::isdigit(static_cast<unsigned char>(text[0])) || text[0] == '-') && unit_factor(text.substr(space + 1)) > 0;
}

std::string bound_words(const Json& bound) {
  if (bound.is_object()) return "参数 " + plain(bound.at("param"));
  const std::string text = bound;
  if (text.starts_with("param ")) return "参数 " + plain(text.substr(6));
  return is_quantity(text) ? text : plain(text);
}

class Reader {
 public:
  explicit Reader(const std::string& text) : text_(text) {}

  Json read() {
    Json all = either();
    if (!rest().empty()) fail({"“" + std::string(rest()) + "”不能这样写（词之间用空格隔开）", "\"" + std::string(rest()) + "\" cannot stand here (words are parted by spaces)"});
    return all;
  }

 private:
  [[noreturn]] static void fail(const Text& why) { throw why; }
  std::string_view rest() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\n' || text_[at_] == '\t')) ++at_;
    return std::string_view(text_).substr(at_);
  }
  bool take(std::string_view what) {
    if (!rest().starts_with(what)) return false;
    at_ += what.size();
    return true;
  }
  bool open() { return take("(") || take("（"); }
  void close() {
    if (!take(")") && !take("）")) fail({"缺少右括号", "a closing bracket is missing"});
  }
  std::string_view peek() {
    const std::string_view from = rest();
    std::size_t end = from.size();
    for (const char* stop : stops) end = std::min(end, from.find(stop));
    return from.substr(0, end);
  }
  bool take(const std::array<const char*, 2>& forms) {
    const std::string_view word = peek();
    if (word.empty() || std::find(forms.begin(), forms.end(), word) == forms.end()) return false;
    at_ += word.size();
    return true;
  }
  /// `bare`: it was not in quotes.
  std::string name(const Text& what, bool* bare = nullptr) {
    for (const auto& [left, right] : {std::pair{"“", "”"}, {"\"", "\""}}) {
      if (!take(left)) continue;
      const std::size_t end = text_.find(right, at_);
      if (end == std::string::npos) fail({"引号没有结束", "a quotation has no end"});
      std::string word = text_.substr(at_, end - at_);
      at_ = end + std::string_view(right).size();
      if (bare) *bare = false;
      return word;
    }
    std::string word(peek());
    if (word.empty() || is_keyword(word)) fail({"此处应为" + what.zh + (rest().empty() ? "" : "，而不是“" + std::string(rest()) + "”"), what.en + " is missing" + (rest().empty() ? " at the end" : " before \"" + std::string(rest()) + "\"")});
    at_ += word.size();
    return word;
  }

  Json several(const char* key, const std::array<const char*, 2>& word, Json (Reader::*operand)()) {
    Json first = (this->*operand)();
    if (!take(word)) return first;
    Json all{{key, Json::array({std::move(first), (this->*operand)()})}};
    while (take(word)) all[key].push_back((this->*operand)());
    return all;
  }
  Json either() {
    if (++depth_ > 32) fail({"括号嵌套超过 32 层", "brackets more than 32 levels deep"});
    Json all = several("any", words_any, &Reader::both);
    --depth_;
    return all;
  }
  Json both() { return several("all", words_all, &Reader::one); }
  Json one() {
    if (++depth_ > 64) fail({"“非”太多", "too many \"not\""});
    Json found = part();
    --depth_;
    return found;
  }
  Json part() {
    if (take(words_not)) return {{"not", one()}};
    for (const auto& [key, word] : {std::pair{"all", words_every}, {"any", words_some}}) {
      if (!take(word)) continue;
      if (!open()) fail({"“" + std::string(word[0]) + "”之后应为括号", "a bracket is missing after \"" + std::string(word[1]) + "\""});
      Json only{{key, Json::array({either()})}};
      close();
      return only;
    }
    if (open()) {
      Json inner = either();
      close();
      return inner;
    }
    Json test;
    const bool attribute = take(words_attribute);
    test[attribute ? "attr" : "fact"] = name(attribute ? Text{"属性名", "the name of an attribute"} : Text{"量的名称", "the name of a quantity"});
    comparison(test);
    return test;
  }

  void comparison(Json& test) {
    if (take(words_present)) test["present"] = "true";
    else if (take(words_absent)) test["present"] = "false";
    else if (take(words_in)) {
      do test["in"].push_back(name({"词", "a word"}));
      while (take(";") || take("；"));
    } else if (take(words_between)) {
      test["between"].push_back(bound(true));
      if (!take(words_all) && !take(";") && !take("；")) fail({"介于 之后写“下限; 上限”", "between is followed by \"least; most\""});
      test["between"].push_back(bound(true));
    } else {
      for (const Sign& sign : signs) {
        if (std::none_of(sign.forms.begin(), sign.forms.end(), [&](const char* form) { return take(form); })) continue;
        test[sign.test] = bound(false);
        return;
      }
      fail({"“" + std::string(rest()) + "”之前缺少比较（> < >= <= = != 属于 介于 已填 未填）", "a comparison is missing before \"" + std::string(rest()) + "\" (> < >= <= = != in between present absent)"});
    }
  }

  Json bound(bool in_list) {
    if (take(words_parameter)) {
      const std::string id = name({"参数名", "the name of a parameter"});
      return in_list ? Json("param " + id) : Json{{"param", id}};
    }
    double value = 0;
    const std::string_view from = rest();
    const bool number = !from.empty() && std::string_view("0123456789.-").find(from[0]) != std::string_view::npos;
    const auto [end, error] = std::from_chars(from.data(), from.data() + from.size(), value);
    if (!number || error != std::errc{}) return name({"数值、参数或词", "a number, a parameter or a word"});
    at_ += static_cast<std::size_t>(end - from.data());
    return shortest(value) + " " + (take("%") ? "%" : name({"单位", "a unit"}));
  }

  const std::string& text_;
  std::size_t at_ = 0;
  int depth_ = 0;
};

std::vector<std::string> parted(const std::string& text, std::initializer_list<std::string_view> by) {
  std::vector<std::string> parts(1);
  for (std::size_t at = 0; at < text.size();) {
    const auto found = std::find_if(by.begin(), by.end(), [&](std::string_view b) { return std::string_view(text).substr(at).starts_with(b); });
    if (found == by.end()) parts.back() += text[at++];
    else at += found->size(), parts.emplace_back();
  }
  for (std::string& part : parts) {
    const std::size_t first = part.find_first_not_of(" \n\t"), last = part.find_last_not_of(" \n\t");
    part = first == std::string::npos ? "" : part.substr(first, last - first + 1);
  }
  return parts;
}

std::string joined(const Json& list, const char* by) {
  std::string all;
  for (const Json& item : list) all += (&item == &list.front() ? "" : by) + item.get<std::string>();
  return all;
}

}  // namespace

std::string condition_words(const Json& condition) {
  for (const char* key : {"all", "any"}) {
    if (!condition.contains(key)) continue;
    const Json& parts = condition.at(key);
    const bool all = std::string_view(key) == "all";
    if (parts.size() == 1) return std::string(all ? "全部" : "任一") + "（" + condition_words(parts[0]) + "）";
    std::string text;
    for (const Json& part : parts) {
      const bool bracket = part.contains("all") || part.contains("any");
      text += (text.empty() ? "" : all ? " 且 " : " 或 ") + (bracket ? "（" + condition_words(part) + "）" : condition_words(part));
    }
    return text;
  }
  if (condition.contains("not")) return "非（" + condition_words(condition.at("not")) + "）";
  const std::string of = condition.contains("attr") ? "属性 " + plain(condition.at("attr")) : plain(condition.at("fact"));
  if (condition.contains("present")) return of + (condition.at("present") == "true" ? " 已填" : " 未填");
  if (condition.contains("in")) {
    std::string words;
    for (const Json& word : condition.at("in")) words += (words.empty() ? "" : "; ") + plain(word);
    return of + " 属于 " + words;
  }
  if (condition.contains("between")) return of + " 介于 " + bound_words(condition.at("between")[0]) + "; " + bound_words(condition.at("between")[1]);
  for (const Sign& sign : signs) {
    if (condition.contains(sign.test)) return of + " " + sign.forms[0] + " " + bound_words(condition.at(sign.test));
  }
  throw Text{"未知的比较", "an unknown test"};
}

Json condition_of(const std::string& words) { return Reader(words).read(); }

std::string list_words(const Json& list) { return joined(list, "; "); }

Json list_of(const std::string& words) {
  Json list = Json::array();
  for (const std::string& part : parted(words, {";", "；"})) {
    if (!part.empty()) list.push_back(part);
  }
  return list;
}

std::string pairs_words(const Json& map) {
  std::string all;
  for (const auto& [key, value] : map.items()) all += (all.empty() ? "" : "; ") + key + " = " + (value.is_array() ? joined(value, " | ") : value.get<std::string>());
  return all;
}

Json pairs_of(const std::string& words, bool lists) {
  Json map = Json::object();
  for (const std::string& part : parted(words, {";", "；"})) {
    if (part.empty()) continue;
    const auto sides = parted(part, {"=", "＝"});
    if (sides.size() != 2 || sides[0].empty()) throw Text{"“" + part + "”应写成“名称 = 值”，各项用分号隔开", "\"" + part + "\" must be \"name = value\", parted by semicolons"};
    if (map.contains(sides[0])) throw Text{"“" + sides[0] + "”写了两次", "\"" + sides[0] + "\" stands twice"};
    Json values = Json::array();
    for (const std::string& value : parted(sides[1], {"|", "｜"})) {
      if (!value.empty()) values.push_back(value);
    }
    map[sides[0]] = lists || values.size() > 1 ? values : values.empty() ? Json("") : values[0];
  }
  return map;
}

}  // namespace libspatial::workbook
