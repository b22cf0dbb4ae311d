#include "libspatial/rules.hpp"

#include "libspatial/exchange.hpp"
#include "libspatial/report.hpp"
#include "module.hpp"

using namespace libspatial;

namespace {

Verdict verdict_of(const std::string& word) {
  for (const Verdict v : {Verdict::not_applicable, Verdict::pass, Verdict::conditional, Verdict::not_checked, Verdict::needs_review, Verdict::conflict}) {
    if (word == name(v)) return v;
  }
  throw Error(Errc::bad_argument, {"未知的结论 " + word, "unknown verdict " + word});
}

/// result.json and the layers that pieces.gpkg would hold.
py::tuple run(const Layer& projects, const std::vector<Layer>& plan, const std::string& rules, const std::string& as_of, const std::string& id_field,
              const std::string& kind, int threads, const std::string& plan_title, const py::object& progress) {
  CheckOptions options{.as_of = as_of, .kind = kind, .threads = threads, .progress = progress_of(progress)};
  if (!id_field.empty()) options.id_field = id_field;
  auto [json, layers] = without_gil([&] {
    const CheckResult result = check(projects, Plan(plan), parse_rules(read_text(rules), rules), options);
    return std::pair(result_json(result, {"libspatial " LIBSPATIAL_VERSION, projects.file.empty() ? projects.name : projects.file, plan_title, options.id_field, kind}),
                     result_layers(result));
  });
  return py::make_tuple(json, layers);
}

}  // namespace

void init_rules(py::module_& module) {
  module.def("check", &run, py::arg("projects"), py::arg("plan"), py::arg("rules"), py::arg("as_of"), py::arg("id_field"), py::arg("kind"), py::arg("threads"), py::arg("plan_title"),
             py::arg("progress"));
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
  module.def("verdict_title", [](const std::string& verdict, const std::string& language) { return in(language == "en" ? Language::en : Language::zh, title(verdict_of(verdict))); });
  module.def("exit_code", [](const std::string& verdict) {
    return exit_code(verdict_of(verdict));
  });
}
