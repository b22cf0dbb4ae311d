#pragma once
// The two files of a profile that a city may do without: how targets are computed, and whether the plan's own figures agree.

#include "libspatial/profile.hpp"

namespace libspatial {

/// Both do nothing when there is no such file. Precondition: places, groups, projects and targets are read. Throw Error(bad_rules).
void read_indicators(Profile& profile, const std::string& file);
void read_figures(Profile& profile, const std::string& file);

}  // namespace libspatial
