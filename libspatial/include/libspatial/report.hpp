#pragma once
// Report: one result object, and its renderings. Every number in a rendering is a rounded number of result.json.

#include <span>
#include <string>
#include <vector>

#include "libspatial/rules.hpp"

namespace libspatial {

/// What the run adds to the result: program and version, options, threads. Never a time stamp.
struct RunInfo {
  std::string program;                ///< "libspatial 0.1.0"
  std::string projects_title, plan_title;
};

/// result.json: the single source of every number (docs/reference/result-json.md, its schema in libspatial/data/schemas).
/// UTF-8, areas official in m² with two decimals, shapes left out.
std::string result_json(const CheckResult& result, const RunInfo& run);

/// Layers of pieces.gpkg: "projects", "pieces" (one row per ProjectPiece), "zones" (the plan near the projects, for the
/// map), "rejects" (as given), all with the fields docs/reference/pieces-gpkg.md lists.
std::vector<Layer> result_layers(const CheckResult& result);

/// report.html from these two alone: one file, no network, Chinese first with English beside.
/// `layers` are those of pieces.gpkg.
std::string report_html(const std::string& result_json, std::span<const Layer> layers);

/// rejects.csv: every feature that could not be used, with file, row, reason and place.
std::string rejects_csv(const std::string& result_json);

/// The table `libspatial check` prints: project, area, area per zone, verdict.
std::string summary_table(const std::string& result_json, Language language);

}  // namespace libspatial
