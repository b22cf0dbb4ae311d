// 增减挂钩: what every project demolished and what it built instead.

#include <algorithm>
#include <map>
#include <set>

#include "accounts/land.hpp"
#include "libspatial/accounts.hpp"

namespace libspatial {
namespace {

using namespace accounts;

/// Rows of one side by project, each with the land that no row before it has.
struct Side {
  struct Part {
    std::int64_t own = 0, twice = 0;
    std::set<std::string> units;
    std::string first, last;   ///< dates
  };
  std::map<std::string, Part> projects;
  std::int64_t sum = 0;

  Side(const Layer& layer, int threads) {
    std::vector<std::size_t> rows(layer.size());
    for (std::size_t i = 0; i < rows.size(); ++i) rows[i] = i;
    std::stable_sort(rows.begin(), rows.end(), [&](std::size_t a, std::size_t b) {  // by project, so that the first to claim keeps its land whole
      return std::pair(cell(layer, "project", a), cell(layer, "on", a)) < std::pair(cell(layer, "project", b), cell(layer, "on", b));
    });
    const Layer sorted = rows_of(layer, rows);
    const Land gross = whole(sorted, threads), own = first_come(sorted, threads);
    for (std::size_t row = 0; row < sorted.size(); ++row) {
      Part& part = projects[cell(sorted, "project", row)];
      part.own += own.hundredths[row];
      part.twice += gross.hundredths[row] - own.hundredths[row];
      part.units.insert(cell(sorted, "unit_code", row));
      const std::string on = cell(sorted, "on", row);
      if (part.first.empty() || on < part.first) part.first = on;
      part.last = std::max(part.last, on);
    }
    sum = own.sum();
  }
};

}  // namespace

PairedProjects paired_projects(const Plan& plan, int threads) {
  const Side down(need(plan, "demolitions"), threads), up(need(plan, "rebuilds"), threads);
  std::set<std::string> names;
  for (const Side* side : {&down, &up}) {
    for (const auto& [name, part] : side->projects) names.insert(name);
  }
  PairedProjects result;
  for (const std::string& name : names) {
    const auto d = down.projects.find(name), u = up.projects.find(name);
    const Side::Part gone = d == down.projects.end() ? Side::Part{} : d->second, built = u == up.projects.end() ? Side::Part{} : u->second;
    PairedProject project{name, {gone.units.begin(), gone.units.end()}, {built.units.begin(), built.units.end()}, Area::hundredths(gone.own),
                          Area::hundredths(built.own), Area::hundredths(gone.twice), {}};
    const auto find = [&](bool is, const char* code) { if (is) project.findings.push_back(code); };
    find(d == down.projects.end(), "nothing_demolished");
    find(u == up.projects.end(), "nothing_rebuilt");
    find(gone.twice > 0 || built.twice > 0, "claimed_twice");
    find(d != down.projects.end() && built.own > gone.own, "more_than_demolished");
    find(d != down.projects.end() && u != up.projects.end() && !std::includes(gone.units.begin(), gone.units.end(), built.units.begin(), built.units.end()), "other_unit");
    find(d != down.projects.end() && u != up.projects.end() && built.first < gone.last, "rebuilt_first");
    result.projects.push_back(std::move(project));
  }
  result.demolished = Area::hundredths(down.sum);
  result.rebuilt = Area::hundredths(up.sum);
  return result;
}

}  // namespace libspatial
