#pragma once
// Which column of a layer gives which standard field, for one kind of layer.

#include "libspatial/schema.hpp"

namespace libspatial::schema {

struct FieldColumns {
  std::optional<std::size_t> from;                  ///< the column, `same_as` followed
  std::vector<std::optional<std::size_t>> names;    ///< one per set of values
  std::vector<std::optional<std::size_t>> codes;
  bool any() const;
};

/// Every column name a kind of layer knows.
std::vector<std::string> all_names(const Schema& schema);

/// One entry per schema.fields.
std::vector<FieldColumns> columns_of(const Layer& layer, const Schema& schema);

/// The shape most of the layer's rows have; none: a table, or nothing is drawn yet.
ShapeType shape_of(const Layer& layer);

}  // namespace libspatial::schema
