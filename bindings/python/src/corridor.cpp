#include "libspatial/corridor.hpp"

#include "libspatial/exchange.hpp"
#include "module.hpp"

using namespace libspatial;

namespace {

std::vector<Layer> enclose(const Layer& layer, const std::string& name_field, double snap_m, const std::string& area) {
  const AreaKind kind = area_kind(area);
  warn_of_stretch(layer, kind);
  return without_gil([&] {
    return tables(enclosed(layer, {.name_field = name_field, .snap = Length::metres(snap_m), .area = kind}), *layer.crs, kind);
  });
}

Layer buffered(const Layer& layer, const std::string& name_field, double width_m, const std::string& width_field, double widest_m, bool round_joins) {
  return without_gil([&] {
    return corridors(layer, {.name_field = name_field, .width = Length::metres(width_m), .width_field = width_field, .widest = Length::metres(widest_m), .round_joins = round_joins});
  });
}

py::dict lengths_of(const Layer& layer, const Layer& units, const std::string& name_field, const std::string& segment_field, const std::string& unit_field, double tolerance_m) {
  const Lengths found = without_gil([&] {
    return lengths_by_unit(layer, units, {.name_field = name_field, .segment_field = segment_field, .unit_field = unit_field, .tolerance = Length::metres(tolerance_m)});
  });
  py::list unit, line, length, border, shared;
  for (const auto* rows : {&found.totals, &found.by_line}) {
    for (const UnitLength& row : *rows) {
      unit.append(row.unit == outside ? py::object(py::none()) : py::cast(found.units[row.unit]));
      line.append(row.line == all_lines ? py::object(py::none()) : py::cast(found.names[row.line]));
      length.append(row.length.metres());
      border.append(row.on_border.metres());
    }
  }
  for (const SharedTrack& track : found.shared) {
    py::dict lines;
    for (std::size_t i = 0; i < track.lines.size(); ++i) lines[py::str(found.names[track.lines[i]])] = track.lengths[i].metres();
    shared.append(py::make_tuple(track.segment, lines));
  }
  py::dict own;
  for (std::size_t n = 0; n < found.names.size(); ++n) own[py::str(found.names[n])] = found.line_lengths[n].metres();
  py::dict result;
  result["unit"] = unit;
  result["line"] = line;
  result["length_m"] = length;
  result["on_border_m"] = border;
  result["total_m"] = found.all.metres();
  result["several_units_m"] = found.several.metres();
  result["lines_m"] = own;
  result["shared"] = shared;
  return result;
}

py::dict stops(const Layer& axis, const Layer& places, double within_m, double join_m) {
  const Along found = without_gil([&] { return along(axis, places, {.within = Length::metres(within_m), .join = Length::metres(join_m)}); });
  std::vector<std::size_t> place;
  std::vector<double> at, from, to, distance, joined;
  std::vector<std::string> side;
  Shapes feet;
  for (const Stop& stop : found.stops) {
    place.push_back(stop.place);
    at.push_back(stop.at.metres());
    from.push_back(stop.from.metres());
    to.push_back(stop.to.metres());
    distance.push_back(stop.distance.metres());
    side.emplace_back(name(stop.side));
    feet.begin_shape(ShapeType::point);
    feet.begin_part();
    feet.add_ring(std::span(&stop.foot, 1));
  }
  for (const Length gap : found.joined) joined.push_back(gap.metres());
  py::dict result;
  result["place"] = place;
  result["at_m"] = at;
  result["from_m"] = from;
  result["to_m"] = to;
  result["distance_m"] = distance;
  result["side"] = side;
  result["wkb"] = wkb_list(feet);
  result["length_m"] = found.length.metres();
  result["joined_m"] = joined;
  return result;
}

py::dict apart(const Layer& a, const Layer& b, int threads) {
  const std::vector<Distance> found = without_gil([&] { return distances(a, b, threads); });
  std::vector<std::size_t> left, right;
  std::vector<double> edge, centre;
  for (const Distance& d : found) {
    left.push_back(d.a);
    right.push_back(d.b);
    edge.push_back(d.edge.metres());
    centre.push_back(d.centre.metres());
  }
  py::dict result;
  result["a"] = left;
  result["b"] = right;
  result["edge_m"] = edge;
  result["centre_m"] = centre;
  return result;
}

}  // namespace

void init_corridor(py::module_& module) {
  module.def("lines", [](const Layer& layer) { return without_gil([&] { return lines(layer); }); }, py::arg("layer"));
  module.def("places", [](const Layer& layer) { return without_gil([&] { return places(layer); }); }, py::arg("layer"));
  module.def("line_lengths", [](const Layer& layer, int threads) {
    return without_gil([&] {
      std::vector<double> result;
      for (const Length l : lengths(layer.shapes, *layer.crs, threads)) result.push_back(l.metres());
      return result;
    });
  }, py::arg("layer"), py::arg("threads") = 0);
  module.def("enclosed", &enclose, py::arg("lines"), py::arg("name_field"), py::arg("snap_m"), py::arg("area"));
  module.def("require_width", [](double width_m, double widest_m, const std::string& what) { require_width(Length::metres(width_m), Length::metres(widest_m), {what, what}); }, py::arg("width_m"), py::arg("widest_m"), py::arg("what"));
  module.def("limit", [](const std::string& file, const std::string& id, const std::string& unit) { return parse_limits(read_text(file), file).limit(id, unit).value; }, py::arg("file"), py::arg("id"), py::arg("unit"));
  module.def("corridors", &buffered, py::arg("lines"), py::arg("name_field"), py::arg("width_m"), py::arg("width_field"), py::arg("widest_m"), py::arg("round_joins"));
  module.def("lengths", &lengths_of, py::arg("lines"), py::arg("units"), py::arg("name_field"), py::arg("segment_field"), py::arg("unit_field"), py::arg("tolerance_m"));
  module.def("along", &stops, py::arg("axis"), py::arg("places"), py::arg("within_m"), py::arg("join_m"));
  module.def("distances", &apart, py::arg("a"), py::arg("b"), py::arg("threads") = 0);
}
