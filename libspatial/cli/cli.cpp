#include "cli.hpp"

#include <unistd.h>

#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <iostream>

#include "libspatial/doctor.hpp"
#include "libspatial/exchange.hpp"
#include "libspatial/io.hpp"
#include "worker.hpp"

namespace libspatial::cli {

namespace fs = std::filesystem;

void Session::note(const Text& text) const {
  if (!quiet) std::cerr << say(text) << '\n';
}
void Session::warn(const Text& text) const { std::cerr << say({"警告：" + text.zh, "warning: " + text.en}) << '\n'; }
void Session::not_carried(const std::vector<Loss>& losses) const {
  for (const Loss& loss : losses) warn({"未能带过去 [" + loss.code + "] " + loss.text.zh, "not carried over [" + loss.code + "] " + loss.text.en});
}

namespace {

/// Two limits are the program's own, the others those of reading.
void limit(Session& session, const std::string& word) {
  ReadLimits value;  // numbers are read in one place
  if (word.starts_with("seconds=")) {
    if (word == "seconds=0") return set_worker_seconds(0);
    set_limit(value, "rows=" + word.substr(8));
    set_worker_seconds(static_cast<double>(value.rows));
  } else if (word.starts_with("memory_bytes=")) {
    set_limit(value, "file_bytes=" + word.substr(13));
    set_worker_memory(value.file_bytes);
  } else {
    set_limit(session.limits, word);
  }
}

}  // namespace

namespace {

/// True when `file` is the output, or one of the files that are written into it when it is a folder.
bool is_written(const fs::path& file, const std::string& output) {
  std::error_code none;
  if (!fs::is_directory(output, none)) return fs::equivalent(file, output, none);
  const std::string name = file.filename().string();
  const bool ours = name.starts_with("report") || name.starts_with("result.") || name.starts_with("rejects.") || name.starts_with("pieces.") || name.starts_with("issues.") || name.starts_with("evaluation.") || name.starts_with("batch.");
  return ours && fs::equivalent(file.has_parent_path() ? file.parent_path() : ".", output, none);
}

/// No command writes over a file it is given to read.
void require_outputs_apart(const CLI::App& command) {
  const auto is_output = [](const CLI::Option* option) {
    const std::string name = option->get_single_name();
    return name == "out" || name == "OUT" || name == "fix" || name == "json" || name == "report";
  };
  std::vector<std::string> inputs, outputs;
  for (const CLI::Option* option : command.get_options()) {
    for (const std::string& value : option->results()) (is_output(option) ? outputs : inputs).push_back(value.substr(0, value.find("|layername=")));
  }
  for (const std::string& input : inputs) {
    for (const std::string& output : outputs) {
      std::error_code none;
      if (!fs::is_regular_file(input, none) || !is_written(input, output)) continue;
      throw Error(Errc::bad_argument, {"输出会覆盖输入文件 " + input + "，请换一个输出", "the output would replace the input " + input + ": choose another one"});
    }
  }
}

}  // namespace

CLI::App* add_command(CLI::App& app, Session& session, const std::string& name, const Text& description) {
  CLI::App* command = app.add_subcommand(name, session.say(description));
  command->set_help_flag("-h,--help", session.say({"显示帮助", "show this help"}));
  command->group(session.say({"命令", "Subcommands"}));
  command->add_option("--threads", session.threads, session.say({"线程数（默认：全部处理器）", "threads (default: all processors)"}))
      ->check(CLI::Range(1, 1024));
  command->add_option_function<std::vector<std::string>>("--read-limit", [&session](const std::vector<std::string>& words) { for (const std::string& word : words) limit(session, word); },
                                                         session.say({"放宽或收紧读取的限值，名称=值，可重复，如 shape_points=50M（见 docs/reference/safe-opening.md）", "a limit of reading, NAME=VALUE, e.g. shape_points=50M; may be repeated (docs/reference/safe-opening.md)"}))
      ->allow_extra_args(false);
  command->add_option("--lang", session.say({"语言：zh 或 en（默认按系统语言）", "language: zh or en (default: by locale)"}))
      ->check(CLI::IsMember({"zh", "en"}));  // read before parsing, see main.cpp
  command->parse_complete_callback([command] { require_outputs_apart(*command); });
  return command;
}

Length widest(const char* id) {
  const std::string file = data_file("checks/lines.yaml");
  return Length::metres(parse_limits(read_text(file), file).limit(id, "m").value);
}

PolygonOptions project_land() { return {.width_field = "width_m", .widest = widest("widest_land")}; }

Layer valid_polygons(const Session& session, Layer given, const PolygonOptions& options) {
  PolygonOptions with_threads = options;
  with_threads.threads = session.threads;
  require_in_city(session, given);
  Layer layer = polygons(std::move(given), with_threads);
  for (const Text& note : layer.notes) session.note({title(layer) + "：" + note.zh, title(layer) + ": " + note.en});
  say_flaws(session, layer);
  return layer;
}

Layer read_polygons(const Session& session, const std::string& spec, const std::string& crs, const PolygonOptions& options,
                    const std::optional<std::vector<std::string>>& fields) {
  return valid_polygons(session, fields ? LayerStream(spec, crs, *fields, LayerStream::all_rows, session.limits).read(0) : read_layer(spec, crs, session.limits), options);
}

void add_crs_options(CLI::App& command, Session& session, std::string& crs) {
  command.add_option("--crs", crs, session.say({"数据没有坐标系时说明（如 EPSG:4530），不改变已有坐标系；GCJ-02、BD-09 表示网络地图的偏移坐标", "declares the CRS of data that have none (e.g. EPSG:4530), never overrides one; GCJ-02 and BD-09: shifted degrees of web maps"}));
  add_anywhere(command, session);
}

void add_anywhere(CLI::App& command, Session& session) {
  command.add_flag("--anywhere", session.anywhere, session.say({"数据确实不在市域内：不因位置怀疑坐标系", "the data do lie outside the city: their CRS is not doubted for it"}));
}

std::vector<Layer> read_plan_layers(const Session& session, const std::string& file) {
  std::vector<Layer> layers = read_layers(file, {}, session.limits);
  for (const Layer& layer : layers) require_in_city(session, layer);
  return layers;
}

void require_in_city(const Session& session, const Layer& layer) {
  if (session.anywhere) return;
  if (!layer.crs || find_implausible(layer.shapes, *layer.crs)) return;  // polygons() refuses it
  const auto why = find_astray(layer, city_frame());
  if (!why) return;
  throw crs_implausible(layer, {why->zh + "。坐标系写错时用 libspatial convert 入 出 --set-crs EPSG:代码 改正；数据确实在那里时加 --anywhere",
                                why->en + ". If the CRS is wrong, correct it: libspatial convert IN OUT --set-crs EPSG:code; if the land does lie there, add --anywhere"});
}

void say_flaws(const Session& session, const Layer& layer) {
  for (const Repair& r : layer.repairs) {
    const std::string row = std::to_string(layer.first_row + r.row), before = shortest(r.before), after = shortest(r.after);
    session.note({title(layer) + " 第 " + row + " 行：" + r.flaw.reason.zh + "，已修复，面积 " + before + " → " + after,
                  title(layer) + " row " + row + ": " + r.flaw.reason.en + ", repaired, area " + before + " → " + after});
  }
  for (const Reject& r : layer.rejects) session.warn({"未采用 " + r.text.zh, "not used: " + r.text.en});
}

void say_stretch(const Session& session, const Layer& layer, AreaKind kind) {
  const auto doubt = kind == AreaKind::planar && layer.crs ? find_planar_doubt(layer.shapes, *layer.crs) : std::nullopt;
  if (doubt) session.warn({title(layer) + "：" + doubt->zh, title(layer) + ": " + doubt->en});
}

Layer in_crs_of(const Session& session, const Layer& subjects, Layer zones) {
  if (*zones.crs == *subjects.crs) return zones;
  session.note({title(zones) + "：由 " + zones.crs->code() + " 转换到 " + subjects.crs->code() + "（长边按 70 m 加密）",
                title(zones) + ": transformed from " + zones.crs->code() + " to " + subjects.crs->code() + " (edges divided to 70 m)"});
  return reproject(zones, *subjects.crs);
}

Progress progress_bar(const Session& session, const Text& title) {
  if (!isatty(STDERR_FILENO)) return {};
  return [label = session.say(title)](std::size_t done, std::size_t all) {
    constexpr std::size_t width = 30;
    const std::size_t full = all == 0 ? width : done * width / all;
    std::string bar;
    for (std::size_t i = 0; i < width; ++i) bar += i < full ? "█" : "░";
    std::cerr << '\r' << label << ' ' << bar << ' ' << done << '/' << all << (done == all ? "\n" : "") << std::flush;
    return true;
  };
}

std::string data_file(const std::string& name) {
  std::vector<fs::path> folders;
  if (const char* set = std::getenv("LIBSPATIAL_DATA")) folders.emplace_back(set);
  std::error_code none;
  folders.push_back(fs::read_symlink("/proc/self/exe", none).parent_path() / LIBSPATIAL_DATA_FROM_BIN);
  folders.emplace_back(LIBSPATIAL_SOURCE_DATA);
  for (const fs::path& folder : folders) {
    if (fs::is_regular_file(folder / name, none)) return fs::weakly_canonical(folder / name).string();
  }
  throw Error(Errc::file_not_found, {"找不到数据文件 " + name + "；请检查安装，或用环境变量 LIBSPATIAL_DATA 指明数据目录",
                                     "data file " + name + " not found; check the installation or set LIBSPATIAL_DATA to the data folder"});
}

std::string today() {
  const std::time_t now = std::time(nullptr);
  std::tm local{};
  localtime_r(&now, &local);
  char text[16];
  std::strftime(text, sizeof text, "%Y-%m-%d", &local);
  return text;
}

std::string write_rejects(const std::string& beside, const std::vector<const Layer*>& layers) {
  const std::string header[] = {"file", "layer", "row", "reason", "message_zh", "message_en"};
  std::string csv = csv_record(header);
  for (const Layer* layer : layers) {
    for (const Reject& r : layer->rejects) {
      const std::string cells[] = {layer->file, layer->name, std::to_string(layer->first_row + r.row), r.reason, r.text.zh, r.text.en};
      csv += csv_record(cells);
    }
  }
  const std::string path = fs::path(beside).replace_extension(".rejects.csv").string();
  publish_text(path, csv);
  return path;
}

}  // namespace libspatial::cli
