// Measures of lines: how many, how long, how much land, what they enclose, how far apart places are.

#include <algorithm>
#include <set>

#include "evaluation/measures.hpp"
#include "libspatial/corridor.hpp"

namespace libspatial::evaluation {
namespace {

std::string joined(const std::vector<std::string>& words) {
  std::string result;
  for (const std::string& w : words) result += (result.empty() ? "" : "、") + w;
  return result;
}

/// A length or number that lacks a row is none.
Layer whole(Layer rows) {
  if (!rows.rejects.empty()) throw Missing{rows.rejects[0].text};
  return rows;
}

/// The rows an indicator speaks of.
Layer chosen(Context& context, const Indicator& indicator) {
  const PlanLayer& entry = layer_of(context, indicator.layer);
  Layer all = lines(entry.layer);
  if (indicator.names.empty()) return whole(std::move(all));
  std::vector<std::string> absent;
  const Field& field = all.field(indicator.field);
  for (const std::string& name : indicator.names) {
    if (std::none_of(field.values.begin(), field.values.end(), [&](const Value& v) { return to_text(v) == name; })) absent.push_back(name);
  }
  if (!absent.empty()) throw Missing{{"图层 " + indicator.layer + " 中没有 " + indicator.field + " 为 " + joined(absent) + " 的行", "the layer " + indicator.layer + " has no row whose " + indicator.field + " is " + joined(absent)}};
  return whole(rows_where(all, indicator.field, indicator.names));
}

Text subject(const Indicator& i) {
  const std::string names = i.names.empty() ? "" : "[" + i.field + " = " + joined(i.names) + "]";
  return {i.layer + names, i.layer + names};
}

Text inside(Context& context, const Indicator& i) {
  if (i.within.empty()) return {"", ""};
  const PlaceGroup* group = context.plan.profile().find_group(i.within);
  const std::string name = group ? group->name : context.plan.profile().place(i.within).name;
  return {name + "范围内 ", " within " + name};
}

std::string segments(const Layer& layer) { return layer.find_field("segment") ? "segment" : ""; }

Lengths lengths_inside(Context& context, const Layer& rows, const std::string& within, const std::string& name_field) {
  return lengths_by_unit(rows, context.land(within, *rows.crs), {.name_field = name_field, .segment_field = segments(rows), .unit_field = "code", .tolerance = {}});
}

}  // namespace

Found length_of(Context& context, const Indicator& indicator) {
  const Layer rows = chosen(context, indicator);
  Found found;
  found.dimension = Dimension::length;
  const Text what = subject(indicator), where = inside(context, indicator);
  found.formula = {where.zh + what.zh + " 的椭球面长度，共线路段只计一次", "length of " + what.en + where.en + " on the ellipsoid, shared track once"};
  if (indicator.within.empty()) {
    double sum = 0;
    for (const Length l : lengths(rows.shapes, *rows.crs, context.options.threads)) sum += l.metres();
    found.formula = {what.zh + " 的椭球面长度", "length of " + what.en + " on the ellipsoid"};
    found.value = sum;
    return found;
  }
  const Lengths l = lengths_inside(context, rows, indicator.within, "");
  double sum = 0;
  for (const UnitLength& total : l.totals) {
    if (total.unit == outside) continue;
    found.by_unit.emplace_back(l.units[total.unit], total.length.metres());
    sum += total.length.metres();
  }
  found.value = sum - l.several.metres();
  return found;
}

Found count_of(Context& context, const Indicator& indicator) {
  const Layer rows = chosen(context, indicator);
  Found found;
  found.dimension = Dimension::count;
  const Text what = subject(indicator), where = inside(context, indicator);
  found.formula = {where.zh + what.zh + " 的行数", "rows of " + what.en + where.en};
  if (indicator.within.empty()) {
    found.value = static_cast<double>(rows.size());
    return found;
  }
  const Lengths l = lengths_inside(context, rows, indicator.within, "");
  std::set<std::size_t> here;
  for (const UnitLength& part : l.by_line) {
    if (part.unit != outside && part.length.metres() > 0) here.insert(part.line);
  }
  found.value = static_cast<double>(here.size());
  return found;
}

Found surface_of(Context& context, const Indicator& indicator) {
  const Layer rows = chosen(context, indicator);
  Found found;
  found.dimension = Dimension::area;
  const Text what = subject(indicator), where = inside(context, indicator);
  found.formula = {where.zh + what.zh + " 的 长度 × " + indicator.field + " 之和（路口在两条街上各计一次）", "sum of length × " + indicator.field + " of " + what.en + where.en + " (crossings count for both streets)"};
  const Lengths l = lengths_inside(context, rows, indicator.within, "");
  const Field& width = rows.field(indicator.field);
  std::vector<double> sums(l.units.size());
  double sum = 0;
  for (const UnitLength& part : l.by_line) {
    if (part.unit == outside) continue;
    const auto w = to_number(width.values[part.line]);
    if (!w || !(*w > 0)) throw Missing{{indicator.layer + " 第 " + l.names[part.line] + " 行没有 " + indicator.field, indicator.layer + " row " + l.names[part.line] + " has no " + indicator.field}};
    const double m2 = part.length.metres() * *w;
    sums[part.unit] += m2;
    sum += m2;
  }
  for (std::size_t unit = 0; unit < sums.size(); ++unit) found.by_unit.emplace_back(l.units[unit], sums[unit]);
  found.value = sum;
  return found;
}

Found enclosed_by(Context& context, const Indicator& indicator) {
  const Layer rows = chosen(context, indicator);
  const Enclosed region = enclosed(rows, {.name_field = indicator.field, .snap = {}, .area = AreaKind::official});
  if (region.faces.size() == 0) throw Missing{{joined(indicator.names) + " 没有围合", joined(indicator.names) + " enclose nothing"}};
  Found found;
  found.dimension = Dimension::area;
  found.formula = {joined(indicator.names) + " 围合范围的图斑椭球面积", "official area enclosed by " + joined(indicator.names)};
  found.value = region.region_area.square_metres();
  return found;
}

Found distance_of(Context& context, const Indicator& indicator) {
  Layer sides[2];
  std::optional<Crs> crs;
  Text how;
  for (int i = 0; i < 2; ++i) {
    const Place& place = context.plan.profile().place(indicator.names[static_cast<std::size_t>(i)]);
    const Membership land = membership(context.plan, {place.id}, AreaKind::geodesic, context.options.threads);
    if (land.lands.shapes.type(0) == ShapeType::polygon) {
      sides[i] = land.lands;
    } else if (place.at) {
      sides[i].crs = Crs("EPSG:4490");
      sides[i].shapes.begin_shape(ShapeType::point);
      sides[i].shapes.begin_part();
      sides[i].shapes.add_ring(std::span(&*place.at, 1));
      how = {"；" + place.name + " 没有范围，用点位（质量 " + place.quality + "）", "; " + place.name + " has no land, its point is used (quality " + place.quality + ")"};
    } else {
      throw Missing{{place.name + " 没有范围也没有点位", place.name + " has neither land nor a point"}};
    }
    if (!crs) crs = sides[i].crs;
    else if (!(*sides[i].crs == *crs)) sides[i] = reproject(sides[i], *crs);
  }
  const Distance d = distances(sides[0], sides[1], context.options.threads).at(0);
  Found found;
  found.dimension = Dimension::length;
  found.value = d.edge.metres();
  found.formula = {"两地最近点之间的大地线距离" + how.zh, "geodesic between the nearest points of both" + how.en};
  found.why = {"中心之间 " + decimals(d.centre.kilometres(), 3) + " km", "between the centres " + decimals(d.centre.kilometres(), 3) + " km"};
  return found;
}

}  // namespace libspatial::evaluation
