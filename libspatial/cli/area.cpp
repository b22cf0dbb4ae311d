// libspatial area: the area of every polygon of a file.

#include <iostream>
#include <memory>

#include "cli.hpp"
#include "libspatial/exchange.hpp"
#include "libspatial/measure.hpp"

namespace libspatial::cli {
namespace {

struct AreaCommand {
  std::string file, out, kind = "official", id, crs;

  void run(Session& session) const {
    const AreaKind how = area_kind(kind);
    const Layer layer = read_polygons(session, file, crs);
    say_stretch(session, layer, how);
    const auto ids = labels(layer, id);
    const auto values = areas(layer.shapes, *layer.crs, how, session.threads);
    const std::string header[] = {"id", "area_m2"};
    std::string csv = csv_record(header);
    for (std::size_t row = 0; row < layer.size(); ++row) {
      const bool used = layer.shapes.type(row) == ShapeType::polygon;
      const std::string cells[] = {ids[row], !used ? "" : how == AreaKind::official ? decimals_of_hundredths(values[row].hundredths()) : shortest(values[row].square_metres())};
      csv += csv_record(cells);
    }
    if (!layer.rejects.empty()) session.exit_code = exit_needs_review;
    if (out.empty()) {
      std::cout << csv;
      return;
    }
    publish_text(out, csv);
    if (!layer.rejects.empty()) session.warn({"未采用的要素见 " + write_rejects(out, {&layer}), "features not used: " + write_rejects(out, {&layer})});
  }
};

}  // namespace

void add_area(CLI::App& app, Session& session) {
  CLI::App* command = add_command(app, session, "area", {"计算每个面的面积", "the area of every polygon"});
  auto options = std::make_shared<AreaCommand>();
  command->add_option("FILE", options->file, session.say({"数据文件，可写 文件|layername=图层", "a file, or FILE|layername=NAME"}))->required();
  command->add_option("--kind", options->kind, session.say({"面积种类：official 图斑椭球面积，geodesic 测地，planar 平面", "official (national procedure), geodesic or planar"}))->capture_default_str();
  command->add_option("--id", options->id, session.say({"编号字段（默认：从 0 起的行号）", "field with the id (default: row numbers from 0)"}));
  add_crs_options(*command, session, options->crs);
  command->add_option("--out", options->out, session.say({"输出 CSV（默认：打印）", "CSV to write (default: print)"}));
  command->callback([options, &session] { options->run(session); });
}

}  // namespace libspatial::cli
