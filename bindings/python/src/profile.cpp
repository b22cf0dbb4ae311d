// Profiles and the plan: rows as dictionaries, questions by id.
#include "libspatial/profile.hpp"

#include "libspatial/exchange.hpp"
#include "libspatial/plan.hpp"
#include "module.hpp"

using namespace libspatial;

namespace {

py::dict row(const Place& p) {
  using namespace pybind11::literals;
  py::dict d("id"_a = p.id, "name"_a = p.name, "name_en"_a = p.name_en, "aliases"_a = p.aliases, "kind"_a = p.kind, "parent"_a = p.parent, "code"_a = p.code, "roles"_a = p.roles,
             "industries"_a = p.industries, "quality"_a = p.quality, "coord_source"_a = p.coord_source, "area_km2"_a = p.area_km2, "area_source"_a = p.area_source,
             "population"_a = p.population, "population_source"_a = p.population_source, "section"_a = p.section, "note"_a = p.note);
  d["lon"] = p.at ? py::cast(p.at->x) : py::none();
  d["lat"] = p.at ? py::cast(p.at->y) : py::none();
  return d;
}

py::dict row(const PlaceGroup& g) {
  using namespace pybind11::literals;
  return py::dict("id"_a = g.id, "name"_a = g.name, "kind"_a = g.kind, "members"_a = g.members, "within"_a = g.within, "limit"_a = g.limit, "industries"_a = g.industries,
                  "section"_a = g.section, "note"_a = g.note);
}

py::dict row(const PlannedProject& p) {
  using namespace pybind11::literals;
  py::list quantities;
  for (const Quantity& q : p.quantities) quantities.append(py::dict("name"_a = q.name, "relation"_a = q.relation, "text"_a = q.text, "value"_a = q.value, "unit"_a = q.unit));
  const char* shape = p.geometry == ShapeType::polygon ? "polygon" : p.geometry == ShapeType::line ? "line" : "point";
  return py::dict("id"_a = p.id, "name"_a = p.name, "unit"_a = p.unit, "kind"_a = p.kind, "geometry"_a = shape, "places"_a = p.places, "quantities"_a = quantities,
                  "section"_a = p.section, "same_as"_a = p.same_as, "maybe_same_as"_a = p.maybe_same_as, "total_of"_a = p.total_of, "unit_stated"_a = p.unit_stated);
}

py::dict row(const Target& t) {
  using namespace pybind11::literals;
  return py::dict("id"_a = t.id, "name"_a = t.name, "comparator"_a = t.comparator, "value"_a = t.value, "unit"_a = t.unit, "year"_a = t.year, "scope"_a = t.scope, "kind"_a = t.kind,
                  "computable"_a = t.computable, "section"_a = t.section, "quote"_a = t.quote);
}

template <class T>
py::list table(const std::vector<T>& items) {
  py::list result;
  for (const T& item : items) {
    if constexpr (std::is_pointer_v<T>) result.append(row(*item));
    else result.append(row(item));
  }
  return result;
}

py::dict membership_dict(const std::vector<Layer>& layers, const Profile& profile, const std::vector<std::string>& names, const std::string& kind, int threads) {
  const Membership found = without_gil([&] { return membership(Plan(layers, profile), names, area_kind(kind), threads); });
  const auto numbers = [](const std::vector<Area>& areas) {
    std::vector<double> result;
    for (const Area a : areas) result.push_back(a.square_metres());
    return result;
  };
  py::dict result;
  std::vector<std::vector<double>> shared;
  for (const auto& line : found.shared) shared.push_back(numbers(line));
  std::vector<std::string> missing;
  for (const Text& t : found.missing) missing.push_back(in(default_language(), t));
  result["lands"] = found.lands;
  result["areas"] = numbers(found.areas);
  result["shared"] = shared;
  result["missing"] = missing;
  result["sum"] = found.sum.square_metres();
  result["cover"] = found.cover.square_metres();
  return result;
}

}  // namespace

void init_profile(py::module_& module) {
  py::class_<Profile>(module, "Profile", "What a city's plan says in words and numbers.")
      .def_readonly("id", &Profile::id)
      .def_property_readonly("title", [](const Profile& p) { return in(default_language(), p.title); })
      .def_property_readonly("places", [](const Profile& p) { return table(p.places); })
      .def_property_readonly("groups", [](const Profile& p) { return table(p.groups); })
      .def("find", [](const Profile& p, const std::string& name) -> py::object {
        const Place* found = p.find(name);
        return found ? py::object(row(*found)) : py::none();
      })
      .def("place", [](const Profile& p, const std::string& name) { return row(p.place(name)); })
      .def("group", [](const Profile& p, const std::string& name) -> py::object {
        const PlaceGroup* found = p.find_group(name);
        return found ? py::object(row(*found)) : py::none();
      })
      .def("parents", [](const Profile& p, const std::string& name) { return table(p.parents(p.place(name))); })
      .def("children", [](const Profile& p, const std::string& name) { return table(p.children(p.place(name))); })
      .def("groups_of", [](const Profile& p, const std::string& name) { return table(p.groups_of(p.place(name))); })
      .def("projects", [](const Profile& p, const std::string& unit, const std::string& kind, const std::string& section, bool distinct) {
        return table(p.find_projects(unit, kind, section, distinct));
      })
      .def("targets", [](const Profile& p, const std::string& name, const std::string& year) { return table(p.find_targets(name, year)); });
  module.def("read_profile", [](const std::string& folder) { return without_gil([&] { return read_profile(folder); }); });
  module.def("membership", &membership_dict);
}
