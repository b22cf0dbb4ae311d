// The program: reads the command line, runs one command, turns what is thrown into one message and an exit code.

#include <unistd.h>

#include <iostream>
#include <new>

#include "cli.hpp"
#include "worker.hpp"

namespace libspatial::cli {
namespace {

/// The language must be known before the options are described: --lang anywhere, else the locale.
Language language_of(int argc, char** argv) {
  for (int i = 1; i < argc; ++i) {
    const std::string_view word = argv[i];
    const std::string_view value = word.starts_with("--lang=") ? word.substr(7) : word == "--lang" && i + 1 < argc ? argv[i + 1] : "";
    if (value == "zh") return Language::zh;
    if (value == "en") return Language::en;
  }
  return default_language();
}

void translate_help(CLI::App& app) {
  auto& formatter = *std::dynamic_pointer_cast<CLI::Formatter>(app.get_formatter());
  for (const auto& [from, to] : {std::pair{"Usage", "用法"}, {"Options", "选项"}, {"Positionals", "参数"},
                                 {"Subcommands", "命令"}, {"SUBCOMMAND", "命令"}, {"SUBCOMMANDS", "命令"}, {"OPTIONS", "选项"},
                                 {"REQUIRED", "必需"}, {"Excludes", "不能同用"}, {"Needs", "需要"}, {"TEXT", "文本"}, {"FLOAT", "数值"}, {"INT", "整数"}}) {
    formatter.label(from, to);
  }
}

/// The kind of mistake in Chinese; the parser's own words, in English, follow.
std::string kind_of(const CLI::ParseError& e) {
  const auto with = [&](const char* zh) { return std::string(zh) + "（" + e.what() + "）"; };
  switch (static_cast<CLI::ExitCodes>(e.get_exit_code())) {
    case CLI::ExitCodes::RequiredError: return with("缺少命令或必需的参数");
    case CLI::ExitCodes::ExtrasError: return with("不认识的参数");
    case CLI::ExitCodes::ArgumentMismatch: return with("参数的个数不对");
    case CLI::ExitCodes::ExcludesError: return with("参数不能同时使用");
    case CLI::ExitCodes::ValidationError:
    case CLI::ExitCodes::ConversionError: return with("参数值不对");
    default: return e.what();
  }
}

int run(int argc, char** argv) {
  Session session;
  session.language = language_of(argc, argv);
  CLI::App app(session.say({"libspatial：地块落在哪里，准确到分。结果为初步核查意见，不是审批结论。",
                            "libspatial: what a piece of land falls in, exactly. Results are a preliminary check, never an approval."}),
               "libspatial");
  if (session.language == Language::zh) translate_help(app);
  app.option_defaults()->group(session.say({"选项", "Options"}));
  app.set_help_flag("-h,--help", session.say({"显示帮助", "show this help"}));
  app.set_version_flag("--version", std::string("libspatial ") + LIBSPATIAL_VERSION, session.say({"显示版本", "show the version"}));
  app.add_option("--lang", session.say({"语言：zh 或 en", "language: zh or en"}))->check(CLI::IsMember({"zh", "en"}));
  app.require_subcommand(1);
  add_check(app, session);
  add_overlay(app, session);
  add_area(app, session);
  add_inspect(app, session);
  add_convert(app, session);
  add_batch(app, session);
  add_verify(app, session);
  add_override(app, session);
  add_redact(app, session);
  add_compare(app, session);
  add_cut(app, session);
  add_alternatives(app, session);
  add_plan(app, session);
  add_rules(app, session);
  add_metrics(app, session);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& e) {
    if (e.get_exit_code() == 0) return app.exit(e);  // --help, --version
    std::cerr << session.say({"参数错误：" + kind_of(e), std::string("usage error: ") + e.what()}) << '\n'
              << session.say({"用 --help 查看用法", "see --help"}) << '\n';
    return exit_input;
  }
  return session.exit_code;
}

int report(const Error& e, Language language) {
  const bool ours = e.code() == Errc::internal;
  std::cerr << in(language, ours ? Text{"内部错误", "internal error"} : Text{"错误", "error"}) << " [" << name(e.code()) << "] "
            << in(language, e.text()) << '\n';
  return ours ? exit_internal : exit_input;
}

}  // namespace
}  // namespace libspatial::cli

int main(int argc, char** argv) {
  using namespace libspatial;
  cli::scrub_environment();
  const Language language = cli::language_of(argc, argv);
  return cli::in_worker(argc, argv, language, [&] {
    try {
      return cli::run(argc, argv);
    } catch (const Error& e) {
      return cli::report(e, language);
    } catch (const std::bad_alloc&) {
      return cli::report(Error(Errc::limit_exceeded, {"内存不足，没有结果。请在内存更大的机器上运行，或分批处理；内存限值可用 --read-limit memory_bytes=64G 放宽",
                                                      "not enough memory, there is no result. Use a machine with more, or parts of the data; --read-limit memory_bytes=64G raises the limit"}), language);
    } catch (const std::exception& e) {
      return cli::report(Error(Errc::internal, {e.what(), e.what()}), language);
    }
  });
}
