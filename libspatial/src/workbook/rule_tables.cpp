#include "workbook/rule_tables.hpp"

#include <algorithm>

#include "rules/vocabulary.hpp"

namespace libspatial::workbook {
namespace {

const Text zh_text{"中文", "Chinese"}, en_text{"英文", "English"}, day{"日期 YYYY-MM-DD，写成文本", "a date YYYY-MM-DD, as text"}, several{"多个用分号隔开", "several are parted by semicolons"};
const Text key{"编号，不改；在最后一行之下添加", "the id, left as it is; add below the last row"}, of_rule{"属于哪条规则", "of which rule"};
const Text sentence{"结论的文字；{量|单位} 处填入数值，单位 m2 ha mu pct m count day factor", "what is said; {quantity|unit} becomes the number, unit m2 ha mu pct m count day factor"};
const Text condition{"如 outside > 1 m2 且 属性 kind 属于 urban; park；比较 > < >= <= = != 属于 介于 已填 未填，连接 且 或 非（），参数 名称", "such as outside > 1 m2 and attr kind in urban; park; > < >= <= = != in between present absent; and or not (); param NAME"};

RuleColumn id(const char* title = "编号") { return {"id", title, key, Cell::text, "", true, true}; }
RuleColumn rule() { return {"rule", "规则", of_rule, Cell::text, "rules", true, true}; }
RuleColumn verdict(const char* path, const char* title) { return {path, title, {"结论", "the verdict"}, Cell::text, "verdicts", true}; }
RuleColumn required(RuleColumn column) {
  column.required = true;
  return column;
}
RuleColumn when(const char* path = "when", const char* title = "条件") { return {path, title, condition, Cell::condition}; }

std::vector<RuleTable> make() {
  const RuleColumn title_zh{"title/zh", "名称", zh_text, Cell::text, "", true}, title_en{"title/en", "名称", en_text, Cell::text, "", true};
  const RuleColumn text_zh{"text/zh", "文字", sentence, Cell::text, "", true}, text_en{"text/en", "文字", sentence, Cell::text, "", true};
  const RuleColumn papers{"requires", "需提交", {"材料编号；" + several.zh, "ids of papers; " + several.en}, Cell::list}, cite{"cite", "依据", {"条文编号；" + several.zh, "ids of citations; " + several.en}, Cell::list};
  const RuleColumn from{"valid_from", "有效期自", day}, to{"valid_to", "有效期至", day};
  return {
      {"set", "规则集", Home::set, "id",
       {id(), required({"version", "版本", {"改动后增大", "goes up with every change"}}), required({"status", "状态", {"draft 草案，sample 示例，approved 已批准", "draft, sample or approved"}}), title_zh, title_en,
        required({"notice/zh", "声明", {"印在每一页", "printed on every page"}}), required({"notice/en", "声明", {"印在每一页", "printed on every page"}}), {"not_covered/zh", "不涉及的事项", zh_text}, {"not_covered/en", "不涉及的事项", en_text},
        required({"jurisdiction", "行政区代码", {"六位", "six digits"}}), from, to, {"taken_from", "沿用自", {"沿用的规则集，只作记录", "the set it was taken from, for the record"}, Cell::text, "", false, true},
        {"tolerance/k", "误差倍数", {"参数编号", "id of a parameter"}}, {"tolerance/project_accuracy", "项目点位精度", {"参数编号", "id of a parameter"}}, {"tolerance/sliver_area", "碎片面积", {"参数编号", "id of a parameter"}}}},
      {"approvals", "批准", Home::list, "name", {required({"name", "批准人", {"姓名或单位", "a name or an office"}}), required({"date", "日期", day}), {"note", "说明", {"文号、会议纪要", "number, minutes"}}}},
      {"parameters", "参数", Home::values, "id",
       {id(), {"unit", "单位", {"同一参数只有一个单位", "one parameter, one unit"}, Cell::text, "units", true}, {"values/from", "自", day}, {"values/value", "取值", {"数值，不带单位", "a number, without its unit"}, Cell::number, "", true},
        required({"values/reference", "来源", {"文号和条款，或“自定”", "number and clause, or own"}}), {"values/verified", "已核实", {"true 或 false", "true or false"}, Cell::flag, "flags"}}},
      {"citations", "条文", Home::list, "id",
       {id(), required({"document", "文件", {"名称和文号", "title and number"}}), {"clause", "条款", {"第几条", "which article"}}, {"quote", "原文", {"照录；没有原文不能标为已核实", "word by word; without it nothing is verified"}}, {"date", "日期", day},
        {"verified", "已核实", {"true 或 false", "true or false"}, Cell::flag, "flags", true}, {"verified_by", "核实人", {"姓名", "a name"}}, {"verified_at", "核实日期", day}, {"note", "说明", {"备注", "a remark"}}}},
      {"rules", "规则", Home::list, "id",
       {id(), title_zh, title_en, {"applies_when", "适用条件", {"只用项目属性；空：总适用。" + condition.zh, "attributes only; empty: always. " + condition.en}, Cell::condition},
        {"on_unknown", "信息不足时", {"不能是通过", "never a pass"}, Cell::text, "unknown", true}, {"house_rule", "数据质量规则", {"true：不引用条文", "true: cites nothing"}, Cell::flag, "flags", true},
        {"tolerance", "考虑位置误差", {"true 或 false", "true or false"}, Cell::flag, "flags", true}, cite, from, to}},
      {"facts", "量", Home::fact, "measure",
       {rule(), {"name", "名称", {"条件和文字中用的名称", "the name that conditions and texts use"}, Cell::text, "", true, true}, {"measure", "量", {"要量什么；有公式时留空", "what is measured; empty with a formula"}, Cell::text, "measures"},
        {"role", "图层", {"图层或分区，如 ugb.flexible；" + several.zh, "a layer or zone, such as ugb.flexible; " + several.en}, Cell::list}, {"classes", "地类清单", {"地类清单的编号", "id of a list of classes"}, Cell::text, "classes"},
        {"formula", "公式", {"如 outside / whole；+ - * / min( , ) max( , )，参数写 param 名称，属性写 attr 名称", "such as outside / whole; + - * / min( , ) max( , ), param NAME, attr NAME"}, Cell::formula}}},
      {"branches", "分支", Home::base, "when", {rule(), {"when", "条件", {"空：其余情况，每条规则恰有一个。" + condition.zh, "empty: everything else, once in each rule. " + condition.en}, Cell::condition}, verdict("verdict", "结论"), text_zh, text_en, papers}},
      {"exceptions", "例外", Home::exceptions, "when",
       {rule(), id(), {"priority", "优先级", {"整数，大者先", "a whole number, the highest first"}, Cell::number, "", true}, required(when()), verdict("verdict", "结论"), text_zh, text_en, papers, cite}},
      {"tests", "测试", Home::cases, "facts",
       {rule(), required({"as_of", "日期", day}), verdict("expect", "应得结论"), {"exception", "例外", {"应由哪个例外回答", "which exception must answer"}},
        {"facts", "量", {"如 outside = 1 m2；有误差时 值 | 最小 | 最大", "such as outside = 1 m2; with bounds: value | least | most"}, Cell::pairs}, {"attributes", "属性", {"如 kind = urban", "such as kind = urban"}, Cell::pairs},
        {"layers", "图层", {"如 ugb = missing（缺失）、expired（过期）、partial（不全）", "such as ugb = missing, expired or partial"}, Cell::pairs}}},
      {"attributes", "属性", Home::list, "id",
       {id(), title_zh, title_en, {"field", "字段", {"项目数据中的字段", "the field of the projects"}, Cell::text, "", true}, {"number", "数值", {"true：数值；false：词", "true: a number; false: words"}, Cell::flag, "flags", true},
        {"words", "词", {"规则用的词 = 数据中的写法 | 另一写法；各词用分号隔开", "word of the rules = word of the data | another; parted by semicolons"}, Cell::lists}}},
      {"layers", "图层", Home::list, "role",
       {{"role", "编号", key, Cell::text, "", true, true}, title_zh, title_en, {"class_field", "地类字段", {"地类编码的字段", "field of the land-use code"}}, {"ridge_field", "田坎系数字段", {"扣除地类系数的字段", "field of the share of ridges"}},
        {"max_age", "最长年龄", {"如 1827 day", "such as 1827 day"}}}},
      {"papers", "材料", Home::list, "id", {id(), title_zh, title_en}},
      {"classes", "地类", Home::list, "id", {id(), title_zh, title_en, {"codes", "编码", {"编码代表以它开头的所有地类；" + several.zh, "a code stands for all that begin with it; " + several.en}, Cell::list}}},
  };
}

}  // namespace

std::span<const RuleTable> rule_tables() {
  static const std::vector<RuleTable> tables = make();
  return tables;
}

const RuleTable& rule_table(const std::string& key) {
  return *std::ranges::find_if(rule_tables(), [&](const RuleTable& t) { return t.key == key; });
}

const RuleColumn& RuleTable::column(const std::string& path) const {
  return *std::ranges::find_if(columns, [&](const RuleColumn& c) { return c.path == path; });
}

std::string header_of(const RuleColumn& column) { return std::string(column.title) + " " + column.path; }

std::vector<std::string> choices(const std::string& list) {
  std::vector<std::string> words;
  if (list == "flags") words = {"true", "false"};
  if (list == "units") {
    for (const std::string_view word : unit_words()) words.emplace_back(word);
  }
  if (list == "measures") {
    for (const MeasureWord& word : measure_words()) words.emplace_back(word.name);
  }
  if (list == "verdicts" || list == "unknown") {
    for (const Verdict v : verdicts()) {
      if (list == "verdicts" || v >= Verdict::not_checked) words.emplace_back(name(v));
    }
  }
  return words;
}

}  // namespace libspatial::workbook
