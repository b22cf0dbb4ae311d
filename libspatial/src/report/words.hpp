#pragma once
// Words of the report: the titles of roles and verdicts, in both languages.

#include <array>
#include <string>
#include <string_view>

#include "libspatial/rules.hpp"

namespace libspatial::report {

inline constexpr std::array<std::string_view, 4> zone_kind_names{"concentrated", "flexible", "special", "outside"};

/// Verdicts a project can have, best first.
inline constexpr std::array<Verdict, 5> project_verdicts{Verdict::pass, Verdict::conditional, Verdict::needs_review,
                                                         Verdict::not_checked, Verdict::conflict};

/// Title of a layer's or piece's role: "ugb.outside" → 城镇开发边界外 / outside the growth boundary. An unknown role is
/// its own title.
Text role_title(std::string_view role);

/// Title of a zone kind: "special" → 特别用途区 / special zone.
Text zone_title(std::string_view kind);

/// The verdict with this name. Throws Error(bad_argument).
Verdict verdict_of(std::string_view name);

/// The worst of the projects' verdicts decides the run; pass when there is none.
Verdict worse(Verdict a, Verdict b);

}  // namespace libspatial::report
