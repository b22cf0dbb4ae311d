#include "accounts/land.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <map>
#include <numeric>

#include "libspatial/overlay.hpp"

namespace libspatial::accounts {
namespace {

using std::chrono::year_month_day;

/// Precondition: is_date().
year_month_day parse(const std::string& date) {
  return year_month_day(std::chrono::year(std::stoi(date.substr(0, 4))), std::chrono::month(static_cast<unsigned>(std::stoi(date.substr(5, 2)))),
                        std::chrono::day(static_cast<unsigned>(std::stoi(date.substr(8, 2)))));
}

/// The parts outside of every zone.
Land outside_of(const Layer& layer, const ZoneIndex& zones, int threads) {
  const Overlay cut = overlay(layer, zones, {.area = AreaKind::official, .shapes = true, .threads = threads});
  Land result{layer, std::vector<std::int64_t>(layer.size())};
  result.layer.shapes = {};
  std::size_t piece = 0;
  for (std::size_t row = 0; row < layer.size(); ++row) {
    std::size_t found = outside;
    for (; piece < cut.pieces.size() && cut.pieces[piece].subject == row; ++piece) {
      if (cut.pieces[piece].zone == outside) found = piece;
    }
    if (found == outside) {
      result.layer.shapes.add_none();
      continue;
    }
    result.layer.shapes.add(cut.shapes, found);
    result.hundredths[row] = cut.pieces[found].area.hundredths();
  }
  return result;
}

}  // namespace

const Layer& need(const Plan& plan, std::string_view role) {
  if (const PlanLayer* found = plan.find(role)) return found->layer;
  const std::string r(role), file = plan.file();
  throw Error(Errc::bad_plan, {(file.empty() ? "" : file + " ") + "没有图层 " + r, (file.empty() ? "" : file + ": ") + "there is no layer " + r});
}

Layer rows_of(const Layer& layer, const std::vector<std::size_t>& rows) {
  Layer result;
  result.name = layer.name;
  result.file = layer.file;
  result.crs = layer.crs;
  for (const Field& field : layer.fields) {
    Field kept{field.name, field.type, {}};
    for (const std::size_t row : rows) kept.values.push_back(field.values[row]);
    result.fields.push_back(std::move(kept));
  }
  for (const std::size_t row : rows) result.shapes.add(layer.shapes, row);
  return result;
}

std::int64_t Land::sum() const { return std::accumulate(hundredths.begin(), hundredths.end(), std::int64_t{0}); }

Land whole(const Layer& layer, int threads) {
  Land result{layer, {}};
  if (layer.size() == 0) return result;
  for (const Area area : areas(layer.shapes, *layer.crs, AreaKind::official, threads)) result.hundredths.push_back(area.hundredths());
  return result;
}

Land remainder(const Layer& layer, const Layer& without, int threads) {
  if (layer.size() == 0 || without.size() == 0) return whole(layer, threads);
  return outside_of(layer, ZoneIndex(*without.crs == *layer.crs ? without : reproject(without, *layer.crs), threads), threads);
}

Land first_come(const Layer& layer, int threads) {
  Land result = whole(layer, threads);
  if (layer.size() == 0) return result;
  std::map<std::size_t, std::vector<std::size_t>> before;
  const Overlay pairs = overlay(layer, ZoneIndex(layer, threads), {.area = AreaKind::official, .threads = threads});
  for (const Piece& piece : pairs.pieces) {
    if (piece.zone != outside && piece.zone < piece.subject) before[piece.subject].push_back(piece.zone);
  }
  if (before.empty()) return result;
  Shapes shapes;
  for (std::size_t row = 0; row < layer.size(); ++row) {
    const auto earlier = before.find(row);
    if (earlier == before.end()) {
      shapes.add(layer.shapes, row);
      continue;
    }
    const Land left = outside_of(rows_of(layer, {row}), ZoneIndex(rows_of(layer, earlier->second), 1), 1);
    shapes.add(left.layer.shapes, 0);
    result.hundredths[row] = left.hundredths[0];
  }
  result.layer.shapes = std::move(shapes);
  return result;
}

Events::Events(const Layer& layer, std::string_view date_field, std::vector<Text>& flaws) : layer_(layer), flaws_(flaws) {
  layer.field(date_field);
  for (std::size_t row = 0; row < layer.size(); ++row) {
    const std::string on = day_of(cell(layer, date_field, row));
    if (layer.shapes.type(row) != ShapeType::polygon) flaw(row, {"没有可用的图形", "has no usable shape"});
    else if (!is_date(on)) flaw(row, {std::string(date_field) + "“" + on + "”不是日期（YYYY-MM-DD）", std::string(date_field) + " \"" + on + "\" is no date (YYYY-MM-DD)"});
    else events_.push_back({row, on});
  }
  std::stable_sort(events_.begin(), events_.end(), [](const Event& a, const Event& b) { return a.on < b.on; });
}

void Events::flaw(std::size_t row, const Text& why) {
  const std::string n = std::to_string(row), t = title(layer_);
  flaws_.push_back({t + " 第 " + n + " 行：" + why.zh + "，未计入", t + " row " + n + ": " + why.en + ", not counted"});
}

std::string plus_months(const std::string& date, int months) {
  year_month_day day = parse(date) + std::chrono::months(months);
  if (!day.ok()) day = day.year() / day.month() / std::chrono::last;
  char text[32];
  std::snprintf(text, sizeof text, "%04d-%02u-%02u", static_cast<int>(day.year()), static_cast<unsigned>(day.month()), static_cast<unsigned>(day.day()));
  return text;
}

int full_years(const std::string& from, const std::string& to) {
  const year_month_day a = parse(from), b = parse(to);
  const bool begun = std::pair(b.month(), b.day()) < std::pair(a.month(), a.day());
  return static_cast<int>(b.year()) - static_cast<int>(a.year()) - (begun ? 1 : 0);
}

}  // namespace libspatial::accounts
