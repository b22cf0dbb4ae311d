// Forms to XLSX.

#include "workbook/form_book.hpp"

#include <xlsxwriter.h>

#include <algorithm>
#include <utility>

#include "libspatial/error.hpp"

namespace libspatial::workbook {
namespace {

constexpr std::size_t most_cell = 32767, most_message = 250;  // characters of a cell and of a message: bytes are never fewer
constexpr lxw_row_t spare_rows = 5000;                         // below the header that offer choices

/// Whole characters, at most so many bytes.
std::string cut(const std::string& text, std::size_t most) {
  std::size_t end = std::min(text.size(), most);
  while (end < text.size() && end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return text.substr(0, end);
}

class Book {
 public:
  explicit Book(const std::string& file) : book_(workbook_new(file.c_str())) {
    if (!book_) fail("libxlsxwriter");
    lxw_doc_properties properties{};
    properties.created = 946684800;  // 2000-01-01: the same input gives the same bytes
    workbook_set_properties(book_, &properties);
    header_ = style(0xDCE6F1, true, true);
    help_ = style(0xF5F5F5, true, false);
    locked_ = style(0xEDEDED, true, false);
    open_ = style(0, false, false);
    format_set_font_color(help_, 0x666666);
    format_set_font_size(help_, 9);
  }
  ~Book() {
    if (book_) lxw_workbook_free(book_);
  }
  Book(const Book&) = delete;
  Book& operator=(const Book&) = delete;

  void add(const Form& form) {
    lxw_worksheet* out = workbook_add_worksheet(book_, form.title.c_str());
    if (!out) fail("sheet " + form.title);
    for (std::size_t c = 0; c < form.columns.size(); ++c) column(out, form, static_cast<lxw_col_t>(c));
    if (form.hidden) worksheet_hide(out);
    else worksheet_freeze_panes(out, 2, 1);
    worksheet_set_landscape(out);
    worksheet_set_paper(out, 9);  // A4
    worksheet_fit_to_pages(out, 1, 0);
    lxw_protection may{};  // no password: it keeps ids from being changed by accident
    may.format_cells = may.format_columns = may.format_rows = may.sort = may.autofilter = LXW_TRUE;
    worksheet_protect(out, nullptr, &may);
  }

  void close() {
    const lxw_error error = workbook_close(std::exchange(book_, nullptr));
    if (error != LXW_NO_ERROR) fail(lxw_strerror(error));
  }

 private:
  [[noreturn]] static void fail(const std::string& why) {
    throw Error(Errc::write_failed, {"不能写 XLSX：" + why + "。请检查磁盘空间和权限", "cannot write the XLSX: " + why + ". Check space and permissions"});
  }

  lxw_format* style(lxw_color_t color, bool locked, bool bold) {
    lxw_format* format = workbook_add_format(book_);
    format_set_num_format(format, "@");
    format_set_text_wrap(format);
    format_set_align(format, LXW_ALIGN_VERTICAL_TOP);
    if (color) format_set_bg_color(format, color);
    if (!locked) format_set_unlocked(format);
    if (bold) format_set_bold(format);
    return format;
  }

  void write(lxw_worksheet* out, lxw_row_t row, lxw_col_t column, const std::string& text, lxw_format* format, const Form& form) {
    if (text.size() > most_cell) {
      throw Error(Errc::bad_rules, {"工作表“" + form.title + "”第 " + std::to_string(row + 1) + " 行的文字太长，单元格容不下：请改用 YAML", "a text of row " + std::to_string(row + 1) + " of sheet \"" + form.title + "\" is too long for a cell: use the YAML"});
    }
    const lxw_error error = text.empty() ? worksheet_write_blank(out, row, column, format) : worksheet_write_string(out, row, column, text.c_str(), format);
    if (error != LXW_NO_ERROR) fail(lxw_strerror(error));
  }

  void column(lxw_worksheet* out, const Form& form, lxw_col_t c) {
    const FormColumn& of = form.columns[c];
    std::size_t widest = of.title.size();
    lxw_row_t row = 0;
    if (!form.hidden) {
      write(out, row++, c, of.title, header_, form);
      write(out, row++, c, of.help, help_, form);
    }
    for (const auto& cells : form.rows) {
      if (c < cells.size()) {
        write(out, row, c, cells[c], of.locked && !cells[c].empty() ? locked_ : open_, form);
        widest = std::max(widest, cells[c].size());
      }
      ++row;
    }
    worksheet_set_column(out, c, c, std::clamp(static_cast<double>(widest), 12.0, 48.0), open_);
    if (of.choices.empty()) return;
    lxw_data_validation list{};
    std::string message = cut(of.help, most_message), range = of.choices;
    list.validate = LXW_VALIDATION_TYPE_LIST_FORMULA;
    list.value_formula = range.data();
    list.ignore_blank = LXW_VALIDATION_ON;
    list.error_type = LXW_VALIDATION_ERROR_TYPE_STOP;
    list.error_message = message.data();
    if (worksheet_data_validation_range(out, 2, c, spare_rows, c, &list) != LXW_NO_ERROR) fail("validation of " + of.title);
  }

  lxw_workbook* book_;
  lxw_format *header_, *help_, *locked_, *open_;
};

}  // namespace

void write_forms(const std::string& file, const std::vector<Form>& forms) {
  Book book(file);
  for (const Form& form : forms) book.add(form);
  book.close();
}

}  // namespace libspatial::workbook
