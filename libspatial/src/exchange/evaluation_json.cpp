// An evaluation as JSON.

#include "exchange/json.hpp"
#include "libspatial/exchange.hpp"

namespace libspatial {
namespace {

using json = nlohmann::ordered_json;

json texts(const std::vector<Text>& list) {
  json out = json::array();
  for (const Text& text : list) out.push_back(to_json(text));
  return out;
}

json limits_json(const Limits& limits) {
  const auto source = [](const auto& item) {
    return json{{"document", item.source.document}, {"clause", item.source.clause}, {"date", item.source.date}, {"verified", item.source.verified}};
  };
  json out{{"id", limits.id}, {"version", limits.version}, {"title", to_json(limits.title)}, {"notice", to_json(limits.notice)}, {"values", json::array()}};
  for (const Limit& limit : limits.limits) out["values"].push_back({{"id", limit.id}, {"value", limit.value}, {"unit", limit.unit}, {"title", to_json(limit.title)}, {"source", source(limit)}});
  for (const LimitList& list : limits.lists) out["values"].push_back({{"id", list.id}, {"values", list.values}, {"title", to_json(list.title)}, {"source", source(list)}});
  return out;
}

json table_json(const Layer& table) {
  json rows = json::array();
  for (std::size_t row = 0; row < table.size(); ++row) {
    json cells = json::object();
    for (const Field& field : table.fields) cells[field.name] = to_json(field.values[row]);
    rows.push_back(std::move(cells));
  }
  return rows;
}

}  // namespace

std::string evaluation_json(const Evaluation& evaluation, std::span<const Layer> tables, const Limits& limits) {
  json out{{"as_of", evaluation.as_of}, {"status", to_json(Text{"初步评估，不是审批意见", "a preliminary view, not an approval"})}, {"limits", limits_json(limits)}, {"accounts", json::array()}};
  for (const LandAccount& account : evaluation.accounts) {
    out["accounts"].push_back({{"id", account.id}, {"date", account.date}, {"rule", to_json(account.rule)}, {"total_m2", account.total.square_metres()}, {"flaws", texts(account.flaws)}});
  }
  out["missing"] = texts(evaluation.missing);
  out["notes"] = texts(evaluation.balances.notes);
  out["buildings_partial"] = evaluation.balances.buildings_partial;
  out["tables"] = json::object();
  for (const Layer& table : tables) out["tables"][table.name] = table_json(table);
  return out.dump(1, ' ', false, json::error_handler_t::replace) + "\n";
}

}  // namespace libspatial
