// libspatial plan ledger: what approvals have used of every zone of the growth boundary, what projects would take, what is left.

#include <array>
#include <filesystem>
#include <iostream>
#include <map>
#include <memory>

#include "cli.hpp"
#include "libspatial/accounts.hpp"
#include "libspatial/exchange.hpp"
#include "libspatial/io.hpp"

namespace libspatial::cli {
namespace {

namespace fs = std::filesystem;

struct LedgerCommand {
  std::string plan, projects, out, as_of, crs;

  void run(Session& session) const {
    const std::string ending = fs::path(out).extension().string();
    if (!out.empty() && ending != ".csv" && ending != ".gpkg") throw Error(Errc::bad_argument, {"--out " + out + "：只能写 .csv 或 .gpkg", "--out " + out + ": only .csv or .gpkg can be written"});
    const Plan city(read_plan_layers(session, plan));
    std::optional<Layer> drawn;
    if (!projects.empty()) drawn = read_polygons(session, projects, crs, project_land());
    const ZoneLedger ledger = zone_ledger(city, {.as_of = as_of.empty() ? today() : as_of, .projects = drawn ? &*drawn : nullptr, .threads = session.threads});
    if (ending == ".gpkg") write_geopackage(out, std::vector<Layer>{ledger.zones, ledger.entries}, "libspatial plan ledger --as-of " + ledger.as_of);
    if (ending == ".csv") publish_text(out, to_csv(without_shapes(ledger.entries)));
    say(session, city, ledger);
    for (const Text& flaw : ledger.flaws) session.warn(flaw);
    if (!ledger.flaws.empty() || (drawn && !drawn->rejects.empty())) session.exit_code = exit_needs_review;
  }

 private:
  static Layer without_shapes(Layer layer) {
    layer.crs.reset();
    layer.shapes = {};
    for (std::size_t row = 0; row < layer.fields.front().values.size(); ++row) layer.shapes.add_none();
    return layer;
  }

  static std::string square_metres(std::int64_t hundredths) { return decimals(Area::hundredths(hundredths).square_metres(), 2) + " m²"; }

  /// One line for each unit and kind of zone, and for each kind in all.
  void say(const Session& session, const Plan& city, const ZoneLedger& ledger) const {
    std::map<std::string, std::string> names;
    if (const PlanLayer* units = city.find("units")) {
      for (std::size_t row = 0; row < units->layer.size(); ++row) names[cell(units->layer, "code", row)] = cell(units->layer, "name", row);
    }
    constexpr const char* columns[] = {"area_m2", "approved_m2", "projects_m2", "left_m2"};
    std::map<std::pair<std::string, std::size_t>, std::array<std::int64_t, 4>> sums;  // "~": all units, after every code
    for (std::size_t zone = 0; zone < ledger.zones.size(); ++zone) {
      const std::size_t kind = static_cast<std::size_t>(city.ugb_kinds()[zone]);
      for (const std::string& unit : {cell(ledger.zones, "unit_code", zone), std::string("~")}) {
        for (std::size_t c = 0; c < 4; ++c) sums[{unit, kind}][c] += Area::square_metres(*to_number(ledger.zones.field(columns[c]).values[zone])).hundredths();
      }
    }
    std::cout << session.say({"分区用地台账 · ", "ledger of the boundary's zones · "}) << ledger.as_of << "\n\n";
    std::string last;
    for (const auto& [key, sum] : sums) {
      if (key.first != last) std::cout << (key.first == "~" ? session.say({"合计", "all"}) : key.first.empty() ? session.say({"（无代码）", "(no code)"}) : names[key.first] + " " + key.first) << '\n';
      last = key.first;
      std::cout << "  " << session.say(title(zone_kinds[key.second])) << session.say({"  面积 ", "  area "}) << square_metres(sum[0]) << session.say({"，已批准 ", ", approved "}) << square_metres(sum[1]);
      if (!projects.empty()) std::cout << session.say({"，项目 ", ", projects "}) << square_metres(sum[2]);
      std::cout << session.say({"，剩余 ", ", left "}) << square_metres(sum[3]) << (sum[0] > 0 ? " (" + decimals(100.0 * static_cast<double>(sum[3]) / static_cast<double>(sum[0]), 2) + "%)" : "") << '\n';
    }
    std::cout << '\n';
    for (const LandBeside& beside : ledger.beside) std::cout << session.say(beside.title) << "  " << decimals(beside.area.square_metres(), 2) << " m²\n";
    std::cout << session.say({"初步台账，以主管部门的批准文件为准；重叠的分区各记一次", "a preliminary ledger: the documents of approval decide; zones that overlap count each"}) << '\n';
  }
};

}  // namespace

void add_plan_ledger(CLI::App& plan, Session& session) {
  CLI::App* command = add_command(plan, session, "ledger", {"分区用地台账：已批准用地占用了多少，还剩多少", "ledger of the boundary's zones: what approvals have used, what is left"});
  auto o = std::make_shared<LedgerCommand>();
  command->add_option("PLAN", o->plan, session.say({"规划 .gpkg，含 growth_boundary_zones 与 land_approvals", "plan .gpkg with growth_boundary_zones and land_approvals"}))->required();
  command->add_option("--as-of", o->as_of, session.say({"截至日期 YYYY-MM-DD（默认今天）", "day of the ledger, YYYY-MM-DD (default today)"}));
  command->add_option("--projects", o->projects, session.say({"拟占用的项目，按顺序记在已批准之后", "projects that would come next, in their order"}));
  add_crs_options(*command, session, o->crs);
  command->add_option("--out", o->out, session.say({"输出 .csv（逐笔）或 .gpkg（逐笔与分区）", ".csv (the entries) or .gpkg (entries and zones) to write"}));
  command->callback([o, &session] { o->run(session); });
}

}  // namespace libspatial::cli
