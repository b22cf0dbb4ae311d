// Every file a check can write of many projects, one after another, beside the check itself: seconds, processor time over that of the check, bytes.
//   bench_outputs RULES FOLDER [PROJECTS [BOUNDARY_VERTICES [PAGES]]]      PDF and DOCX of the folder: python -m libspatial.documents FOLDER --to docx
// The plan is the drawn city of bench_check, positions as accurate as 0.3 m. The folder keeps the files.

#include <algorithm>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <optional>

#include "city.hpp"
#include "libspatial/batch.hpp"
#include "libspatial/exchange.hpp"
#include "libspatial/io.hpp"
#include "libspatial/workbook.hpp"
#include "timing.hpp"

using namespace libspatial;

int main(int count, char** given) {
  if (count < 3) return 4;
  const std::filesystem::path folder = given[2];
  std::filesystem::create_directories(folder);
  const auto number = [&](int i, std::size_t otherwise) { return i < count ? static_cast<std::size_t>(std::atoll(given[i])) : otherwise; };
  const RuleSet rules = read_rules(given[1]);
  const Layer sites = drawn::projects(number(3, 10000));
  const Plan plan = drawn::city(number(4, 200000), 0.3);
  const auto processor = [] { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; };
  double of_check = 0, since = processor();
  const auto say = [&](const char* what, double seconds, std::uintmax_t bytes) {
    const double used = processor() - since;
    if (of_check == 0) of_check = used;
    std::printf("{\"what\": \"%s\", \"seconds\": %.3f, \"processor_seconds\": %.3f, \"to_check\": %.2f, \"bytes\": %ju}\n", what, seconds, used, used / of_check, bytes);
    std::fflush(stdout);
    since = processor();
  };
  const auto timed = [&](const char* what, const char* file, auto work) {
    const std::string path = file ? (folder / file).string() : std::string();
    const double seconds = best(1, [&] { work(path); });
    say(what, seconds, file ? std::filesystem::file_size(path) : 0);
  };
  std::optional<CheckResult> checked;
  since = processor();
  const double checking = best(1, [&] { checked.emplace(check(sites, plan, rules, {.as_of = "2026-11-01"})); });
  const CheckResult& result = *checked;
  say("check", checking, 0);
  std::string json;
  std::vector<Layer> layers;
  std::vector<Sheet> sheets;
  timed("the text of result.json", nullptr, [&](auto&) { json = result_json(result, {"libspatial", "projects", "plan", "id", ""}); });
  timed("the layers of pieces.gpkg", nullptr, [&](auto&) { layers = result_layers(result); });
  timed("the tables", nullptr, [&](auto&) { sheets = result_sheets(json, layers, Language::zh); });
  timed("result.json", "result.json", [&](const std::string& f) { publish_text(f, json); });
  timed("pieces.gpkg", "pieces.gpkg", [&](const std::string& f) { write_geopackage(f, layers, "libspatial check"); });
  timed("report.html", "report.html", [&](const std::string& f) { publish_text(f, report_html(json, layers)); });
  timed("report.xlsx", "report.xlsx", [&](const std::string& f) { write_workbook(f, sheets, "a preliminary check, no approval"); });
  timed("report-*.csv", nullptr, [&](auto&) {
    for (const Sheet& sheet : sheets) publish_text((folder / ("report-" + sheet.id + ".csv")).string(), sheet_csv(sheet));
  });
  const std::string results[] = {json};
  const std::vector<Layer> all[] = {layers};
  std::unique_ptr<Pages> pages;
  timed("batch: pages, made ready", nullptr, [&](auto&) { pages = std::make_unique<Pages>(results, all); });
  const std::size_t wanted = std::min(pages->size(), number(5, 200));
  std::vector<std::size_t> bytes(wanted);
  timed(("batch: " + std::to_string(wanted) + " pages").c_str(), nullptr, [&](auto&) {
    for (std::size_t page = 0; page < wanted; ++page) bytes[page] = pages->html(page * (pages->size() / wanted)).size();
  });
  say("batch: the largest of them", 0, wanted == 0 ? 0 : *std::ranges::max_element(bytes));
  timed("batch: index.html", "index.html", [&](const std::string& f) { publish_text(f, batch_index(json, *pages, {}, "pages")); });
}
