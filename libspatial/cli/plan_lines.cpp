#include "plan_lines.hpp"

#include "libspatial/exchange.hpp"
#include "libspatial/io.hpp"
#include "overlay_table.hpp"

namespace libspatial::cli {
namespace {

void say_notes(const Session& session, const Layer& layer) {
  for (const Text& note : layer.notes) session.note({title(layer) + "：" + note.zh, title(layer) + ": " + note.en});
}

}  // namespace

void LineChoice::add_options(CLI::App& command, Session& session, const char* positional) {
  command.add_option(positional, file, session.say({"线，可写 文件|layername=图层", "lines: a file, or FILE|layername=NAME"}))->required();
  command.add_option("--name", name_field, session.say({"线名字段，同名各行是一条线（默认：name，没有则每行一条）", "field with the line's name: rows of one name are one line (default: name, else every row)"}));
  command.add_option("--lines", wanted, session.say({"只用这些线（名称，用逗号分开）", "only these lines (names, with commas between)"}))->delimiter(',');
  command.add_option("--where", where, session.say({"只用 字段=值 的各行", "only rows with FIELD=VALUE"}));
  add_crs_options(command, session, crs);
}

Layer LineChoice::read(Session& session) {
  Layer layer = read_layer(file, crs, session.limits);
  say_notes(session, layer);
  require_in_city(session, layer);
  if (name_field.empty() && layer.find_field("name")) name_field = "name";
  if (!where.empty()) {
    const auto at = where.find('=');
    if (at == std::string::npos) throw Error(Errc::bad_argument, {"--where " + where + "：应写成 字段=值", "--where " + where + ": write FIELD=VALUE"});
    layer = rows_where(lines(std::move(layer)), where.substr(0, at), {where.substr(at + 1)});
  } else {
    layer = lines(std::move(layer));
  }
  if (!wanted.empty()) layer = rows_where(layer, name_field.empty() ? "name" : name_field, wanted);
  say_flaws(session, layer);
  if (layer.shapes.points().empty()) {
    throw Error(Errc::no_lines, {title(layer) + "：所选各行没有可用的线", title(layer) + ": none of the rows chosen is a line that can be used"});
  }
  return layer;
}

Layer read_places(Session& session, const std::string& spec, const std::string& crs) {
  Layer layer;
  if (spec.find("|layername=") != std::string::npos) {
    layer = read_layer(spec, crs, session.limits);
  } else {  // the first layer with shapes, points too
    std::vector<Layer> layers = read_layers(spec, {}, session.limits);
    const auto found = std::find_if(layers.begin(), layers.end(), [](const Layer& l) { return !l.shapes.points().empty(); });
    if (found == layers.end()) throw Error(Errc::layer_not_found, {spec + " 没有点或面图层", spec + " has no layer of points or polygons"});
    layer = std::move(*found);
    if (!layer.crs && !crs.empty()) layer.crs = Crs(crs);
  }
  say_notes(session, layer);
  require_in_city(session, layer);
  layer = places(std::move(layer));
  say_flaws(session, layer);
  return layer;
}

std::vector<std::string> labels_of(const Layer& layer, const std::string& field) {
  if (!field.empty()) return labels(layer, field);
  for (const char* usual : {"name", "code"}) {
    if (layer.find_field(usual)) return labels(layer, usual);
  }
  return labels(layer, {});
}

void require_output(const std::string& out, bool csv_too) {
  if (is_geopackage(out) || (csv_too && is_csv(out))) return;
  if (csv_too) throw Error(Errc::bad_argument, {"--out " + out + "：只能写 .csv 或 .gpkg", "--out " + out + ": only .csv and .gpkg can be written"});
  throw Error(Errc::bad_argument, {"--out " + out + "：只能写 .gpkg", "--out " + out + ": only .gpkg can be written"});
}

void write_tables(const std::string& out, const std::vector<Layer>& layers, const std::string& description) {
  if (is_csv(out)) return publish_text(out, to_csv(layers.front()));
  write_geopackage(out, layers, description);
}

void say_rejects(Session& session, const std::string& out, const std::vector<const Layer*>& layers) {
  std::size_t count = 0;
  for (const Layer* layer : layers) count += layer->rejects.size();
  if (count == 0) return;
  session.exit_code = std::max(session.exit_code, exit_needs_review);
  const std::string path = write_rejects(out, layers);
  session.warn({"有 " + std::to_string(count) + " 个要素未采用，见 " + path, std::to_string(count) + " features were not used, see " + path});
}

std::string kilometres(Length length) { return decimals(length.kilometres(), 3) + " km"; }

}  // namespace libspatial::cli
