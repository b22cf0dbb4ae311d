#include "libspatial/rules.hpp"

#include <algorithm>
#include <map>
#include <mutex>

#include "libspatial/exchange.hpp"
#include "libspatial/report.hpp"
#include "module.hpp"

using namespace libspatial;

namespace {

/// A plan whose layers are valid, to be asked many times; in every CRS it has been asked in. From any thread.
class PreparedPlan {
 public:
  PreparedPlan(const std::vector<Layer>& layers, std::string title_of_file) : title(std::move(title_of_file)), plan_(layers) {}
  const std::string title;

  const Plan& in(const Crs& crs) {
    const std::scoped_lock lock(mutex_);
    const auto found = plans_.find(crs.wkt());
    return found != plans_.end() ? found->second : plans_.emplace(crs.wkt(), plan_.reproject(crs)).first->second;
  }

 private:
  Plan plan_;
  std::map<std::string, Plan> plans_;
  std::mutex mutex_;
};

/// result.json and the layers that pieces.gpkg would hold.
py::tuple run(const Layer& projects, PreparedPlan& prepared, const std::string& rules, const std::string& as_of, const std::string& id_field,
              const std::string& kind, int threads, const py::object& progress, double accuracy_m, const Layer* lines) {
  CheckOptions options{.as_of = as_of, .kind = kind, .accuracy_m = accuracy_m, .lines = lines, .threads = threads, .progress = progress_of(progress)};
  if (!id_field.empty()) options.id_field = id_field;
  auto [json, layers] = without_gil([&] {
    const CheckResult result = check(projects, projects.crs ? prepared.in(*projects.crs) : throw crs_missing(projects), read_rules(rules), options);
    return std::pair(result_json(result, {"libspatial " LIBSPATIAL_VERSION, projects.file.empty() ? projects.name : projects.file, prepared.title, options.id_field, kind}),
                     result_layers(result));
  });
  return py::make_tuple(json, layers);
}

std::string joined(const std::vector<std::string>& words) {
  std::string result;
  for (const std::string& word : words) result += (result.empty() ? "" : ";") + word;
  return result;
}

/// A rule set as a table, and what is known of the whole.
py::dict table_of(const std::string& file) {
  const RuleSet set = without_gil([&] { return read_rules(file); });
  py::list rows;
  for (const Rule& rule : set.rules) {
    std::vector<std::string> measures, unverified;
    for (const Fact& fact : rule.facts) measures.push_back(fact.measure.empty() ? "formula" : fact.measure);
    for (const std::string& id : rule.cite) {
      if (!set.find_citation(id)->source.verified) unverified.push_back(id);
    }
    const auto tests = std::count_if(set.tests.begin(), set.tests.end(), [&](const Situation& t) { return t.rule == rule.id; });
    rows.append(py::dict(py::arg("id") = rule.id, py::arg("title_zh") = rule.title.zh, py::arg("title_en") = rule.title.en, py::arg("layers") = joined(rule.layers()),
                         py::arg("measures") = joined(measures), py::arg("decides") = set.may_decide(rule), py::arg("house_rule") = rule.house,
                         py::arg("cite") = joined(rule.cite), py::arg("unverified") = joined(unverified), py::arg("exceptions") = rule.exceptions.size(), py::arg("tests") = tests,
                         py::arg("valid_from") = rule.valid_from, py::arg("valid_to") = rule.valid_to));
  }
  return py::dict(py::arg("id") = set.id, py::arg("version") = set.version, py::arg("status") = set.status, py::arg("hash") = set.hash, py::arg("rules") = rows);
}

}  // namespace

void init_rules(py::module_& module) {
  py::class_<PreparedPlan>(module, "PreparedPlan").def(py::init([](const std::vector<Layer>& layers, const std::string& title) {
    return without_gil([&] { return std::make_unique<PreparedPlan>(layers, title); });
  }), py::arg("layers"), py::arg("title"));
  module.def("check", &run, py::arg("projects"), py::arg("plan"), py::arg("rules"), py::arg("as_of"), py::arg("id_field"), py::arg("kind"), py::arg("threads"), py::arg("progress"), py::arg("accuracy_m") = 0.0, py::arg("lines") = nullptr);
  module.def("rules", &table_of, py::arg("file"));
  module.def("report_html", [](const std::string& json, const std::vector<Layer>& layers) {
    return without_gil([&] { return report_html(json, layers); });
  });
  module.def("result_sheets", [](const std::string& json, const std::vector<Layer>& layers, const std::string& language) {
    py::list result;
    for (const Sheet& sheet : result_sheets(json, layers, language == "en" ? Language::en : Language::zh)) {
      py::list columns;
      for (const SheetColumn& column : sheet.columns) columns.append(py::make_tuple(column.title, column.decimals));
      result.append(py::dict(py::arg("id") = sheet.id, py::arg("title") = sheet.title, py::arg("columns") = columns, py::arg("rows") = sheet.rows));
    }
    return result;
  }, py::arg("result"), py::arg("layers"), py::arg("language"));
  module.def("no_formula", &no_formula);
  module.def("workbook_text", &workbook_text);
  module.def("verdict_title", [](const std::string& verdict, const std::string& language) { return in(language == "en" ? Language::en : Language::zh, title(verdict_named(verdict))); });
  module.def("exit_code", [](const std::string& verdict) {
    return exit_code(verdict_named(verdict));
  });
}
