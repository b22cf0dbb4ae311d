// A worksheet: rows of cells, each with its address; what lies between them is empty.

#include <charconv>

#include "opening/xml.hpp"
#include "spreadsheet/dates.hpp"
#include "spreadsheet/package.hpp"

namespace libspatial::spreadsheet {
namespace {

constexpr std::size_t most_rows = 1048576, most_columns = 16384;  // of the format
constexpr std::uint64_t most_text = 512ull << 20;

/// "BC12" → column 55, counted from 1; 0: no address.
std::size_t column_of(std::string_view address) {
  std::size_t column = 0;
  for (const char c : address) {
    if (c < 'A' || c > 'Z') break;
    column = column * 26 + static_cast<std::size_t>(c - 'A' + 1);
    if (column > most_columns) return 0;
  }
  return column;
}

class Reader : public opening::XmlReader {
 public:
  Reader(const Package& package, const Tab& tab) : XmlReader(package.file() + "|" + tab.name, "XLSX"), package_(package), where_(package.file() + "|" + tab.name) {
    sheet_.name = tab.name;
    sheet_.hidden = tab.hidden;
  }

  Worksheet take() {
    end_row();
    const auto note = [&](std::size_t n, std::size_t first, const char* zh, const char* en) {
      if (n > 0) sheet_.notes.push_back({"有 " + std::to_string(n) + zh + "（首见于第 " + std::to_string(first) + " 行）", std::to_string(n) + en + " (the first in row " + std::to_string(first) + ")"});
    };
    note(hidden_rows_, first_hidden_, " 行是隐藏的，也已读取", " rows are hidden and were read as well");
    note(broken_, first_broken_, " 个单元格内有换行，按空格读取", " cells have line ends, which were read as blanks");
    note(unvalued_, first_unvalued_, " 个公式没有存下结果，按空格读取：请用 Excel 或 WPS 打开并保存", " formulas have no stored value and were read as empty: open the file in a spreadsheet program and save it");
    return std::move(sheet_);
  }

 private:
  void begin(std::string_view name, const char** attributes) override {
    if (name == "row") begin_row(attributes);
    else if (name == "c") begin_cell(attributes);
    else if (name == "f") formula_ = true;
    else if (name == "rPh") pronounced_ = true;
    in_value_ = in_cell_ && (name == "v" || (name == "t" && !pronounced_));
  }

  void end(std::string_view name) override {
    if (name == "c") end_cell();
    else if (name == "rPh") pronounced_ = false;
    in_value_ = false;
  }

  void text(std::string_view more) override {
    if (!in_value_) return;
    if (value_.size() + more.size() > package_.limits().value_bytes) refuse_limit(where_, "value_bytes", value_.size() + more.size(), package_.limits().value_bytes);
    value_ += more;
  }

  [[noreturn]] void damaged(const std::string& zh, const std::string& en) const {
    throw Error(Errc::damaged_file, {where_ + "：" + zh + "，不是完整的 XLSX。请用 Excel 或 WPS 打开并另存", where_ + ": " + en + ", no whole XLSX. Open it in a spreadsheet program and save it again"});
  }

  void begin_row(const char** attributes) {
    end_row();
    std::size_t number = row_ + 1;
    if (const std::string r = attribute(attributes, "r"); !r.empty()) std::from_chars(r.data(), r.data() + r.size(), number);
    if (number <= row_ || number > most_rows) damaged("第 " + std::to_string(row_) + " 行之后是第 " + std::to_string(number) + " 行", "row " + std::to_string(number) + " after row " + std::to_string(row_));
    sheet_.csv.append(number - row_ - 1, '\n');
    row_ = number;
    column_ = 0;
    const std::string hidden = attribute(attributes, "hidden");
    if (hidden == "1" || hidden == "true") {
      if (hidden_rows_++ == 0) first_hidden_ = row_;
    }
  }

  void end_row() {
    if (row_ > 0 && lines_ < row_) sheet_.csv += '\n', lines_ = row_;
    if (sheet_.csv.size() > most_text) refuse_limit(where_, "text_bytes", sheet_.csv.size(), most_text);
  }

  void begin_cell(const char** attributes) {
    if (row_ == 0) damaged("有单元格不在任何行中", "a cell in no row");
    std::size_t column = column_ + 1;
    if (const std::string r = attribute(attributes, "r"); !r.empty()) column = column_of(r);
    if (column <= column_ || column > most_columns) damaged("第 " + std::to_string(row_) + " 行的单元格次序不对", "cells of row " + std::to_string(row_) + " are out of order");
    sheet_.csv.append(column - std::max<std::size_t>(column_, 1), ',');
    column_ = column;
    address_ = attribute(attributes, "r");
    type_ = attribute(attributes, "t");
    style_ = 0;
    if (const std::string style = attribute(attributes, "s"); !style.empty()) std::from_chars(style.data(), style.data() + style.size(), style_);
    value_.clear();
    formula_ = false;
    in_cell_ = true;
  }

  void end_cell() {
    in_cell_ = false;
    if (formula_) sheet_.formulas.push_back(address_);
    if (formula_ && value_.empty() && type_ != "str" && unvalued_++ == 0) first_unvalued_ = row_;
    if (type_ == "s") {
      std::size_t index = package_.shared().size();
      std::from_chars(value_.data(), value_.data() + value_.size(), index);
      if (index >= package_.shared().size()) damaged("第 " + std::to_string(row_) + " 行的文字不存在", "a text of row " + std::to_string(row_) + " does not exist");
      write(package_.shared()[index]);
    } else if (type_ == "b") {
      write(value_ == "1" ? "TRUE" : "FALSE");
    } else {
      write((type_.empty() || type_ == "n") && package_.is_date(style_) ? moment_of(value_, package_.since_1904()) : value_);
    }
  }

  void write(const std::string& text) {
    if (text.find_first_of(",;\"\t\r\n") == std::string::npos) {
      sheet_.csv += text;
      return;
    }
    if (text.find_first_of("\r\n") != std::string::npos && broken_++ == 0) first_broken_ = row_;
    sheet_.csv += '"';
    for (const char c : text) {
      if (c == '"') sheet_.csv += '"';
      sheet_.csv += c == '\n' || c == '\r' ? ' ' : c;  // a row is a line
    }
    sheet_.csv += '"';
  }

  const Package& package_;
  const std::string where_;
  Worksheet sheet_;
  std::string type_, value_, address_;
  std::size_t style_ = 0, row_ = 0, column_ = 0, lines_ = 0, hidden_rows_ = 0, first_hidden_ = 0, unvalued_ = 0, first_unvalued_ = 0, broken_ = 0, first_broken_ = 0;
  bool in_cell_ = false, in_value_ = false, formula_ = false, pronounced_ = false;
};

}  // namespace

Worksheet read_tab(const Package& package, const Tab& tab) {
  Reader reader(package, tab);
  package.parse(tab.part, reader);
  return reader.take();
}

}  // namespace libspatial::spreadsheet
