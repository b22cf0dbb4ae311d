#pragma once
// Atlas: a plan to look at. The map of the city, and the cards as pages. Everything is one file each and needs no network.

#include <string>
#include <vector>

#include "libspatial/cards.hpp"
#include "libspatial/plan.hpp"

namespace libspatial {

struct AtlasRun {
  std::string program;                     ///< "libspatial 0.1.0"
  std::string plan_title;                  ///< the plan file as the user wrote it; empty: none
};

/// cards.json: all cards (docs/commands/plan-cards.md, schema cards.schema.json). UTF-8, keys in fixed order, areas in m² with two decimals, lengths in m with one.
std::string cards_json(const Cards& cards, const Plan& plan, const AtlasRun& run);

struct Page {
  std::string name;                        ///< "index.html", "<id>.html"
  std::string html;
};
/// One page per card and index.html with a map, the index last. Every number is one of cards.json.
std::vector<Page> card_pages(const Cards& cards, const Plan& plan, const AtlasRun& run);

struct PlanMapOptions {
  Language language = Language::zh;        ///< of labels and legend; names without an English form stay as they are
  std::string title = {};                  ///< empty: the city's
  std::vector<std::string> groups = {};    ///< drawn as outlines; empty: every plate
  std::vector<std::string> hidden = {};    ///< ids of layers that are not shown at first (svg: not drawn)
};

/// The map once as a sheet (svg) and once as a page with layers to switch (html).
struct PlanMap {
  std::string svg, html;
  std::vector<Text> notes;                 ///< what is on it: how many projects have no place
  std::vector<Text> missing;               ///< what is not: layers without rows that can be drawn, members of groups without land
};

/// Ids of the layers of a map, from below to above: "units", "towns", "special", …
std::vector<std::string> plan_map_layers();

/// Drawn in the Gauss–Krüger system of the city's middle. Throws Error(bad_argument) for an unknown group or layer, Error(bad_plan) when there is nothing with a place.
PlanMap plan_map(const Plan& plan, const PlanMapOptions& options, const AtlasRun& run);

}  // namespace libspatial
