// Farmland lost and won between two dates, parcel by parcel.

#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>

#include "accounts/land.hpp"
#include "libspatial/accounts.hpp"
#include "libspatial/overlay.hpp"

namespace libspatial {
namespace {

using namespace accounts;

/// Whole 0.01 m² in the making; net areas are rounded once, at the end.
struct Sums { std::int64_t loss = 0, gain = 0; double loss_net = 0, gain_net = 0; };

FarmlandChange change(const std::string& unit, const std::string& code, const Sums& s) {
  const auto net = [](double hundredths) { return Area::hundredths(std::llround(hundredths)); };
  return {unit, code, Area::hundredths(s.loss), Area::hundredths(s.gain), net(s.loss_net), net(s.gain_net)};
}

}  // namespace

FarmlandBalance farmland_balance(const Plan& plan, const Limits& limits, int threads) {
  const Layer& before = need(plan, "land_parcels_base");
  const Layer& today = need(plan, "land_parcels");
  const std::vector<std::string>& codes = limits.list("farmland_codes").values;
  const auto is_farmland = [&](const Layer& layer, std::size_t row) { return std::find(codes.begin(), codes.end(), cell(layer, "dlbm", row)) != codes.end(); };
  const auto farmed = [](const Layer& layer, std::size_t row) {
    const Field* kcxs = layer.find_field("kcxs");
    return 1 - (kcxs ? to_number(kcxs->values[row]).value_or(0) : 0);
  };

  FarmlandBalance balance;
  const Layer then = *before.crs == *today.crs ? before : reproject(before, *today.crs);
  const Overlay cut = overlay(today, ZoneIndex(then, threads), {.area = AreaKind::official, .threads = threads});
  std::map<std::pair<std::string, std::string>, Sums> rows;
  Sums all;
  std::int64_t compared = 0, only_now = 0;
  for (const Piece& piece : cut.pieces) {
    const std::int64_t area = piece.area.hundredths();
    (piece.zone == outside ? only_now : compared) += area;
    if (piece.zone == outside) continue;
    const bool was = is_farmland(then, piece.zone), is = is_farmland(today, piece.subject);
    if (was == is) continue;
    const std::string unit = cell(today, "unit_code", piece.subject), code = was ? cell(then, "dlbm", piece.zone) : cell(today, "dlbm", piece.subject);
    const double net = static_cast<double>(area) * (was ? farmed(then, piece.zone) : farmed(today, piece.subject));
    for (Sums* s : {&rows[{unit, code}], &all}) {
      (was ? s->loss : s->gain) += area;
      (was ? s->loss_net : s->gain_net) += net;
    }
  }
  for (const auto& [key, s] : rows) balance.rows.push_back(change(key.first, key.second, s));
  balance.sum = change("", "", all);
  balance.compared = Area::hundredths(compared);
  balance.only_now = Area::hundredths(only_now);
  balance.only_before = Area::hundredths(remainder(then, today, threads).sum());
  return balance;
}

}  // namespace libspatial
