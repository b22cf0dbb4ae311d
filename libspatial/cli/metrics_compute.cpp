// libspatial metrics compute: one formula on files.

#include <algorithm>
#include <fstream>
#include <iostream>
#include <memory>

#include "cli.hpp"
#include "libspatial/exchange.hpp"
#include "libspatial/io.hpp"

namespace libspatial::cli {
namespace {

std::pair<std::string, std::string> name_and_value(const std::string& option, const std::string& text) {
  const std::size_t at = text.find('=');
  if (at != std::string::npos && at > 0) return {text.substr(0, at), text.substr(at + 1)};
  throw Error(Errc::bad_argument, {option + " " + text + "：应写成 名称=值", option + " " + text + ": write NAME=VALUE"});
}

struct ComputeCommand {
  std::string id, out, crs, key;
  std::vector<std::string> inputs, columns, parameters;

  void run(Session& session) const {
    const metrics::Catalogue catalogue = load_metrics();
    const metrics::Metric& metric = catalogue.metric(id);
    std::map<std::string, Layer> layers = read(session, metric);
    metrics::Input input{.threads = session.threads, .progress = progress_bar(session, metric.ids[0].title)};
    for (const auto& [name, layer] : layers) input.layers[name] = &layer;
    for (const std::string& text : columns) input.columns.insert(name_and_value("--column", text));
    for (const std::string& text : parameters) input.parameters.insert(name_and_value("--set", text));
    const metrics::Result result = metrics::compute(catalogue, id, input);
    for (const Text& note : result.notes) session.warn(note);
    const std::string csv = table(metric, result, layers);
    if (out.empty()) std::cout << csv;
    else publish_text(out, csv);
    std::vector<const Layer*> rejected;
    for (const auto& [name, layer] : layers) {
      if (!layer.rejects.empty()) rejected.push_back(&layer);
    }
    if (rejected.empty()) return;
    session.exit_code = exit_needs_review;
    if (!out.empty()) {
      const std::string path = write_rejects(out, rejected);
      session.warn({"未采用的要素见 " + path, "features not used: " + path});
    }
  }

 private:
  static bool is_layer(const metrics::Metric& metric, const std::string& name) {
    return std::any_of(metric.needs.begin(), metric.needs.end(), [&](const metrics::Need& n) { return n.type == "layer" && n.name == name; });
  }

  /// Files in the order of the metric's inputs, or by name.
  std::map<std::string, Layer> read(const Session& session, const metrics::Metric& metric) const {
    std::vector<std::string> names;
    for (const metrics::Need& n : metric.needs) {
      if (std::find(names.begin(), names.end(), n.of) == names.end()) names.push_back(n.of);
    }
    std::map<std::string, Layer> layers;
    std::size_t next = 0;
    for (const std::string& text : inputs) {
      std::string name, file = text;
      if (const std::size_t at = text.find('='); at != std::string::npos && std::find(names.begin(), names.end(), text.substr(0, at)) != names.end()) {
        name = text.substr(0, at), file = text.substr(at + 1);
      } else if (next < names.size()) {
        name = names[next++];
      } else {
        throw Error(Errc::bad_argument, {text + "：指标 " + id + " 没有更多输入", text + ": the metric " + id + " has no further input"});
      }
      layers.insert_or_assign(name, is_layer(metric, name) ? read_polygons(session, file, crs) : read_rows(session, file));
    }
    const Layer* first = nullptr;
    for (const std::string& name : names) {
      const auto found = layers.find(name);
      if (found == layers.end() || !found->second.crs || !is_layer(metric, name)) continue;
      if (first) found->second = in_crs_of(session, *first, std::move(found->second));
      else first = &found->second;
    }
    return layers;
  }

  /// A table: CSV, or any layer whose columns are used and whose shapes are not.
  Layer read_rows(const Session& session, const std::string& file) const {
    if (!file.ends_with(".csv")) return read_layer(file, crs, session.limits);
    return parse_rows(read_text(file), file);
  }

  std::string table(const metrics::Metric& metric, const metrics::Result& result, const std::map<std::string, Layer>& layers) const {
    std::vector<std::string> header;
    const Layer* rows = nullptr;  // of the last input: "new" of old and new
    if (result.keys.empty() && metric.per == "row") {
      const auto found = layers.find(metric.needs.back().of);
      if (found != layers.end() && found->second.size() == result.rows()) rows = &found->second;
    }
    if (rows) header.emplace_back(key.empty() ? "row" : key);
    for (const Field& f : result.keys) header.push_back(f.name);
    for (const Field& f : result.values) header.push_back(f.name);
    header.emplace_back("reason");
    std::string csv = csv_record(header);
    const std::vector<std::string> names = rows ? labels(*rows, key) : std::vector<std::string>();
    for (std::size_t row = 0; row < result.rows(); ++row) {
      std::vector<std::string> cells;
      if (rows) cells.push_back(names[row]);
      for (const auto* fields : {&result.keys, &result.values}) {
        for (const Field& f : *fields) cells.push_back(to_text(f.values[row]));
      }
      cells.push_back(result.reasons[row]);
      csv += csv_record(cells);
    }
    return csv;
  }
};

}  // namespace

void add_metrics_compute(CLI::App& group, Session& session) {
  CLI::App* command = add_command(group, session, "compute", {"计算一个指标，输出 CSV", "compute a metric, as CSV"});
  auto o = std::make_shared<ComputeCommand>();
  command->add_option("ID", o->id, session.say({"指标编号", "id of the metric"}))->required();
  command->add_option("INPUT", o->inputs, session.say({"数据文件，按指标的输入次序，或写 名称=文件；表可为 CSV", "files in the order of the metric's inputs, or NAME=FILE; a table may be a CSV"}));
  command->add_option("--set", o->parameters, session.say({"参数，如 --set d=10", "a parameter, e.g. --set d=10"}));
  command->add_option("--column", o->columns, session.say({"字段的名称，如 --column class=DLBM", "what a column is called, e.g. --column class=DLBM"}));
  command->add_option("--id", o->key, session.say({"编号字段（默认：从 0 起的行号）", "field with the id (default: row numbers from 0)"}));
  add_crs_options(*command, session, o->crs);
  command->add_option("--out", o->out, session.say({"输出 CSV（默认：打印）", "CSV to write (default: print)"}));
  command->callback([o, &session] { o->run(session); });
}

}  // namespace libspatial::cli
