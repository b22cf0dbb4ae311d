// cards.json.

#include "libspatial/atlas.hpp"
#include "report/json_writer.hpp"

namespace libspatial {
namespace {

using report::JsonWriter;

void words(JsonWriter& json, const char* key, const std::vector<std::string>& list) {
  json.begin_array(key);
  for (const std::string& word : list) json.element(word);
  json.end();
}

void texts(JsonWriter& json, const char* key, const std::vector<Text>& list) {
  json.begin_array(key);
  for (const Text& text : list) json.text({}, text);
  json.end();
}

void why(JsonWriter& json, const Text& text) { text.en.empty() ? json.null("why") : json.text("why", text); }

std::optional<double> metres(const std::optional<Length>& length) { return length ? std::optional(length->metres()) : std::nullopt; }

void number_with_source(JsonWriter& json, const char* key, const char* unit, const std::optional<double>& value, const std::string& source) {
  if (!value) return json.null(key);
  json.begin_object(key);
  json.real(unit, *value);
  json.known("source", source);
  json.end();
}

void point(JsonWriter& json, const Card& card, const Layer& points, std::size_t row) {
  const Place& p = card.place;
  if (points.shapes.type(row) != ShapeType::point) return json.null("point");
  const Shapes degrees = reproject_vertices(points.shapes, *points.crs, Crs("EPSG:4490"));
  const Point at = p.at ? *p.at : degrees.points(row)[0];
  json.begin_object("point");
  json.decimal("lon", at.x, 6);
  json.decimal("lat", at.y, 6);
  json.known("grade", p.at ? p.quality : "");
  json.text("grade_title", p.at ? quality_title(p.quality) : Text{"规划图层 places", "layer places of the plan"});
  json.known("source", p.at ? p.coord_source : "places");
  json.decimal("off_land_m", metres(card.point_off_land), 1);
  json.end();
}

void land(JsonWriter& json, const Card& card) {
  json.hundredths("area_m2", card.area ? std::optional(card.area->hundredths()) : std::nullopt);
  json.begin_array("lands");
  for (const LandIn& in : card.lands) {
    json.begin_object();
    json.string("role", in.role);
    json.hundredths("area_m2", in.area ? std::optional(in.area->hundredths()) : std::nullopt);
    why(json, in.why);
    json.end();
  }
  json.end();
}

void way(JsonWriter& json, const char* key, const Way& w) {
  json.begin_object(key);
  json.known("to", w.to);
  json.known("kind", w.kind);
  json.known("status", w.status);
  json.known("method", w.method);
  json.decimal("distance_m", metres(w.length), 1);
  why(json, w.why);
  json.end();
}

void access(JsonWriter& json, const Card& card) {
  json.begin_array("access");
  for (const Access& a : card.access) {
    json.begin_object();
    json.string("what", a.what);
    way(json, "edge", a.edge);
    way(json, "point", a.point);
    words(json, "corridors", a.corridors);
    words(json, "through", a.through);
    json.end();
  }
  json.end();
}

void projects(JsonWriter& json, const Card& card) {
  json.integer("distinct_projects", static_cast<std::int64_t>(card.distinct_projects));
  json.begin_array("projects");
  for (const CardProject& p : card.projects) {
    json.begin_object();
    json.string("id", p.project.id);
    json.string("name", p.project.name);
    json.string("kind", p.project.kind);
    json.string("section", p.project.section);
    json.begin_array("quantities");
    for (const Quantity& q : p.project.quantities) json.element(q.name + q.relation + q.text);
    json.end();
    json.known("same_as", p.project.same_as);
    words(json, "total_of", p.project.total_of);
    json.known("via", p.via);
    json.end();
  }
  json.end();
}

}  // namespace

std::string cards_json(const Cards& cards, const Plan& plan, const AtlasRun& run) {
  const Profile& profile = plan.profile();
  JsonWriter json;
  json.begin_object();
  json.string("schema", "urn:libspatial:cards:1");
  json.string("program", run.program);
  json.begin_object("plan");
  json.known("file", run.plan_title);
  json.boolean("synthetic", plan.is_synthetic());
  json.end();
  json.begin_object("profile");
  json.string("id", profile.id);
  json.text("title", profile.title);
  json.string("document", profile.source.document);
  json.end();
  json.known("group", cards.group);
  json.string("area_kind", "official");
  json.boolean("complete", cards.complete());
  json.begin_array("cards");
  for (std::size_t i = 0; i < cards.cards.size(); ++i) {
    const Card& card = cards.cards[i];
    const Place& p = card.place;
    json.begin_object();
    json.string("id", p.id);
    json.string("name", p.name);
    json.known("name_en", p.name_en);
    json.text("kind", card.kind);
    json.known("code", p.code);
    json.known("unit", card.unit);
    json.known("seat", card.seat);
    json.known("centre", card.centre);
    words(json, "groups", card.groups);
    words(json, "roles", p.roles);
    words(json, "industries", p.industries);
    number_with_source(json, "population", "persons", p.population, p.population_source);
    number_with_source(json, "published_area", "km2", p.area_km2, p.area_source);
    json.known("section", p.section);
    json.known("note", p.note);
    point(json, card, cards.points, i);
    land(json, card);
    access(json, card);
    projects(json, card);
    texts(json, "missing", card.missing);
    texts(json, "notes", card.notes);
    json.end();
  }
  json.end();
  json.end();
  return json.take();
}

}  // namespace libspatial
