#pragma once
// Workbook: sheets as an XLSX, by libxlsxwriter. The only room that knows it; part of libspatial::io.

#include <span>
#include <string>

#include "libspatial/coordinates.hpp"
#include "libspatial/report.hpp"
#include "libspatial/rules.hpp"

namespace libspatial {

/// Writes sheets as one .xlsx, whole or not at all: a bold frozen header row with filters, widths by content, numbers as numbers with their decimals, every other
/// cell as text that is never a formula. `notice` stands in the page header of every sheet. The same input gives the same bytes.
/// Throws Error(write_failed), Error(bad_argument) for more than 1,048,575 rows in a sheet.
void write_workbook(const std::string& file, std::span<const Sheet> sheets, const std::string& notice);

/// Writes a table of points (write_coordinates() in CoordinateFormat::table) as an .xlsx of one sheet, coordinates as numbers. It is read again and compared before it gets its name.
/// Returns what is not carried over: what the table says, and texts that a workbook holds otherwise (line ends, formulas, more than 32,767 characters).
/// Throws what write_workbook() throws, and Error(internal) when it does not hold the coordinates that were to be written.
std::vector<Loss> write_points(const std::string& file, const CoordinateText& table);

/// A rule set as a workbook for people who do not write YAML: one sheet for each kind of thing, explanations, lists to choose from, ids that are protected. No cell is
/// a formula. It is read again before it gets its name: Error(bad_rules) when the set cannot be shown so.
void write_rules_workbook(const std::string& file, const RuleSet& rules);

/// The set of such a workbook; `file` is its name in messages. Throws Error(bad_rules) that names sheet, row and column of what is wrong, and what read_worksheets() throws.
RuleSet read_rules_workbook(const std::string& path, const std::string& file);

}  // namespace libspatial
