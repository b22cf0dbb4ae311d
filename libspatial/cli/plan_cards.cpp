// libspatial plan cards: one card per place - its land, its projects, how far things are - as JSON and as pages.

#include <filesystem>
#include <iostream>
#include <memory>

#include "cli.hpp"
#include "libspatial/atlas.hpp"
#include "libspatial/exchange.hpp"
#include "libspatial/io.hpp"

namespace libspatial::cli {
namespace {

namespace fs = std::filesystem;

struct CardsCommand {
  std::string plan, profile, out, group;
  std::vector<std::string> places;

  void run(Session& session) const {
    if (!group.empty() && !places.empty()) throw Error(Errc::bad_argument, {"--group 与 --place 只能用一个", "use --group or --place, not both"});
    const Plan city(read_plan_layers(session, plan), load_profile(profile));
    const Cards found = cards(city, {.group = group, .places = places, .threads = session.threads});
    const AtlasRun run{"libspatial " LIBSPATIAL_VERSION, fs::path(plan).filename().string()};
    write(found, city, run);
    say(session, found);
    if (!found.complete()) session.exit_code = exit_needs_review;
  }

 private:
  void write(const Cards& found, const Plan& city, const AtlasRun& run) const {
    std::vector<Page> pages = card_pages(found, city, run);
    std::vector<FileToPublish> files;
    const auto add = [&](const std::string& name, const std::string& text) {
      files.push_back({name, [&text](const std::string& file) { publish_text(file, text); }});
    };
    const std::string json = cards_json(found, city, run);
    for (const Page& page : pages) {
      if (page.name != "index.html") add(page.name, page.html);
    }
    add("cards.json", json);
    add(pages.back().name, pages.back().html);
    publish_folder(out, files);
  }

  static void say(const Session& session, const Cards& found) {
    std::size_t incomplete = 0;
    for (const Card& card : found.cards) {
      const std::string area = card.area ? decimals_of_hundredths(card.area->hundredths()) + " m²" : session.say({"没有范围", "no polygon"});
      const std::string projects = std::to_string(card.distinct_projects);
      std::cout << card.place.name << "  " << card.unit << "  " << area << "  " << session.say({"项目 " + projects, projects + " projects"}) << '\n';
      incomplete += !card.missing.empty();
      for (const Text& text : card.missing) session.warn({card.place.name + "：" + text.zh, card.place.name + ": " + text.en});
    }
    const std::string all = std::to_string(found.cards.size()), lacking = std::to_string(incomplete);
    std::cout << session.say({"名片 " + all + " 张，其中 " + lacking + " 张有缺项", all + " cards, " + lacking + " of them lack something"}) << '\n';
  }
};

}  // namespace

void add_plan_cards(CLI::App& plan, Session& session) {
  CLI::App* command = add_command(plan, session, "cards", {"地名名片：面积、分区、农田红线、项目、距离，JSON 和网页", "one card per place: areas, zones, farmland, red line, projects, distances, as JSON and pages"});
  auto o = std::make_shared<CardsCommand>();
  command->add_option("PLAN", o->plan, session.say({"规划 GeoPackage", "the plan GeoPackage"}))->required();
  command->add_option("--out", o->out, session.say({"输出目录", "folder to write"}))->required();
  add_anywhere(*command, session);
  command->add_option("--profile", o->profile, session.say({"城市配置：名称或文件夹", "city profile: a name or a folder"}));
  command->add_option("--group", o->group, session.say({"哪一组地名（默认：城市配置 profile.yaml 的 cards: group）", "which group of places (default: cards: group of profile.yaml)"}));
  command->add_option("--place", o->places, session.say({"哪些地名，代替组", "which places, instead of a group"}));
  command->callback([o, &session] { o->run(session); });
}

}  // namespace libspatial::cli
