// libspatial plan init: an empty, documented plan file for a bureau to fill.

#include <filesystem>
#include <iostream>
#include <memory>

#include "cli.hpp"
#include "libspatial/exchange.hpp"
#include "libspatial/io.hpp"

namespace libspatial::cli {
namespace {

struct PlanInitCommand {
  std::string out, crs = "EPSG:4490";

  void run(Session& session) const {
    if (std::filesystem::path(out).extension() != ".gpkg") {
      throw Error(Errc::bad_argument, {"--out " + out + " 应以 .gpkg 结尾", "--out " + out + " must end in .gpkg"});
    }
    std::error_code none;
    if (std::filesystem::exists(out, none)) {
      throw Error(Errc::bad_argument, {out + " 已存在，不会用空文件覆盖它；请换一个名字", out + " exists and is not overwritten with an empty file: choose another name"});
    }
    const std::string file = data_file("schemas/plan.yaml");
    const PlanLayout layout = parse_layout(read_text(file), file);
    write_plan(out, empty_plan(layout, Crs(crs)), layout, "libspatial plan init");
    std::cout << session.say({"空的规划文件：", "empty plan file: "}) << out << '\n'
              << session.say({"图层和字段的说明在表 README 和 docs/reference/plan-geopackage.md 中。填好一个图层后，请在 layer_manifest 中写明 covers、有效期和来源；没有写明的图层，规则一律不作肯定的判定。",
                              "The table README and docs/reference/plan-geopackage.md explain layers and columns. When a layer is filled, state covers, dates and source in "
                              "layer_manifest: rules pass nothing by a layer that does not."})
              << '\n';
  }
};

}  // namespace

void add_plan_init(CLI::App& plan, Session& session) {
  CLI::App* command = add_command(plan, session, "init", {"建立空的规划文件，供填写", "make an empty plan file to be filled"});
  auto o = std::make_shared<PlanInitCommand>();
  command->add_option("--out", o->out, session.say({"要建立的 GeoPackage", "the GeoPackage to make"}))->required();
  command->add_option("--crs", o->crs, session.say({"图层的坐标系", "CRS of the layers"}))->capture_default_str();
  command->callback([o, &session] { o->run(session); });
}

}  // namespace libspatial::cli
