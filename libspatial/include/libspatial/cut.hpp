#pragma once
// Cut: which land a project in conflict would have to give up, checked again before it is said. A proposal for the designer, never an approval.

#include <string>
#include <vector>

#include "libspatial/report.hpp"

namespace libspatial {

/// One project in conflict.
struct Cut {
  std::size_t project = 0;           ///< index in CheckResult::projects
  std::vector<std::string> rules;    ///< that are in conflict
  std::vector<std::string> roles;    ///< of the land to be given up: "permanent_farmland", "ugb.outside"
  std::int64_t given_up = 0;         ///< official, whole 0.01 m²; with `left` the project's own area exactly
  std::int64_t left = 0;
  Verdict after = Verdict::conflict; ///< of what is left
  Text why_not;                      ///< why there is no proposal; empty: there is one
};

struct Cuts {
  std::vector<Cut> cuts;             ///< one for every project in conflict, in the order of the result
  std::vector<Layer> layers;         ///< "left" and "given_up": a row per proposal, in the CRS of the projects
};

/// For every project in conflict the fewest kinds of land it has to give up so that no rule is in conflict any more: land of the layers that the rules in conflict have found it in, cut off
/// whole, then checked again under the same rules, date and plan; kinds without which it is in conflict all the same are kept. Where thresholds let
/// some land stay, the smallest pieces stay, as many as leave the verdict as it is without them; no piece is cut in two for it. There is
/// no proposal when nothing would be left, when what is left is still in conflict, or when the conflict is not about land (a length, a distance, an attribute).
/// `options` as for check(); declared areas, of the whole project, are not compared again.
Cuts smallest_cuts(const CheckResult& result, const CheckOptions& options);

/// The proposals as a sheet: project, rules, land given up, left, verdict then.
Sheet cuts_sheet(const CheckResult& result, const Cuts& cuts, Language language);

}  // namespace libspatial
