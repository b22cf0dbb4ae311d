// What PROJ knows of a CRS, read once when it is made.

#include "libspatial/crs.hpp"

#include <cctype>
#include <cmath>
#include <cstdlib>
#include <map>
#include <mutex>

#include "crs/proj.hpp"

namespace libspatial {

struct Crs::Impl {
  std::string code, name, wkt;
  bool geographic = false;
  bool cgcs2000_like = false;
  std::optional<GaussKrueger> gauss_krueger;
};

namespace {

[[noreturn]] void unknown(const std::string& definition) {
  if (const auto map = find_web_map(definition)) {
    const std::string word(libspatial::name(*map));
    throw Error(Errc::crs_unknown, {word + " 是网络地图的偏移坐标，不是坐标系：只能在读入时用 --crs " + word + " 声明，随即改正到 EPSG:4490",
                                    word + " is the shifted coordinates of web maps and no CRS: it can be declared for data that are read (--crs " + word + "), which then become EPSG:4490"});
  }
  const bool number = !definition.empty() && definition.find_first_not_of("0123456789") == std::string::npos;
  const std::string example = number ? "EPSG:" + definition : "EPSG:4490";
  Text text{"坐标系“" + definition + "”无法识别（" + proj::last_message() + "）。请写成 EPSG:代码，例如 " + example,
            "unknown CRS \"" + definition + "\" (" + proj::last_message() + "). Write it as EPSG:code, for example " + example};
  const proj::Object probe(proj_create(proj::context(), "EPSG:4490"));
  if (!probe) {
    for (const char* variable : {"PROJ_DATA", "PROJ_LIB"}) {
      if (const char* value = std::getenv(variable)) {
        text.zh += "。PROJ 的数据库不可用：环境变量 " + std::string(variable) + "=" + value + " 指向了别处，请取消它";
        text.en += ". PROJ's database is not usable: " + std::string(variable) + "=" + value + " points elsewhere, unset it";
      }
    }
  }
  throw Error(Errc::crs_unknown, text);
}

/// The horizontal part of a compound or bound CRS; the CRS itself otherwise.
proj::Object horizontal(proj::Object crs) {
  for (int depth = 0; depth < 4; ++depth) {
    const PJ_TYPE type = proj_get_type(crs.get());
    if (type == PJ_TYPE_COMPOUND_CRS) crs.reset(proj_crs_get_sub_crs(proj::context(), crs.get(), 0));
    else if (type == PJ_TYPE_BOUND_CRS) crs.reset(proj_get_source_crs(proj::context(), crs.get()));
    else break;
  }
  return crs;
}

std::string id_of(const PJ* object) {
  const char* authority = proj_get_id_auth_name(object, 0);
  const char* code = proj_get_id_code(object, 0);
  return authority && code ? std::string(authority) + ":" + code : "";
}

/// The EPSG code PROJ recognises with full confidence, or nothing.
std::string identify(const PJ* crs) {
  if (const std::string id = id_of(crs); !id.empty()) return id;
  int* confidence = nullptr;
  PJ_OBJ_LIST* list = proj_identify(proj::context(), crs, "EPSG", nullptr, &confidence);
  std::string code;
  if (list && proj_list_get_count(list) > 0 && confidence[0] >= 90) {
    const proj::Object best(proj_list_get(proj::context(), list, 0));
    code = id_of(best.get());
  }
  proj_int_list_destroy(confidence);
  proj_list_destroy(list);
  return code;
}

std::string datum_of(const PJ* crs) {
  proj::Object geodetic(proj_crs_get_geodetic_crs(proj::context(), crs));
  if (!geodetic) return {};
  proj::Object datum(proj_crs_get_datum_forced(proj::context(), geodetic.get()));
  return datum ? proj_get_name(datum.get()) : "";
}

bool is_like_cgcs2000(const std::string& datum) {
  for (const char* known : {"China 2000", "China_2000", "CGCS2000", "World Geodetic System 1984", "WGS 84", "WGS_1984"}) {
    if (datum.find(known) != std::string::npos) return true;
  }
  return false;
}

std::optional<double> parameter(const PJ* conversion, const char* name) {
  double value = 0, factor = 1;
  const int index = proj_coordoperation_get_param_index(proj::context(), conversion, name);
  if (index < 0) return std::nullopt;
  if (!proj_coordoperation_get_param(proj::context(), conversion, index, nullptr, nullptr, nullptr, &value, nullptr, &factor, nullptr, nullptr, nullptr, nullptr)) return std::nullopt;
  return value;
}

std::optional<GaussKrueger> gauss_krueger_of(const PJ* crs, const std::string& datum) {
  if (datum.find("2000") == std::string::npos || proj_get_type(crs) != PJ_TYPE_PROJECTED_CRS) return std::nullopt;
  const proj::Object conversion(proj_crs_get_coordoperation(proj::context(), crs));
  if (!conversion) return std::nullopt;
  const auto scale = parameter(conversion.get(), "Scale factor at natural origin"), south = parameter(conversion.get(), "Latitude of natural origin");
  const auto meridian = parameter(conversion.get(), "Longitude of natural origin"), east = parameter(conversion.get(), "False easting");
  const auto north = parameter(conversion.get(), "False northing");
  if (!scale || !south || !meridian || !east || !north || *scale != 1 || *south != 0 || *north != 0) return std::nullopt;
  return GaussKrueger{*meridian, *east};
}

std::string wkt_of(const PJ* crs) {
  const char* text = proj_as_wkt(proj::context(), crs, PJ_WKT2_2019, nullptr);
  return text ? text : "";
}

/// PROJ takes a word that is no code for the name of a CRS, and the nearest name for it: "4551" would be some CRS that has these digits in its name. Only the whole name is taken.
bool is_name_of_another(const std::string& text, const PJ* crs) {
  if (text.find_first_of(":[{+=") != std::string::npos) return false;
  const auto plain = [](std::string_view words) {
    std::string letters;
    for (const unsigned char c : words) {
      if (std::isalnum(c) || c > 127) letters += static_cast<char>(std::tolower(c));
    }
    return letters;
  };
  return plain(text) != plain(proj_get_name(crs));
}

bool is_epsg_code(std::string_view text) {
  return text.starts_with("EPSG:") && text.size() > 5 && text.size() < 12 && text.find_first_not_of("0123456789", 5) == std::string_view::npos;
}

}  // namespace

/// What PROJ has said of a code: to ask it takes longer than to read a file of coordinates.
struct Crs::Known {
  static Known& all() {
    static Known known;
    return known;
  }
  std::shared_ptr<const Impl> find(const std::string& code) {
    const std::lock_guard lock(mutex);
    const auto found = by_code.find(code);
    return found == by_code.end() ? nullptr : found->second;
  }
  void add(const std::string& code, std::shared_ptr<const Impl> impl) {
    const std::lock_guard lock(mutex);
    by_code.emplace(code, std::move(impl));
  }

  std::mutex mutex;
  std::map<std::string, std::shared_ptr<const Impl>> by_code;
};

Crs::Crs(std::string_view definition) {
  const std::string text(definition);
  const bool is_code = is_epsg_code(text);
  if (is_code && (impl_ = Known::all().find(text))) return;
  proj::Object any(proj_create(proj::context(), text.c_str()));
  if (!any || !proj_is_crs(any.get()) || is_name_of_another(text, any.get())) unknown(text);
  const proj::Object crs = horizontal(std::move(any));
  const PJ_TYPE type = proj_get_type(crs.get());
  auto impl = std::make_shared<Impl>();
  impl->geographic = type == PJ_TYPE_GEOGRAPHIC_2D_CRS || type == PJ_TYPE_GEOGRAPHIC_3D_CRS;
  if (!impl->geographic && type != PJ_TYPE_PROJECTED_CRS) unknown(text);
  impl->name = proj_get_name(crs.get());
  impl->code = identify(crs.get());
  if (impl->code == "OGC:CRS84") {  // what GeoJSON names: EPSG:4326 with longitude first, as here always; a GeoPackage has no number for it
    *this = Crs("EPSG:4326");
    return;
  }
  if (impl->code.empty()) impl->code = impl->name;
  impl->wkt = wkt_of(crs.get());
  const std::string datum = datum_of(crs.get());
  impl->cgcs2000_like = is_like_cgcs2000(datum);
  impl->gauss_krueger = gauss_krueger_of(crs.get(), datum);
  impl_ = std::move(impl);
  if (is_code) Known::all().add(text, impl_);
}

const std::string& Crs::code() const { return impl_->code; }
const std::string& Crs::name() const { return impl_->name; }
const std::string& Crs::wkt() const { return impl_->wkt; }
bool Crs::is_geographic() const { return impl_->geographic; }
std::optional<GaussKrueger> Crs::gauss_krueger() const { return impl_->gauss_krueger; }
bool Crs::is_cgcs2000_like() const { return impl_->cgcs2000_like; }

bool operator==(const Crs& a, const Crs& b) {
  if (a.impl_ == b.impl_ || a.impl_->wkt == b.impl_->wkt) return true;
  if (a.code().starts_with("EPSG:") && b.code().starts_with("EPSG:")) return a.code() == b.code();
  const proj::Object left(proj_create(proj::context(), a.wkt().c_str())), right(proj_create(proj::context(), b.wkt().c_str()));
  return left && right && proj_is_equivalent_to(left.get(), right.get(), PJ_COMP_EQUIVALENT_EXCEPT_AXIS_ORDER_GEOGCRS);
}

}  // namespace libspatial
