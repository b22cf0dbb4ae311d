// libspatial plan: the plan itself. One subcommand, one file.

#include <filesystem>

#include "cli.hpp"
#include "libspatial/exchange.hpp"

namespace libspatial::cli {

namespace fs = std::filesystem;

namespace {

std::vector<fs::path> installed_profiles() {
  std::error_code none;
  std::vector<fs::path> folders;
  for (const auto& entry : fs::directory_iterator(fs::path(data_file("profiles/README.md")).parent_path())) {
    if (fs::is_regular_file(entry.path() / "profile.yaml", none)) folders.push_back(entry.path());
  }
  std::sort(folders.begin(), folders.end());
  return folders;
}

}  // namespace

Profile load_profile(const std::string& wanted) {
  std::error_code none;
  if (fs::is_regular_file(fs::path(wanted) / "profile.yaml", none)) return read_profile(wanted);
  const auto installed = installed_profiles();
  if (wanted.empty() && installed.size() == 1) return read_profile(installed[0].string());
  std::string list;
  for (const fs::path& folder : installed) {
    const std::string name = folder.filename().string();
    if (name == wanted) return read_profile(folder.string());
    list += (list.empty() ? "" : ", ") + name;
  }
  throw Error(Errc::file_not_found, {"没有城市配置“" + wanted + "”；已安装：" + list + "，也可写配置文件夹", "there is no city profile \"" + wanted + "\"; installed: " + list + "; or give its folder"});
}

Box city_frame() {
  const auto installed = installed_profiles();
  return installed.size() == 1 ? read_frame(installed[0].string()) : Box{};
}

void add_plan(CLI::App& app, Session& session) {
  CLI::App* plan = app.add_subcommand("plan", session.say({"规划本身：内容、导入、检验、评估、出图", "the plan itself: what is in it, import, validation, evaluation, maps"}));
  plan->set_help_flag("-h,--help", session.say({"显示帮助", "show this help"}));
  plan->group(session.say({"命令", "Subcommands"}));
  plan->require_subcommand(1);
  add_plan_show(*plan, session);
  add_plan_groups(*plan, session);
  add_plan_import(*plan, session);
  add_plan_init(*plan, session);
  add_plan_validate(*plan, session);
  add_plan_evaluate(*plan, session);
  add_plan_ledger(*plan, session);
  add_plan_corridor(*plan, session);
  add_plan_lengths(*plan, session);
  add_plan_landtake(*plan, session);
  add_plan_along(*plan, session);
  add_plan_distance(*plan, session);
  add_plan_cards(*plan, session);
  add_plan_map(*plan, session);
}

}  // namespace libspatial::cli
