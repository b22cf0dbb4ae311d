// The cards as pages: one per place, and an index with a map.

#include <algorithm>

#include "atlas/card_words.hpp"
#include "atlas/content.hpp"
#include "atlas/page.hpp"
#include "report/frame.hpp"
#include "report/numbers.hpp"
#include "report/svg.hpp"
#include "report/words.hpp"

namespace libspatial::atlas {
namespace {

using report::px;

const Text not_stated{"城市配置中没有", "not in the city profile"};

void fact(Html& html, const Text& what, const std::string& value, const Text& otherwise = not_stated) {
  html.markup("<div><dt>").both(what).markup("</dt><dd>");
  value_or(html, value, otherwise);
  html.markup("</dd></div>\n");
}

void list(Html& html, const std::vector<Text>& texts, const char* css) {
  for (const Text& text : texts) html.markup("<p class=\"").markup(css).markup("\">").both(text).markup("</p>\n");
}

void words(Html& html, const Card& card) {
  const Place& p = card.place;
  html.markup("<dl class=\"card-facts\">\n");
  html.markup("<div><dt>").both({"种类", "Kind"}).markup("</dt><dd>").both(card.kind).markup("</dd></div>\n");
  fact(html, {"所在区县", "District or county"}, card.unit);
  fact(html, {"产业", "Industries"}, joined(p.industries));
  fact(html, {"定位", "Roles"}, joined(p.roles));
  fact(html, {"人口（来源）", "Population (source)"}, p.population ? shortest(*p.population) + "（" + p.population_source + "）" : "");
  fact(html, {"公布面积（来源）", "Published area (source)"}, p.area_km2 ? shortest(*p.area_km2) + " km²（" + p.area_source + "）" : "");
  fact(html, {"属于", "Groups"}, joined(card.groups), {"不属于任何组", "in no group"});
  fact(html, {"规划章节", "Section of the plan"}, p.section);
  html.markup("<div><dt>").both({"点位等级", "Grade of the point"}).markup("</dt><dd>");
  if (p.at) html.both(quality_title(p.quality)).markup(" ").data("（" + p.coord_source + "）");
  else html.markup("<span class=\"absent\">").both({"城市配置中没有点位", "no point in the city profile"}).markup("</span>");
  html.markup("</dd></div>\n");
  if (!p.note.empty()) fact(html, {"说明", "Note"}, p.note);
  html.markup("</dl>\n");
}

void areas(Html& html, const Card& card) {
  html.markup("<h2>").both({"土地", "Land"}).markup("</h2>\n<table class=\"areas\">");
  html.head_row({{"范围", "Land"}, {"#面积（m²，椭球面积）", "Area (m², official)"}, {"#公顷", "ha"}, {"#占范围 %", "% of the land"}}).markup("<tbody>\n");
  const auto row = [&](const Text& title, const std::optional<Area>& area, const Text& why) {
    html.markup("<tr><td>").both(title).markup("</td>");
    if (!area) {
      html.markup("<td class=\"absent\" colspan=\"3\">").both(why).markup("</td></tr>\n");
      return;
    }
    const double share = card.area && *card.area > Area() ? area->square_metres() / card.area->square_metres() * 100 : 0;
    html.number(square_metres(area)).number(report::print(area->hundredths(), report::hectares)).number(decimals(share, 2)).markup("</tr>\n");
  };
  row({"全部", "all"}, card.area, {"规划图层中没有范围，只有点位", "no polygon in the plan: only the point"});
  for (const LandIn& in : card.lands) row(report::role_title(in.role), in.area, in.why);
  html.markup("</tbody></table>\n");
}

void way(Html& html, const Way& w) {
  if (!w.length) {
    html.markup("<td class=\"absent\" colspan=\"2\">").both(w.why).markup("</td>");
    return;
  }
  html.number(kilometres(w.length)).markup("<td>").data(w.to);
  if (const Text kind = line_kind_title(w.kind, w.status); !kind.zh.empty()) html.markup(" <small>").both(kind).markup("</small>");
  html.markup("<br><small>").both(method_title(w.method)).markup("</small></td>");
}

void distances(Html& html, const Card& card) {
  html.markup("<h2>").both({"距离", "Distances"}).markup("</h2>\n<p class=\"hint\">");
  html.both({"椭球面上的大地线，公里；0 表示相接或穿过。点位只有等级所说的精度。", "Geodesics on the ellipsoid, km; 0: touching or running through. A point is as good as its grade."}).markup("</p>\n<table>");
  html.head_row({{"到", "To"}, {"#边缘 km", "Edge km"}, {"哪一条、怎样量", "Which, how"}, {"#点位 km", "Point km"}, {"哪一条、怎样量", "Which, how"}}).markup("<tbody>\n");
  for (const Access& a : card.access) {
    html.markup("<tr><td>").both(access_title(a.what));
    if (!a.corridors.empty()) html.markup("<br><small>").data(joined(a.corridors)).markup("</small>");
    html.markup("</td>");
    way(html, a.edge);
    way(html, a.point);
    html.markup("</tr>\n");
  }
  html.markup("</tbody></table>\n");
  const std::string through = joined(card.access[0].through);
  if (!through.empty()) html.markup("<p class=\"hint\">").both({"经过范围的交通线：", "Lines through the land: "}).markup(" ").data(through).markup("</p>\n");
}

void projects(Html& html, const Card& card) {
  const std::string n = std::to_string(card.projects.size()), distinct = std::to_string(card.distinct_projects);
  html.markup("<h2>").both({"规划项目", "Planned projects"}).markup("</h2>\n<p class=\"hint\">");
  html.both({"规划中写到这里的项目 " + n + " 行，不重复 " + distinct + " 项", n + " rows name the place, " + distinct + " of them distinct"}).markup("</p>\n");
  if (card.projects.empty()) return;
  html.markup("<table>");
  html.head_row({{"编号", "Id"}, {"项目", "Project"}, {"种类", "Kind"}, {"数量", "Quantities"}, {"章节", "Section"}, {"备注", "Remark"}}).markup("<tbody>\n");
  for (const CardProject& p : card.projects) {
    std::vector<std::string> quantities;
    for (const Quantity& q : p.project.quantities) quantities.push_back(q.name + q.relation + q.text);
    html.markup("<tr>").element("td", "code", p.project.id).element("td", "", p.project.name).element("td", "code", p.project.kind).element("td", "", joined(quantities, "；"));
    html.element("td", "", p.project.section).markup("<td>");
    if (!p.project.same_as.empty()) html.both({"与 " + p.project.same_as + " 相同", "same as " + p.project.same_as});
    if (!p.via.empty()) html.both({"写的是 " + p.via, "by way of " + p.via});
    html.markup("</td></tr>\n");
  }
  html.markup("</tbody></table>\n");
}

/// The land of the place with what lies around it; when there is no land, 8 km around the point.
void map_of(Html& html, const Canvas& canvas, const Cards& cards, std::size_t i, const Layer& lands, const Layer& points) {
  Box box = lands.shapes.box(i);
  box.add(points.shapes.box(i));
  if (box.empty()) {
    html.markup("<p class=\"no-map\">").both({"没有范围，也没有点位：没有地图", "neither land nor a point: no map"}).markup("</p>\n");
    return;
  }
  const double around = std::max(0.12 * std::max(box.max_x - box.min_x, box.max_y - box.min_y), lands.shapes.type(i) == ShapeType::polygon ? 800.0 : 8000.0);
  box = {box.min_x - around, box.min_y - around, box.max_x + around, box.max_y + around};
  const PlanMapOptions options;
  Content map = begin_content(canvas, options, sheet_of(box, 640, 520));
  for (const auto add : {add_ground, add_zones, add_lines, add_places, add_names}) add(map);
  const Text title{cards.cards[i].place.name + "及周围", "The place and what is around it"};
  report::begin_map(html, map.sheet.view, title, "atlas card-map");
  Html land;
  begin_paths(land);
  draw(land, lands, i, map.sheet, "land-edge", cards.cards[i].place.name);
  end_group(land);
  const auto places = std::find_if(map.parts.begin(), map.parts.end(), [](const Part& p) { return p.id == "places" || p.id == "names"; });
  places->svg = land.take() + places->svg;  // below the pins
  draw_parts(html, map, false);
  report::end_map(html, map.sheet.view, canvas.plan().is_synthetic());
}

void foot(Html& html, const Plan& plan, const AtlasRun& run) {
  html.markup("<p class=\"hint\">").data(plan.profile().source.document + " · " + (run.plan_title.empty() ? "—" : run.plan_title) + " · " + run.program).markup("</p>\n");
  if (plan.is_synthetic()) html.markup("<p class=\"notice strong\">").both({"规划图层为合成数据，非法定成果", "The layers of the plan are synthetic data, not a statutory product"}).markup("</p>\n");
}

std::string card_page(const Canvas& canvas, const Cards& cards, std::size_t i, const Layer& lands, const Layer& points, const AtlasRun& run, const std::string& style) {
  const Card& card = cards.cards[i];
  const report::Frame frame{.title = {card.place.name, card.place.name_en.empty() ? card.place.id : card.place.name_en}, .script = card_script, .style = style};
  Html html;
  report::begin_page(html, frame);
  html.markup("<main>\n<nav class=\"trail\"><a href=\"index.html\">").both({"全部名片", "all cards"}).markup("</a></nav>\n<header><h1>").data(card.place.name);
  html.markup(" <span lang=\"en\">").data(card.place.name_en).markup("</span></h1></header>\n");
  list(html, card.missing, "notice strong");
  list(html, card.notes, "notice");
  html.markup("<div class=\"card-top\"><div>\n");
  words(html, card);
  html.markup("</div><figure>");
  map_of(html, canvas, cards, i, lands, points);
  html.markup("</figure></div>\n");
  areas(html, card);
  distances(html, card);
  projects(html, card);
  foot(html, canvas.plan(), run);
  html.markup("</main>\n");
  report::end_page(html, frame);
  return html.take();
}

void index_map(Html& html, const Canvas& canvas, const Cards& cards, const Layer& lands, const Layer& points) {
  Box box = canvas.land();
  box.add(lands.shapes.box());
  box.add(points.shapes.box());
  const double around = std::max(box.max_x - box.min_x, box.max_y - box.min_y) / 40 + 100;
  box = {box.min_x - around, box.min_y - around, box.max_x + around, box.max_y + around};
  const PlanMapOptions options;
  Content map = begin_content(canvas, options, sheet_of(box, 1000, std::clamp(1000 * report::proportion(box, false), 500.0, 1000.0)));
  for (const auto add : {add_ground, add_lines}) add(map);
  report::begin_map(html, map.sheet.view, {"名片所在", "Where the cards are"}, "atlas");
  draw_parts(html, map, false);
  std::vector<Label> labels;
  for (std::size_t i = 0; i < cards.cards.size(); ++i) {
    html.markup("<a href=\"").data(page_name(cards.cards[i], i)).markup("\">");
    begin_paths(html);
    draw(html, lands, i, map.sheet, "town-lit", cards.cards[i].place.name);
    end_group(html);
    html.markup("</a>\n");
    if (points.shapes.type(i) != ShapeType::point && lands.shapes.type(i) != ShapeType::polygon) continue;
    const Point at = map.sheet.view.place(points.shapes.type(i) == ShapeType::point ? points.shapes.points(i)[0] : report::middle(lands.shapes, i));
    labels.push_back({at, 6, cards.cards[i].place.name, "main", 12.5, 0});
    html.markup("<a href=\"").data(page_name(cards.cards[i], i)).markup("\"><g class=\"keep\" transform=\"translate(" + px(at.x) + " " + px(at.y) + ")\">");
    draw_pin(html, "main");
    html.markup("</g></a>\n");
  }
  for (std::size_t row = 0; row < canvas.layer("units").size(); ++row) {
    if (canvas.layer("units").shapes.type(row) != ShapeType::polygon) continue;
    labels.push_back({map.sheet.view.place(report::middle(canvas.layer("units").shapes, row)), 0, cell(canvas.layer("units"), "name", row), "unit-name", 18, 0.22});
  }
  Content names = begin_content(canvas, options, map.sheet);
  names.labels = std::move(labels);
  draw_names(html, names, false);
  report::end_map(html, map.sheet.view, canvas.plan().is_synthetic());
}

std::string index_page(const Canvas& canvas, const Cards& cards, const Layer& lands, const Layer& points, const AtlasRun& run, const std::string& style) {
  const Profile& profile = canvas.plan().profile();
  const std::string group = cards.group.empty() ? "" : cards.group;
  const report::Frame frame{.title = {profile.title.zh + " · " + (group.empty() ? "名片" : group), profile.title.en + " · cards"}, .script = card_script, .style = style};
  Html html;
  report::begin_page(html, frame);
  html.markup("<main>\n<header><h1>").both({profile.title.zh + " · " + (group.empty() ? "名片" : group + "名片"), "Cards of " + profile.title.en}).markup("</h1></header>\n");
  html.markup("<figure>");
  index_map(html, canvas, cards, lands, points);
  html.markup("</figure>\n<table class=\"summary\">");
  html.head_row({{"地名", "Place"}, {"区县", "District"}, {"#面积 m²", "Area m²"}, {"#集中建设区 m²", "Concentrated m²"}, {"#永久基本农田 m²", "Farmland m²"}, {"#红线内 m²", "In the red line m²"},
                 {"#最近交通线 km", "Line km"}, {"#项目", "Projects"}, {"点位", "Point"}, {"缺", "Missing"}}).markup("<tbody>\n");
  for (std::size_t i = 0; i < cards.cards.size(); ++i) {
    const Card& c = cards.cards[i];
    html.markup("<tr><td><a href=\"").data(page_name(c, i)).markup("\">").data(c.place.name).markup("</a></td>").element("td", "", c.unit);
    const auto number = [&](const std::string& value) { html.number(value.empty() ? "—" : value); };
    number(square_metres(c.area));
    for (const char* role : {"ugb.concentrated", "permanent_farmland", "ecological_redline"}) {
      const auto in = std::find_if(c.lands.begin(), c.lands.end(), [&](const LandIn& l) { return l.role == role; });
      number(square_metres(in->area));
    }
    number(kilometres(c.access[0].edge.length ? c.access[0].edge.length : c.access[0].point.length));
    number(std::to_string(c.distinct_projects));
    html.element("td", "", c.place.at ? c.place.quality : "—").markup("<td>");
    for (const Text& text : c.missing) html.markup("<span class=\"absent\">").both(text).markup("</span> ");
    html.markup("</td></tr>\n");
  }
  html.markup("</tbody></table>\n<p class=\"hint\">").both({"“—”：没有数据，原因见各页。", "\"—\": no data, the page says why."}).markup("</p>\n");
  foot(html, canvas.plan(), run);
  html.markup("</main>\n");
  report::end_page(html, frame);
  return html.take();
}

}  // namespace
}  // namespace libspatial::atlas

namespace libspatial {

std::vector<Page> card_pages(const Cards& cards, const Plan& plan, const AtlasRun& run) {
  using namespace atlas;
  const Canvas canvas(plan);
  const Layer lands = canvas.in_metres(cards.lands), points = canvas.in_metres(cards.points);
  const std::string style = map_style(false) + std::string(atlas_style);
  std::vector<Page> pages;
  for (std::size_t i = 0; i < cards.cards.size(); ++i) pages.push_back({page_name(cards.cards[i], i), card_page(canvas, cards, i, lands, points, run, style)});
  pages.push_back({"index.html", index_page(canvas, cards, lands, points, run, style)});
  return pages;
}

}  // namespace libspatial
