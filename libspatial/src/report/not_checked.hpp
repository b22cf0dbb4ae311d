#pragma once
// What a run did not check, and why: a result without this list would say more than it knows.

#include <string>
#include <vector>

#include "libspatial/rules.hpp"

namespace libspatial::report {

struct Unchecked {
  std::string subject;                ///< "layer", "rule", "project" or "scope"
  std::string id;                     ///< role, rule or project id; empty for "scope"
  Text title;
  Text reason;
  std::vector<std::string> projects;  ///< ids concerned; empty: all
};

/// Missing layers, then rules that gave no answer, then projects without a usable shape, then what no rule asks about.
std::vector<Unchecked> unchecked(const CheckResult& result);

}  // namespace libspatial::report
