// The result as tables: what a spreadsheet or a document prints. Figures by the formatter of the page.

#include <algorithm>

#include "libspatial/report.hpp"
#include "libspatial/units.hpp"
#include "report/document.hpp"
#include "report/numbers.hpp"
#include "report/words.hpp"

namespace libspatial {
namespace {

using report::Json;
using Row = std::vector<std::string>;

class Sheets {
 public:
  Sheets(const Json& result, Language language, std::span<const Override> overrides) : result_(result), language_(language), overrides_(overrides) {}

  std::vector<Sheet> all(std::span<const Layer> drawn) const {
    std::vector<Sheet> sheets{summary(), zones(), findings()};
    if (!drawn.empty()) sheets.push_back(pieces(report::Drawing(drawn).pieces));
    for (Sheet sheet : {slivers(), not_checked(), overrides(), rejects(), repairs(), sources(), layers()}) sheets.push_back(std::move(sheet));
    return sheets;
  }

 private:
  std::string say(const Text& text) const { return in(language_, text); }
  std::string said(const Json& object, const char* key) const { return say(report::text_of(object, key)); }
  SheetColumn words(const Text& title) const { return {say(title)}; }
  SheetColumn number(const Text& title, int decimals) const { return {say(title), decimals}; }
  Sheet sheet(const char* id, const Text& title, std::vector<SheetColumn> columns) const { return {id, say(title), std::move(columns), {}}; }

  static std::string square_metres_of(const Json& object, const char* key) {
    const auto area = report::hundredths_of(object, key);
    return area ? report::print(*area, report::square_metres) : "";
  }
  std::string verdict(const Json& of) const { return say(title(report::verdict_of(report::string_of(of, "verdict")))); }
  static std::string fixed_or_none(const Json& object, const char* key) { return object.at(key).is_null() ? "" : decimals(object.at(key).get<double>(), 2); }

  Sheet summary() const {
    Sheet out = sheet("summary", {"汇总", "Summary"}, {number({"序号", "No."}, 0), words({"编号", "Id"}), words({"项目", "Project"}), words({"类型", "Kind"}), words({"结论", "Verdict"}), number({"地块数", "Parcels"}, 0),
                                                   number({"椭球面积 m²", "Official m²"}, 2), number({"公顷", "ha"}, 4), number({"亩", "mu"}, 4), number({"平面面积 m²", "Planar m²"}, 2), number({"申报面积 m²", "Declared m²"}, 2)});
    for (const auto kind : report::zone_kind_names) {
      const Text zone = report::zone_title(kind);
      out.columns.push_back(number({zone.zh + " m²", zone.en + " m²"}, 2));
    }
    out.columns.push_back(number({"重复覆盖 m²", "Covered twice m²"}, 2));
    for (const Json& project : result_.at("projects")) {
      const Json& area = project.at("area");
      const std::int64_t official = report::hundredths_of(area, "official_m2").value_or(0);
      Row row{std::to_string(out.rows.size() + 1), report::string_of(project, "id"), report::string_of(project, "name"), report::string_of(project, "kind"), verdict(project), project.at("parcels").dump(),
              report::print(official, report::square_metres), report::print(official, report::hectares), report::print(official, report::mu), square_metres_of(area, "planar_m2"), square_metres_of(area, "declared_m2")};
      for (const auto kind : report::zone_kind_names) {
        row.emplace_back();
        for (const Json& zone : project.at("zones")) {
          if (report::string_of(zone, "kind") == kind) row.back() = square_metres_of(zone, "area_m2");
        }
      }
      row.push_back(square_metres_of(project, "multi_cover_m2"));
      out.rows.push_back(std::move(row));
    }
    return out;
  }

  Sheet zones() const {
    Sheet out = sheet("zones", {"分区面积", "Zones"}, {words({"编号", "Id"}), words({"项目", "Project"}), words({"分区", "Zone"}), number({"m²", "m²"}, 2), number({"公顷（平差）", "ha (balanced)"}, 4), number({"亩（平差）", "mu (balanced)"}, 4), number({"%（平差）", "% (balanced)"}, 2)});
    for (const Json& project : result_.at("projects")) {
      const Json& zones = project.at("zones");
      std::vector<std::int64_t> parts;
      for (const Json& zone : zones) parts.push_back(report::hundredths_of(zone, "area_m2").value_or(0));
      const auto m2 = report::print_parts(parts, report::square_metres), ha = report::print_parts(parts, report::hectares), mu = report::print_parts(parts, report::mu), percent = report::print_percent(parts);
      for (std::size_t i = 0; i < parts.size(); ++i) out.rows.push_back({report::string_of(project, "id"), report::string_of(project, "name"), said(zones[i], "name"), m2[i], ha[i], mu[i], percent[i]});
    }
    return out;
  }

  std::string title_of_rule(const std::string& id) const {
    for (const Json& rule : result_.at("ruleset").at("rules")) {
      if (report::string_of(rule, "id") == id) return said(rule, "title");
    }
    return id == "reject" ? say({"图形剔除", "Rejected shape"}) : id;
  }

  std::string cited(const Json& finding) const {
    std::string text;
    for (const Json& id : finding.at("cite")) {
      for (const Json& c : result_.at("ruleset").at("citations")) {
        if (c.at("id") != id) continue;
        text += (text.empty() ? "" : "; ") + report::string_of(c, "document") + " " + report::string_of(c, "clause") + (c.at("verified").get<bool>() ? "" : say({"（原文未核对）", " (not verified)"}));
      }
    }
    return text;
  }

  Sheet findings() const {
    Sheet out = sheet("findings", {"逐项结论", "Findings"}, {words({"编号", "Id"}), words({"项目", "Project"}), words({"规则", "Rule"}), words({"内容", "Subject"}), words({"结论", "Verdict"}), number({"m²", "m²"}, 2), number({"公顷", "ha"}, 4),
                                                     number({"限值 m²", "Threshold m²"}, 2), words({"说明", "Finding"}), words({"依据", "Source"})});
    for (const Json& project : result_.at("projects")) {
      for (const Json& finding : project.at("findings")) {
        const auto area = report::hundredths_of(finding, "area_m2");
        const std::string rule = report::string_of(finding, "rule");
        out.rows.push_back({report::string_of(project, "id"), report::string_of(project, "name"), rule, title_of_rule(rule), verdict(finding), area ? report::print(*area, report::square_metres) : "",
                            area ? report::print(*area, report::hectares) : "", fixed_or_none(finding, "tolerance_m2"), said(finding, "message"), cited(finding)});
      }
    }
    return out;
  }

  /// The number of a piece is its fid in pieces.gpkg.
  Sheet pieces(const Layer& pieces) const {
    Sheet out = sheet("pieces", {"图斑", "Pieces"}, {number({"图斑号", "Piece"}, 0), words({"编号", "Id"}), words({"图层", "Layer"}), words({"名称", "Name"}), number({"m²", "m²"}, 2), number({"公顷", "ha"}, 4), number({"亩", "mu"}, 4)});
    for (std::size_t i = 0; i < pieces.size(); ++i) {
      const std::int64_t area = Area::square_metres(to_number(pieces.field("area_m2").values[i]).value_or(0)).hundredths();
      out.rows.push_back({std::to_string(i + 1), report::cell(pieces, "project", i), say(report::role_title(report::cell(pieces, "role", i))), report::cell(pieces, "zone", i), report::print(area, report::square_metres),
                          report::print(area, report::hectares), report::print(area, report::mu)});
    }
    return out;
  }

  Sheet slivers() const {
    Sheet out = sheet("slivers", {"碎面", "Slivers"}, {words({"编号", "Id"}), words({"图层", "Layer"}), words({"名称", "Name"}), number({"m²", "m²"}, 2), number({"宽 m", "Width m"}, 3)});
    for (const Json& piece : result_.at("slivers").at("pieces")) {
      out.rows.push_back({report::string_of(piece, "project"), say(report::role_title(report::string_of(piece, "role"))), report::string_of(piece, "zone"), square_metres_of(piece, "area_m2"),
                          piece.at("width_m").is_null() ? "" : decimals(piece.at("width_m").get<double>(), 3)});
    }
    return out;
  }

  /// What persons say, beside what the check says.
  Sheet overrides() const {
    Sheet out = sheet("overrides", {"人工意见", "Persons"}, {words({"编号", "Id"}), words({"核查结论", "Verdict of the check"}), words({"人工意见", "Verdict of the person"}), words({"姓名", "Name"}), words({"理由", "Reason"}), words({"时间", "Time"})});
    for (const Override& o : overrides_) {
      std::string machine;
      for (const Json& project : result_.at("projects")) {
        if (report::string_of(project, "id") == o.project) machine = verdict(project);
      }
      out.rows.push_back({o.project, machine, say(title(o.verdict)), o.by, o.reason, o.time});
    }
    return out;
  }

  Sheet not_checked() const {
    Sheet out = sheet("not_checked", {"未核查", "Not checked"}, {words({"内容", "Matter"}), words({"原因", "Reason"}), words({"涉及项目", "Projects"})});
    for (const Json& item : result_.at("not_checked")) {
      std::string projects;
      for (const Json& id : item.at("projects")) projects += (projects.empty() ? "" : ", ") + id.get<std::string>();
      out.rows.push_back({said(item, "title"), said(item, "reason"), projects.empty() ? say({"全部", "all"}) : projects});
    }
    return out;
  }

  Sheet rejects() const {
    Sheet out = sheet("rejects", {"剔除", "Rejects"}, {words({"文件", "File"}), words({"图层", "Layer"}), number({"行号", "Row"}, 0), words({"编号", "Id"}), words({"代码", "Code"}), words({"原因", "Reason"})});
    for (const Json& r : result_.at("rejects")) {
      out.rows.push_back({report::string_of(r, "file"), report::string_of(r, "layer"), r.at("row").dump(), report::string_of(r, "id"), report::string_of(r, "reason"), said(r, "message")});
    }
    return out;
  }

  Sheet repairs() const {
    Sheet out = sheet("repairs", {"修复", "Repairs"}, {words({"文件", "File"}), words({"图层", "Layer"}), number({"行号", "Row"}, 0), words({"编号", "Id"}), words({"问题", "Flaw"}), number({"修复前 m²", "Before m²"}, 2), number({"修复后 m²", "After m²"}, 2)});
    for (const Json& r : result_.at("repairs")) {
      out.rows.push_back({report::string_of(r, "file"), report::string_of(r, "layer"), r.at("row").dump(), report::string_of(r, "id"), said(r, "message"), fixed_or_none(r, "before_m2"), fixed_or_none(r, "after_m2")});
    }
    return out;
  }

  Sheet sources() const {
    Sheet out = sheet("sources", {"依据", "Sources"}, {words({"文件", "Document"}), words({"条款", "Clause"}), words({"原文", "Quote"}), words({"日期", "Date"}), words({"状态", "Status"})});
    for (const Json& c : result_.at("ruleset").at("citations")) {
      out.rows.push_back({report::string_of(c, "document"), report::string_of(c, "clause"), report::string_of(c, "quote"), report::string_of(c, "date"), say(c.at("verified").get<bool>() ? Text{"原文已核对", "verified"} : Text{"原文未核对", "not verified"})});
    }
    return out;
  }

  Sheet layers() const {
    Sheet out = sheet("layers", {"数据版本", "Data"}, {words({"图层", "Layer"}), words({"文件", "File"}), words({"坐标系", "CRS"}), number({"读入", "Read"}, 0), number({"可用", "Used"}, 0), number({"修复", "Repaired"}, 0), number({"剔除", "Rejected"}, 0),
                                                 words({"有效期自", "Valid from"}), words({"至", "to"}), words({"来源", "Source"}), words({"说明", "Notes"})});
    for (const Json& layer : result_.at("layers")) {
      const Json& rows = layer.at("rows");
      std::string notes;
      for (const Json& note : layer.at("notes")) notes += (notes.empty() ? "" : "\n") + say({report::string_of(note, "zh"), report::string_of(note, "en")});
      out.rows.push_back({report::string_of(layer, "name"), report::string_of(layer, "file"), report::string_of(layer, "crs"), rows.at("read").dump(), rows.at("used").dump(), rows.at("repaired").dump(), rows.at("rejected").dump(),
                          report::string_of(layer, "valid_from"), report::string_of(layer, "valid_to"), report::string_of(layer, "source"), notes});
    }
    return out;
  }

  const Json& result_;
  const Language language_;
  const std::span<const Override> overrides_;
};

}  // namespace

std::vector<Sheet> result_sheets(const std::string& result_json, std::span<const Layer> layers, Language language, std::span<const Override> overrides) {
  const auto result = report::parse_result(result_json);
  return report::rendering([&] { return Sheets(result, language, overrides).all(layers); });
}

}  // namespace libspatial
