#include "atlas/card_words.hpp"

#include "libspatial/units.hpp"

namespace libspatial::atlas {

Text access_title(const std::string& what) {
  if (what == "line") return {"最近的交通线", "nearest transport line"};
  if (what == "corridor") return {"最近的廊道线", "nearest line of a corridor"};
  if (what == "seat") return {"县城（区：区的点位）", "county seat (district: its point)"};
  return {"市中心", "city centre"};
}

Text method_title(const std::string& method) {
  struct Entry { const char *key, *zh, *en; };
  for (const Entry& e : {Entry{"land–line", "范围边缘到线", "edge of the land to the line"}, Entry{"point–line", "点位到线", "point to the line"},
                         Entry{"land–land", "范围边缘到范围边缘", "edge to edge"}, Entry{"land–point", "范围边缘到点位", "edge of the land to the point"},
                         Entry{"point–land", "点位到范围边缘", "point to the edge of the land"}, Entry{"point–point", "点位到点位", "point to point"}}) {
    if (method == e.key) return {e.zh, e.en};
  }
  return {method, method};
}

Text line_kind_title(const std::string& kind, const std::string& status) {
  struct Entry { const char *key, *zh, *en; };
  Text text{kind, kind};
  for (const Entry& e : {Entry{"railway", "铁路", "railway"}, Entry{"expressway", "高速公路", "expressway"}, Entry{"highway", "国道、省道", "highway"},
                         Entry{"urban_expressway", "城市快速路", "urban expressway"}, Entry{"rural_road", "农村公路", "rural road"}}) {
    if (kind == e.key) text = {e.zh, e.en};
  }
  if (text.en.empty()) return text;
  if (status == "planned") return {text.zh + "，规划", text.en + ", planned"};
  if (status == "unclear") return {text.zh + "，规划未写明现状", text.en + ", status not stated"};
  return text;
}

std::string joined(const std::vector<std::string>& words, const char* with) {
  std::string all;
  for (const std::string& w : words) all += (all.empty() ? "" : with) + w;
  return all;
}

std::string square_metres(const std::optional<Area>& area) { return area ? decimals_of_hundredths(area->hundredths()) : std::string(); }

std::string kilometres(const std::optional<Length>& length) { return length ? decimals(length->kilometres(), 3) : std::string(); }

std::string page_name(const Card& card, std::size_t number) {
  const std::string& id = card.place.id;
  const bool plain = !id.empty() && id.size() < 100 && id.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-") == std::string::npos;
  return (plain && id != "index" ? id : "place-" + std::to_string(number + 1)) + ".html";
}

void value_or(report::Html& html, const std::string& value, const Text& otherwise) {
  if (!value.empty()) html.data(value);
  else html.markup("<span class=\"absent\">").both(otherwise).markup("</span>");
}

}  // namespace libspatial::atlas
