#pragma once
// What a formula sees of a call: its columns, layers and parameters by the catalogue's names, and how it answers.

#include <cmath>
#include <functional>
#include <initializer_list>
#include <limits>
#include <optional>
#include <span>

#include "libspatial/metrics.hpp"

namespace libspatial::metrics {

inline constexpr double nan = std::numeric_limits<double>::quiet_NaN();

class Call {
 public:
  Call(const Metric& metric, const Input& input);

  const Metric& metric() const { return *metric_; }
  int threads() const { return input_->threads; }
  const Progress& progress() const { return input_->progress; }

  const Layer& layer(std::string_view name) const;
  const Layer* find_layer(std::string_view name) const;
  /// The polygons of a layer in a CRS of metres that are metres where it lies. Throws Error(crs_missing), Error(area_kind).
  const Layer& plane(std::string_view name) const;

  /// A column of the layer its need names: NaN where a cell is null or no number.
  std::vector<double> numbers(std::string_view column) const;
  std::optional<std::vector<double>> find_numbers(std::string_view column) const;
  std::vector<std::string> texts(std::string_view column, std::string_view of = "") const;
  std::optional<std::vector<std::string>> find_texts(std::string_view column, std::string_view of = "") const;

  /// Why numbers of these rows of a layer cannot be used, columns that are not there left aside: "missing_value", "not_number" (a text, or infinite),
  /// "negative_value" (of an amount), in this order; or nothing. An empty cell of an optional column is no flaw.
  std::string_view flaw(std::span<const std::size_t> rows, std::string_view of = "table") const;
  std::string_view flaw(std::size_t row, std::string_view of = "table") const { return flaw(std::span(&row, 1), of); }

  double number(std::string_view parameter) const;
  std::string word(std::string_view parameter) const;
  const std::map<std::string, std::string>& parameters() const { return parameters_; }

 private:
  const Field* find_field(std::string_view column, std::string_view of) const;
  const Field& field(std::string_view column, std::string_view of) const;

  const std::vector<std::uint8_t>& flaws(std::string_view of) const;

  const Metric* metric_;
  const Input* input_;
  std::map<std::string, std::string> parameters_;
  mutable std::map<std::string, std::vector<std::uint8_t>, std::less<>> flaws_;  // by layer; of each row the number of its flaw
};

/// An answer being written, one row after the other; the columns of values are the ids of the metric.
class Answer {
 public:
  Answer(const Call& call, std::vector<std::string> keys);
  /// Values that are not finite become null; the reason is `why`, or "undefined".
  void row(std::initializer_list<Value> keys, std::span<const double> values, std::string_view why = {});
  void row(std::initializer_list<Value> keys, std::initializer_list<double> values, std::string_view why = {}) { row(keys, std::span(values.begin(), values.size()), why); }
  /// A column that is no number: the n-th id's cell of the last row.
  void text(std::size_t id, std::string value);
  Result result() && { return std::move(result_); }
  Result& so_far() { return result_; }

 private:
  Result result_;
};

/// Rows of a column by their group, groups in the order of their text; one group "" when nobody groups.
std::map<std::string, std::vector<std::size_t>> groups(std::size_t rows, const std::optional<std::vector<std::string>>& of);

inline constexpr double hectare = 1e4;  // m²

/// The sum of a value of every item, whatever their order.
template <class Range, class F>
double exact_sum(const Range& items, F value) {
  ExactSum sum;
  for (const auto& item : items) sum.add(value(item));
  return sum.value();
}

using Formula = std::function<Result(const Call&)>;
using Formulas = std::map<std::string_view, Formula>;  // by the first id of the metric

const Formulas& shape_formulas();
const Formulas& list_formulas();
const Formulas& row_formulas();
const Formulas& table_formulas();
const Formulas& change_formulas();
const Formulas& neighbour_formulas();
const Formulas& growth_formulas();
const Formulas& overlay_formulas();
const Formulas& service_formulas();

}  // namespace libspatial::metrics
