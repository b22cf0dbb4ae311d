#include "libspatial/overlay.hpp"

#include "module.hpp"

using namespace libspatial;

namespace {

py::dict run(const Layer& subjects, const Layer& zones, const std::string& kind, bool pieces, int threads, const py::object& progress) {
  const OverlayOptions options{.area = area_kind(kind), .shapes = pieces, .threads = threads, .progress = progress_of(progress)};
  warn_of_stretch(subjects, options.area);
  const Overlay result = without_gil([&] { return overlay(subjects, ZoneIndex(zones), options); });
  Column<std::int64_t> subject, zone;
  Column<double> area_m2, share, multi_cover;
  const auto fill = [](auto& column, const auto& from, auto value) {
    column.values.reserve(from.size());
    for (const auto& item : from) column.values.push_back(value(item));
  };
  fill(subject, result.pieces, [](const Piece& p) { return static_cast<std::int64_t>(p.subject); });
  fill(zone, result.pieces, [](const Piece& p) { return p.zone == outside ? -1 : static_cast<std::int64_t>(p.zone); });
  fill(area_m2, result.pieces, [](const Piece& p) { return p.area.square_metres(); });
  fill(share, result.pieces, [](const Piece& p) { return p.share; });
  fill(multi_cover, result.multi_cover, [](Area a) { return a.square_metres(); });
  py::dict table;
  table["subject"] = std::move(subject);
  table["zone"] = std::move(zone);
  table["area_m2"] = std::move(area_m2);
  table["share"] = std::move(share);
  table["multi_cover_m2"] = std::move(multi_cover);
  if (pieces) table["wkb"] = wkb_list(result.shapes);
  return table;
}

}  // namespace

void init_overlay(py::module_& module) {
  module.def("overlay", &run, py::arg("subjects"), py::arg("zones"), py::arg("area"), py::arg("pieces"), py::arg("threads"), py::arg("progress"));
}
