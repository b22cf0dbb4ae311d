// The cards and the map of a plan.
#include "libspatial/atlas.hpp"

#include "libspatial/exchange.hpp"
#include "module.hpp"

using namespace libspatial;

namespace {

Plan plan_of(const std::vector<Layer>& layers, const Profile& profile) { return layers.empty() ? Plan::of_words(profile) : Plan(layers, profile); }

AtlasRun run_of(const std::string& title) { return {"libspatial " LIBSPATIAL_VERSION, title}; }

/// cards.json, and (name, html) of every page.
py::tuple cards_of(const std::vector<Layer>& layers, const Profile& profile, const std::string& group, const std::vector<std::string>& places, int threads, const std::string& title) {
  auto [json, pages] = without_gil([&] {
    const Plan plan = plan_of(layers, profile);
    const Cards found = cards(plan, {.group = group, .places = places, .threads = threads});
    return std::pair(cards_json(found, plan, run_of(title)), card_pages(found, plan, run_of(title)));
  });
  std::vector<std::pair<std::string, std::string>> named;
  for (Page& page : pages) named.emplace_back(std::move(page.name), std::move(page.html));
  return py::make_tuple(json, named);
}

py::dict map_of(const std::vector<Layer>& layers, const Profile& profile, const std::string& language, const std::string& title, const std::vector<std::string>& groups,
                const std::vector<std::string>& hidden, const std::string& plan_title) {
  const PlanMapOptions options{.language = language == "en" ? Language::en : Language::zh, .title = title, .groups = groups, .hidden = hidden};
  const PlanMap map = without_gil([&] { return plan_map(plan_of(layers, profile), options, run_of(plan_title)); });
  const auto texts = [&](const std::vector<Text>& list) {
    std::vector<std::string> said;
    for (const Text& text : list) said.push_back(in(options.language, text));
    return said;
  };
  using namespace pybind11::literals;
  return py::dict("svg"_a = map.svg, "html"_a = map.html, "notes"_a = texts(map.notes), "missing"_a = texts(map.missing));
}

}  // namespace

void init_atlas(py::module_& module) {
  module.def("cards", &cards_of, py::arg("plan"), py::arg("profile"), py::arg("group"), py::arg("places"), py::arg("threads"), py::arg("plan_title"));
  module.def("plan_map", &map_of, py::arg("plan"), py::arg("profile"), py::arg("language"), py::arg("title"), py::arg("groups"), py::arg("hidden"), py::arg("plan_title"));
  module.def("plan_map_layers", &plan_map_layers);
  module.def("write_text", [](const std::string& file, const std::string& text) { publish_text(file, text); });
}
