#include "libspatial/doctor.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include "doctor/crs.hpp"
#include "libspatial/topology.hpp"

namespace libspatial {
namespace {

constexpr std::size_t most_rows = 100;  // that a symptom lists

bool is_table(const Layer& layer) { return layer.shapes.points().empty() && layer.rejects.empty(); }

class Doctor {
 public:
  Doctor(const Layer& layer, const Limits& limits, const DiagnosisOptions& options) : layer_(layer), limits_(limits), options_(options) {}

  Diagnosis run() {
    notes();
    recognition();
    if (is_table(layer_)) return finish();
    if (holds_land()) found_.read = layer_.size();
    if (!layer_.shapes.points().empty()) doctor::add_crs_symptoms(layer_, options_.frame, found_.symptoms);
    const bool lost = std::any_of(found_.symptoms.begin(), found_.symptoms.end(), [](const Symptom& s) { return s.code == "no_crs" || s.code == "implausible_crs"; });
    if (found_.read > 0) lost ? rejected_as_read() : geometry();
    return finish();
  }

 private:
  Diagnosis finish() {
    std::stable_sort(found_.symptoms.begin(), found_.symptoms.end(), [](const Symptom& a, const Symptom& b) { return a.severity > b.severity; });
    return std::move(found_);
  }

  Symptom& add(std::string code, Severity severity, Text message, Text action) {
    found_.symptoms.push_back({std::move(code), severity, std::move(message), std::move(action), {}, 1, {}, false});
    return found_.symptoms.back();
  }

  /// Whether any row could be land: not in a layer of points, or of lines without a width.
  bool holds_land() const {
    const bool with_width = layer_.find_field("width_m") != nullptr;
    for (std::size_t row = 0; row < layer_.size(); ++row) {
      const ShapeType type = layer_.shapes.type(row);
      if (type == ShapeType::polygon || type == ShapeType::none || (type == ShapeType::line && with_width)) return true;
    }
    return false;
  }

  /// What the reader said: encodings, dropped heights.
  void notes() {
    for (const Text& note : layer_.notes) add("note", Severity::info, note, {"无须处理", "nothing to do"});
  }

  void recognition() {
    if (!options_.schemas) return;
    const Recognition known = recognise(layer_, *options_.schemas);
    for (const Text& why : known.notes) add("not_recognised", Severity::warning, why, {"核对图层的字段，或用 --schema 补充别名后 plan import", "check the fields of the layer, or add their names by --schema to plan import"});
    if (!known.schema || known.schema->use != SchemaUse::role) return;
    add("recognised", Severity::info, {"像是“" + known.schema->title.zh + "”（" + known.schema->role + "）", "looks like " + known.schema->title.en + " (" + known.schema->role + ")"},
        {"用 plan import 导入", "bring it in with plan import"});
    try {
      fields(read_fields(layer_, *known.schema, *options_.schemas));
    } catch (const Error& e) {
      add("contradiction", Severity::warning, e.text(), {"在源数据中改正", "correct the source"});
    }
  }

  /// Columns and words that the kind of layer does not know.
  void fields(const LayerReport& report) {
    std::string unknown;
    for (const std::string& name : report.fields_unknown) unknown += (unknown.empty() ? "" : ", ") + name;
    if (!unknown.empty()) {
      add("unknown_field", Severity::info, {"这类图层不认识的字段：" + unknown, "fields this kind of layer does not know: " + unknown}, {"导入时不带，如需要用 --schema 补充别名", "not brought in; if needed, add their names by --schema"})
          .count = report.fields_unknown.size();
    }
    for (const UnknownValue& v : report.values_unknown) {
      Symptom& symptom = add("unknown_value", Severity::warning, {"字段 " + v.field + " 的值“" + v.value + "”不认识，首行 " + std::to_string(v.first_row), "field " + v.field + ": the value \"" + v.value + "\" is not known, first row " + std::to_string(v.first_row)},
                             {"在源数据中改正，或用 --schema 补充", "correct the source, or add it by --schema"});
      symptom.count = v.rows;
      symptom.rows = {v.first_row};
    }
  }

  void rejected_as_read() {
    found_.rejected = layer_.size();  // nothing can be used before the CRS is known
    by_reason(layer_.rejects);
  }

  /// Reads the polygons as every other command would.
  void geometry() {
    Layer used;
    try {
      used = polygons(layer_, {.width_field = "width_m", .widest = options_.widest, .may_be_empty = true, .threads = options_.threads});
    } catch (const Error& e) {
      found_.rejected = found_.read;
      add(std::string(name(e.code())), Severity::error, e.text(), {"在源数据中改正", "correct the source"});
      return;
    }
    found_.repaired = used.repairs.size();
    found_.rejected = used.rejects.size();
    found_.used = found_.read - found_.repaired - found_.rejected;
    by_reason(used.rejects);
    repairs(used.repairs);
    if (found_.used + found_.repaired == 0) return;
    topology(used);
    areas_of(used);
  }

  void by_reason(const std::vector<Reject>& rejects) {
    std::map<std::string, Symptom> reasons;
    for (const Reject& reject : rejects) {
      Symptom& symptom = reasons[reject.reason];
      if (symptom.count++ == 0) {
        symptom.code = reject.reason;
        const bool harmless = reject.reason == "not_polygon";
        symptom.severity = harmless ? Severity::info : reject.reason == "null_geometry" ? Severity::warning : Severity::error;
        symptom.message = reject.text;
        symptom.action = harmless ? Text{"点、线不算面积", "points and lines have no area"} : Text{"在源数据中改正这些要素", "correct these features in the source"};
      }
      if (symptom.rows.size() < most_rows) symptom.rows.push_back(reject.row);
    }
    for (auto& [reason, symptom] : reasons) found_.symptoms.push_back(std::move(symptom));
  }

  void repairs(const std::vector<Repair>& repairs) {
    if (repairs.empty()) return;
    const Repair& first = repairs[0];
    const std::string n = std::to_string(layer_.first_row + first.row), before = decimals(first.before, 3), after = decimals(first.after, 3);
    Symptom& symptom = add("repairable", Severity::warning, {"第 " + n + " 行：" + first.flaw.reason.zh + "，修复前后面积 " + before + " → " + after, "row " + n + ": " + first.flaw.reason.en + ", area before and after the repair " + before + " → " + after},
                           {"--fix 写出修复后的数据", "--fix writes the repaired data"});
    symptom.fixable = true;
    symptom.count = repairs.size();
    symptom.place = first.flaw.place;
    for (const Repair& repair : repairs) {
      if (symptom.rows.size() < most_rows) symptom.rows.push_back(repair.row);
    }
  }

  /// Land drawn as land; roads that cross are no flaw.
  Layer drawn_as_land(const Layer& used) const {
    Layer land = used;
    land.shapes = {};
    for (std::size_t row = 0; row < used.size(); ++row) layer_.shapes.type(row) == ShapeType::polygon ? land.shapes.add(used.shapes, row) : land.shapes.add_none();
    return land;
  }

  void topology(const Layer& all) {
    const Layer used = drawn_as_land(all);
    const Defects defects = find_defects(used, {.rounding = limits_.limit("rounding", "m").value, .mouth = 0, .frame = nullptr, .threads = options_.threads});
    if (!defects.duplicates.empty()) {
      const auto& first = defects.duplicates[0];
      const std::string a = std::to_string(layer_.first_row + first[0]), b = std::to_string(layer_.first_row + first[1]);
      Symptom& symptom = add("duplicate", Severity::warning, {"第 " + a + " 行与第 " + b + " 行是同一图形：合计会重复计算", "rows " + a + " and " + b + " are the same shape: a sum counts it twice"}, {"删去多余的一个，或确认是两件事", "delete one of them, or make sure they are two things"});
      symptom.count = defects.duplicates.size();
      symptom.rows = first;
      symptom.place = point_inside(used.shapes, first[0]);
    }
    const double least = limits_.limit("sliver_area", "m2").value, narrow = limits_.limit("sliver_width", "m").value;
    double overlap = 0;
    std::size_t overlaps = 0, slivers = 0, widest = 0;
    double widest_m2 = -1;
    for (std::size_t i = 0; i < defects.defects.size(); ++i) {
      const Defect& defect = defects.defects[i];
      if (defect.kind != DefectKind::overlap || is_duplicate(defects, defect)) continue;
      const double m2 = used.crs->is_cgcs2000_like() ? official_unrounded(defects.shapes, i, *used.crs) : defect.planar;
      if (m2 < least && width_of(defects.shapes, i, *used.crs) < narrow) {
        ++slivers;
        continue;
      }
      ++overlaps;
      overlap += m2;
      if (m2 > widest_m2) widest_m2 = m2, widest = i;
    }
    if (overlaps > 0) {
      const Defect& worst = defects.defects[widest];
      const std::string n = std::to_string(overlaps), m2 = decimals(overlap, 2), a = std::to_string(layer_.first_row + worst.rows[0]), b = std::to_string(layer_.first_row + worst.rows[1]);
      Symptom& symptom = add("overlap", Severity::warning, {n + " 处相互重叠，共 " + m2 + " m²，最大的一处在第 " + a + "、" + b + " 行之间：各自面积正确，合计会重复", n + " overlaps, " + m2 + " m² in all, the largest between rows " + a + " and " + b + ": each area is right, a sum counts land twice"},
                             {"合计前先消除重叠，或确认允许重叠", "resolve them before adding up, or make sure they are meant"});
      symptom.count = overlaps;
      symptom.rows = worst.rows;
      symptom.place = point_inside(defects.shapes, widest);
    }
    if (slivers > 0) {
      const std::string n = std::to_string(slivers);
      add("sliver_overlap", Severity::warning, {n + " 处碎片状重叠（窄于 " + shortest(narrow) + " m 且小于 " + shortest(least) + " m²）", n + " sliver overlaps (narrower than " + shortest(narrow) + " m and smaller than " + shortest(least) + " m²)"},
          {"按同一界线整理相邻图形", "draw neighbours along one border"}).count = slivers;
    }
  }

  static bool is_duplicate(const Defects& defects, const Defect& defect) {
    return std::any_of(defects.duplicates.begin(), defects.duplicates.end(), [&](const std::vector<std::size_t>& group) {
      return std::all_of(defect.rows.begin(), defect.rows.end(), [&](std::size_t row) { return std::find(group.begin(), group.end(), row) != group.end(); });
    });
  }

  void areas_of(const Layer& used) {
    if (!used.crs->is_cgcs2000_like()) return;
    std::vector<Area> sizes;
    try {
      sizes = areas(used.shapes, *used.crs, AreaKind::official, options_.threads);
    } catch (const Error& e) {  // a corner where this CRS has no place
      add(std::string(name(e.code())), Severity::error, e.text(), {"核对坐标系，并在源数据中改正坐标", "check the CRS, and correct the coordinates in the source"});
      return;
    }
    Area sum;
    for (const Area a : sizes) sum += a;
    found_.area = sum;
    const double share = limits_.limit("declared_area_share", "share").value;
    for (const std::string& field : limits_.list("declared_area_fields").values) {
      const Field* declared = used.find_field(field);
      if (!declared) continue;
      std::size_t differ = 0, first = 0, compared = 0;
      for (std::size_t row = 0; row < used.size(); ++row) {
        const auto written = to_number(declared->values[row]);
        const double ours = sizes[row].square_metres();
        if (!written || ours == 0) continue;
        ++compared;
        if (std::abs(*written - ours) > share * ours && std::abs(*written - ours) > 0.01 && differ++ == 0) first = row;
      }
      if (differ == 0) continue;
      const std::string n = std::to_string(differ), all = std::to_string(compared), row = std::to_string(layer_.first_row + first), ours = decimals(sizes[first].square_metres(), 2), theirs = to_text(declared->values[first]);
      Symptom& symptom = add("declared_area", Severity::warning, {n + " / " + all + " 行的 " + field + " 与图形面积不符，首行 " + row + "：记载 " + theirs + "，图斑椭球面积 " + ours, n + " of " + all + " rows: " + field + " is not the area of the shape, first row " + row + ": written " + theirs + ", official " + ours},
                             {"若各行相差的比例相同，坐标系可能有误；否则核对图形", "if every row differs by the same ratio the CRS may be wrong; else check the shapes"});
      symptom.count = differ;
      symptom.rows = {first};
    }
  }

  const Layer& layer_;
  const Limits& limits_;
  const DiagnosisOptions& options_;
  Diagnosis found_;
};

}  // namespace

bool Diagnosis::areas_are_right() const {
  return std::none_of(symptoms.begin(), symptoms.end(), [](const Symptom& s) { return s.severity == Severity::error; });
}

Diagnosis diagnose(const Layer& layer, const Limits& limits, const DiagnosisOptions& options) { return Doctor(layer, limits, options).run(); }

Fixed fix(const Layer& layer) {
  Fixed result{layer, {}};
  Shapes mended;
  for (std::size_t row = 0; row < layer.size(); ++row) {
    if (layer.shapes.type(row) != ShapeType::polygon || !find_flaw(layer.shapes, row)) {
      mended.add(layer.shapes, row);
      continue;
    }
    const RepairResult repaired = repair(layer.shapes, row);
    mended.add(repaired.safe ? repaired.shape : layer.shapes, repaired.safe ? 0 : row);
    if (!repaired.safe) continue;
    const std::string n = std::to_string(layer.first_row + row), t = title(layer);
    const bool degrees = layer.crs && layer.crs->is_geographic();
    const std::string areas = degrees ? "" : " " + decimals(repaired.record.before, 3) + " → " + decimals(repaired.record.after, 3);
    result.done.push_back({t + " 第 " + n + " 行：" + repaired.record.flaw.reason.zh + "，已修复，面积" + (degrees ? "不变" : areas), t + " row " + n + ": " + repaired.record.flaw.reason.en + ", repaired, area" + (degrees ? " unchanged" : areas)});
  }
  result.layer.shapes = std::move(mended);
  for (const Reject& reject : layer.rejects) {
    if (layer.shapes.type(reject.row) == ShapeType::none) result.done.push_back({reject.text.zh + "：写出的这一行没有图形", reject.text.en + ": this row is written without its shape"});
  }
  return result;
}

}  // namespace libspatial
