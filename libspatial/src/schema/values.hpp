#pragma once
// The cells of one layer in the standard form: text trimmed, numbers and dates read, words translated by name first and by code second.

#include "schema/columns.hpp"

namespace libspatial::schema {

struct Cells {
  std::vector<Field> fields;                                     ///< one per standard field
  std::vector<Reject> rejects;                                   ///< rows whose required value is missing or unknown, in row order
  std::vector<UnknownValue> unknown;
  std::vector<std::pair<std::string, std::size_t>> unverified;
};

/// Throws Error(bad_plan) where name and code of a row contradict each other.
Cells read_cells(const Layer& layer, const Schema& schema, const StandardLayer& standard);

/// A date as bureaus write it (2024-01-02, 2024/1/2, 20240102, with or without a time) as YYYY-MM-DD, or nothing.
std::optional<std::string> read_date(std::string_view text);

}  // namespace libspatial::schema
