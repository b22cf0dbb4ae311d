#pragma once
// Accounts: land by what happened to it and when. Every account says how it was counted, what it left out, and what stands in its way.

#include <optional>
#include <string>
#include <vector>

#include "libspatial/limits.hpp"
#include "libspatial/plan.hpp"

namespace libspatial {

/// An amount of land that is not in an account's total, or only once.
struct LandBeside {
  std::string id;          ///< "twice", "later", "without_approval", …: docs/reference/evaluation.md
  Text title;
  Area area;
};

/// Land, each place once, as whole 0.01 m². The total is the sum of `areas`, and so is every sum by unit, year or cause.
struct LandAccount {
  std::string id;          ///< "approved_unsupplied", "idle"
  Text rule;               ///< how it was counted, with the values used
  std::string date;        ///< the account is as of the end of this day
  Area total;
  /// One row per row of the source with land in the account: row (in the source), unit_code, year, age_years, cause, area_m2.
  Layer land;
  std::vector<LandBeside> beside;
  std::vector<Text> flaws; ///< rows that could not be counted: the account is incomplete
};

/// 批而未供: land of approvals up to `date`, without the land of supplies up to it. Land approved twice is of the earliest approval; the unit is
/// the one written in the row. Throws Error(bad_plan) without the layers land_approvals and land_supplies.
LandAccount approved_unsupplied(const Plan& plan, const std::string& date, int threads = 0);

/// 闲置: supplied land not begun more than `idle_months` after the agreed day, or begun, stopped and built less than `idle_built_share` or
/// invested less than `idle_invested_share` (limits). Throws Error(bad_plan) without land_supplies, Error(bad_rules) without the limits.
LandAccount idle_land(const Plan& plan, const std::string& date, const Limits& limits, int threads = 0);

struct ZoneLedgerOptions {
  std::string as_of;                 ///< YYYY-MM-DD
  const Layer* projects = nullptr;   ///< polygons: what would be taken next, in their order
  int threads = 0;
};

/// 分区用地台账: what approvals up to a day have used of every zone of the growth boundary, what projects would take after them, what is left.
/// Each place is of the first that claims it. In every zone, to 0.01 m²: area = approved + projects + left.
struct ZoneLedger {
  std::string as_of;
  Layer zones;                     ///< row (in growth_boundary_zones), zone_kind, name, unit_code, area_m2, approved_m2, projects_m2, left_m2; the shape is what is left
  /// By zone, then in the order of claiming: zone, zone_kind, unit_code, entry ("approval", "project"), row (in its layer), name, date, taken_m2, already_m2 (of an earlier
  /// entry), left_m2 (after it); the shape is what it takes.
  Layer entries;
  std::vector<LandBeside> beside;  ///< "approved", "approved_twice", "approved_outside"; with projects "projects", "projects_already", "projects_outside"
  std::vector<Text> flaws;         ///< rows that could not be counted: the ledger is incomplete
};

/// Throws Error(bad_plan) without the layers growth_boundary_zones and land_approvals, Error(bad_argument) when `as_of` is no date.
ZoneLedger zone_ledger(const Plan& plan, const ZoneLedgerOptions& options);

/// A quota of the table `quotas`: the one in force at the date, else the first to come.
struct Quota {
  double value = 0;
  std::string unit, valid_from, source;
  bool verified = false;
};

/// One unit, and the sum of all as the last row (unit empty). What has no layer is absent.
struct UnitBalance {
  std::string unit, name;
  std::optional<Area> base;                       ///< urban construction land of the base year (urban_land_base)
  std::optional<Area> concentrated, flexible, special;  ///< zones of the growth boundary
  std::optional<double> multiple, multiple_without_special;  ///< 扩展倍数: boundary ÷ base
  std::optional<double> flexible_share;           ///< flexible ÷ concentrated
  std::optional<Quota> multiple_cap, expansion_cap, land_quota, ratio_quota, new_land_quota;  ///< expansion_cap: boundary − base
  std::optional<Area> footprint, floor_area;      ///< buildings
  std::optional<double> floor_area_ratio;         ///< floor area ÷ base; a lower bound when the layer of buildings is partial
  std::optional<double> people, urban_people, settled;
  std::string people_year;
  std::optional<Area> unsupplied, idle;           ///< of the two accounts
  std::vector<Text> findings;                     ///< caps and quotas not kept, with both numbers; what is not verified advises only
};

/// Double control (总量、强度), expansion multiple with both forms of cap, flexible share, and stock beside people, by unit.
struct Balances {
  std::vector<UnitBalance> units;
  bool buildings_partial = true;                  ///< the layer of buildings does not state that it covers the units
  std::vector<Text> notes;                        ///< what could not be told
};
Balances unit_balances(const Plan& plan, const std::string& date, const Limits& limits, const LandAccount* unsupplied, const LandAccount* idle, int threads = 0);

/// Farmland (codes of the list `farmland_codes`) between land_parcels_base and land_parcels, on the land that both layers have.
struct FarmlandChange {
  std::string unit, code;                         ///< land class: before, where land was lost; now, where it was won
  Area loss, gain, loss_net, gain_net;            ///< net: without ridges, × (1 − kcxs) of the row that is farmland
};
struct FarmlandBalance {
  std::vector<FarmlandChange> rows;               ///< by unit, then code
  FarmlandChange sum;
  Area compared, only_before, only_now;           ///< only_now: land of today that the earlier layer does not have
};
/// Throws Error(bad_plan) without both layers.
FarmlandBalance farmland_balance(const Plan& plan, const Limits& limits, int threads = 0);

/// 增减挂钩: one project, demolished here and rebuilt there.
struct PairedProject {
  std::string project;
  std::vector<std::string> units_demolished, units_rebuilt;
  Area demolished, rebuilt;                       ///< demolished: without what an earlier project claims already
  Area claimed_before;
  std::vector<std::string> findings;              ///< "more_than_demolished", "other_unit", "rebuilt_first", "claimed_twice", "nothing_demolished", "nothing_rebuilt"
};
struct PairedProjects {
  std::vector<PairedProject> projects;            ///< by name
  Area demolished, rebuilt;                       ///< every place once
};
/// Throws Error(bad_plan) without the layers demolitions and rebuilds.
PairedProjects paired_projects(const Plan& plan, int threads = 0);

}  // namespace libspatial
