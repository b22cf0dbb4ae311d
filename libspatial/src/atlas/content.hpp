#pragma once
// What is on the map of a plan, layer by layer, each with the keys of its legend.

#include <map>
#include <string>
#include <vector>

#include "atlas/canvas.hpp"
#include "atlas/labels.hpp"
#include "libspatial/atlas.hpp"

namespace libspatial::atlas {

struct Key {
  enum class Form { area, line, dot, pin } form;
  std::vector<std::string> names;  ///< CSS classes, drawn one over the other
  std::string title;
};

struct Part {
  std::string id, title;
  bool on = true;
  std::string svg;
  std::vector<Key> keys;
};

/// A map while it is put together.
struct Content {
  const Canvas& canvas;
  const PlanMapOptions& options;
  Sheet sheet;
  std::vector<Part> parts;
  std::vector<Label> labels;          ///< the important ones first
  std::vector<Obstacle> discs;
  std::vector<const PlannedProject*> unplaced;
  std::vector<Text> notes, missing;
  std::string class_style;            ///< CSS of the profile's colours

  const Profile& profile() const { return canvas.plan().profile(); }
  const std::string& say(const Text& text) const { return in(options.language, text); }
  std::string name(const Place& place) const { return options.language == Language::en && !place.name_en.empty() ? place.name_en : place.name; }
  bool is_on(const std::string& id) const;
  /// Adds a part; one without anything drawn is left out.
  void add(const char* id, const Text& title, std::string svg, std::vector<Key> keys);
};

// In the order they are drawn.
void add_ground(Content& map);      ///< "units", "towns"
void add_zones(Content& map);       ///< "farmland", "redline", "zones"
void add_areas(Content& map);       ///< "areas", "groups"
void add_lines(Content& map);       ///< "corridors", "lines"
void add_projects(Content& map);    ///< "projects"
void add_places(Content& map);      ///< "places"
void add_names(Content& map);       ///< "names"

/// "the layer …" of the language, the projection, the data and what they say of themselves: lines below the map.
std::vector<std::string> imprint(const Content& map, const AtlasRun& run);
std::string title_of(const Content& map);

/// An empty map of a sheet; the whole map of the city. Both keep references to the canvas and the options.
Content begin_content(const Canvas& canvas, const PlanMapOptions& options, const Sheet& sheet);
Content content_of(const Canvas& canvas, const PlanMapOptions& options);

/// The sign of a place: "core", "seat", "main" or "other".
void draw_pin(Html& html, std::string_view rank);

/// The legend's keys in a box of 30 × 16 pixels.
void draw_key(Html& html, const Key& key);

/// The labels of a map; `all`: those too that need magnification, hidden at first.
void draw_names(Html& html, const Content& map, bool all);
/// Everything, one part over the other; `all`: those that are off too.
void draw_parts(Html& html, const Content& map, bool all);

}  // namespace libspatial::atlas
