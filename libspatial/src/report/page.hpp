#pragma once
// The parts of report.html, in the order they are read.

#include <optional>
#include <string>
#include <string_view>

#include "report/document.hpp"
#include "libspatial/report.hpp"
#include "report/html.hpp"

namespace libspatial::report {

/// Title, what was run, the overall verdict, notices.
void page_head(Html& html, const Json& result);
void page_not_checked(Html& html, const Json& result);
/// The map of all projects with its legend, and one row per project; `folded`: for page_projects_folded(), with less markup in a row.
void page_overview(Html& html, const Json& result, const Drawing& drawing, bool folded);
/// One section per project: map, areas, findings. Nothing when they are more than largest_plain_page.
std::optional<std::string> page_projects(const Json& result, const Drawing& drawing);
/// The same, each folded (folded.hpp) until its row in the summary is clicked; zones are drawn once for all maps.
void page_projects_folded(Html& html, const Json& result, const Drawing& drawing);
/// Rejects and repairs, citations, data versions, signatures.
void page_rejects(Html& html, const Json& result);
void page_sources(Html& html, const Json& result);
void page_signatures(Html& html, const Json& result, std::span<const Override> overrides);

/// <h2> with a number.
void heading(Html& html, std::string_view number, const Text& title);
/// What the colours and hatches of these roles mean on a map.
void zone_legend(Html& html, std::initializer_list<std::string_view> roles);
/// The title of a verdict in its colour.
void badge(Html& html, std::string_view verdict);

}  // namespace libspatial::report
