// libspatial plan: the plan itself. One subcommand, one file.

#include "cli.hpp"

namespace libspatial::cli {

void add_plan(CLI::App& app, Session& session) {
  CLI::App* plan = app.add_subcommand("plan", session.say({"规划本身：内容、导入、检验、评估、出图", "the plan itself: what is in it, import, validation, evaluation, maps"}));
  plan->set_help_flag("-h,--help", session.say({"显示帮助", "show this help"}));
  plan->group(session.say({"命令", "Subcommands"}));
  plan->require_subcommand(1);
  add_plan_corridor(*plan, session);
  add_plan_lengths(*plan, session);
  add_plan_landtake(*plan, session);
  add_plan_along(*plan, session);
  add_plan_distance(*plan, session);
}

}  // namespace libspatial::cli
