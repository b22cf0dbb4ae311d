#include "report_files.hpp"

#include <algorithm>
#include <filesystem>

#include "documents.hpp"
#include "libspatial/exchange.hpp"
#include "libspatial/report.hpp"
#include "libspatial/workbook.hpp"
#include "worker.hpp"

namespace libspatial::cli {
namespace {

namespace fs = std::filesystem;

bool has(const std::vector<std::string>& words, const char* word) { return std::find(words.begin(), words.end(), word) != words.end(); }

/// Those of an earlier run would contradict the new result.
void remove_earlier(const std::string& folder) {
  for (const auto& entry : fs::directory_iterator(folder)) {
    const std::string name = entry.path().filename().string();
    const bool table = name.starts_with("report-") && name.ends_with(".csv");
    if (table || name == "report.xlsx" || name == "report.pdf" || name == "report.docx") fs::remove(entry.path());
  }
}

void by_python(const Session& session, const std::string& folder, const std::string& kinds) {
  const std::string python = documents_python();
  auto [code, said] = documents_from_worker(folder, kinds, session.language == Language::zh ? "zh" : "en");
  if (code == 0) return;
  said.erase(said.find_last_not_of("\n") + 1);
  const std::string last = said.substr(said.rfind('\n') + 1);
  const bool coded = code == exit_input;
  throw Error(Errc::unsupported_format, {folder + " 中没有写出 " + kinds + "，其余文件已写好。" + (coded ? last : python + " 中没有 libspatial：pip install 'libspatial[documents]'，或用 LIBSPATIAL_PYTHON 指明装有它的 Python" + (last.empty() ? "" : "（" + last + "）")),
                                         kinds + " was not written to " + folder + ", the other files are there. " + (coded ? last : python + " has no libspatial: pip install 'libspatial[documents]', or name the Python that has it in LIBSPATIAL_PYTHON" + (last.empty() ? "" : " (" + last + ")"))});
}

}  // namespace

void add_also_option(CLI::App& command, const Session& session, std::vector<std::string>& also) {
  command.add_option("--also", also, session.say({"还要写的文件，逗号分隔：xlsx（工作簿）、csv（每表一个）、pdf、docx（审查意见书）", "further files, separated by commas: xlsx (workbook), csv (one a table), pdf, docx"}))
      ->delimiter(',')->allow_extra_args(false)->check(CLI::IsMember({"xlsx", "csv", "pdf", "docx"}));
}

std::vector<std::string> find_also(const std::string& folder) {
  std::vector<std::string> found;
  for (const auto& [kind, name] : {std::pair{"xlsx", "report.xlsx"}, {"csv", "report-summary.csv"}, {"pdf", "report.pdf"}, {"docx", "report.docx"}}) {
    if (fs::exists(fs::path(folder) / name)) found.emplace_back(kind);
  }
  return found;
}

void write_also(const Session& session, const std::string& folder, const std::string& result_json, std::span<const Layer> layers, const std::vector<std::string>& also, std::span<const Override> overrides) {
  remove_earlier(folder);
  if (also.empty()) return;
  const auto sheets = result_sheets(result_json, layers, session.language, overrides);
  if (has(also, "xlsx")) write_workbook((fs::path(folder) / "report.xlsx").string(), sheets, session.say({"初步核查意见，不是审批", "a preliminary check, no approval"}));
  if (has(also, "csv")) {
    for (const Sheet& sheet : sheets) publish_text((fs::path(folder) / ("report-" + sheet.id + ".csv")).string(), sheet_csv(sheet));
  }
  std::string by_others;
  for (const char* kind : {"pdf", "docx"}) {
    if (has(also, kind)) by_others += (by_others.empty() ? "" : ",") + std::string(kind);
  }
  if (!by_others.empty()) by_python(session, folder, by_others);
}

std::string read_result(const std::string& path) { return read_text(fs::is_directory(path) ? (fs::path(path) / "result.json").string() : path, 2u << 30); }

void require_sheets_ending(const std::string& out) {
  const std::string ending = fs::path(out).extension().string();
  if (!out.empty() && ending != ".xlsx" && ending != ".csv") throw Error(Errc::bad_argument, {out + "：结尾应为 .xlsx 或 .csv", out + ": the ending must be .xlsx or .csv"});
}

void write_sheets(const Session& session, const std::string& out, std::span<const Sheet> sheets) {
  if (out.ends_with(".xlsx")) write_workbook(out, sheets, session.say({"初步核查意见，不是审批", "a preliminary check, no approval"}));
  else if (!out.empty()) publish_text(out, sheet_csv(sheets[0]));
}

}  // namespace libspatial::cli
