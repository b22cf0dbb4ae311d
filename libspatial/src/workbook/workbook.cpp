// Sheets to XLSX: libxlsxwriter writes, publish() renames.

#include "libspatial/workbook.hpp"

#include <xlsxwriter.h>

#include <algorithm>
#include <charconv>
#include <map>

#include "coordinates/columns.hpp"
#include "libspatial/exchange.hpp"
#include "libspatial/spreadsheet.hpp"

namespace libspatial {
namespace {

constexpr std::size_t most_rows = 1048575;  // of the format, below the header
constexpr double narrowest = 6, widest = 60;                   // columns, in characters

/// Terminal columns are near enough to a spreadsheet's.
double width_of(const std::string& utf8) {
  double width = 0;
  for (const char c : utf8) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x80) width += 1;
    else if (byte >= 0xE0) width += 2;
    else if (byte >= 0xC2) width += 1;
  }
  return width;
}

/// At most 31 characters, without []:*?/\ : the rule of the format.
std::string name_of_sheet(const std::string& title) {
  std::string name;
  std::size_t characters = 0;
  for (const char c : title) {
    if ((static_cast<unsigned char>(c) & 0xC0) != 0x80 && ++characters > 31) break;
    name += std::string_view("[]:*?/\\").find(c) == std::string_view::npos ? c : ' ';
  }
  return name;
}

class Book {
 public:
  explicit Book(const std::string& file) : book_(workbook_new(file.c_str())) {
    if (!book_) fail("libxlsxwriter");
    lxw_doc_properties properties{};
    properties.created = 946684800;  // 2000-01-01: the same input gives the same bytes
    workbook_set_properties(book_, &properties);
    header_ = workbook_add_format(book_);
    format_set_bold(header_);
    format_set_text_wrap(header_);
    format_set_align(header_, LXW_ALIGN_VERTICAL_TOP);
    format_set_bg_color(header_, 0xE7ECF2);
    format_set_bottom(header_, LXW_BORDER_THIN);
    text_ = workbook_add_format(book_);
    format_set_num_format(text_, "@");
    format_set_text_wrap(text_);
    format_set_align(text_, LXW_ALIGN_VERTICAL_TOP);
  }
  ~Book() {
    if (book_) lxw_workbook_free(book_);
  }
  Book(const Book&) = delete;
  Book& operator=(const Book&) = delete;

  void add(const Sheet& sheet, const std::string& notice) {
    if (sheet.rows.size() > most_rows) {
      throw Error(Errc::bad_argument, {"工作表“" + sheet.title + "”有 " + std::to_string(sheet.rows.size()) + " 行，超过 XLSX 的 1,048,575 行，请改写 CSV 或 GeoPackage",
                                       "sheet \"" + sheet.title + "\" has " + std::to_string(sheet.rows.size()) + " rows, an XLSX holds 1,048,575: write CSV or GeoPackage"});
    }
    lxw_worksheet* out = workbook_add_worksheet(book_, name_of_sheet(sheet.title).c_str());
    if (!out) fail("sheet " + sheet.title);
    const auto columns = static_cast<lxw_col_t>(sheet.columns.size());
    for (lxw_col_t c = 0; c < columns; ++c) column(out, sheet, c);
    worksheet_freeze_panes(out, 1, 0);
    worksheet_autofilter(out, 0, 0, static_cast<lxw_row_t>(sheet.rows.size()), static_cast<lxw_col_t>(columns - 1));
    worksheet_repeat_rows(out, 0, 0);
    worksheet_set_landscape(out);
    worksheet_set_paper(out, 9);  // A4
    worksheet_fit_to_pages(out, 1, 0);
    worksheet_set_header(out, ("&L" + without_codes(sheet.title) + "&R" + without_codes(notice)).substr(0, 250).c_str());
    worksheet_set_footer(out, "&C&P / &N");
  }

  void close() {
    const lxw_error error = workbook_close(std::exchange(book_, nullptr));
    if (error != LXW_NO_ERROR) fail(lxw_strerror(error));
  }

 private:
  [[noreturn]] static void fail(const std::string& why) {
    throw Error(Errc::write_failed, {"不能写 XLSX：" + why + "。请检查磁盘空间和权限", "cannot write the XLSX: " + why + ". Check space and permissions"});
  }

  /// "&" begins a code in headers.
  static std::string without_codes(std::string text) {
    for (std::size_t at = 0; (at = text.find('&', at)) != std::string::npos; at += 2) text.insert(at, 1, '&');
    return text;
  }

  lxw_format* number_format(int decimals) {
    lxw_format*& format = numbers_[decimals];
    if (!format) {
      format = workbook_add_format(book_);
      format_set_num_format(format, (decimals > 0 ? "0." + std::string(static_cast<std::size_t>(decimals), '0') : std::string("0")).c_str());
      format_set_align(format, LXW_ALIGN_VERTICAL_TOP);
    }
    return format;
  }

  void column(lxw_worksheet* out, const Sheet& sheet, lxw_col_t c) {
    const SheetColumn& of = sheet.columns[c];
    double width = width_of(of.title) + 3;
    worksheet_write_string(out, 0, c, workbook_text(of.title).c_str(), header_);
    for (std::size_t r = 0; r < sheet.rows.size(); ++r) {
      const std::string& cell = sheet.rows[r][c];
      width = std::max(width, width_of(cell) + 2);
      if (!cell.empty()) write(out, static_cast<lxw_row_t>(r + 1), c, cell, of.decimals);
    }
    worksheet_set_column(out, c, c, std::clamp(width, narrowest, widest), nullptr);
  }

  void write(lxw_worksheet* out, lxw_row_t row, lxw_col_t column, const std::string& cell, int decimals) {
    double value = 0;
    const char* end = cell.data() + cell.size();
    const bool is_number = decimals >= 0 && std::from_chars(cell.data(), end, value).ptr == end;
    const lxw_error error = is_number ? worksheet_write_number(out, row, column, value, number_format(decimals))
                                      : worksheet_write_string(out, row, column, workbook_text(cell).c_str(), text_);
    if (error != LXW_NO_ERROR) fail(lxw_strerror(error));
  }

  lxw_workbook* book_;
  lxw_format *header_ = nullptr, *text_ = nullptr;
  std::map<int, lxw_format*> numbers_;
};

}  // namespace

namespace {

int decimals_of(const std::string& number) {
  const std::size_t dot = number.find('.');
  return dot == std::string::npos ? 0 : static_cast<int>(number.size() - dot - 1);
}

Sheet sheet_of(std::string_view csv) {
  if (csv.starts_with("\xEF\xBB\xBF")) csv.remove_prefix(3);
  Sheet sheet{"points", "界址点", {}, {}};
  coordinates::Records records(csv, ',');
  coordinates::Record record;
  for (records.next(record); sheet.columns.size() < record.cells.size();) sheet.columns.push_back({record.cells[sheet.columns.size()], -1});
  const coordinates::Header header = coordinates::header_of(record.cells);
  while (records.next(record)) {
    if (sheet.rows.empty()) {
      for (const int c : {header.first, header.second}) sheet.columns[static_cast<std::size_t>(c)].decimals = decimals_of(record.cells[static_cast<std::size_t>(c)]);
    }
    sheet.rows.push_back(record.cells);
  }
  return sheet;
}

}  // namespace

std::vector<Loss> write_points(const std::string& file, const CoordinateText& table) {
  const Sheet sheet = sheet_of(table.bytes);
  std::vector<Loss> losses = table.not_carried;
  publish(file, [&](const std::string& temporary) {
    Book book(temporary);
    book.add(sheet, "");
    book.close();
    if (sheet.rows.empty()) return;
    const CoordinateFile given = read_coordinates(table.bytes, file), found = read_spreadsheet(temporary, file);
    if (found.layer.shapes != given.layer.shapes || found.layer.crs->code() != given.layer.crs->code()) {
      throw Error(Errc::internal, {"写出的 " + file + " 读回后坐标不同，没有保存。请改写 CSV 并报告此问题", "what was written to " + file + " reads back as other coordinates, so it was not kept. Write a CSV and report this"});
    }
    const std::vector<Loss> cells = cells_not_carried(given.layer, found.layer);
    losses.insert(losses.end(), cells.begin(), cells.end());
  });
  return losses;
}

void write_workbook(const std::string& file, std::span<const Sheet> sheets, const std::string& notice) {
  publish(file, [&](const std::string& temporary) {
    Book book(temporary);
    for (const Sheet& sheet : sheets) book.add(sheet, notice);
    book.close();
  });
}

}  // namespace libspatial
