#pragma once
// Limits: thresholds as data, each with its source, by name and unit.

#include <string>
#include <string_view>
#include <vector>

#include "libspatial/error.hpp"
#include "libspatial/source.hpp"

namespace libspatial {

/// A threshold as data, with where it comes from. One that is not verified can warn, never convict.
struct Limit {
  std::string id;
  double value = 0.0;
  std::string unit;   ///< "m", "m2", "ha", "share", "month", "person"
  Text title;
  Source source;
};

/// A list of words as data, with where it comes from.
struct LimitList {
  std::string id;
  std::vector<std::string> values;
  Text title;
  Source source;
};

struct Limits {
  std::string id, version, file;
  Text title, notice;
  std::vector<Limit> limits;
  std::vector<LimitList> lists;

  /// Both throw Error(bad_rules) when there is none, or it has another unit.
  const Limit& limit(std::string_view id, std::string_view unit) const;
  const LimitList& list(std::string_view id) const;
};

}  // namespace libspatial
