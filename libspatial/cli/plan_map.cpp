// libspatial plan map: the plan to look at, as a page, a drawing or a picture.

#include <filesystem>
#include <iostream>
#include <memory>

#include "cli.hpp"
#include "libspatial/atlas.hpp"
#include "libspatial/exchange.hpp"
#include "libspatial/io.hpp"
#include "libspatial/picture.hpp"

namespace libspatial::cli {
namespace {

namespace fs = std::filesystem;

struct MapCommand {
  std::string plan, profile, out, title;
  std::vector<std::string> groups, hidden;
  int width = 2400;

  void run(Session& session) const {
    const std::string ending = fs::path(out).extension().string();
    if (ending != ".html" && ending != ".svg" && ending != ".png") {
      throw Error(Errc::bad_argument, {"--out 应以 .html、.svg 或 .png 结尾：" + out, "--out must end in .html, .svg or .png: " + out});
    }
    Profile words = load_profile(profile);
    const Plan city = plan.empty() ? Plan::of_words(std::move(words)) : Plan(read_plan_layers(session, plan), std::move(words));
    for (const PlanLayer& entry : city.layers()) say_flaws(session, entry.layer);
    const PlanMap map = plan_map(city, {.language = session.language, .title = title, .groups = groups, .hidden = hidden},
                                 {"libspatial " LIBSPATIAL_VERSION, plan.empty() ? "" : fs::path(plan).filename().string()});
    if (ending == ".png") write_png(out, map.svg, width);
    else publish_text(out, ending == ".svg" ? map.svg : map.html);
    for (const Text& note : map.notes) session.note(note);
    for (const Text& missing : map.missing) session.warn(missing);
    if (!map.missing.empty()) session.exit_code = exit_needs_review;
  }
};

}  // namespace

void add_plan_map(CLI::App& plan, Session& session) {
  CLI::App* command = add_command(plan, session, "map", {"规划图：网页（图层可开关）、SVG 或 PNG", "the plan as a map: a page with layers to switch, SVG or PNG"});
  auto o = std::make_shared<MapCommand>();
  command->add_option("PLAN", o->plan, session.say({"规划 GeoPackage；不写：只画城市配置中的点位和项目", "the plan GeoPackage; none: only points and projects of the profile"}));
  command->add_option("--out", o->out, session.say({"输出 .html、.svg 或 .png", ".html, .svg or .png to write"}))->required();
  add_anywhere(*command, session);
  command->add_option("--profile", o->profile, session.say({"城市配置：名称或文件夹", "city profile: a name or a folder"}));
  command->add_option("--group", o->groups, session.say({"画出哪些组的范围（默认：全部板块）", "groups whose land is outlined (default: every plate)"}));
  std::string ids;
  for (const std::string& id : plan_map_layers()) ids += (ids.empty() ? "" : " ") + id;
  command->add_option("--hide", o->hidden, session.say({"先不显示的图层：", "layers not shown at first: "}) + ids)->delimiter(',');
  command->add_option("--title", o->title, session.say({"图名", "title of the map"}));
  command->add_option("--width", o->width, session.say({"PNG 的宽度（像素）", "width of the PNG in pixels"}))->capture_default_str();
  command->callback([o, &session] { o->run(session); });
}

}  // namespace libspatial::cli
