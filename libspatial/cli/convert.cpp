// libspatial convert: a file in another format or CRS, and what could not be carried over.

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <memory>

#include "cli.hpp"
#include "libspatial/coordinates.hpp"
#include "libspatial/drawing.hpp"
#include "libspatial/exchange.hpp"
#include "libspatial/io.hpp"
#include "libspatial/spreadsheet.hpp"
#include "libspatial/workbook.hpp"

namespace libspatial::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t head_bytes = (1 << 16) + 1, most_lines = 20;

std::string ending_of(const std::string& file) {
  std::string ending = fs::path(file).extension().string();
  std::transform(ending.begin(), ending.end(), ending.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return ending;
}

struct ConvertCommand {
  std::string in, out, crs, set_crs, to_crs, axes, prefix, start, encoding, multipart = "blocks", report, id = "id", name_field = "name";
  std::vector<std::string> only;
  int decimals = -1;
  bool join = false;

  void run(Session& session) const {
    require_output();
    CoordinateFile given = read(session);
    Layer& layer = given.layer;
    std::vector<Loss> losses;
    const std::size_t rows = layer.size();
    std::vector<Text> flaws = flaws_of(layer);
    const std::string from = layer.crs ? layer.crs->code() : "";
    if (!to_crs.empty()) transform(layer, losses);
    if (!only.empty()) keep_fields(layer, losses);
    const std::size_t written = write(given, losses);
    for (const Text& note : layer.notes) session.note({title(layer) + "：" + note.zh, title(layer) + ": " + note.en});
    for (const Text& flaw : flaws) session.warn(flaw);
    for (std::size_t i = 0; i < layer.rejects.size() && i < most_lines; ++i) session.warn({"未采用 " + layer.rejects[i].text.zh, "not used: " + layer.rejects[i].text.en});
    session.not_carried(losses);
    if (!layer.rejects.empty()) session.warn({"未采用的要素见 " + write_rejects(out, {&layer}), "features not used: " + write_rejects(out, {&layer})});
    if (!layer.rejects.empty() || !flaws.empty() || written < rows) session.exit_code = exit_needs_review;
    if (!report.empty()) publish_text(report, conversion_json(given, {std::string("libspatial ") + LIBSPATIAL_VERSION, in, out, from, rows, written, flaws, losses}));
    const std::string n = std::to_string(rows), w = std::to_string(written);
    const bool same = layer.crs && layer.crs->code() == from;
    std::cout << session.say({"读 " + n + " 行，写 " + w + " 行：", n + " rows read, " + w + " written: "}) << out << session.say({"，", ", "}) << from << (same ? "" : " → " + layer.crs->code()) << '\n';
  }

 private:
  std::optional<CoordinateFormat> text_format() const {
    for (const auto& [ending, format] : {std::pair{".txt", CoordinateFormat::boundary_points}, {".dat", CoordinateFormat::cass}, {".csv", CoordinateFormat::table}, {".xlsx", CoordinateFormat::table}, {".wkt", CoordinateFormat::wkt}}) {
      if (ending_of(out) == ending) return format;
    }
    return std::nullopt;
  }

  void require_output() const {
    constexpr const char* others[] = {".gpkg", ".geojson", ".json", ".shp", ".fgb", ".kml", ".dxf"};
    const std::string ending = ending_of(out);
    if (!text_format() && std::none_of(std::begin(others), std::end(others), [&](const char* o) { return ending == o; })) {
      throw Error(Errc::bad_argument, {out + "：结尾应为 .txt（界址点）、.dat（CASS）、.csv 或 .xlsx（点表）、.wkt、.gpkg、.geojson、.shp、.fgb、.kml 或 .dxf", out + ": the ending must be .txt (boundary points), .dat (CASS), .csv or .xlsx (points), .wkt, .gpkg, .geojson, .shp, .fgb, .kml or .dxf"});
    }
    if (!text_format() && (!prefix.empty() || !start.empty() || decimals >= 0 || multipart != "blocks")) {
      throw Error(Errc::bad_argument, {"--zone-prefix、--start、--decimals、--multipart 只用于坐标文本（.txt .dat .csv .xlsx .wkt）", "--zone-prefix, --start, --decimals and --multipart are for texts of coordinates (.txt .dat .csv .xlsx .wkt)"});
    }
    if (!encoding.empty() && ending != ".txt" && ending != ".dat" && ending != ".shp") {
      throw Error(Errc::bad_argument, {"--encoding 只用于 .txt、.dat、.shp；其他格式总是 UTF-8", "--encoding is for .txt, .dat and .shp; the others are always UTF-8"});
    }
  }

  /// A text or a spreadsheet by our own readers, with its header.
  std::optional<CoordinateFile> find_text(const Session& session) const {
    const AxisOrder order = axes == "north-first" ? AxisOrder::north_first : axes == "east-first" ? AxisOrder::east_first : AxisOrder::of_format;
    const CoordinateOptions options{.crs = crs, .axes = order, .join = join};
    const auto [path, layer] = split_layer_name(in);
    std::error_code none;
    if (!fs::is_regular_file(path, none)) return std::nullopt;
    if (is_spreadsheet(path, session.limits)) return read_spreadsheet(path, path, layer, options, session.limits);
    if (!layer.empty()) return std::nullopt;
    std::string head(head_bytes, '\0');
    std::ifstream file(path, std::ios::binary);
    file.read(head.data(), static_cast<std::streamsize>(head.size()));
    head.resize(static_cast<std::size_t>(file.gcount()));
    if (!find_coordinate_format(head)) return std::nullopt;
    return read_coordinates(read_whole(path, path, session.limits), path, options);
  }

  CoordinateFile read(const Session& session) const {
    std::optional<CoordinateFile> text = find_text(session);
    if (!text && (!axes.empty() || join)) throw Error(Errc::bad_argument, {"--axes 和 --join 只用于坐标文本", "--axes and --join are for texts of coordinates"});
    CoordinateFile file;
    if (text) require_limits(text->layer, session.limits), file = std::move(*text);
    else file.layer = read_layer(in, crs, session.limits);
    if (!set_crs.empty()) correct_crs(file.layer);
    if (!file.layer.crs) throw crs_missing(file.layer);
    if (const auto why = find_implausible(file.layer.shapes, *file.layer.crs)) throw crs_implausible(file.layer, *why);
    return file;
  }

  void correct_crs(Layer& layer) const {
    const std::string before = layer.crs ? layer.crs->code() : "-";
    layer.crs = Crs(set_crs);
    layer.notes.push_back({"坐标系由 " + before + " 改正为 " + layer.crs->code() + "，坐标未变", "CRS corrected from " + before + " to " + layer.crs->code() + ", coordinates as they were"});
  }

  /// Shapes are carried as they are; what is wrong with them is said.
  static std::vector<Text> flaws_of(const Layer& layer) {
    std::vector<Text> result;
    for (std::size_t row = 0; row < layer.size(); ++row) {
      const auto flaw = find_flaw(layer.shapes, row);
      if (!flaw) continue;
      const std::string n = std::to_string(row), at = "(" + shortest(flaw->place.x) + ", " + shortest(flaw->place.y) + ")";
      result.push_back({title(layer) + " 第 " + n + " 行：" + flaw->reason.zh + "，位置 " + at + "，请在源数据中改正", title(layer) + " row " + n + ": " + flaw->reason.en + " at " + at + ": correct the source"});
    }
    return result;
  }

  void transform(Layer& layer, std::vector<Loss>& losses) const {
    const Crs to(to_crs);
    const std::size_t before = layer.shapes.points().size();
    Layer there = reproject(layer, to);
    if (const auto why = find_implausible(there.shapes, to)) throw Error(Errc::crs_implausible, {"不能转换到 " + to.code() + "：" + why->zh + "。请选数据所在的带", "cannot be transformed to " + to.code() + ": " + why->en + ". Choose the zone the data lie in"});
    const std::size_t added = there.shapes.points().size() - before;
    if (added > 0) losses.push_back({"edges", {"长边按 70 m 加密，增加 " + std::to_string(added) + " 点：直线换坐标系后不再是直线", "edges were divided to 70 m, " + std::to_string(added) + " points more: a straight line is not straight in another CRS"}});
    there.crs = to;
    layer = std::move(there);
  }

  void keep_fields(Layer& layer, std::vector<Loss>& losses) const {
    std::vector<Field> kept;
    for (const std::string& name : only) kept.push_back(layer.field(name));
    std::string dropped;
    for (const Field& field : layer.fields) {
      if (std::find(only.begin(), only.end(), field.name) == only.end()) dropped += (dropped.empty() ? "" : ", ") + field.name;
    }
    if (!dropped.empty()) losses.push_back({"fields", {"按 --fields 略去：" + dropped, "left out by --fields: " + dropped}});
    layer.fields = std::move(kept);
  }

  /// The number of rows that were written.
  std::size_t write(CoordinateFile& given, std::vector<Loss>& losses) const {
    Layer& layer = given.layer;
    const auto add = [&](const std::vector<Loss>& more) { losses.insert(losses.end(), more.begin(), more.end()); };
    if (const auto format = text_format()) {
      CoordinateStyle style{.format = *format, .zone_prefix = {}, .from_north_west = !start.empty(), .decimals = decimals, .parts_as_rings = multipart == "rings", .utf8 = encoding == "utf-8", .id_field = id, .name_field = name_field, .header = given.header};
      if (!prefix.empty()) style.zone_prefix = prefix == "with";
      const CoordinateText text = write_coordinates(layer, style);
      if (ending_of(out) == ".xlsx") add(write_points(out, text));
      else publish_text(out, text.bytes), add(text.not_carried);
      return text.rows;
    }
    if (!given.header.empty()) losses.push_back({"header", {"界址点 TXT 的文件头（" + std::to_string(given.header.size()) + " 行）只在报告中", "the header of the TXT (" + std::to_string(given.header.size()) + " lines) is in the report only"}});
    const std::string ending = ending_of(out), own_name = layer.name;
    if (ending == ".gpkg") {
      if (layer.name.empty()) layer.name = fs::path(out).stem().string();
      add(write_geopackage(out, std::span(&layer, 1), "libspatial convert; from: " + in));
      layer.name = own_name;
    } else if (ending == ".dxf") {
      const CoordinateText text = write_drawing(layer, {.id_field = id, .name_field = name_field});
      publish_text(out, text.bytes);
      add(text.not_carried);
    } else add(write_vector(out, layer, {.gbk = encoding == "gbk"}));
    std::size_t rows = 0;
    for (std::size_t row = 0; row < layer.size(); ++row) rows += layer.shapes.type(row) != ShapeType::none;
    return rows;
  }
};

}  // namespace

void add_convert(CLI::App& app, Session& session) {
  CLI::App* command = add_command(app, session, "convert", {"换格式、换坐标系，并说明什么没能带过去", "another format or CRS, and what could not be carried over"});
  auto o = std::make_shared<ConvertCommand>();
  command->add_option("IN", o->in, session.say({"数据文件，可写 文件|layername=图层", "a file, or FILE|layername=NAME"}))->required();
  command->add_option("OUT", o->out, session.say({"要写的文件，格式看结尾：.txt .dat .csv .xlsx .wkt .gpkg .geojson .shp .fgb .kml .dxf", "the file to write, its format by its ending: .txt .dat .csv .xlsx .wkt .gpkg .geojson .shp .fgb .kml .dxf"}))->required();
  command->add_option("--crs", o->crs, session.say({"数据没有坐标系时说明；文件自相矛盾时说明以哪个为准", "declares the CRS of data that have none, or which of two contradicting ones holds"}));
  command->add_option("--set-crs", o->set_crs, session.say({"文件写的坐标系是错的：改为这一个，坐标不变", "the CRS the file names is wrong: this one instead, coordinates unchanged"}))->excludes("--crs");
  command->add_option("--to-crs", o->to_crs, session.say({"转换到的坐标系，长边按 70 m 加密", "the CRS to transform to; edges are divided to 70 m"}));
  command->add_option("--axes", o->axes, session.say({"坐标文本中两个数的次序：north-first 或 east-first", "order of the two numbers in a text: north-first or east-first"}))->check(CLI::IsMember({"north-first", "east-first"}));
  command->add_flag("--join", o->join, session.say({"CASS：同一编码的点按次序连成面", "CASS: points of one code, in their order, are a polygon"}));
  command->add_option("--zone-prefix", o->prefix, session.say({"东坐标带（with）或不带（without）带号", "eastings with or without the zone's number"}))->check(CLI::IsMember({"with", "without"}));
  command->add_option("--start", o->start, session.say({"north-west：每个环从西北角起，顺时针（内环逆时针）", "north-west: every ring begins there, clockwise (holes the other way)"}))->check(CLI::IsMember({"north-west"}));
  command->add_option("--decimals", o->decimals, session.say({"坐标小数位数（默认：米 3，度 9）", "decimals of coordinates (default: 3 in metres, 9 in degrees)"}))->check(CLI::Range(0, 12));
  command->add_option("--multipart", o->multipart, session.say({"多部分地块写成 blocks（每部分一个地块）或 rings（一个地块多个圈）", "parcels of several parts as blocks (one each) or rings (of one)"}))->check(CLI::IsMember({"blocks", "rings"}))->capture_default_str();
  command->add_option("--fields", o->only, session.say({"只带这些字段，逗号分隔", "carry these fields only, separated by commas"}))->delimiter(',')->allow_extra_args(false);
  command->add_option("--id", o->id, session.say({"地块编号字段", "field with the parcel's id"}))->capture_default_str();
  command->add_option("--name", o->name_field, session.say({"地块名称字段", "field with the parcel's name"}))->capture_default_str();
  command->add_option("--encoding", o->encoding, session.say({"gbk 或 utf-8（.txt .dat 默认 gbk，.shp 默认 utf-8）", "gbk or utf-8 (default: gbk for .txt and .dat, utf-8 for .shp)"}))->check(CLI::IsMember({"gbk", "utf-8"}));
  command->add_option("--report", o->report, session.say({"把一切写成 JSON", "write all of it as JSON"}));
  command->callback([o, &session] { o->run(session); });
}

}  // namespace libspatial::cli
