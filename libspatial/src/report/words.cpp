#include "report/words.hpp"

namespace libspatial::report {
namespace {

struct Entry {
  std::string_view key;
  std::string_view zh, en;
};

constexpr Entry roles[] = {
    {"projects", "项目", "projects"},
    {"units", "行政区", "districts and counties"},
    {"places", "城镇", "places"},
    {"ugb", "城镇开发边界", "growth boundary"},
    {"ugb.outside", "城镇开发边界外", "outside the growth boundary"},
    {"permanent_farmland", "永久基本农田", "permanent basic farmland"},
    {"ecological_redline", "生态保护红线", "ecological red line"},
    {"land_parcels", "现状地类图斑", "land parcels"},
    {"layer_manifest", "图层清单", "layer manifest"},
};

}  // namespace

Text role_title(std::string_view role) {
  for (const ZoneKind kind : zone_kinds)
    if (role == "ugb." + std::string(name(kind))) return title(kind);
  for (const auto& entry : roles)
    if (entry.key == role) return {std::string(entry.zh), std::string(entry.en)};
  return {std::string(role), std::string(role)};
}

Text zone_title(std::string_view kind) { return role_title("ugb." + std::string(kind)); }

Verdict verdict_of(std::string_view word) { return verdict_named(word); }

// The order of the enumeration is the order of severity.
Verdict worse(Verdict a, Verdict b) { return a < b ? b : a; }

}  // namespace libspatial::report
