// libspatial metrics list | explain: the catalogue, read aloud.

#include <iostream>
#include <memory>

#include "cli.hpp"
#include "libspatial/exchange.hpp"

namespace libspatial::cli {
namespace {

struct ListCommand {
  std::string group;
  bool csv = false;

  void run(const Session& session) const {
    const metrics::Catalogue catalogue = load_metrics();
    if (csv) {
      const std::string header[] = {"id", "group", "title_zh", "title_en", "unit", "per", "merges", "verified"};
      std::cout << csv_record(header);
    }
    std::size_t shown = 0;
    for (const metrics::Group& g : catalogue.groups) {
      if (!group.empty() && g.id != group) continue;
      if (!csv) std::cout << g.id << "  " << session.say(g.title) << '\n';
      for (const metrics::Metric& m : catalogue.metrics) {
        if (m.group != g.id) continue;
        for (const metrics::Quantity& q : m.ids) {
          ++shown;
          if (csv) {
            const std::string cells[] = {q.id, m.group, q.title.zh, q.title.en, q.unit, m.per, std::string(metrics::name(m.merge)), m.source.verified ? "true" : "false"};
            std::cout << csv_record(cells);
          } else {
            std::cout << "  " << q.id << std::string(q.id.size() < 34 ? 34 - q.id.size() : 1, ' ') << session.say(q.title) << (q.unit == "1" || q.unit == "text" ? "" : "  [" + q.unit + "]") << '\n';
          }
        }
      }
    }
    if (shown == 0) throw Error(Errc::bad_argument, {"没有分组“" + group + "”", "there is no group \"" + group + "\""});
  }
};

struct ExplainCommand {
  std::string id;

  void run(const Session& session) const {
    const metrics::Catalogue catalogue = load_metrics();
    const metrics::Metric& m = catalogue.metric(id);
    const auto line = [&](const Text& label, const std::string& text) {
      if (!text.empty()) std::cout << session.say(label) << session.say({"：", ": "}) << text << '\n';
    };
    for (const metrics::Quantity& q : m.ids) std::cout << q.id << "  " << q.title.zh << " · " << q.title.en << "  [" << q.unit << "]\n";
    line({"公式", "formula"}, m.formula);
    line({"说明", "note"}, session.say(m.note));
    for (const metrics::Need& n : m.needs) {
      const std::string what = n.type == "layer" ? session.say({"图层 ", "layer "}) + n.name : n.of + "." + n.name;
      line({"输入", "needs"}, what + "  " + session.say(n.title) + (n.unit.empty() ? "" : " [" + n.unit + "]") + (n.optional ? session.say({"（可缺）", " (optional)"}) : ""));
    }
    for (const metrics::Parameter& p : m.parameters) {
      std::string words;
      for (const std::string& w : p.words) words += (words.empty() ? " (" : " | ") + w;
      line({"参数", "parameter"}, p.name + (p.value.empty() ? "" : "=" + p.value) + "  " + session.say(p.title) + (p.unit.empty() ? "" : " [" + p.unit + "]") + words + (words.empty() ? "" : ")"));
    }
    line({"合并", "merges"}, std::string(metrics::name(m.merge)) + (m.halo.empty() ? "" : session.say({"，范围 ", " "}) + m.halo));
    line({"来源", "source"}, m.source.document + (m.source.clause.empty() ? "" : ", " + m.source.clause) + session.say(m.source.verified ? Text{"", ""} : Text{"（未经核实）", " (unverified)"}));
    for (const metrics::Example& e : m.examples) {
      std::string text = session.say(catalogue.fixture(e.fixture).title);
      for (const auto& [name, value] : e.parameters) text += ", " + name + "=" + value;
      text += " →";
      for (const auto& [name, values] : e.expect) {
        text += " " + name;
        for (const Value& v : values) text += " " + (std::holds_alternative<std::monostate>(v) ? session.say({"无", "none"}) : to_text(v));
        text += ";";
      }
      text.pop_back();
      line({"算例", "example"}, text);
    }
  }
};

}  // namespace

void add_metrics_list(CLI::App& group, Session& session) {
  CLI::App* command = add_command(group, session, "list", {"全部指标", "every metric"});
  auto o = std::make_shared<ListCommand>();
  command->add_option("--group", o->group, session.say({"只列一组，如 A", "one group only, e.g. A"}));
  command->add_flag("--csv", o->csv, session.say({"以 CSV 打印", "print as CSV"}));
  command->callback([o, &session] { o->run(session); });
}

void add_metrics_explain(CLI::App& group, Session& session) {
  CLI::App* command = add_command(group, session, "explain", {"一个指标的公式、输入、来源和算例", "formula, inputs, source and examples of a metric"});
  auto o = std::make_shared<ExplainCommand>();
  command->add_option("ID", o->id, session.say({"指标编号", "id of the metric"}))->required();
  command->callback([o, &session] { o->run(session); });
}

}  // namespace libspatial::cli
