#include "crs/proj.hpp"

#include <cstdlib>
#include <filesystem>
#include <map>

namespace libspatial::proj {
namespace {

/// Where the data of PROJ were when the library was built, whatever PROJ_DATA or PROJ_LIB says: a variable that another installation has left must not change an area.
/// Empty when they are no longer there; PROJ then looks for itself.
const std::string& data_folder() {
  static const std::string folder = [] {
    std::error_code none;
    return std::filesystem::exists(std::filesystem::path(LIBSPATIAL_PROJ_DATA) / "proj.db", none) ? std::string(LIBSPATIAL_PROJ_DATA) : std::string();
  }();
  return folder;
}

struct ThreadContext {
  PJ_CONTEXT* handle = proj_context_create();
  ThreadContext() {
    proj_context_set_enable_network(handle, 0);
    proj_log_level(handle, PJ_LOG_NONE);
    if (data_folder().empty()) return;
    const char* const only[] = {data_folder().c_str()};
    proj_context_set_search_paths(handle, 1, only);
    if (!std::getenv("PROJ_AUX_DB")) return;
    const char* const empty[] = {":memory:", nullptr};  // instead of what the variable names
    proj_context_set_database_path(handle, (data_folder() + "/proj.db").c_str(), empty, nullptr);
  }
  ~ThreadContext() { proj_context_destroy(handle); }
};

struct Cache {  // destroyed before the context it needs: declared after it
  std::map<std::pair<std::string, std::string>, Object> transformations;
};

bool is_legacy(const Crs& crs) {
  for (const char* datum : {"Xian 1980", "Xian_1980", "Xian80", "Beijing 1954", "Beijing_1954"}) {
    if (crs.wkt().find(datum) != std::string::npos) return true;
  }
  return false;
}

[[noreturn]] void refuse(const Crs& from, const Crs& to) {
  throw Error(Errc::crs_unknown,
              {"从 " + from.code() + "（" + from.name() + "）到 " + to.code() + "（" + to.name() + "）没有已知精度的转换：西安 80、北京 54 等旧坐标无公开参数，不能可靠转换，请先取得 CGCS2000 成果",
               "no transformation of known accuracy from " + from.code() + " (" + from.name() + ") to " + to.code() + " (" + to.name() +
                   "): Xi'an 80 and Beijing 54 have no public parameters; get the data in CGCS2000 first"});
}

Object make(const Crs& from, const Crs& to) {
  const bool shift_needed = !(from.is_cgcs2000_like() && to.is_cgcs2000_like());
  if (shift_needed && (is_legacy(from) || is_legacy(to)) && !(geographic_of(from) == geographic_of(to))) refuse(from, to);
  const Object a(proj_create(context(), from.wkt().c_str())), b(proj_create(context(), to.wkt().c_str()));
  const char* const strict[] = {"ALLOW_BALLPARK=NO", nullptr};
  const bool same_datum = !shift_needed || geographic_of(from) == geographic_of(to);
  const Object raw(proj_create_crs_to_crs_from_pj(context(), a.get(), b.get(), nullptr, same_datum ? nullptr : strict));
  if (!raw) refuse(from, to);
  Object result(proj_normalize_for_visualization(context(), raw.get()));
  if (!result) refuse(from, to);
  return result;
}

}  // namespace

PJ_CONTEXT* context() {
  thread_local ThreadContext here;
  return here.handle;
}

std::string last_message() {
  const int code = proj_context_errno(context());
  return code ? proj_context_errno_string(context(), code) : "not found";
}

PJ* transformation(const Crs& from, const Crs& to) {
  context();
  thread_local Cache cache;
  Object& entry = cache.transformations[{from.wkt(), to.wkt()}];
  if (!entry) entry = make(from, to);
  return entry.get();
}

Crs geographic_of(const Crs& crs) {
  if (crs.is_geographic()) return crs;
  thread_local std::map<std::string, Crs> known;  // asked for every project of a check
  if (const auto found = known.find(crs.wkt()); found != known.end()) return found->second;
  const Object projected(proj_create(context(), crs.wkt().c_str()));
  const Object geographic(proj_crs_get_geodetic_crs(context(), projected.get()));
  return known.emplace(crs.wkt(), Crs(proj_as_wkt(context(), geographic.get(), PJ_WKT2_2019, nullptr))).first->second;
}

Scale metres_per_unit(const Crs& crs, Point at) {
  if (!crs.is_geographic()) return {};
  constexpr double degree = 111319.49079327358, to_radians = 0.017453292519943295;  // on the equator of CGCS2000
  return {degree * std::cos(at.y * to_radians), degree};
}

}  // namespace libspatial::proj
