// A rule set to a workbook and back, by its canonical form.

#include <algorithm>
#include <map>
#include <set>

#include "coordinates/columns.hpp"
#include "libspatial/exchange.hpp"
#include "libspatial/spreadsheet.hpp"
#include "libspatial/workbook.hpp"
#include "rules/formula.hpp"
#include "workbook/form_book.hpp"
#include "workbook/rule_tables.hpp"
#include "workbook/rule_words.hpp"

namespace libspatial {
namespace {

using namespace workbook;

constexpr const char* lists_sheet = "词表 lists";
constexpr std::size_t spare_rows = 5000;

// ---- Cells

/// A leading apostrophe keeps "=1+1" a text in every program; one that is there is doubled. A new line is "\n": a cell is a line.
std::string shown(std::string text) {
  for (std::size_t at = 0; (at = text.find_first_of("\\\n", at)) != std::string::npos; at += 2) text.replace(at, 1, text[at] == '\n' ? "\\n" : "\\\\");
  return !text.empty() && text[0] == '\'' ? "'" + text : no_formula(std::move(text));
}

std::string taken(std::string text) {
  if (text.starts_with('\'')) text.erase(0, 1);
  for (std::size_t at = 0; (at = text.find('\\', at)) != std::string::npos; ++at) {
    const char next = at + 1 < text.size() ? text[at + 1] : ' ';
    if (next == 'n' || next == '\\') text.replace(at, 2, next == 'n' ? "\n" : "\\");  // any other is what somebody typed
  }
  return text;
}

std::string cell_of(const RuleColumn& column, const Json& row) {
  const Json::json_pointer at("/" + std::string(column.path));
  if (!row.contains(at)) return "";
  const Json& value = row.at(at);
  switch (column.kind) {
    case Cell::condition: return condition_words(value);
    case Cell::list: return list_words(value);
    case Cell::pairs:
    case Cell::lists: return pairs_words(value);
    default: return value.is_string() ? value.get<std::string>() : value.dump();
  }
}

/// Throws Text.
Json value_of(const RuleColumn& column, const std::string& text) {
  switch (column.kind) {
    case Cell::condition: return condition_of(text);
    case Cell::list: return list_of(text);
    case Cell::pairs:
    case Cell::lists: return pairs_of(text, column.kind == Cell::lists);
    case Cell::formula: return formula_text(parse_formula(text));
    case Cell::flag: {
      std::string word = text;
      std::ranges::transform(word, word.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });  // TRUE, as spreadsheets have it
      return word;
    }
    default: return text;
  }
}

// ---- Rows

/// The rows of a sheet, each with what its columns ask for.
std::vector<Json> rows_of(const RuleTable& table, const Json& set) {
  std::vector<Json> rows;
  const auto child = [&](const Json& rule, Json row) {
    row["rule"] = rule.at("id");
    rows.push_back(std::move(row));
  };
  if (table.home == Home::set) rows.push_back(set);
  if (table.home == Home::list) {
    for (const Json& item : set.value(table.key, Json::array())) rows.push_back(item);
  } else if (table.home == Home::values) {
    for (const Json& item : set.at("parameters")) {
      for (const Json& value : item.at("values")) rows.push_back({{"id", item.at("id")}, {"unit", item.at("unit")}, {"values", value}});
    }
  } else if (table.home == Home::cases) {
    for (const Json& test : set.at("tests")) child({{"id", test.at("rule")}}, test.at("cases")[0]);
  } else {
    for (const Json& rule : set.at("rules")) {
      if (table.home == Home::fact) {
        for (const auto& [name, fact] : rule.at("let").items()) child(rule, fact), rows.back()["name"] = name;
      } else {
        for (const Json& branch : rule.at("decide").value(table.home == Home::base ? "base" : "exceptions", Json::array())) child(rule, branch);
      }
    }
  }
  return rows;
}

/// "='规则 rules'!$A$3:$A$5000"
std::string range_of(const std::string& sheet, std::size_t column, std::size_t first, std::size_t last) {
  const std::string letter(1, static_cast<char>('A' + column));
  return "='" + sheet + "'!$" + letter + "$" + std::to_string(first) + ":$" + letter + "$" + std::to_string(last);
}

std::vector<Form> forms_of(const RuleSet& rules) {
  const Json set = Json::parse(rules_json(rules));
  Form lists{lists_sheet, {}, {}, true};
  std::map<std::string, std::string> ranges;
  const auto range = [&](const std::string& name) -> std::string {
    if (name.empty()) return "";
    if (ranges.contains(name)) return ranges[name];
    const auto words = choices(name);
    if (words.empty()) return ranges[name] = range_of(rule_table(name).sheet(), 0, 3, spare_rows);
    const std::size_t c = lists.columns.size();
    lists.columns.push_back({name, "", "", true});
    lists.rows.resize(std::max(lists.rows.size(), words.size()));
    for (std::size_t r = 0; r < words.size(); ++r) lists.rows[r].resize(c + 1), lists.rows[r][c] = words[r];
    return ranges[name] = range_of(lists_sheet, c, 1, words.size());
  };
  std::vector<Form> forms;
  for (const RuleTable& table : rule_tables()) {
    Form form{table.sheet(), {}, {}, false};
    const auto rows = rows_of(table, set);
    const auto help = [](const RuleColumn& c) { return c.help.zh + " · " + c.help.en + (c.required ? "（必填 required）" : ""); };
    if (table.home == Home::set) {
      form.columns = {{"项目 item", "不改 leave as it is", "", true}, {"内容 value", "在此填写 fill in here", "", false}, {"说明 explanation", "不读取 not read", "", true}};
      for (const RuleColumn& column : table.columns) form.rows.push_back({header_of(column), shown(cell_of(column, set)), help(column)});
    } else {
      for (const RuleColumn& column : table.columns) form.columns.push_back({header_of(column), help(column), range(column.choices), column.locked});
      for (const Json& row : rows) {
        form.rows.emplace_back();
        for (const RuleColumn& column : table.columns) form.rows.back().push_back(shown(cell_of(column, row)));
      }
    }
    forms.push_back(std::move(form));
  }
  forms.push_back(std::move(lists));
  return forms;
}

// ---- Reading

struct Origin {
  const RuleTable* table = nullptr;
  std::size_t row = 0;
  std::string column;
};

class Importer {
 public:
  explicit Importer(const std::string& file) : file_(file) {}

  RuleSet read(const std::vector<Worksheet>& sheets) {
    std::set<std::string> found;
    for (const Worksheet& sheet : sheets) {
      if (sheet.name == lists_sheet) continue;
      const auto table = std::ranges::find_if(rule_tables(), [&](const RuleTable& t) { return t.sheet() == sheet.name; });
      if (table == rule_tables().end()) fail({"有不认识的工作表“" + sheet.name + "”：请删去它", "the worksheet \"" + sheet.name + "\" is not one of a rule set: delete it"});
      if (!sheet.formulas.empty()) {
        const std::string& at = sheet.formulas.front();
        fail({"工作表“" + sheet.name + "”的单元格 " + at + " 是公式：请改为文字（选择性粘贴为数值）", "cell " + at + " of worksheet \"" + sheet.name + "\" is a formula: make it a text (paste values)"});
      }
      found.insert(table->key);
      sheet_rows_[table->key] = records(sheet);
    }
    for (const RuleTable& table : rule_tables()) {
      if (!found.contains(table.key)) fail({"缺少工作表“" + table.sheet() + "”：请用 rules export 重新导出后再填写", "the worksheet \"" + table.sheet() + "\" is missing: export the set again and fill that in"});
    }
    set_ = Json::object();
    for (const RuleTable& table : rule_tables()) table.home == Home::set ? read_head(table) : read_rows(table);
    move_last_branches();
    return parse();
  }

 private:
  using Cells = std::vector<std::string>;
  struct Row { std::size_t number; Cells cells; };

  [[noreturn]] void fail(const Text& why) const { throw Error(Errc::bad_rules, {file_ + "：" + why.zh, file_ + ": " + why.en}); }
  [[noreturn]] void fail(const Origin& at, const Text& why) const {
    const std::string row = std::to_string(at.row);
    fail({"工作表“" + at.table->sheet() + "”第 " + row + " 行“" + at.column + "”列：" + why.zh + "。请改正后重新导入", "worksheet \"" + at.table->sheet() + "\", row " + row + ", column \"" + at.column + "\": " + why.en + ". Correct it and import again"});
  }

  static std::vector<Row> records(const Worksheet& sheet) {
    std::vector<Row> rows;
    coordinates::Records records(sheet.csv, ',');
    for (coordinates::Record record; records.next(record);) {
      for (std::string& cell : record.cells) {
        const std::size_t first = cell.find_first_not_of(' '), last = cell.find_last_not_of(' ');
        cell = first == std::string::npos ? "" : cell.substr(first, last - first + 1);
      }
      if (std::ranges::any_of(record.cells, [](const std::string& cell) { return !cell.empty(); })) rows.push_back({record.line, record.cells});
    }
    return rows;
  }

  /// The value of a cell; looked at as far as it can be by itself.
  Json value(const Origin& at, const RuleColumn& column, const std::string& cell) const {
    const std::string text = taken(cell);
    Json found;
    try {
      found = value_of(column, text);
    } catch (const Text& why) {
      fail(at, why);
    }
    const auto words = choices(column.choices);
    if (!words.empty() && std::ranges::find(words, found.get<std::string>()) == words.end()) {
      std::string all;
      for (const std::string& word : words) all += (all.empty() ? "" : " ") + word;
      fail(at, {"“" + text + "”应为 " + all + " 之一", "\"" + text + "\" must be one of " + all});
    }
    if (column.kind == Cell::number && !to_number(Value(text))) fail(at, {"“" + text + "”不是数值", "\"" + text + "\" is no number"});
    return found;
  }

  void read_head(const RuleTable& table) {
    std::map<std::string, Row> items;
    for (const Row& row : sheet_rows_[table.key]) items[row.cells[0]] = row;
    for (const RuleColumn& column : table.columns) {
      const std::string header = header_of(column);
      if (!items.contains(header)) fail({"工作表“" + table.sheet() + "”缺少“" + header + "”一行：请用 rules export 重新导出后再填写", "worksheet \"" + table.sheet() + "\" lacks the row \"" + header + "\": export the set again and fill that in"});
      const Row& row = items[header];
      put(set_, {&table, row.number, "内容 value"}, column, row.cells.size() > 1 ? row.cells[1] : "");
      cells_["/" + std::string(column.path)] = {&table, row.number, "内容 value"};
    }
  }

  void put(Json& to, const Origin& at, const RuleColumn& column, const std::string& cell) const {
    if (!cell.empty()) to[Json::json_pointer("/" + std::string(column.path))] = value(at, column, cell);
    else if (column.required) fail(at, {"不能是空的", "it must not be empty"});
  }

  void read_rows(const RuleTable& table) {
    const auto& rows = sheet_rows_[table.key];
    const Cells header = rows.empty() ? Cells{} : rows.front().cells;
    std::vector<std::size_t> where;
    for (const RuleColumn& column : table.columns) {
      where.push_back(static_cast<std::size_t>(std::ranges::find(header, header_of(column)) - header.begin()));
      if (where.back() == header.size()) fail({"工作表“" + table.sheet() + "”缺少“" + header_of(column) + "”列：请恢复表头", "worksheet \"" + table.sheet() + "\" lacks the column \"" + header_of(column) + "\": restore the header"});
    }
    for (const Row& row : rows) {
      if (&row == &rows.front() || row.number == 2) continue;  // titles, explanations
      for (std::size_t c = 0; c < row.cells.size(); ++c) {
        if (!row.cells[c].empty() && std::ranges::find(where, c) == where.end()) fail({&table, row.number, c < header.size() ? header[c] : std::to_string(c + 1)}, {"没有这一列，“" + row.cells[c] + "”不会被读取", "there is no such column: \"" + row.cells[c] + "\" would not be read"});
      }
      Json item = Json::object();
      for (std::size_t c = 0; c < where.size(); ++c) {
        put(item, {&table, row.number, header_of(table.columns[c])}, table.columns[c], where[c] < row.cells.size() ? row.cells[where[c]] : "");
      }
      place(table, row.number, std::move(item));
    }
  }

  /// Where the row goes, and where its cells then are.
  void place(const RuleTable& table, std::size_t row, Json item) {
    const auto origin = [&](const std::string& path) { return Origin{&table, row, header_of(table.column(path))}; };
    const auto append = [](Json& list, Json what) {
      list.push_back(std::move(what));
      return list.size() - 1;
    };
    std::string at;
    if (table.home == Home::list) {
      const std::string id = table.main;
      if (!ids_.insert(std::string(table.key) + " " + item.at(id).get<std::string>()).second && table.key != std::string("approvals")) fail(origin(id), {"编号 " + item.at(id).get<std::string>() + " 重复", "the id " + item.at(id).get<std::string>() + " is repeated"});
      if (table.key == std::string("rules")) {
        rules_[item.at("id")] = set_["rules"].size();
        if (!item.contains("cite")) item["cite"] = Json::array();
        item["let"] = Json::object(), item["decide"]["base"] = Json::array();
      }
      at = "/" + std::string(table.key) + "/" + std::to_string(append(set_[table.key], std::move(item)));
    } else if (table.home == Home::values) {
      auto& list = set_[table.key];
      const auto same = std::find_if(list.begin(), list.end(), [&](const Json& p) { return p.at("id") == item.at("id"); });
      if (same != list.end() && same->at("unit") != item.at("unit")) fail(origin("unit"), {"参数 " + item.at("id").get<std::string>() + " 的单位与上面的行不同", "the parameter " + item.at("id").get<std::string>() + " has another unit than above"});
      const std::size_t i = same != list.end() ? static_cast<std::size_t>(same - list.begin()) : append(list, {{"id", item.at("id")}, {"unit", item.at("unit")}, {"values", Json::array()}});
      const std::size_t j = append(list[i]["values"], item.at("values"));
      at = "/parameters/" + std::to_string(i);
      const std::string value = at + "/values/" + std::to_string(j);
      cells_[value] = origin("values/value");
      for (const char* name : {"from", "value", "reference", "verified"}) cells_[value + "/" + name] = origin("values/" + std::string(name));
    } else {
      const std::string id = item.at("rule");
      if (!rules_.contains(id)) fail(origin("rule"), {"没有规则 " + id + "：先在工作表“" + rule_table("rules").sheet() + "”中写上", "there is no rule " + id + ": add it to the worksheet \"" + rule_table("rules").sheet() + "\" first"});
      item.erase("rule");
      at = "/rules/" + std::to_string(rules_[id]);
      Json& rule = set_["rules"][rules_[id]];
      if (table.home == Home::cases) {
        at = "/tests/" + std::to_string(append(set_["tests"], {{"rule", id}, {"cases", Json::array({std::move(item)})}}));
        cells_[at] = origin(table.main);
        at += "/cases/0";
      } else if (table.home == Home::fact) {
        const std::string name = item.at("name");
        item.erase("name");
        if (rule["let"].contains(name)) fail(origin("name"), {"量 " + name + " 重复", "the quantity " + name + " is repeated"});
        rule["let"][name] = std::move(item);
        std::string key = name;  // as a pointer has it
        for (std::size_t i = 0; (i = key.find_first_of("~/", i)) != std::string::npos; i += 2) key.replace(i, 1, key[i] == '~' ? "~0" : "~1");
        at += "/let/" + key;
      } else {
        const char* list = table.home == Home::base ? "base" : "exceptions";
        at += "/decide/" + std::string(list) + "/" + std::to_string(append(rule["decide"][list], std::move(item)));
      }
    }
    cells_[at] = origin(table.main);
    for (const RuleColumn& column : table.columns) {
      const std::string path = at + "/" + column.path;
      cells_.try_emplace(path, origin(column.path));
      cells_.try_emplace(path.substr(0, path.rfind('/')), origin(column.path));  // both languages of a text
    }
  }

  /// A branch that was added below answers before "everything else".
  void move_last_branches() {
    for (auto& [id, i] : rules_) {
      Json& base = set_["rules"][i]["decide"]["base"];
      std::vector<std::size_t> order(base.size());
      for (std::size_t b = 0; b < order.size(); ++b) order[b] = b;
      std::ranges::stable_partition(order, [&](std::size_t b) { return base[b].contains("when"); });
      Json sorted = Json::array();
      std::map<std::string, Origin> moved;
      const std::string list = "/rules/" + std::to_string(i) + "/decide/base/";
      for (const std::size_t b : order) {
        const std::string from = list + std::to_string(b), to = list + std::to_string(sorted.size());
        for (auto cell = cells_.lower_bound(from); cell != cells_.end() && cell->first.starts_with(from); ++cell) {
          if (cell->first.size() == from.size() || cell->first[from.size()] == '/') moved[to + cell->first.substr(from.size())] = cell->second;
        }
        sorted.push_back(base[b]);
      }
      for (auto& [at, origin] : moved) cells_[at] = origin;
      base = std::move(sorted);
    }
  }

  /// Which part of the document stands on each line.
  static void lines_of(const Json& json, const std::string& at, std::vector<std::string>& lines) {
    if (!json.is_structured() || json.empty()) return;
    for (const auto& [key, value] : json.items()) {
      std::string name = key;
      for (std::size_t i = 0; (i = name.find_first_of("~/", i)) != std::string::npos; i += 2) name.replace(i, 1, name[i] == '~' ? "~0" : "~1");
      lines.push_back(at + "/" + name);
      lines_of(value, at + "/" + name, lines);
    }
    lines.push_back(at);
  }

  RuleSet parse() const {
    try {
      return parse_rules(set_.dump(1), file_);
    } catch (const Error& e) {
      const std::string head = file_ + ":";
      const std::string &zh = e.text().zh, &en = e.text().en;
      if (!en.starts_with(head)) throw;
      const std::size_t digits = en.find_first_not_of("0123456789", head.size());
      if (digits == head.size()) throw;
      const auto line = static_cast<std::size_t>(std::stoul(en.substr(head.size())));
      std::vector<std::string> lines{""};
      lines_of(set_, "", lines);
      std::string at = line >= 1 && line <= lines.size() ? lines[line - 1] : "";
      while (!at.empty() && !cells_.contains(at)) at.erase(at.rfind('/'));
      const Text why{zh.substr(digits + std::string("：").size()), en.substr(digits + 2)};
      if (at.empty()) fail({why.zh + "。请在相应的工作表中补上", why.en + ". Add it to its worksheet"});
      fail(cells_.at(at), why);
    }
  }

  const std::string& file_;
  std::map<std::string, std::vector<Row>> sheet_rows_;
  Json set_;
  std::map<std::string, std::size_t> rules_;
  std::set<std::string> ids_;
  std::map<std::string, Origin> cells_;  ///< by the part of the document they became
};

}  // namespace

RuleSet read_rules_workbook(const std::string& path, const std::string& file) { return Importer(file).read(read_worksheets(path, file)); }

void write_rules_workbook(const std::string& file, const RuleSet& rules) {
  publish(file, [&](const std::string& temporary) {
    write_forms(temporary, forms_of(rules));
    std::string found;
    try {
      found = read_rules_workbook(temporary, file).hash;
    } catch (const Error& e) {
      throw Error(Errc::bad_rules, {"规则集不能用表格表示（" + e.text().zh + "），请改用 YAML", "the set cannot be shown as sheets (" + e.text().en + "): use the YAML"});
    }
    if (found != rules.hash) throw Error(Errc::bad_rules, {"规则集 " + rules.id + " 有表格容纳不下的文字（分号、竖线、首尾空格），没有写出：请改用 YAML", "the set " + rules.id + " has texts that sheets cannot hold (semicolons, bars, spaces at the ends), so nothing was written: use the YAML"});
  });
}

}  // namespace libspatial
