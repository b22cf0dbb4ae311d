// The report of an import: what became of every layer and row, as JSON and as a table.

#include "exchange/json.hpp"
#include "libspatial/exchange.hpp"

namespace libspatial {
namespace {

using json = nlohmann::ordered_json;

json layer_json(const LayerReport& r) {
  json out{{"file", r.file},       {"layer", r.layer}, {"outcome", name(r.outcome)}, {"role", r.role}, {"written_as", r.written_as}, {"schema", r.schema},
           {"title", to_json(r.title)}, {"verified", r.verified}, {"recognised_by", name(r.by)}, {"crs", r.crs}, {"read", r.read}};
  if (r.outcome == Outcome::used) {
    out["used"] = r.used;
    out["repaired"] = r.repaired;
    out["rejected"] = r.rejected;
  }
  out["fields"] = json::array();
  for (const auto& [from, to] : r.fields) out["fields"].push_back({{"from", from}, {"to", to}});
  out["fields_unknown"] = r.fields_unknown;
  out["fields_missing"] = r.fields_missing;
  out["values_unknown"] = json::array();
  for (const UnknownValue& v : r.values_unknown) out["values_unknown"].push_back({{"field", v.field}, {"value", v.value}, {"rows", v.rows}, {"first_row", v.first_row}});
  out["unverified_values"] = json::array();
  for (const auto& [id, rows] : r.unverified) out["unverified_values"].push_back({{"set", id}, {"rows", rows}});
  out["notes"] = json::array();
  for (const Text& note : r.notes) out["notes"].push_back(to_json(note));
  out["rejects"] = json::array();
  for (const Reject& reject : r.rejects) out["rejects"].push_back({{"row", reject.row}, {"reason", reject.reason}, {"zh", reject.text.zh}, {"en", reject.text.en}});
  out["repairs"] = json::array();
  for (const Repair& repair : r.repairs) out["repairs"].push_back({{"row", repair.row}, {"zh", repair.flaw.reason.zh}, {"en", repair.flaw.reason.en}, {"before", repair.before}, {"after", repair.after}});
  return out;
}

template <class T, class F>
std::string joined(const std::vector<T>& items, F text) {
  std::string result;
  for (const T& item : items) result += (result.empty() ? "" : "; ") + text(item);
  return result;
}

}  // namespace

std::string import_json(const Import& import, const ImportRun& run) {
  json out{{"tool", run.tool}, {"profile", run.profile}, {"plan", run.plan}, {"files", run.files}, {"exit_code", import.exit_code()}};
  out["layers"] = json::array();
  for (const LayerReport& r : import.reports) out["layers"].push_back(layer_json(r));
  return out.dump(2, ' ', false, json::error_handler_t::replace) + "\n";
}

std::string import_csv(const Import& import) {
  const std::string header[] = {"file", "layer", "outcome", "role", "written_as", "schema", "verified", "recognised_by", "crs", "read", "used", "repaired", "rejected",
                                "fields", "fields_unknown", "fields_missing", "values_unknown", "unverified_values", "notes_zh", "notes_en"};
  const auto word = [](const std::string& s) { return s; };
  std::string csv = csv_record(header);
  for (const LayerReport& r : import.reports) {
    const bool used = r.outcome == Outcome::used;
    const auto count = [&](std::size_t n) { return used ? std::to_string(n) : std::string(); };
    const std::string cells[] = {r.file, r.layer, std::string(name(r.outcome)), r.role, r.written_as, r.schema, r.schema.empty() ? "" : r.verified ? "verified" : "unverified", std::string(name(r.by)), r.crs,
                                 std::to_string(r.read), count(r.used), count(r.repaired), count(r.rejected),
                                 joined(r.fields, [](const auto& f) { return f.first + "=" + f.second; }), joined(r.fields_unknown, word), joined(r.fields_missing, word),
                                 joined(r.values_unknown, [](const UnknownValue& v) { return v.field + "=" + v.value + " (" + std::to_string(v.rows) + ")"; }),
                                 joined(r.unverified, [](const auto& u) { return u.first + " (" + std::to_string(u.second) + ")"; }),
                                 joined(r.notes, [](const Text& t) { return t.zh; }), joined(r.notes, [](const Text& t) { return t.en; })};
    csv += csv_record(cells);
  }
  return csv;
}

}  // namespace libspatial
