// libspatial inspect: would areas computed from these files be right? What is in them, what is wrong, and one step for each.

#include <filesystem>
#include <iostream>
#include <memory>

#include "cli.hpp"
#include "libspatial/doctor.hpp"
#include "libspatial/exchange.hpp"
#include "libspatial/io.hpp"

namespace libspatial::cli {
namespace {

namespace fs = std::filesystem;

std::size_t count(const Layer& layer, ShapeType type) {
  std::size_t n = 0;
  for (std::size_t row = 0; row < layer.size(); ++row) n += layer.shapes.type(row) == type;
  return n;
}

struct InspectCommand {
  std::vector<std::string> files;
  std::string crs, profile, limits, fixed, json;

  void run(Session& session) const {
    if (!fixed.empty() && fs::path(fixed).extension() != ".gpkg") throw Error(Errc::bad_argument, {"--fix " + fixed + " 应以 .gpkg 结尾", "--fix " + fixed + " must end in .gpkg"});
    const std::string of = limits.empty() ? data_file("checks/doctor.yaml") : limits;
    const Limits values = parse_limits(read_text(of), of);
    const Profile city = load_profile(profile);
    const Schemas schemas = load_schemas("", {});
    std::vector<std::pair<Layer, Diagnosis>> all;
    std::vector<Layer> mended;
    for (const std::string& file : files) {
      for (Layer& layer : read(session, file)) {
        if (!layer.crs && !crs.empty() && !layer.shapes.points().empty()) layer.crs = Crs(crs);
        Diagnosis found = diagnose(layer, values, {.frame = city.frame, .schemas = &schemas, .widest = widest("widest_land"), .threads = session.threads});
        say(session, layer, found);
        if (!found.areas_are_right()) session.exit_code = std::max(session.exit_code, exit_needs_review);
        if (!fixed.empty()) mend(session, layer, mended);
        all.emplace_back(std::move(layer), std::move(found));
      }
    }
    if (!json.empty()) publish_text(json, diagnosis_json(all));
    if (!fixed.empty()) session.not_carried(write_geopackage(fixed, mended, "libspatial inspect --fix"));
  }

 private:
  /// A file that cannot be read is said and the next one is read.
  std::vector<Layer> read(Session& session, const std::string& file) const {
    try {
      if (file.find("|layername=") != std::string::npos) return {read_layer(file, crs, session.limits)};
      return read_layers(file, crs, session.limits);
    } catch (const Error& e) {
      if (files.size() == 1) throw;
      std::cout << file << "\n  " << session.say(title(Severity::error)) << " [" << name(e.code()) << "] " << session.say(e.text()) << '\n';
      session.exit_code = exit_needs_review;
      return {};
    }
  }

  static void mend(Session& session, const Layer& layer, std::vector<Layer>& out) {
    Fixed result = fix(layer);
    for (const Text& done : result.done) session.note(done);
    if (result.layer.name.empty()) result.layer.name = fs::path(split_layer_name(layer.file).first).stem().string();
    for (const Layer& other : out) {
      if (other.name == result.layer.name) throw Error(Errc::bad_argument, {"两个文件都有图层“" + other.name + "”：请分别修复", "two files have a layer \"" + other.name + "\": fix them one by one"});
    }
    out.push_back(std::move(result.layer));
  }

  static void line(const Session& session, const Text& label, const std::string& value) { std::cout << "  " << session.say(label) << value << '\n'; }

  static void say(Session& session, const Layer& layer, const Diagnosis& found) {
    std::cout << title(layer) << '\n';
    std::string fields;
    for (const Field& f : layer.fields) fields += (fields.empty() ? "" : ", ") + f.name;
    line(session, {"字段    ", "fields    "}, fields.empty() ? "-" : fields);
    const auto n = [](std::size_t value) { return std::to_string(value); };
    line(session, {"要素    ", "features  "}, n(layer.size()) + session.say({"（面 ", " (polygons "}) + n(count(layer, ShapeType::polygon)) + session.say({"，线 ", ", lines "}) +
                                                  n(count(layer, ShapeType::line)) + session.say({"，点 ", ", points "}) + n(count(layer, ShapeType::point)) + session.say({"）", ")"}));
    if (!layer.shapes.points().empty()) {
      line(session, {"坐标系  ", "CRS       "}, layer.crs ? layer.crs->code() + " " + layer.crs->name() : session.say({"没有", "none"}));
      const Box box = layer.shapes.box();
      line(session, {"范围    ", "extent    "}, shortest(box.min_x) + " " + shortest(box.min_y) + " … " + shortest(box.max_x) + " " + shortest(box.max_y));
    }
    if (found.area) {
      line(session, {"面积    ", "area      "}, decimals(found.area->square_metres(), 2) + " m² = " + decimals(found.area->hectares(), 4) + session.say({" 公顷 = ", " ha = "}) +
                                                    decimals(found.area->mu(), 2) + session.say({" 亩（official）", " mu (official)"}));
    }
    if (found.read > 0) {
      line(session, {"核算    ", "rows      "}, n(found.read) + session.say({" = 可用 ", " = used "}) + n(found.used) + session.say({" + 修复 ", " + repaired "}) + n(found.repaired) +
                                                    session.say({" + 不可用 ", " + rejected "}) + n(found.rejected));
    }
    for (const Symptom& s : found.symptoms) {
      std::cout << "  " << session.say(libspatial::title(s.severity)) << " [" << s.code << (s.count > 1 ? " × " + n(s.count) : "") << "] " << session.say(s.message);
      if (s.severity != Severity::info) std::cout << session.say({"。→ ", ". → "}) << session.say(s.action);
      std::cout << '\n';
    }
    std::cout << (found.areas_are_right() ? session.say({"  由此计算的面积可用\n", "  areas computed from it are right\n"}) : session.say({"  由此计算的面积不可用，请先处理以上错误\n", "  areas computed from it would be wrong: deal with the errors first\n"}));
  }
};

}  // namespace

void add_inspect(CLI::App& app, Session& session) {
  CLI::App* command = add_command(app, session, "inspect", {"诊断数据：由它计算的面积是否可用，哪里有问题，下一步做什么", "would areas computed from a file be right; what is wrong, and what to do"});
  auto o = std::make_shared<InspectCommand>();
  command->add_option("FILE", o->files, session.say({"数据文件，可写 文件|layername=图层；可以有多个", "files, or FILE|layername=NAME"}))->required();
  command->add_option("--crs", o->crs, session.say({"数据没有坐标系时说明", "declares the CRS of data that have none"}));
  command->add_option("--profile", o->profile, session.say({"城市配置：数据应在其市域范围内", "city profile: the data should lie in its frame"}));
  command->add_option("--fix", o->fixed, session.say({"把能安全修复的写到 .gpkg（不改变面积），逐项记录", "write what can be mended without changing an area to a .gpkg, and say each"}));
  command->add_option("--json", o->json, session.say({"把诊断写成 JSON", "write the diagnosis as JSON"}));
  command->add_option("--limits", o->limits, session.say({"限值 YAML（默认：随程序的）", "limits in YAML (default: those shipped)"}));
  command->callback([o, &session] { o->run(session); });
}

}  // namespace libspatial::cli
