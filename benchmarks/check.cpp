// The planner's check beside the bare overlay of the same projects with the same layers, in one process: what rules, accounts and evidence cost.
//   bench_check RULES [PROJECTS [BOUNDARY_VERTICES [REPEATS]]]

#include <algorithm>
#include <cstdlib>

#include "city.hpp"
#include "libspatial/exchange.hpp"
#include "timing.hpp"

using namespace libspatial;
using namespace libspatial::drawn;

int main(int count, char** given) {
  if (count < 2) return 4;
  const auto number = [&](int i, int otherwise) { return i < count ? std::atoi(given[i]) : otherwise; };
  const RuleSet rules = read_rules(given[1]);
  const Layer sites = projects(static_cast<std::size_t>(number(2, 10000)));
  const int repeats = number(4, 3);
  for (const double accuracy : {0.0, 0.3}) {
    const Plan plan = city(static_cast<std::size_t>(number(3, 200000)), accuracy);
    for (const int threads : {1, 2}) {
      const auto bare = [&](bool shapes) {
        return best(repeats, [&] {
          for (const PlanLayer& of : plan.layers()) (void)overlay(sites, ZoneIndex(of.layer, threads), {.shapes = shapes, .threads = threads});
        });
      };
      const double table = bare(false), pieces = bare(true);
      std::size_t verdicts[6] = {};
      const double checked = best(repeats, [&] {
        const CheckResult result = check(sites, plan, rules, {.as_of = "2026-11-01", .threads = threads});
        std::fill(std::begin(verdicts), std::end(verdicts), 0);
        for (const ProjectResult& p : result.projects) ++verdicts[static_cast<std::size_t>(p.verdict)];
      });
      std::printf("{\"accuracy_m\": %.1f, \"threads\": %d, \"table_seconds\": %.4f, \"pieces_seconds\": %.4f, \"check_seconds\": %.4f, \"to_table\": %.2f, \"to_pieces\": %.2f, \"pass\": %zu, \"conditional\": %zu, \"review\": %zu, \"conflict\": %zu}\n",
                  accuracy, threads, table, pieces, checked, checked / table, checked / pieces, verdicts[1], verdicts[2], verdicts[3] + verdicts[4], verdicts[5]);
      std::fflush(stdout);
    }
  }
}
