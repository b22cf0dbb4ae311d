#pragma once
// A drawn city: plan and projects as drawings on one grid (cells of 10 m, EPSG:4551), for checks whose areas are counted.

#include <string>

#include "libspatial/plan.hpp"
#include "libspatial/rules.hpp"

namespace libspatial::testing {

/// Every drawing may be empty; `zones` uses C (concentrated), F (flexible), S (special). A null pointer leaves the layer out.
struct Drawn {
  const char* units = "UUUUUUUUUU UUUUUUUUUU UUUUUUUUUU UUUUUUUUUU";
  const char* zones = "";
  const char* zones_again = "";  ///< more zones, over the first ones
  const char* farmland = "";
  const char* redline = "";
  const char* valid_from = "2021-01-01";
  const char* valid_to = "2035-12-31";
  const char* covers = "units";

  std::vector<Layer> layers() const;
  Plan plan() const { return Plan(layers()); }
};

/// One row per letter: fields id (the letter, lower case letters are further parcels of the upper case one) and kind.
Layer drawn_projects(const std::string& drawing, const std::string& kind = "industry");

/// libspatial/data/rules/jilin-sample.yaml.
RuleSet sample_rules();

const Finding& finding_of(const ProjectResult& project, const std::string& rule);

}  // namespace libspatial::testing
