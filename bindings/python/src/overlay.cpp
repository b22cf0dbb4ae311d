#include "libspatial/overlay.hpp"

#include "module.hpp"

using namespace libspatial;

namespace {

py::dict run(const Layer& subjects, const Layer& zones, const std::string& kind, bool pieces, int threads, const py::object& progress) {
  const OverlayOptions options{.area = area_kind(kind), .shapes = pieces, .threads = threads, .progress = progress_of(progress)};
  const Overlay result = without_gil([&] { return overlay(subjects, ZoneIndex(zones), options); });
  std::vector<std::size_t> subject;
  std::vector<std::int64_t> zone;
  std::vector<double> area_m2, share, multi_cover;
  for (const Piece& p : result.pieces) {
    subject.push_back(p.subject);
    zone.push_back(p.zone == outside ? -1 : static_cast<std::int64_t>(p.zone));
    area_m2.push_back(p.area.square_metres());
    share.push_back(p.share);
  }
  for (const Area a : result.multi_cover) multi_cover.push_back(a.square_metres());
  py::dict table;
  table["subject"] = subject;
  table["zone"] = zone;
  table["area_m2"] = area_m2;
  table["share"] = share;
  table["multi_cover_m2"] = multi_cover;
  if (pieces) table["wkb"] = wkb_list(result.shapes);
  return table;
}

}  // namespace

void init_overlay(py::module_& module) {
  module.def("overlay", &run, py::arg("subjects"), py::arg("zones"), py::arg("area"), py::arg("pieces"), py::arg("threads"), py::arg("progress"));
}
