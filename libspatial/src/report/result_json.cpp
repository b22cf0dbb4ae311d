// result.json, part by part in the order of docs/reference/result-json.md.

#include <algorithm>
#include <set>
#include <tuple>

#include "libspatial/report.hpp"
#include "report/json_writer.hpp"
#include "report/not_checked.hpp"
#include "report/result_layers_json.hpp"
#include "report/words.hpp"

namespace libspatial {
namespace {

using report::JsonWriter;

void write_run(JsonWriter& json, const CheckResult& result, const RunInfo& run) {
  json.begin_object("run");
  json.string("program", run.program);
  json.string("as_of", result.as_of);
  json.string("area", name(AreaKind::official));
  json.known("crs", result.projects_layer.crs ? result.projects_layer.crs->code() : "");
  json.known("projects_title", run.projects_title);
  json.begin_object("options");
  json.known("project_id", run.id_field);
  json.known("project_kind", run.kind);
  json.end();
  json.end();
}

void write_citations(JsonWriter& json, const CheckResult& result) {
  std::set<std::string> used;
  for (const auto& project : result.projects)
    for (const auto& finding : project.findings) used.insert(finding.cite.begin(), finding.cite.end());
  json.begin_array("citations");
  for (const Citation& citation : result.rules.citations) {
    const auto& [id, source] = std::tie(citation.id, citation.source);
    if (!used.contains(id)) continue;
    json.begin_object();
    json.string("id", id);
    json.string("document", source.document);
    json.known("clause", source.clause);
    json.known("quote", source.quote);
    json.known("date", source.date);
    json.boolean("verified", source.verified);
    json.end();
  }
  json.end();
}

void write_rules(JsonWriter& json, const RuleSet& rules) {
  json.begin_array("rules");
  for (const Rule& rule : rules.rules) {
    json.begin_object();
    json.string("id", rule.id);
    json.text("title", rule.title);
    const auto layers = rule.layers();
    json.string("role", layers.empty() ? "" : layers.front());
    json.string("measure", rule.facts.empty() ? "" : rule.facts.front().measure.empty() ? "formula" : rule.facts.front().measure);
    json.begin_array("land");
    for (const std::string& role : rule.land()) json.element(role);
    json.end();
    json.end();
  }
  json.end();
}

void write_ruleset(JsonWriter& json, const CheckResult& result) {
  const RuleSet& rules = result.rules;
  json.begin_object("ruleset");
  json.string("id", rules.id);
  json.string("version", rules.version);
  json.known("hash", rules.hash);
  json.string("status", rules.status);
  json.text("title", rules.title);
  json.text("notice", rules.notice);
  json.known("jurisdiction", rules.jurisdiction);
  json.known("valid_from", rules.valid_from);
  json.known("valid_to", rules.valid_to);
  json.known("file", rules.file.substr(rules.file.find_last_of('/') + 1));  // where it is installed says nothing
  json.begin_array("approvals");
  for (const Approval& approval : rules.approvals) {
    json.begin_object();
    json.string("name", approval.name);
    json.string("date", approval.date);
    json.known("note", approval.note);
    json.end();
  }
  json.end();
  write_rules(json, rules);
  write_citations(json, result);
  json.end();
}

void write_fact(JsonWriter& json, const FactValue& fact) {
  json.begin_object();
  json.string("name", fact.name);
  json.string("measure", fact.measure);
  json.string("unit", fact.unit);
  fact.value && *fact.value < 1e300 ? json.real("value", *fact.value) : json.null("value");  // nothing to be far from
  json.end();
}

void write_finding(JsonWriter& json, const Finding& finding) {
  json.begin_object();
  json.string("rule", finding.rule);
  json.string("verdict", name(finding.verdict));
  json.hundredths("area_m2", finding.hundredths);
  json.decimal("tolerance_m2", finding.tolerance_m2, 2);
  json.text("message", finding.message);
  json.begin_array("cite");
  for (const auto& id : finding.cite) json.element(id);
  json.end();
  json.known("exception", finding.exception);
  json.begin_array("requires");
  for (const Text& paper : finding.papers) json.text({}, paper);
  json.end();
  json.begin_array("facts");
  for (const FactValue& fact : finding.facts) write_fact(json, fact);
  json.end();
  json.decimal("epsilon_m", finding.epsilon_m, 2);
  finding.margin ? json.real("margin", *finding.margin) : json.null("margin");
  json.end();
}

// Kinds with an area, in the fixed order of the kinds.
void write_zones(JsonWriter& json, const ProjectResult& project) {
  json.begin_array("zones");
  for (const auto kind : report::zone_kind_names) {
    for (const ZoneShare& zone : project.zones) {
      if (zone.kind != kind || zone.hundredths == 0) continue;
      json.begin_object();
      json.string("kind", zone.kind);
      json.text("name", zone.name);
      json.hundredths("area_m2", zone.hundredths);
      json.real("share", zone.share);
      json.end();
    }
  }
  json.end();
}

void write_project(JsonWriter& json, const ProjectResult& project) {
  json.begin_object();
  json.string("id", project.id);
  json.string("name", project.name);
  json.known("kind", project.kind);
  json.string("verdict", name(project.verdict));
  json.integer("parcels", static_cast<std::int64_t>(project.rows.size()));
  json.begin_object("area");
  json.hundredths("official_m2", project.official);
  json.decimal("planar_m2", project.planar_m2, 2);
  json.decimal("declared_m2", project.declared_m2, 2);
  json.end();
  write_zones(json, project);
  json.hundredths("multi_cover_m2", project.multi_cover);
  json.begin_array("findings");
  for (const Finding& finding : project.findings) write_finding(json, finding);
  json.end();
  json.end();
}

// Small and narrow pieces: listed with their sum, and part of every total.
void write_slivers(JsonWriter& json, const CheckResult& result) {
  std::int64_t sum = 0;
  json.begin_object("slivers");
  json.begin_array("pieces");
  for (const Sliver& sliver : result.slivers) {
    const ProjectPiece& piece = result.pieces[sliver.piece];
    sum += piece.hundredths;
    json.begin_object();
    json.string("project", result.projects[piece.project].id);
    json.string("role", piece.role);
    json.known("zone", piece.zone);
    json.hundredths("area_m2", piece.hundredths);
    json.decimal("width_m", sliver.width_m, 3);
    json.end();
  }
  json.end();
  json.hundredths("area_m2", sum);
  json.end();
}

void write_summary(JsonWriter& json, const CheckResult& result) {
  Verdict overall = Verdict::pass;
  for (const auto& project : result.projects) overall = report::worse(overall, project.verdict);
  json.begin_object("summary");
  json.string("verdict", name(overall));
  json.integer("projects", static_cast<std::int64_t>(result.projects.size()));
  for (const Verdict verdict : report::project_verdicts)
    json.integer(name(verdict), std::ranges::count(result.projects, verdict, &ProjectResult::verdict));
  json.end();
}

void write_not_checked(JsonWriter& json, const CheckResult& result) {
  json.begin_array("not_checked");
  for (const auto& item : report::unchecked(result)) {
    json.begin_object();
    json.string("subject", item.subject);
    json.known("id", item.id);
    json.text("title", item.title);
    json.text("reason", item.reason);
    json.begin_array("projects");
    for (const auto& id : item.projects) json.element(id);
    json.end();
    json.end();
  }
  json.end();
}

}  // namespace

std::string result_json(const CheckResult& result, const RunInfo& run) {
  JsonWriter json;
  json.begin_object();
  json.string("schema", "urn:libspatial:result:1");
  write_run(json, result, run);
  write_ruleset(json, result);
  json.begin_object("plan");
  json.known("title", run.plan_title);
  json.known("file", result.plan.file());
  json.end();
  write_summary(json, result);
  write_not_checked(json, result);
  report::write_layers(json, result);
  json.begin_array("projects");
  for (const auto& project : result.projects) write_project(json, project);
  json.end();
  write_slivers(json, result);
  report::write_rejects(json, result);
  report::write_repairs(json, result);
  json.end();
  return json.take();
}

}  // namespace libspatial
