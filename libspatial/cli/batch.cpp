// libspatial batch: a folder of projects, checked together: one workbook, one GeoPackage, a page each.

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <map>
#include <memory>
#include <mutex>
#include <nlohmann/json.hpp>
#include <set>

#include "check.hpp"
#include "libspatial/batch.hpp"
#include "libspatial/exchange.hpp"
#include "libspatial/io.hpp"
#include "libspatial/workbook.hpp"
#include "worker.hpp"

namespace libspatial::cli {
namespace {

namespace fs = std::filesystem;

constexpr const char *pages_folder = "pages", *record = "batch.json";

/// Files that belong to another one, or to a program that shows it.
bool is_aside(const fs::path& path) {
  std::string ending = path.extension().string();
  std::ranges::transform(ending, ending.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  constexpr std::string_view aside[] = {".dbf", ".shx", ".prj", ".cpg", ".sbn", ".sbx", ".qix", ".qpj", ".qmd", ".qml", ".sld", ".xml", ".gpkg-wal", ".gpkg-shm", ".gpkg-journal", ".md", ".lock"};
  return path.filename().string().starts_with(".") || std::ranges::find(aside, ending) != std::end(aside);
}

std::vector<std::string> inputs_of(const std::string& projects) {
  std::error_code none;
  if (!fs::is_directory(projects, none) || is_file_geodatabase(projects)) return {projects};
  std::vector<std::string> files;
  for (const auto& entry : fs::directory_iterator(projects)) {
    const bool readable = !entry.is_directory(none) || is_file_geodatabase(entry.path().string());  // pipes, devices and broken links too: they are listed as not read
    if (readable && !is_aside(entry.path())) files.push_back(entry.path().string());
  }
  std::ranges::sort(files);
  if (files.empty()) throw Error(Errc::file_not_found, {"文件夹 " + projects + " 中没有可读的文件", "the folder " + projects + " holds no file that could be read"});
  return files;
}

/// Projects of one CRS: valid land, and what was read, row by row.
struct Group {
  Layer land, given;
};

class Batch {
 public:
  Batch(Session& session, const CheckTask& task, const std::string& out, bool by_file) : session_(session), task_(task), out_(out), by_file_(by_file), files_(inputs_of(task.projects)), called_(names_of_all(files_)), rules_(load_rules(task.rules)) {}

  void run() {
    begin_folder();
    read();
    check_groups();
    const Pages pages(results_, layers_);
    write_pages(pages);
    const std::string json = merged_result(results_);
    const std::vector<Layer> layers = merged_layers(layers_);
    const FileToPublish files[] = {{"pieces.gpkg", [&](const std::string& f) { write_geopackage(f, layers, "libspatial batch"); }},
                                   {"batch.xlsx", [&](const std::string& f) { write_workbook(f, result_sheets(json, layers, session_.language), session_.say({"初步核查意见，不是审批", "a preliminary check, no approval"})); }},
                                   {"index.html", [&](const std::string& f) { publish_text(f, batch_index(json, pages, broken_, pages_folder)); }},
                                   {"broken.csv", [&](const std::string& f) { publish_text(f, remarks_csv(broken_)); }},
                                   {"notes.csv", [&](const std::string& f) { publish_text(f, remarks_csv(notes_)); }},
                                   {"rejects.csv", [&](const std::string& f) { publish_text(f, rejects_csv(json)); }},
                                   {"result.json", [&](const std::string& f) { publish_text(f, json); }}};
    publish_folder(out_, files);
    const std::string read = std::to_string(files_.size()), bad = std::to_string(broken_.size()), projects = std::to_string(pages.size());
    std::cout << session_.say({"文件 " + read + " 个，未能读取 " + bad + " 个；项目 " + projects + " 个：", read + " files, " + bad + " of them not read; " + projects + " projects: "}) << (fs::path(out_) / "index.html").string() << '\n';
    session_.exit_code = std::max(broken_.empty() ? 0 : exit_needs_review, exit_code(worst_));
  }

 private:
  /// What was asked, of which inputs. Pages of an earlier run stay when it is the same, and go when it is not.
  void begin_folder() {
    nlohmann::json asked{{"program", run_of(task_).program}, {"rules", rules_.id + " " + rules_.version + " " + rules_.hash}, {"by", by_file_ ? "file" : "id"}, {"options", json_of(task_)}};
    for (const auto& [key, inputs] : {std::pair{"plan", std::vector{task_.plan}}, {"inputs", files_}}) {
      for (const std::string& input : inputs) {
        std::error_code none;
        if (!fs::is_regular_file(split_layer_name(input).first, none) && !fs::is_directory(input, none)) {
          asked[key].push_back({{"file", input}});
          continue;
        }
        for (const Fingerprint& print : fingerprints(input)) asked[key].push_back({{"file", print.file}, {"bytes", print.bytes}, {"sha256", print.sha256}});
      }
    }
    const std::string text = asked.dump(1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n", file = (fs::path(out_) / record).string();
    std::error_code none;
    const bool ours = fs::is_regular_file(file, none);
    if (ours && read_text(file, 1u << 30) == text) return sweep();
    if (!ours && fs::is_directory(out_, none) && !fs::is_empty(out_, none)) {
      throw Error(Errc::bad_argument, {"输出目录 " + out_ + " 不是空的，也不是 libspatial batch 的输出，请换一个目录", "the output folder " + out_ + " is neither empty nor one libspatial batch has written: name another"});
    }
    for (const char* stale : {pages_folder, "pieces.gpkg", "batch.xlsx", "index.html", "broken.csv", "notes.csv", "rejects.csv", "result.json"}) fs::remove_all(fs::path(out_) / stale, none);
    fs::create_directories(out_);
    publish_text(file, text);
  }

  /// What a run that was killed has left half written.
  void sweep() const {
    for (const fs::path& folder : {fs::path(out_), fs::path(out_) / pages_folder}) {
      std::error_code none;
      for (const auto& entry : fs::directory_iterator(folder, none)) {
        if (entry.path().filename().string().starts_with(".tmp-")) fs::remove_all(entry.path(), none);
      }
    }
  }

  void read() {
    const Progress progress = progress_bar(session_, {"读取文件", "reading"});
    session_.quiet = true;  // they are in notes.csv
    for (std::size_t i = 0; i < files_.size(); ++i) {
      const auto lost = std::ranges::find(lost_files(), files_[i], &Lost::file);
      if (lost != lost_files().end()) {
        broken_.push_back({lost->file, std::string(name(lost->code)), lost->text});
        session_.warn({"未能读取 " + lost->text.zh, "not read: " + lost->text.en});
      } else try {
        const Apart apart(files_[i]);
        add(files_[i]);
      } catch (const Error& e) {
        broken_.push_back({files_[i], std::string(name(e.code())), e.text()});
        session_.warn({"未能读取 " + e.text().zh, "not read: " + e.text().en});
      }
      if (progress) progress(i + 1, files_.size());
    }
    if (groups_.empty()) throw Error(Errc::no_polygons, {"没有一个文件可以核查，原因见上", "not one file can be checked, for the reasons above"});
  }

  void add(const std::string& file) {
    Layer given = read_layer(file, task_.crs, session_.limits);
    if (by_file_) name_after(given, id_of(file));
    else name_nameless(given, id_of(file));
    Layer land = valid_polygons(session_, given, project_land());
    for (const Text& note : land.notes) notes_.push_back({file, "note", note});
    Group& group = groups_.try_emplace(land.crs->code()).first->second;
    if (!group.land.crs) {
      group.land.crs = group.given.crs = land.crs;
      group.land.file = group.given.file = task_.projects;
    }
    group.land.origins.push_back({land.file, land.name, group.land.size(), land.first_row});
    append(group.land, land);
    append(group.given, given);
  }

  /// What each file could be called, with its ending and without.
  static std::multiset<std::string> names_of_all(const std::vector<std::string>& files) {
    std::multiset<std::string> all;
    for (const std::string& file : files) {
      const fs::path path = split_layer_name(file).first;
      all.insert(path.filename().string());
      if (path.stem() != path.filename()) all.insert(path.stem().string());
    }
    return all;
  }

  /// The file's name without its ending, unless another file could be called so.
  std::string id_of(const std::string& file) const {
    const fs::path path = split_layer_name(file).first;
    return (called_.count(path.stem().string()) == 1 ? path.stem() : path.filename()).string();
  }

  /// A file is a project, its features are parcels.
  void name_after(Layer& layer, const std::string& stem) const {
    const std::string field = task_.id.empty() ? "id" : task_.id;
    for (Field& other : layer.fields) {
      if (other.name == field) other.name = "parcel";
    }
    layer.fields.push_back({field, FieldType::text, std::vector<Value>(layer.size(), Value{stem})});
  }

  /// Features without an id are projects of their own, also beside those of other files.
  void name_nameless(Layer& layer, const std::string& stem) const {
    const std::string field = task_.id.empty() ? "id" : task_.id;
    if (!layer.find_field(field)) layer.fields.push_back({field, FieldType::text, std::vector<Value>(layer.size())});
    Field& ids = *std::ranges::find(layer.fields, field, &Field::name);
    for (std::size_t row = 0; row < layer.size(); ++row) {
      if (to_text(ids.values[row]).empty()) ids.type = FieldType::text, ids.values[row] = stem + "#" + std::to_string(layer.first_row + row);
    }
    if (ids.type == FieldType::text) std::ranges::transform(ids.values, ids.values.begin(), [](const Value& value) { return Value{to_text(value)}; });
  }

  void check_groups() {
    const Plan city(read_plan_layers(session_, task_.plan));
    for (auto& [crs, group] : groups_) {
      CheckOptions options = options_of(session_, task_);
      options.lines = &group.given;
      const CheckResult result = check(group.land, city, rules_, options);
      results_.push_back(result_json(result, run_of(task_)));
      layers_.push_back(result_layers(result));
      for (const ProjectResult& project : result.projects) worst_ = std::max(worst_, project.verdict);
    }
  }

  void write_pages(const Pages& pages) {
    const fs::path folder = fs::path(out_) / pages_folder;
    fs::create_directories(folder);
    const Progress progress = progress_bar(session_, {"写页面", "writing pages"});
    std::mutex mutex;
    std::size_t written = 0;
    pages.each(session_.threads, [&](std::size_t page) {
      const std::string file = (folder / (pages.stem(page) + ".html")).string();
      if (!fs::exists(file)) publish_text(file, pages.html(page));  // a page that is there is whole, and of this very task
      const std::scoped_lock lock(mutex);
      if (++written; progress) progress(written, pages.size());
    });
  }

  Session& session_;
  const CheckTask& task_;
  const std::string out_;
  const bool by_file_;
  const std::vector<std::string> files_;
  const std::multiset<std::string> called_;
  const RuleSet rules_;
  std::map<std::string, Group> groups_;  ///< by CRS
  std::vector<FileRemark> broken_, notes_;  ///< files that could not be read; what there is to know of the others
  std::vector<std::string> results_;         ///< one for each CRS
  std::vector<std::vector<Layer>> layers_;
  Verdict worst_ = Verdict::pass;
};

struct BatchCommand {
  CheckTask task;
  std::string out, by = "file";
};

}  // namespace

void add_batch(CLI::App& app, Session& session) {
  CLI::App* command = add_command(app, session, "batch", {"批量核查：一个文件夹里的项目一起核查，一个工作簿、一个 GeoPackage、每个项目一页；中断后再运行即续做", "check a folder of projects together: one workbook, one GeoPackage, a page each; run again after a crash to go on"});
  auto o = std::make_shared<BatchCommand>();
  add_task_options(*command, session, o->task);
  command->get_option("--projects")->description(session.say({"项目文件夹（也可以是一个文件）", "the folder of projects (or one file)"}));
  command->add_option("--by", o->by, session.say({"file：一个文件是一个项目，其要素是地块；id：按编号字段分项目", "file: a file is a project, its features are parcels; id: projects by the field with their id"}))->check(CLI::IsMember({"file", "id"}))->capture_default_str();
  command->add_option("--out", o->out, session.say({"输出目录：空的，或上次的", "folder to write: empty, or that of the run before"}))->required();
  command->callback([o, &session] {
    o->task.anywhere = session.anywhere;
    Batch(session, o->task, o->out, o->by == "file").run();
  });
}

}  // namespace libspatial::cli
