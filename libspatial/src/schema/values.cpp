#include "schema/values.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include "libspatial/source.hpp"
#include "schema/names.hpp"

namespace libspatial::schema {
namespace {

constexpr std::size_t most_values = 1000;  // unknown words that are listed; the rest is counted under "…"

std::string two(std::string_view digits) { return digits.size() == 1 ? "0" + std::string(digits) : std::string(digits); }

/// What a word means in a set of values: written out, else by its end ("*镇"), the longest first.
const std::string* find_meaning(const ValueSet& set, const std::string& word) {
  const std::string* best = nullptr;
  std::size_t length = 0;
  for (const auto& [key, meaning] : set.values) {
    if (key == word) return &meaning;
    if (key.size() > length + 1 && key.starts_with('*') && word.ends_with(std::string_view(key).substr(1))) best = &meaning, length = key.size() - 1;
  }
  return best;
}

/// What one row says, by its names or by its codes.
struct Word {
  std::string column, text;           ///< empty: nothing is written
  const std::string* meaning = nullptr;
  const ValueSet* set = nullptr;      ///< that gave the meaning
};

class Reader {
 public:
  Reader(const Layer& layer, const Schema& schema, const StandardLayer& standard) : layer_(layer), schema_(schema), standard_(standard), columns_(columns_of(layer, schema)) {}

  Cells run() {
    for (const StandardField& field : standard_.fields) {
      out_.fields.push_back({field.name, field.type, std::vector<Value>(layer_.size())});
      const auto alias = std::find_if(schema_.fields.begin(), schema_.fields.end(), [&](const FieldAlias& a) { return a.to == field.name; });
      if (alias == schema_.fields.end()) continue;
      const FieldColumns& columns = columns_[static_cast<std::size_t>(alias - schema_.fields.begin())];
      if (!columns.any()) continue;
      for (std::size_t row = 0; row < layer_.size(); ++row) {
        Value& cell = out_.fields.back().values[row];
        of_this_cell_.clear();
        cell = alias->names.empty() && alias->codes.empty() ? plain_cell(field, *alias, *columns.from, row) : translated(field, *alias, columns, row);
        if (field.required && std::holds_alternative<std::monostate>(cell)) reject(field, row);
      }
    }
    refuse_conflicts();
    return std::move(out_);
  }

 private:
  std::string text_at(std::size_t column, std::size_t row) const { return trimmed(to_text(layer_.fields[column].values[row])); }
  std::string row_name(std::size_t row) const { return std::to_string(layer_.first_row + row); }

  Value plain_cell(const StandardField& field, const FieldAlias& alias, std::size_t column, std::size_t row) {
    std::string text = text_at(column, row);
    if (text.empty()) return {};
    if (alias.first_digits > 0) {
      const bool digits = text.size() >= alias.first_digits && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
      if (!digits) return unknown(column, text, row);
      text.resize(alias.first_digits);
    }
    const auto value = convert(field, text);
    return value ? *value : unknown(column, text, row);
  }

  static std::optional<Value> convert(const StandardField& field, const std::string& text) {
    if (field.is_date) {
      const auto date = read_date(text);
      return date ? std::optional<Value>(*date) : std::nullopt;
    }
    if (field.type == FieldType::text) {
      const bool allowed = field.values.empty() || std::find(field.values.begin(), field.values.end(), text) != field.values.end();
      return allowed ? std::optional<Value>(text) : std::nullopt;
    }
    const auto number = to_number(Value(text));
    if (!number || !std::isfinite(*number)) return std::nullopt;
    if ((field.least && *number < *field.least) || (field.most && *number > *field.most) || (field.below && *number >= *field.below)) return std::nullopt;
    if (field.type == FieldType::real) return Value(*number);
    if (*number != std::floor(*number) || std::abs(*number) > 9e15) return std::nullopt;
    return Value(static_cast<std::int64_t>(*number));
  }

  Word read(const std::vector<ValueSet>& sets, const std::vector<std::optional<std::size_t>>& columns, std::size_t row) const {
    Word word;
    for (std::size_t i = 0; i < sets.size(); ++i) {
      if (!columns[i]) continue;
      const std::string text = text_at(*columns[i], row);
      if (text.empty()) continue;
      const std::string* meaning = find_meaning(sets[i], text);
      if (word.text.empty() || meaning) word = {layer_.fields[*columns[i]].name, text, meaning, meaning ? &sets[i] : nullptr};
      if (meaning) break;
    }
    return word;
  }

  /// The name decides, and the code only where no name is written; a name nobody knows is not overruled by a code.
  Value translated(const StandardField& field, const FieldAlias& alias, const FieldColumns& columns, std::size_t row) {
    const Word by_name = read(alias.names, columns.names, row), by_code = read(alias.codes, columns.codes, row);
    if (by_name.meaning && by_code.meaning && *by_name.meaning != *by_code.meaning) conflicts_.push_back({row, by_name, by_code});
    for (const Word* word : {&by_name, &by_code}) {
      if (!word->text.empty() && !word->meaning) unknown(word->column, word->text, row);
    }
    const Word& decides = by_name.text.empty() ? by_code : by_name;
    if (!decides.meaning) return {};
    if (!decides.set->verified) count_unverified(decides.set->id);
    return convert(field, *decides.meaning).value_or(Value());
  }

  void count_unverified(const std::string& id) {
    const auto found = std::find_if(out_.unverified.begin(), out_.unverified.end(), [&](const auto& entry) { return entry.first == id; });
    if (found == out_.unverified.end()) out_.unverified.emplace_back(id, 1);
    else ++found->second;
  }

  Value unknown(std::size_t column, const std::string& text, std::size_t row) { return unknown(layer_.fields[column].name, text, row); }

  Value unknown(const std::string& column, const std::string& given, std::size_t row) {
    of_this_cell_.emplace_back(column, given);
    const std::string text = seen_.size() < most_values || seen_.count({column, given}) ? given : "…";
    const auto [at, fresh] = seen_.emplace(std::pair(column, text), out_.unknown.size());
    if (fresh) out_.unknown.push_back({column, text, 0, layer_.first_row + row});
    ++out_.unknown[at->second].rows;
    return {};
  }

  void reject(const StandardField& field, std::size_t row) {
    if (!rejected_.insert(row).second) return;
    std::string given_zh, given_en;
    for (const auto& [column, text] : of_this_cell_) {
      given_zh += "，" + column + "“" + text + "”不认识";
      given_en += ", " + column + " \"" + text + "\" is unknown";
    }
    const bool missing = given_zh.empty();
    const std::string where = title(layer_);
    out_.rejects.push_back({row, missing ? "missing_value" : "unknown_value",
                            {where + " 第 " + row_name(row) + " 行：没有 " + field.name + given_zh + "；请在源数据中改正，或用 --schema 补充别名",
                             where + " row " + row_name(row) + ": no " + field.name + given_en + "; correct the source, or add the word by --schema"},
                            {}});
  }

  void refuse_conflicts() const {
    if (conflicts_.empty()) return;
    const auto& [row, by_name, by_code] = conflicts_.front();
    const std::string n = std::to_string(conflicts_.size()), where = libspatial::title(layer_);
    throw Error(Errc::bad_plan,
                {where + " 第 " + row_name(row) + " 行：" + by_name.column + "“" + by_name.text + "”（" + *by_name.meaning + "）与 " + by_code.column + "“" + by_code.text + "”（" +
                     *by_code.meaning + "，" + by_code.set->id + "）矛盾；共 " + n + " 行如此。请在源数据中改正",
                 where + " row " + row_name(row) + ": " + by_name.column + " \"" + by_name.text + "\" (" + *by_name.meaning + ") contradicts " + by_code.column + " \"" +
                     by_code.text + "\" (" + *by_code.meaning + ", " + by_code.set->id + "); rows like this: " + n + ". Correct the source"});
  }

  struct Conflict {
    std::size_t row;
    Word by_name, by_code;
  };

  const Layer& layer_;
  const Schema& schema_;
  const StandardLayer& standard_;
  const std::vector<FieldColumns> columns_;
  Cells out_;
  std::map<std::pair<std::string, std::string>, std::size_t> seen_;
  std::vector<std::pair<std::string, std::string>> of_this_cell_;  // column, word that nobody knows
  std::set<std::size_t> rejected_;
  std::vector<Conflict> conflicts_;
};

}  // namespace

std::optional<std::string> read_date(std::string_view text) {
  const std::string_view day = text.substr(0, text.find_first_of("T "));
  std::string date;
  if (day.size() == 8 && day.find_first_not_of("0123456789") == std::string_view::npos) {
    date = std::string(day.substr(0, 4)) + "-" + std::string(day.substr(4, 2)) + "-" + std::string(day.substr(6));
  } else {
    const std::size_t first = day.find_first_of("-/."), second = first == std::string_view::npos ? first : day.find_first_of("-/.", first + 1);
    if (second == std::string_view::npos) return std::nullopt;
    date = std::string(day.substr(0, first)) + "-" + two(day.substr(first + 1, second - first - 1)) + "-" + two(day.substr(second + 1));
  }
  return is_date(date) ? std::optional(date) : std::nullopt;
}

Cells read_cells(const Layer& layer, const Schema& schema, const StandardLayer& standard) { return Reader(layer, schema, standard).run(); }

}  // namespace libspatial::schema
