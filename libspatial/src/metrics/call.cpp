#include "metrics/call.hpp"

#include <algorithm>

#include "crs/zone.hpp"
#include "libspatial/units.hpp"

namespace libspatial::metrics {
namespace {

std::string list(const auto& items, auto name) {
  std::string all;
  for (const auto& item : items) all += (all.empty() ? "" : ", ") + name(item);
  return all;
}

[[noreturn]] void refuse(const Metric& metric, const Text& why) {
  const std::string id = metric.ids.front().id;
  throw Error(Errc::bad_argument, {"指标 " + id + "：" + why.zh, "metric " + id + ": " + why.en});
}

std::optional<double> number_of(const std::string& text) { return to_number(Value(text)); }

constexpr std::string_view flaw_names[] = {"", "negative_value", "not_number", "missing_value"};

std::uint8_t flaw_of(const Value& cell, const Need& need) {
  const auto v = to_number(cell);
  if (std::holds_alternative<std::monostate>(cell) || (v && std::isnan(*v))) return need.optional ? 0 : 3;
  if (!v || std::isinf(*v)) return 2;
  return need.amount && *v < 0 ? 1 : 0;
}

/// "at least 0", "above 0", "from 0 to 100".
Text range_of(const Parameter& p) {
  const std::string low = shortest(p.least), high = shortest(p.most);
  if (std::isfinite(p.most)) return {"在 " + low + " 到 " + high + " 之间", "from " + low + " to " + high};
  return p.open ? Text{"大于 " + low, "above " + low} : Text{"不小于 " + low, "at least " + low};
}

}  // namespace

Call::Call(const Metric& metric, const Input& input) : metric_(&metric), input_(&input) {
  const auto names = [&] { return list(metric.parameters, [](const Parameter& p) { return p.name; }); };
  for (const auto& [name, value] : input.parameters) {
    const auto known = std::find_if(metric.parameters.begin(), metric.parameters.end(), [&](const Parameter& p) { return p.name == name; });
    if (known == metric.parameters.end()) refuse(metric, {"没有参数“" + name + "”；参数：" + names(), "has no parameter \"" + name + "\"; its parameters: " + names()});
    if (!known->words.empty() && std::find(known->words.begin(), known->words.end(), value) == known->words.end()) {
      const std::string words = list(known->words, [](const std::string& w) { return w; });
      refuse(metric, {"参数 " + name + " 应为 " + words + " 之一，而不是“" + value + "”", name + " must be one of " + words + ", not \"" + value + "\""});
    }
    if (const auto number = number_of(value); number && (*number < known->least || *number > known->most || (known->open && *number == known->least))) {
      const Text range = range_of(*known);
      refuse(metric, {"参数 " + name + " 应" + range.zh + "，而不是 " + value, name + " must be " + range.en + ", not " + value});
    }
    if (const auto number = number_of(value); number && known->unit == "n" && *number != std::trunc(*number)) refuse(metric, {"参数 " + name + " 应为整数，而不是 " + value, name + " must be a whole number, not " + value});
    parameters_[name] = value;
  }
  for (const Parameter& p : metric.parameters) {
    if (parameters_.count(p.name)) continue;
    if (p.value.empty()) refuse(metric, {"缺少参数 " + p.name + "（" + p.title.zh + "）", "needs the parameter " + p.name + " (" + p.title.en + ")"});
    parameters_[p.name] = p.value;
  }
}

const Layer* Call::find_layer(std::string_view name) const {
  const auto found = input_->layers.find(std::string(name));
  return found == input_->layers.end() ? nullptr : found->second;
}

const Layer& Call::layer(std::string_view name) const {
  if (const Layer* found = find_layer(name)) return *found;
  const std::string n(name);
  refuse(*metric_, {"缺少输入“" + n + "”", "needs the input \"" + n + "\""});
}

const Layer& Call::plane(std::string_view name) const {
  const Layer& found = layer(name);
  if (!found.crs) throw Error(Errc::crs_missing, {title(found) + "：没有坐标系，不知道坐标是不是米", title(found) + ": no CRS says that the coordinates are metres"});
  if (found.crs->is_geographic()) {
    throw Error(Errc::area_kind, {title(found) + " 是经纬度（" + found.crs->code() + "）：" + metric_->ids.front().id + " 在平面上计算，请先转换到投影坐标系（如 EPSG:4530）",
                                  title(found) + " is in degrees (" + found.crs->code() + "): " + metric_->ids.front().id + " is measured in the plane, reproject it first (for example to EPSG:4530)"});
  }
  if (!is_in_metres(*found.crs)) {
    throw Error(Errc::area_kind, {title(found) + " 的坐标单位不是米（" + found.crs->code() + "）：" + metric_->ids.front().id + " 以米计，请先转换到以米为单位的坐标系（如 EPSG:4530）",
                                  title(found) + " is not in metres (" + found.crs->code() + "): " + metric_->ids.front().id + " is measured in metres, reproject it first (for example to EPSG:4530)"});
  }
  if (const auto times = find_length_stretch(*found.crs, found.shapes.box())) {
    const std::string factor = decimals(*times, 3), id = metric_->ids.front().id;
    const Text instead = metres_instead(*found.crs, found.shapes.box());
    throw Error(Errc::area_kind, {title(found) + "：" + found.crs->code() + " 的长度在这里是实地的 " + factor + " 倍，" + id + " 在平面上计算，请先转换到 " + instead.zh,
                                  title(found) + ": lengths in " + found.crs->code() + " are " + factor + " times those of the land here and " + id + " is measured in the plane, reproject it to " + instead.en + " first"});
  }
  return found;
}

const Field* Call::find_field(std::string_view column, std::string_view of) const {
  std::string layer_name(of);
  if (layer_name.empty()) {
    for (const Need& need : metric_->needs) {
      if (need.name == column && need.type != "layer") layer_name = need.of;
    }
  }
  const Layer* in = find_layer(layer_name);
  if (!in) return nullptr;
  const std::string name(column), exact = layer_name + "." + name;
  const auto own = input_->columns.find(exact), any = input_->columns.find(name);
  if (own != input_->columns.end()) return &in->field(own->second);
  if (any != input_->columns.end()) return &in->field(any->second);
  return in->find_field(column);
}

const Field& Call::field(std::string_view column, std::string_view of) const {
  if (const Field* found = find_field(column, of)) return *found;
  std::string layer_name(of);
  for (const Need& need : metric_->needs) {
    if (layer_name.empty() && need.name == column && need.type != "layer") layer_name = need.of;
  }
  const Layer& in = layer(layer_name);
  const std::string name(column), id = metric_->ids.front().id, have = list(in.fields, [](const Field& f) { return f.name; });
  throw Error(Errc::field_not_found, {title(in) + " 没有指标 " + id + " 需要的字段“" + name + "”；现有字段：" + (have.empty() ? "无" : have),
                                      title(in) + " has no field \"" + name + "\", which the metric " + id + " needs; its fields: " + (have.empty() ? "none" : have)});
}

std::vector<double> Call::numbers(std::string_view column) const {
  std::vector<double> result;
  for (const Value& value : field(column, "").values) result.push_back(to_number(value).value_or(nan));
  return result;
}

std::optional<std::vector<double>> Call::find_numbers(std::string_view column) const {
  return find_field(column, "") ? std::optional(numbers(column)) : std::nullopt;
}

std::vector<std::string> Call::texts(std::string_view column, std::string_view of) const {
  std::vector<std::string> result;
  for (const Value& value : field(column, of).values) result.push_back(to_text(value));
  return result;
}

std::optional<std::vector<std::string>> Call::find_texts(std::string_view column, std::string_view of) const {
  return find_field(column, of) ? std::optional(texts(column, of)) : std::nullopt;
}

const std::vector<std::uint8_t>& Call::flaws(std::string_view of) const {
  if (const auto known = flaws_.find(of); known != flaws_.end()) return known->second;
  const Layer* in = find_layer(of);
  std::vector<std::uint8_t> found(in ? in->size() : 0, 0);
  for (const Need& need : metric_->needs) {
    if (need.type != "number" || need.of != of) continue;
    const Field* cells = find_field(need.name, of);
    for (std::size_t row = 0; cells && row < found.size(); ++row) found[row] = std::max(found[row], flaw_of(cells->values[row], need));
  }
  return flaws_.emplace(of, std::move(found)).first->second;
}

std::string_view Call::flaw(std::span<const std::size_t> rows, std::string_view of) const {
  const std::vector<std::uint8_t>& known = flaws(of);
  std::uint8_t worst = 0;
  for (const std::size_t row : rows) worst = std::max(worst, known[row]);
  return flaw_names[worst];
}

double Call::number(std::string_view parameter) const {
  const std::string text = word(parameter), name(parameter);
  const auto value = number_of(text);
  if (!value || !std::isfinite(*value)) refuse(*metric_, {"参数 " + name + " 应为数值，而不是“" + text + "”", name + " must be a number, not \"" + text + "\""});
  return *value;
}

std::string Call::word(std::string_view parameter) const { return parameters_.at(std::string(parameter)); }

Answer::Answer(const Call& call, std::vector<std::string> keys) {
  result_.per = call.metric().per;
  result_.parameters = call.parameters();
  result_.quantities = call.metric().ids;
  for (std::string& key : keys) result_.keys.push_back({std::move(key), FieldType::text, {}});
  for (const Quantity& q : call.metric().ids) result_.values.push_back({q.id, FieldType::real, {}});
}

void Answer::row(std::initializer_list<Value> keys, std::span<const double> values, std::string_view why) {
  std::size_t k = 0;
  for (const Value& key : keys) {
    if (std::holds_alternative<std::int64_t>(key)) result_.keys[k].type = FieldType::integer;
    result_.keys[k++].values.push_back(key);
  }
  bool all = true;
  for (std::size_t i = 0; i < result_.values.size(); ++i) {
    const double v = i < values.size() ? values[i] : nan;
    all &= std::isfinite(v);
    if (std::isfinite(v)) result_.values[i].values.emplace_back(v);
    else result_.values[i].values.emplace_back();
  }
  result_.reasons.emplace_back(!why.empty() ? why : all ? "" : "undefined");
}

void Answer::text(std::size_t id, std::string value) {
  result_.values[id].type = FieldType::text;
  result_.values[id].values.back() = value.empty() ? Value() : Value(std::move(value));
}

std::map<std::string, std::vector<std::size_t>> groups(std::size_t rows, const std::optional<std::vector<std::string>>& of) {
  std::map<std::string, std::vector<std::size_t>> result;
  if (!of) result[""];
  for (std::size_t row = 0; row < rows; ++row) result[of ? (*of)[row] : std::string()].push_back(row);
  return result;
}

}  // namespace libspatial::metrics
