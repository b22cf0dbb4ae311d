#pragma once
// Comparison: results of checks beside each other, as sheets. Figures by the formatter of the report.

#include <span>
#include <string>
#include <vector>

#include "libspatial/report.hpp"

namespace libspatial {

/// What changed from one check to another over the same projects: another rule set, date, plan or shape. Sheets: changes (变化, a row for every project that is not the same in
/// verdict, area, zones, findings, parcels, kind or name), findings (逐项变化, a row for every finding whose verdict, amount, papers or words are others), inputs (输入). No row in changes: nothing changed.
/// Throws Error(bad_argument) when either is no result.json.
std::vector<Sheet> what_changed(const std::string& before_json, const std::string& after_json, Language language);

/// Sites of one project beside each other: a column for each of `projects` (ids of one result, in this order; none: all), rows for areas, zones, verdicts, rules and papers.
/// Throws Error(bad_argument) that lists the ids when one is not there.
Sheet alternatives(const std::string& result_json, std::span<const std::string> projects, Language language);

}  // namespace libspatial
