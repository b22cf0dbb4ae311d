// libspatial inspect: what is in a file, and what in it cannot be used.

#include <iostream>
#include <memory>

#include "cli.hpp"
#include "libspatial/io.hpp"
#include "libspatial/measure.hpp"

namespace libspatial::cli {
namespace {

std::size_t count(const Layer& layer, ShapeType type) {
  std::size_t n = 0;
  for (std::size_t row = 0; row < layer.size(); ++row) n += layer.shapes.type(row) == type;
  return n;
}

struct InspectCommand {
  std::string file, crs;

  void run(Session& session) const {
    std::vector<Layer> layers;
    if (file.find("|layername=") != std::string::npos) layers.push_back(read_layer(file, crs));
    else layers = read_layers(file, crs);
    for (const Layer& layer : layers) inspect(session, layer);
  }

 private:
  static void line(const Session& session, const Text& label, const std::string& value) {
    std::cout << "  " << session.say(label) << value << '\n';
  }

  static void inspect(Session& session, const Layer& layer) {
    std::cout << title(layer) << '\n';
    std::string fields;
    for (const Field& f : layer.fields) fields += (fields.empty() ? "" : ", ") + f.name;
    line(session, {"字段    ", "fields    "}, fields.empty() ? "-" : fields);
    const std::size_t polygon_rows = count(layer, ShapeType::polygon);
    line(session, {"要素    ", "features  "},
         std::to_string(layer.size()) + session.say({"（面 ", " (polygons "}) + std::to_string(polygon_rows) +
             session.say({"，线 ", ", lines "}) + std::to_string(count(layer, ShapeType::line)) +
             session.say({"，点 ", ", points "}) + std::to_string(count(layer, ShapeType::point)) + session.say({"）", ")"}));
    if (layer.shapes.points().empty()) return say_rejects(session, layer);
    line(session, {"坐标系  ", "CRS       "}, layer.crs ? layer.crs->code() + " " + layer.crs->name() : session.say({"没有", "none"}));
    const Box box = layer.shapes.box();
    line(session, {"范围    ", "extent    "}, shortest(box.min_x) + " " + shortest(box.min_y) + " … " + shortest(box.max_x) + " " + shortest(box.max_y));
    for (const Text& note : layer.notes) line(session, {"说明    ", "note      "}, session.say(note));
    if (polygon_rows > 0) measure(session, layer);
    else say_rejects(session, layer);
  }

  /// Reads the polygons as every other command would, and says what those commands would say.
  static void measure(Session& session, const Layer& layer) {
    try {
      const Layer used = polygons(layer, {.width_field = "width_m"});
      Area total;
      for (const Area a : areas(used.shapes, *used.crs, AreaKind::official, session.threads)) total += a;
      line(session, {"面积    ", "area      "},
           decimals(total.square_metres(), 2) + " m² = " + decimals(total.hectares(), 4) + session.say({" 公顷 = ", " ha = "}) +
               decimals(total.mu(), 2) + session.say({" 亩（official）", " mu (official)"}));
      line(session, {"已修复  ", "repaired  "}, std::to_string(used.repairs.size()));
      say_rejects(session, used);
    } catch (const Error& e) {
      session.exit_code = std::max(session.exit_code, exit_needs_review);
      line(session, {"问题    ", "problem   "}, "[" + std::string(name(e.code())) + "] " + session.say(e.text()));
    }
  }

  static void say_rejects(Session& session, const Layer& layer) {
    for (const Reject& r : layer.rejects) {
      if (r.reason == "null_geometry" && layer.shapes.points().empty()) continue;  // a table without geometry
      session.exit_code = std::max(session.exit_code, exit_needs_review);
      line(session, {"不可用  ", "rejected  "}, session.say(r.text));
    }
  }
};

}  // namespace

void add_inspect(CLI::App& app, Session& session) {
  CLI::App* command = add_command(app, session, "inspect", {"文件里有什么，哪些不能用", "what is in a file, and what in it cannot be used"});
  auto options = std::make_shared<InspectCommand>();
  command->add_option("FILE", options->file, session.say({"数据文件，可写 文件|layername=图层", "a file, or FILE|layername=NAME"}))->required();
  command->add_option("--crs", options->crs, session.say({"数据没有坐标系时说明", "declares the CRS of data that have none"}));
  command->callback([options, &session] { options->run(session); });
}

}  // namespace libspatial::cli
