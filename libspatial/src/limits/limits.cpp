#include "libspatial/limits.hpp"

#include <algorithm>

namespace libspatial {

const Limit& Limits::limit(std::string_view wanted, std::string_view unit) const {
  const auto found = std::find_if(limits.begin(), limits.end(), [&](const Limit& l) { return l.id == wanted; });
  const std::string i(wanted), u(unit);
  if (found == limits.end()) throw Error(Errc::bad_rules, {file + "：没有限值 " + i, file + ": there is no limit " + i});
  if (found->unit != unit) throw Error(Errc::bad_rules, {file + "：限值 " + i + " 的单位应为 " + u, file + ": the limit " + i + " must have the unit " + u});
  return *found;
}

const LimitList& Limits::list(std::string_view wanted) const {
  const auto found = std::find_if(lists.begin(), lists.end(), [&](const LimitList& l) { return l.id == wanted; });
  const std::string i(wanted);
  if (found == lists.end()) throw Error(Errc::bad_rules, {file + "：没有列表 " + i, file + ": there is no list " + i});
  return *found;
}

}  // namespace libspatial
