// libspatial plan import: layers of a planning bureau → a plan file, and what became of every row.

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <memory>

#include "cli.hpp"
#include "libspatial/exchange.hpp"
#include "libspatial/io.hpp"
#include "libspatial/source.hpp"

namespace libspatial::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t most_lines = 10;  // of one kind in the printed report; the JSON has all

struct PlanImportCommand {
  std::vector<std::string> from, schemas, map, covers;
  std::string profile, out;
  ImportOptions options;

  void run(Session& session) {
    require_output();
    read_orders();
    const Schemas known = load_schemas(profile, schemas);
    std::vector<Layer> layers;
    for (const std::string& file : from) {
      for (Layer& layer : read(session, file)) layers.push_back(std::move(layer));
    }
    options.threads = session.threads;
    const Import import = import_layers(std::move(layers), known, options);
    publish(session, import, known.layout);
    for (const LayerReport& report : import.reports) print(session, report);
    std::cout << session.say({"规划文件：", "plan file: "}) << out << session.say({"；报告：", "; report: "}) << beside(".import.json") << '\n';
    session.exit_code = import.exit_code();
  }

 private:
  std::string beside(const std::string& ending) const { return fs::path(out).replace_extension().string() + ending; }

  void require_output() const {
    if (fs::path(out).extension() != ".gpkg") throw Error(Errc::bad_argument, {"--out " + out + " 应以 .gpkg 结尾", "--out " + out + " must end in .gpkg"});
    std::error_code none;
    for (const std::string& file : from) {
      if (fs::equivalent(file.substr(0, file.find("|layername=")), out, none)) {
        throw Error(Errc::bad_argument, {"--out 不能是输入文件 " + file, "--out must not be the input " + file});
      }
    }
  }

  void read_orders() {
    for (const std::string& order : map) {
      const std::size_t at = order.rfind('=');
      if (at == std::string::npos || at == 0 || at + 1 == order.size()) {
        throw Error(Errc::bad_argument, {"--map " + order + " 应写成 图层=角色", "--map " + order + " must be written LAYER=ROLE"});
      }
      options.roles.emplace_back(order.substr(0, at), order.substr(at + 1));
    }
    for (const std::string& order : covers) {
      const std::size_t at = order.find('=');
      const std::string role = at == std::string::npos ? "" : order.substr(0, at);
      if (!options.covers.emplace(role, order.substr(at == std::string::npos ? 0 : at + 1)).second) {
        throw Error(Errc::bad_argument, {"--covers 两次说到同一角色：" + order, "--covers speaks of the same role twice: " + order});
      }
    }
    for (const std::string& date : {options.valid_from, options.valid_to}) {
      if (!date.empty() && !is_date(date)) throw Error(Errc::bad_argument, {"日期“" + date + "”应写成 YYYY-MM-DD", "the date \"" + date + "\" must be YYYY-MM-DD"});
    }
  }

  static std::vector<Layer> read(const Session& session, const std::string& file) {
    if (file.find("|layername=") == std::string::npos) return read_layers(file, {}, session.limits);
    return {read_layer(file, {}, session.limits)};
  }

  void publish(const Session& session, const Import& import, const PlanLayout& layout) const {
    std::string inputs;
    for (const std::string& file : from) inputs += (inputs.empty() ? "" : ", ") + file;
    const std::string description = "libspatial plan import; from: " + inputs + (profile.empty() ? "" : "; profile: " + profile);
    const ImportRun about{std::string("libspatial ") + LIBSPATIAL_VERSION, profile, out, from};
    const auto name = [&](const std::string& ending) { return fs::path(beside(ending)).filename().string(); };
    const FileToPublish files[] = {{name(".import.json"), [&](const std::string& f) { publish_text(f, import_json(import, about)); }},
                                   {name(".import.csv"), [&](const std::string& f) { publish_text(f, import_csv(import)); }},
                                   {fs::path(out).filename().string(), [&](const std::string& f) { session.not_carried(write_plan(f, import.layers, layout, description)); }}};
    const fs::path folder = fs::path(out).parent_path();
    publish_folder(folder.empty() ? "." : folder.string(), files);
  }

  static void line(const Session& session, const Text& label, const std::string& value) { std::cout << "  " << session.say(label) << value << '\n'; }

  static std::string joined(const std::vector<std::string>& words) {
    std::string text;
    for (const std::string& word : words) text += (text.empty() ? "" : ", ") + word;
    return text;
  }

  static Text outcome_of(const LayerReport& r) {
    switch (r.outcome) {
      case Outcome::used: return {"→ " + r.written_as + "（" + r.title.zh + "）", "→ " + r.written_as + " (" + r.title.en + ")"};
      case Outcome::known: return {"认得，未采用（" + r.title.zh + "）", "known, not used (" + r.title.en + ")"};
      case Outcome::refused: return {"拒绝（" + r.title.zh + "）", "refused (" + r.title.en + ")"};
      case Outcome::left_out: return {"按 --map 略去", "left out by --map"};
      case Outcome::unknown: break;
    }
    return {"不认识，未采用", "unknown, not used"};
  }

  static Text how(const LayerReport& r) {
    const std::string status_zh = r.verified ? "" : "（未经核实的别名）", status_en = r.verified ? "" : " (an unverified alias)";
    switch (r.by) {
      case RecognisedBy::fields: return {"只凭字段认出，图层名不符，请核对" + status_zh, "by its fields alone, its name does not say so: check it" + status_en};
      case RecognisedBy::pattern: return {"凭图层名前缀" + status_zh, "by the beginning of its name" + status_en};
      case RecognisedBy::name: return {"凭图层名" + status_zh, "by its name" + status_en};
      case RecognisedBy::name_and_fields: return {"凭图层名和字段" + status_zh, "by its name and fields" + status_en};
      case RecognisedBy::order: return {"按 --map" + status_zh, "by --map" + status_en};
      case RecognisedBy::nothing: break;
    }
    return {"", ""};
  }

  static void print(const Session& session, const LayerReport& r) {
    std::cout << r.file << "|layername=" << r.layer << ' ' << session.say(outcome_of(r)) << '\n';
    if (!r.schema.empty()) line(session, {"依据    ", "as        "}, r.schema + session.say({"，", ", "}) + session.say(how(r)));
    const std::string n = std::to_string(r.read);
    if (r.outcome == Outcome::used) {
      const std::string used = std::to_string(r.used), repaired = std::to_string(r.repaired), rejected = std::to_string(r.rejected);
      line(session, {"要素    ", "rows      "}, session.say({"读 " + n + " = 采用 " + used + " + 修复 " + repaired + " + 剔除 " + rejected, n + " read = " + used + " used + " + repaired + " repaired + " + rejected + " rejected"}) +
                                                 (r.crs.empty() ? "" : session.say({"，", ", "}) + r.crs));
      std::vector<std::string> fields;
      for (const auto& [from, to] : r.fields) fields.push_back(from + "→" + to);
      line(session, {"字段    ", "fields    "}, fields.empty() ? "-" : joined(fields));
      if (!r.fields_missing.empty()) line(session, {"没有    ", "without   "}, joined(r.fields_missing));
    } else {
      line(session, {"要素    ", "rows      "}, n);
    }
    if (!r.fields_unknown.empty()) line(session, {"未知字段 ", "unknown   "}, joined(r.fields_unknown));
    for (const UnknownValue& v : head(r.values_unknown)) {
      const std::string rows = std::to_string(v.rows), first = std::to_string(v.first_row);
      line(session, {"未知值  ", "unknown   "}, v.field + session.say({"“" + v.value + "”，" + rows + " 行，首见第 " + first + " 行", " \"" + v.value + "\" in " + rows + " rows, first in row " + first}));
    }
    for (const auto& [set, rows] : r.unverified) {
      line(session, {"未核实  ", "unverified"}, session.say({std::to_string(rows) + " 行只凭未经核实的取值表 " + set, " " + std::to_string(rows) + " rows are recognised by the unverified values " + set + " alone"}));
    }
    for (const Text& note : r.notes) line(session, {"说明    ", "note      "}, session.say(note));
    for (const Reject& reject : head(r.rejects)) line(session, {"剔除    ", "rejected  "}, session.say(reject.text));
    if (r.rejects.size() > most_lines) line(session, {"        ", "          "}, session.say({"……共 " + std::to_string(r.rejects.size()) + " 行", "… " + std::to_string(r.rejects.size()) + " in all"}));
  }

  template <class T>
  static std::span<const T> head(const std::vector<T>& all) { return {all.data(), std::min(all.size(), most_lines)}; }
};

}  // namespace

void add_plan_import(CLI::App& plan, Session& session) {
  CLI::App* command = add_command(plan, session, "import", {"把规划部门的数据变成规划文件，并说明每一行的去处", "layers of a planning bureau to a plan file, accounting for every row"});
  auto o = std::make_shared<PlanImportCommand>();
  command->add_option("--from", o->from, session.say({"数据：FileGDB 文件夹、GeoPackage、Shapefile 等，可多次", "data: a FileGDB folder, GeoPackage, Shapefile, …; may be repeated"}))->required()->allow_extra_args(false);
  command->add_option("--out", o->out, session.say({"要写的规划 GeoPackage", "the plan GeoPackage to write"}))->required();
  command->add_option("--profile", o->profile, session.say({"城市档案的名字", "name of the city's profile"}));
  command->add_option("--schema", o->schemas, session.say({"补充的别名文件 YAML，可多次", "further alias files, YAML; may be repeated"}))->allow_extra_args(false);
  command->add_option("--map", o->map, session.say({"指明图层的角色：图层=角色，或 图层=none 略去；可多次", "the role of a layer: LAYER=ROLE, or LAYER=none to leave it out; may be repeated"}))->allow_extra_args(false);
  command->add_option("--crs", o->options.crs, session.say({"数据没有坐标系时说明", "declares the CRS of layers that have none"}));
  command->add_option("--valid-from", o->options.valid_from, session.say({"有效期起 YYYY-MM-DD", "valid from, YYYY-MM-DD"}));
  command->add_option("--valid-to", o->options.valid_to, session.say({"有效期止 YYYY-MM-DD", "valid to, YYYY-MM-DD"}));
  command->add_option("--covers", o->covers, session.say({"有要素的图层覆盖全部区县（units）还是部分（partial），或 角色=units；不写则相关规则无法判定；可多次",
                                                         "whether layers with rows cover all units or are partial, or ROLE=units; without it their rules cannot judge; may be repeated"}))->allow_extra_args(false);
  command->add_option("--accuracy-m", o->options.accuracy_m, session.say({"点位中误差（m）", "standard deviation of a position (m)"}))->check(CLI::PositiveNumber);
  command->add_option("--source", o->options.source, session.say({"来源，写入 layer_manifest", "source, for layer_manifest"}));
  command->callback([o, &session] { o->run(session); });
}

}  // namespace libspatial::cli
