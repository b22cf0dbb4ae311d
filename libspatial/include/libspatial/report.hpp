#pragma once
// Report: one result object, and its renderings. Every number in a rendering is a rounded number of result.json.

#include <span>
#include <string>
#include <vector>

#include "libspatial/rules.hpp"

namespace libspatial {

/// What only the caller knows of a run. Neither a time stamp nor the number of threads: the same inputs give the same
/// bytes.
struct RunInfo {
  std::string program;                     ///< "libspatial 0.1.0"
  std::string projects_title, plan_title;  ///< for the head of the page: the inputs, as the user wrote them
  std::string id_field, kind;              ///< options of the check: field of the ids, kind given for all projects
};

/// result.json: the single source of every number (docs/reference/result-json.md, its schema in libspatial/data/schemas).
/// UTF-8 (what is not becomes U+FFFD), keys in fixed order, areas official in m² with two decimals, shapes left out.
std::string result_json(const CheckResult& result, const RunInfo& run);

/// Layers of pieces.gpkg, in the CRS of the projects: "projects" (all parcels of a project in one shape), "pieces" (one
/// row per ProjectPiece), "zones" (the growth boundary, and what else of the plan lies on a project's map), "units",
/// "rejects" (as given), with the fields docs/reference/pieces-gpkg.md lists.
std::vector<Layer> result_layers(const CheckResult& result);

/// The same result for a report that travels: files by their names alone, wherever they lay. Figures, findings and hashes stay. Throws Error(bad_argument).
std::string redacted(const std::string& result_json);
/// Its layers, by the result as it was: of the plan's zones nothing but the pieces of the projects.
std::vector<Layer> redacted(std::vector<Layer> layers, const std::string& result_json);

/// What a person says of a project after the check: printed beside the verdict of the check, never instead of it.
struct Override {
  std::string project;                     ///< id
  Verdict verdict = Verdict::needs_review; ///< of the person
  std::string by, reason, time;            ///< UTC
};

/// report.html from these alone: one file, no network, Chinese first with English beside.
/// `layers` are those of pieces.gpkg. Throws Error(bad_argument) when `result_json` is no result or a layer is missing.
std::string report_html(const std::string& result_json, std::span<const Layer> layers, std::span<const Override> overrides = {});

/// What a page says, with all it keeps folded written out: equal for two pages that differ only in the release of zlib that packed them.
std::string page_content(std::string page);

/// A column of a sheet: text, or numbers with so many decimals.
struct SheetColumn {
  std::string title;
  int decimals = -1;                       ///< −1: text
};

/// A table of the result for spreadsheets and documents.
struct Sheet {
  std::string id, title;                   ///< "summary", 汇总
  std::vector<SheetColumn> columns;
  std::vector<std::vector<std::string>> rows;  ///< a number as it is printed; empty: none
};

/// summary (汇总), zones (分区面积), findings (逐项结论), pieces (图斑), slivers (碎面), not_checked (未核查), overrides (人工意见), rejects (剔除), repairs (修复), sources (依据), layers (数据版本).
/// The same figures as in report.html, by the same formatter. `layers` are those of pieces.gpkg; without them
/// there is no sheet of pieces. Throws Error(bad_argument).
std::vector<Sheet> result_sheets(const std::string& result_json, std::span<const Layer> layers, Language language, std::span<const Override> overrides = {});

/// A sheet as CSV: UTF-8 with BOM, quoting as in RFC 4180; a text that a spreadsheet would take for a formula begins with an apostrophe.
std::string sheet_csv(const Sheet& sheet);
/// A text no spreadsheet takes for a formula: after = + - @, tab and carriage return with an apostrophe before it.
std::string no_formula(std::string text);
/// The same as a cell of an XLSX holds it: 32,767 UTF-16 units, the last of them "…" where there were more; what XML has no place for is U+FFFD.
std::string workbook_text(std::string text);

/// A sheet as the terminal shows it: aligned, where a Chinese character takes two columns; numbers to the right.
std::string sheet_table(const Sheet& sheet);

/// rejects.csv: every feature that could not be used, with file, row, reason and place. UTF-8 with BOM; a cell that a
/// spreadsheet would take for a formula begins with an apostrophe. Throws Error(bad_argument).
std::string rejects_csv(const std::string& result_json);

/// The table `libspatial check` prints: project, area in m², area per zone, verdict; then how many have which verdict.
/// Aligned in terminal columns (a Chinese character takes two). Throws Error(bad_argument).
std::string summary_table(const std::string& result_json, Language language);

}  // namespace libspatial
