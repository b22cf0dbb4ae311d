#include "exchange/profile_figures.hpp"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <set>

#include "exchange/yaml.hpp"
#include "libspatial/exchange.hpp"
#include "libspatial/units.hpp"

namespace libspatial {
namespace {

using yaml::Map;

bool exists(const std::string& file) {
  std::error_code none;
  return std::filesystem::is_regular_file(file, none);
}

template <class T>
const T* by_id(const std::vector<T>& items, const std::string& id) {
  const auto found = std::find_if(items.begin(), items.end(), [&](const T& item) { return item.id == id; });
  return found == items.end() ? nullptr : &*found;
}

template <class T>
const T& need(const std::vector<T>& items, const std::string& id, const Map& at, const Text& what) {
  const T* found = by_id(items, id);
  if (!found) at.fail({"没有" + what.zh + " " + id, "there is no " + what.en + " " + id});
  return *found;
}

void require_place_or_group(const Profile& profile, const std::string& id, const Map& at) {
  if (!by_id(profile.places, id) && !by_id(profile.groups, id)) at.fail({"没有地名或组 " + id, "there is no place or group " + id});
}

const Quantity& quantity(const Profile& profile, const std::string& project, const std::string& name, const Map& at) {
  const PlannedProject& p = need(profile.projects, project, at, {"项目", "project"});
  for (const Quantity& q : p.quantities) {
    if (q.name == name && q.value) return q;
  }
  at.fail({"项目 " + project + " 没有数量 " + name, "the project " + project + " has no quantity " + name});
}

/// k5+020 in kilometres.
double station(const std::string& text, const Map& at) {
  const std::size_t plus = text.find('+');
  double km = 0, m = 0;
  const auto number = [](std::string_view digits, double& value) {
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    return error == std::errc{} && end == digits.data() + digits.size();
  };
  const std::string_view all = text;
  if (text.size() < 4 || (text[0] != 'k' && text[0] != 'K') || plus == std::string::npos || !number(all.substr(1, plus - 1), km) || !number(all.substr(plus + 1), m)) {
    at.fail({"桩号“" + text + "”应写成 k5+020", "the station \"" + text + "\" must be written k5+020"});
  }
  return km + m / 1000;
}

/// Parts in the unit of what is stated; a sum of decimals is a decimal, not its last bits.
double decimal_sum(const std::vector<double>& parts) {
  double sum = 0;
  for (const double part : parts) sum += part;
  return std::stod(decimals(sum, 6));
}

void add_parts(FigureCheck& figure, const Profile& profile, Map& map) {
  std::vector<double> values;
  for (Map& part : map.maps("parts")) {
    if (part.has("from")) {
      const std::string from = part.text("from"), to = part.text("to");
      values.push_back(station(to, part) - station(from, part));
      figure.how = {to + " − " + from, to + " − " + from};
    } else {
      const std::string project = part.text("project"), name = part.text("quantity");
      const Quantity& q = quantity(profile, project, name, part);
      values.push_back(*q.value);
      const std::string plus = figure.how.en.empty() ? "" : " + ";
      figure.how = {figure.how.zh + plus + shortest(*q.value), figure.how.en + plus + shortest(*q.value)};
    }
    part.finish();
  }
  if (!values.empty()) figure.found = decimal_sum(values);
}

void add_count(FigureCheck& figure, std::size_t count, const Text& how) {
  figure.found = static_cast<double>(count);
  figure.how = how;
}

void read_stated(FigureCheck& figure, const Profile& profile, Map stated) {
  if (stated.has("target")) {
    const Target& target = need(profile.targets, stated.text("target"), stated, {"指标", "target"});
    if (!target.value) stated.fail({"指标 " + target.id + " 没有数值", "the target " + target.id + " has no value"});
    figure.stated = *target.value;
    figure.unit = target.unit;
    figure.relation = target.comparator == "~" ? "~" : "=";
  } else {
    figure.stated = stated.number("number");
    figure.unit = stated.text("unit");
    figure.relation = stated.flag("about", false) ? "~" : "=";
  }
  stated.finish();
}

}  // namespace

void read_indicators(Profile& profile, const std::string& file) {
  if (!exists(file)) return;
  Map map(yaml::load(read_text(file), file), file, "indicators");
  std::set<std::string> seen;
  for (Map& m : map.maps("indicators")) {
    Indicator i;
    i.target = m.text("target");
    need(profile.targets, i.target, m, {"指标", "target"});
    if (!seen.insert(i.target).second) m.fail({"指标 " + i.target + " 重复", "the target " + i.target + " is repeated"});
    i.measure = m.text("measure");
    if (std::find(std::begin(measures), std::end(measures), i.measure) == std::end(measures)) m.fail({"没有计算方法 " + i.measure, "there is no measure " + i.measure});
    i.layer = m.text_or("layer", "");
    i.field = m.text_or("field", "");
    i.names = m.words("names");
    i.within = m.text_or("within", "");
    if (!i.within.empty()) require_place_or_group(profile, i.within, m);
    i.group = m.text_or("group", "");
    if (i.measure == "members") need(profile.groups, i.group, m, {"组", "group"});
    i.project = m.text_or("project", "");
    if (!i.project.empty()) need(profile.projects, i.project, m, {"项目", "project"});
    if (i.measure == "parts") {
      for (const std::string& name : i.names) quantity(profile, i.project, name, m);
    }
    i.of = m.text_or("of", "");
    i.to = m.text_or("to", "");
    i.combine = m.text_or("combine", "");
    if (i.measure == "input" && i.combine != "sum" && i.combine != "least" && i.combine != "people" && i.combine != "per_person") {
      m.fail({"combine 应为 sum、least、people 或 per_person", "combine must be sum, least, people or per_person"});
    }
    if (i.measure == "distance") {
      for (const std::string& place : i.names) need(profile.places, place, m, {"地名", "place"});
      if (i.names.size() != 2) m.fail({"distance 需要两个地名", "distance needs two places"});
    }
    if (i.measure == "none") i.needs = m.both("needs");
    m.finish();
    profile.indicators.push_back(std::move(i));
  }
  map.finish();
}

void read_figures(Profile& profile, const std::string& file) {
  if (!exists(file)) return;
  Map map(yaml::load(read_text(file), file), file, "consistency");
  std::set<std::string> seen;
  for (Map& m : map.maps("checks")) {
    FigureCheck figure;
    figure.id = m.text("id");
    if (!seen.insert(figure.id).second) m.fail({"编号 " + figure.id + " 重复", "the id " + figure.id + " is repeated"});
    figure.title = m.both("title");
    figure.section = m.text("section");
    if (m.has("wording")) {
      figure.note = m.both("wording");
    } else {
      read_stated(figure, profile, m.map("stated"));
      add_parts(figure, profile, m);
      const std::vector<std::string> listed = m.words("listed");
      if (!listed.empty()) add_count(figure, listed.size(), {"列出的个数", "those listed"});
      if (m.has("named")) add_count(figure, static_cast<std::size_t>(m.number("named")), {"写明名称的个数", "those named"});
      if (m.has("group")) add_count(figure, need(profile.groups, m.text("group"), m, {"组", "group"}).members.size(), {"列出的成员", "members listed"});
      if (m.has("groups")) {
        const std::string kind = m.text("groups");
        add_count(figure, static_cast<std::size_t>(std::count_if(profile.groups.begin(), profile.groups.end(), [&](const PlaceGroup& g) { return g.kind == kind; })), {"列出的组", "groups described"});
      }
      figure.distance = m.words("distance");
      for (const std::string& place : figure.distance) {
        if (!need(profile.places, place, m, {"地名", "place"}).at) m.fail({place + " 没有点位", place + " has no point"});
      }
      if (!figure.found && figure.distance.size() != 2) m.fail({figure.id + " 没有可以比较的数", "there is nothing to compare " + figure.id + " with"});
      if (m.has("note")) figure.note = m.both("note");
    }
    m.finish();
    profile.figures.push_back(std::move(figure));
  }
  map.finish();
}

}  // namespace libspatial
