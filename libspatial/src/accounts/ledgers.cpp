// The two land accounts of events: approved and not supplied, idle.

#include <cmath>

#include "accounts/land.hpp"
#include "libspatial/accounts.hpp"

namespace libspatial {
namespace {

using namespace accounts;

Area area_of(std::int64_t hundredths) { return Area::hundredths(hundredths); }

/// The account's rows from the land of `rows` of a layer.
void add_land(LandAccount& account, const Layer& layer, const std::vector<std::size_t>& rows, const Land& land, const char* year_field, const char* cause_field) {
  account.land.name = account.id;
  account.land.crs = layer.crs;
  account.land.fields = {{"row", FieldType::integer, {}}, {"unit_code", FieldType::text, {}}, {"year", FieldType::text, {}}, {"age_years", FieldType::integer, {}},
                         {"cause", FieldType::text, {}}, {"area_m2", FieldType::real, {}}};
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (land.hundredths[i] == 0) continue;
    const std::string on = day_of(cell(layer, year_field, rows[i]));
    const Value cells[] = {static_cast<std::int64_t>(rows[i]), cell(layer, "unit_code", rows[i]), on.substr(0, 4), static_cast<std::int64_t>(full_years(on, account.date)),
                           *cause_field ? cell(layer, cause_field, rows[i]) : std::string(), area_of(land.hundredths[i]).square_metres()};
    for (std::size_t f = 0; f < std::size(cells); ++f) account.land.fields[f].values.push_back(cells[f]);
    account.land.shapes.add(land.layer.shapes, i);
  }
  account.total = area_of(land.sum());
}

std::int64_t sum_of(const Layer& layer, int threads) { return whole(layer, threads).sum(); }

}  // namespace

LandAccount approved_unsupplied(const Plan& plan, const std::string& date, int threads) {
  const Layer& approvals = need(plan, "land_approvals");
  const Layer& supplies = need(plan, "land_supplies");
  LandAccount account;
  account.id = "approved_unsupplied";
  account.date = date;
  account.rule = {"批准日期不晚于 " + date + " 的土地，减去供应日期不晚于该日的土地；重复批准的只计一次，归入最早的一批", "land approved on or before " + date +
                  ", without land supplied on or before it; land approved twice counts once, with the earliest approval"};
  const Events approved(approvals, "approved_on", account.flaws), supplied(supplies, "supplied_on", account.flaws);
  const std::vector<std::size_t> rows = approved.until(date);
  const Layer by_then = rows_of(approvals, rows), gone = rows_of(supplies, supplied.until(date));
  const Land once = first_come(by_then, threads), left = remainder(once.layer, gone, threads);
  add_land(account, approvals, rows, left, "approved_on", "");

  const Land supplied_once = first_come(gone, threads);
  const std::int64_t supplied_sum = supplied_once.sum();
  account.beside = {{"approved", {"已批准（每块地一次）", "approved, each place once"}, area_of(once.sum())},
                    {"approved_twice", {"重复批准", "approved more than once"}, area_of(sum_of(by_then, threads) - once.sum())},
                    {"supplied", {"已供应（每块地一次）", "supplied, each place once"}, area_of(supplied_sum)},
                    {"supplied_twice", {"重复供应", "supplied more than once"}, area_of(sum_of(gone, threads) - supplied_sum)},
                    {"supplied_without_approval", {"供应而无批准", "supplied without an approval"}, area_of(remainder(supplied_once.layer, by_then, threads).sum())}};
  return account;
}

LandAccount idle_land(const Plan& plan, const std::string& date, const Limits& limits, int threads) {
  const Layer& supplies = need(plan, "land_supplies");
  const double months = limits.limit("idle_months", "month").value, built = limits.limit("idle_built_share", "share").value,
               invested = limits.limit("idle_invested_share", "share").value;
  LandAccount account;
  account.id = "idle";
  account.date = date;
  account.rule = {"已供应，约定动工日后满 " + shortest(months) + " 个月仍未动工；或已动工又中止（写明原因），建设不足 " + decimals(100 * built, 1) + "% 或投资不足 " + decimals(100 * invested, 1) + "%",
                  "supplied and not begun more than " + shortest(months) + " months after the agreed day; or begun and stopped (a cause is written), less than " + decimals(100 * built, 1) +
                      " % built or less than " + decimals(100 * invested, 1) + " % invested"};
  Events supplied(supplies, "supplied_on", account.flaws);
  const auto number = [&](const char* field, std::size_t row) { return to_number(supplies.field(field).values[row]); };
  const auto no_due = [&](std::size_t row, const std::string& due) {
    if (due.empty()) supplied.flaw(row, {"没有约定动工日 start_by", "has no agreed day start_by"});
    else supplied.flaw(row, {"start_by“" + due + "”不是日期（YYYY-MM-DD）", "start_by \"" + due + "\" is no date (YYYY-MM-DD)"});
  };
  const std::vector<std::size_t> rows = supplied.rows([&](std::size_t row, const std::string& on) {
    if (on > date) return false;
    const std::string begun = day_of(cell(supplies, "started_on", row)), due = day_of(cell(supplies, "start_by", row));
    if (!begun.empty() && !is_date(begun)) return supplied.flaw(row, {"started_on“" + begun + "”不是日期（YYYY-MM-DD）", "started_on \"" + begun + "\" is no date (YYYY-MM-DD)"}), false;
    if (begun.empty() || begun > date) {
      if (!is_date(due)) return no_due(row, due), false;
      return plus_months(due, static_cast<int>(std::lround(months))) < date;
    }
    const auto b = number("built_share", row), i = number("invested_share", row);
    if (cell(supplies, "cause", row).empty()) return false;
    if (!b || !i) return supplied.flaw(row, {"已中止而没有 built_share 或 invested_share", "has stopped and no built_share or invested_share"}), false;
    for (const auto& [name, share] : {std::pair{"built_share", *b}, {"invested_share", *i}}) {
      if (!(share >= 0 && share <= 1)) return supplied.flaw(row, {std::string(name) + " " + shortest(share) + " 应在 0 到 1 之间（25% 写 0.25）", std::string(name) + " " + shortest(share) + " must be from 0 to 1 (25 % is 0.25)"}), false;
    }
    if (*b >= built && *i >= invested) return false;
    if (!is_date(due)) return no_due(row, due), false;  // its age is unknown
    return true;
  });
  const Layer idle = rows_of(supplies, rows);
  const Land once = first_come(idle, threads);
  add_land(account, supplies, rows, once, "start_by", "cause");
  account.beside = {{"idle_twice", {"两份合同都闲置的土地", "idle under more than one contract"}, area_of(sum_of(idle, threads) - once.sum())}};
  return account;
}

}  // namespace libspatial
