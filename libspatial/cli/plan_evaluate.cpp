// libspatial plan evaluate: every target of the plan computed, or what is missing for it; the land accounts; the plan's own figures.

#include <filesystem>
#include <iostream>
#include <memory>

#include "cli.hpp"
#include "libspatial/evaluation.hpp"
#include "libspatial/exchange.hpp"
#include "libspatial/io.hpp"

namespace libspatial::cli {
namespace {

namespace fs = std::filesystem;

struct EvaluateCommand {
  std::string plan, profile, projects, limits, out, as_of, crs;
  bool all = false;

  void run(Session& session) const {
    const std::string ending = fs::path(out).extension().string();
    if (!ending.empty() && ending != ".json" && ending != ".gpkg") {
      throw Error(Errc::bad_argument, {"--out " + out + "：只能写 .json、.gpkg 或目录", "--out " + out + ": only .json, .gpkg or a folder can be written"});
    }
    const std::string file = limits.empty() ? data_file("checks/evaluation.yaml") : limits;
    const Limits values = parse_limits(read_text(file), file);
    const Plan city(read_plan_layers(session, plan), load_profile(profile));
    std::optional<Layer> drawn;
    if (!projects.empty()) drawn = read_polygons(session, projects, crs, project_land());
    const Evaluation result = evaluate(city, values, {.as_of = as_of.empty() ? today() : as_of, .projects = drawn ? &*drawn : nullptr, .threads = session.threads});
    const std::vector<Layer> written = tables(result, city);
    if (!out.empty()) write(written, result, values, ending);
    say(session, result, city.profile(), values);
    for (const Text& missing : result.missing) session.warn(missing);
    for (const LandAccount& account : result.accounts) {
      for (const Text& flaw : account.flaws) session.warn(flaw);
    }
    if (result.incomplete()) session.exit_code = exit_needs_review;
  }

 private:
  void write(const std::vector<Layer>& written, const Evaluation& result, const Limits& values, const std::string& ending) const {
    const auto json = [&](const std::string& name) { publish_text(name, evaluation_json(result, written, values)); };
    const auto layers = [&](const std::string& name) { write_geopackage(name, written, "libspatial plan evaluate --as-of " + result.as_of); };
    if (ending == ".json") return json(out);
    if (ending == ".gpkg") return layers(out);
    std::vector<FileToPublish> files{{"evaluation.gpkg", layers}};
    for (const Layer& table : written) {
      if (!table.crs) files.push_back({table.name + ".csv", [&table](const std::string& name) { publish_text(name, to_csv(table)); }});
    }
    files.push_back({"evaluation.json", json});
    publish_folder(out, files);
  }

  static std::string number(double value) { return shortest(std::stod(decimals(value, 4))); }

  static void heading(const Session& session, const Text& text) { std::cout << "— " << session.say(text) << '\n'; }

  void say(const Session& session, const Evaluation& result, const Profile& city, const Limits& values) const {
    std::cout << session.say(city.title) << " · " << city.source.document << " · " << result.as_of << "\n\n";
    say_indicators(session, result, city);
    say_accounts(session, result);
    say_units(session, result);
    say_changes(session, result);
    say_figures(session, result, city);
    std::cout << session.say({"初步评估，不是审批意见", "a preliminary view, not an approval"}) << " · " << session.say(values.title) << " · " << session.say(values.notice) << '\n';
  }

  void say_indicators(const Session& session, const Evaluation& result, const Profile& city) const {
    heading(session, {"指标", "targets"});
    for (std::size_t i = 0; i < city.targets.size(); ++i) {
      const Target& t = city.targets[i];
      const IndicatorValue& v = result.indicators[i];
      if (v.standing == Standing::not_spatial || (v.standing == Standing::missing && !all)) continue;
      std::cout << session.say(title(v.standing)) << "  " << t.name;
      if (v.value) std::cout << "  " << number(*v.value) << ' ' << t.unit;
      if (t.value) std::cout << "  " << session.say({"规划 ", "plan "}) << t.comparator << shortest(*t.value) << (v.standing == Standing::differs || v.standing == Standing::short_of ? session.say({"，差 ", ", gap "}) + number(*v.gap) : "");
      std::cout << "  " << v.at << '\n';
      const std::string formula = session.say(v.formula), why = session.say(v.why);
      if (all || v.standing == Standing::differs) std::cout << "      " << formula << (formula.empty() || why.empty() ? "" : session.say({"；", "; "})) << why << '\n';
    }
    std::cout << session.say({"指标 ", "targets "}) << result.indicators.size() << ":";
    for (const Standing s : {Standing::agrees, Standing::differs, Standing::reached, Standing::short_of, Standing::computed, Standing::missing, Standing::not_spatial}) {
      std::cout << ' ' << session.say(title(s)) << ' ' << result.count(s);
    }
    std::cout << (all ? "" : session.say({"（--all 列出全部及公式）", " (--all shows all, with formulas)"})) << "\n\n";
  }

  static void say_accounts(const Session& session, const Evaluation& result) {
    if (!result.accounts.empty()) heading(session, {"土地台账", "land accounts"});
    for (const LandAccount& account : result.accounts) {
      const Text name = account.id == "idle" ? Text{"闲置土地", "idle land"} : Text{"批而未供", "approved and not supplied"};
      std::cout << session.say(name) << "  " << decimals(account.total.square_metres(), 2) << " m² = " << decimals(account.total.square_kilometres(), 4) << " km²  " << account.date << '\n'
                << "      " << session.say(account.rule) << '\n';
      for (const LandBeside& beside : account.beside) std::cout << "      " << session.say(beside.title) << "  " << decimals(beside.area.square_metres(), 2) << " m²\n";
    }
    if (!result.accounts.empty()) std::cout << '\n';
  }

  static void say_units(const Session& session, const Evaluation& result) {
    heading(session, {"开发边界、双控、人地挂钩", "growth boundary, double control, land and people"});
    for (const UnitBalance& u : result.balances.units) {
      if (!u.multiple) continue;
      std::cout << (u.unit.empty() ? session.say({"合计", "all"}) : u.name) << "  " << session.say({"扩展倍数 ", "expansion multiple "}) << decimals(*u.multiple, 4)
                << session.say({"（不含特别用途区 ", " (without the special zone "}) << decimals(*u.multiple_without_special, 4) << session.say({"）", ")"});
      if (u.flexible_share) std::cout << session.say({"，弹性/集中 ", ", flexible/concentrated "}) << decimals(100 * *u.flexible_share, 2) << '%';
      if (u.settled && u.unsupplied && u.idle && *u.settled > 0) {
        const Area stock = *u.unsupplied + *u.idle;
        std::cout << session.say({"，存量（批而未供与闲置）", ", stock (not supplied, and idle) "}) << decimals(stock.square_kilometres(), 4) << " km²"
                  << session.say({"，落户 ", ", settled "}) << shortest(*u.settled) << session.say({" 人", " people"});
      }
      std::cout << '\n';
      for (const Text& finding : u.findings) std::cout << "      " << session.say(finding) << '\n';
    }
    if (result.balances.buildings_partial) std::cout << session.say({"建筑图层没有声明覆盖全部单元：容积率只是下限，未与指标比较", "the layer of buildings does not state that it covers the units: floor area ratios are lower bounds, not compared"}) << '\n';
    for (const Text& note : result.balances.notes) std::cout << session.say(note) << '\n';
    std::cout << '\n';
  }

  static void say_changes(const Session& session, const Evaluation& result) {
    if (result.farmland || result.pairs) heading(session, {"耕地平衡、增减挂钩", "farmland, demolition and rebuilding"});
    if (result.farmland) {
      const FarmlandBalance& f = *result.farmland;
      std::cout << session.say({"耕地：减少 ", "farmland: lost "}) << decimals(f.sum.loss.square_metres(), 2) << session.say({" m²，增加 ", " m², won "}) << decimals(f.sum.gain.square_metres(), 2)
                << session.say({" m²；净面积 减少 ", " m²; net of ridges lost "}) << decimals(f.sum.loss_net.square_metres(), 2) << session.say({" m²，增加 ", " m², won "})
                << decimals(f.sum.gain_net.square_metres(), 2) << session.say({" m²（两期共有范围 ", " m² (on the land of both dates, "}) << decimals(f.compared.square_kilometres(), 4) << " km²"
                << session.say({"）", ")"}) << '\n';
    }
    if (result.pairs) {
      std::size_t wrong = 0;
      for (const PairedProject& p : result.pairs->projects) wrong += !p.findings.empty();
      const std::string n = std::to_string(result.pairs->projects.size()), w = std::to_string(wrong);
      std::cout << session.say({"增减挂钩 " + n + " 个项目，" + w + " 个有问题：拆旧 ", n + " pairs of demolition and rebuilding, " + w + " with findings: demolished "})
                << decimals(result.pairs->demolished.square_metres(), 2) << session.say({" m²，建新 ", " m², rebuilt "}) << decimals(result.pairs->rebuilt.square_metres(), 2) << " m²\n";
      for (const PairedProject& p : result.pairs->projects) {
        if (p.findings.empty()) continue;
        std::cout << "      " << p.project << ':';
        for (const std::string& code : p.findings) std::cout << ' ' << code;
        std::cout << '\n';
      }
    }
    if (result.farmland || result.pairs) std::cout << '\n';
  }

  static void say_figures(const Session& session, const Evaluation& result, const Profile& city) {
    std::size_t agree = 0;
    if (!city.figures.empty()) heading(session, {"规划自身的数字", "the plan's own figures"});
    for (std::size_t i = 0; i < city.figures.size(); ++i) {
      const FigureCheck& c = city.figures[i];
      const FigureFound& f = result.figures[i];
      agree += !f.contradicts;
      if (!f.contradicts) continue;
      std::cout << '[' << c.section << "] " << session.say(c.title);
      if (f.found) std::cout << ": " << shortest(c.stated) << ' ' << c.unit << " ≠ " << shortest(*f.found) << " (" << session.say(f.how) << ')';
      if (!c.note.en.empty()) std::cout << session.say({"；", "; "}) << session.say(c.note);
      std::cout << '\n';
    }
    const std::string n = std::to_string(agree), all = std::to_string(city.figures.size());
    if (!city.figures.empty()) std::cout << session.say({"核对 " + all + " 处，" + n + " 处一致", n + " of " + all + " figures of the plan agree with themselves"}) << "\n\n";
  }
};

}  // namespace

void add_plan_evaluate(CLI::App& plan, Session& session) {
  CLI::App* command = add_command(plan, session, "evaluate", {"规划评估：逐项指标、土地台账、扩展倍数、耕地平衡、规划数字核对", "evaluate the plan: every target, land accounts, expansion, farmland, the plan's own figures"});
  auto o = std::make_shared<EvaluateCommand>();
  command->add_option("PLAN", o->plan, session.say({"规划 GeoPackage", "the plan GeoPackage"}))->required();
  command->add_option("--as-of", o->as_of, session.say({"评估日期 YYYY-MM-DD（默认今天）；基期指标按其年末计算", "day of the evaluation, YYYY-MM-DD (default today); baselines are taken at the end of their year"}));
  command->add_option("--projects", o->projects, session.say({"项目图形：字段 id 为规划项目编号", "planned projects as drawn: the field id is that of the profile"}));
  add_crs_options(*command, session, o->crs);
  command->add_option("--profile", o->profile, session.say({"城市配置：名称或文件夹", "city profile: a name or a folder"}));
  command->add_option("--limits", o->limits, session.say({"参数 YAML（默认：随程序的示例）", "parameters in YAML (default: the sample shipped)"}));
  command->add_option("--out", o->out, session.say({"输出目录、.json 或 .gpkg（默认：只打印）", "folder, .json or .gpkg to write (default: print only)"}));
  command->add_flag("--all", o->all, session.say({"连同缺数据的指标和公式一起打印", "print targets with missing inputs and all formulas too"}));
  command->callback([o, &session] { o->run(session); });
}

}  // namespace libspatial::cli
