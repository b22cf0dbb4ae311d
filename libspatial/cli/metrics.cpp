// libspatial metrics: numbers of land use by name, each with formula, source and golden values.

#include <filesystem>

#include "cli.hpp"
#include "libspatial/exchange.hpp"

namespace libspatial::cli {

metrics::Catalogue load_metrics() { return read_metrics(std::filesystem::path(data_file("metrics/catalogue.yaml")).parent_path().string()); }

void add_metrics(CLI::App& app, Session& session) {
  CLI::App* command = app.add_subcommand("metrics", session.say({"用地指标：目录、说明、计算", "land-use metrics: list, explain, compute"}));
  command->set_help_flag("-h,--help", session.say({"显示帮助", "show this help"}));
  command->group(session.say({"命令", "Subcommands"}));
  command->require_subcommand(1);
  add_metrics_list(*command, session);
  add_metrics_explain(*command, session);
  add_metrics_compute(*command, session);
}

}  // namespace libspatial::cli
