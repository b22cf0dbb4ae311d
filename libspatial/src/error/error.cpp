#include "libspatial/error.hpp"

#include <cstdlib>

namespace libspatial {

Language default_language() {
  for (const char* variable : {"LC_ALL", "LC_MESSAGES", "LANG"}) {
    const char* value = std::getenv(variable);
    if (value && *value) return std::string_view(value).starts_with("zh") ? Language::zh : Language::en;
  }
  return Language::en;
}

const std::string& in(Language language, const Text& text) { return language == Language::zh ? text.zh : text.en; }

std::string_view name(Errc code) {
  switch (code) {
    case Errc::file_not_found: return "file_not_found";
    case Errc::unsupported_format: return "unsupported_format";
    case Errc::damaged_file: return "damaged_file";
    case Errc::layer_not_found: return "layer_not_found";
    case Errc::no_polygons: return "no_polygons";
    case Errc::no_lines: return "no_lines";
    case Errc::field_not_found: return "field_not_found";
    case Errc::crs_missing: return "crs_missing";
    case Errc::crs_unknown: return "crs_unknown";
    case Errc::crs_mismatch: return "crs_mismatch";
    case Errc::crs_implausible: return "crs_implausible";
    case Errc::bad_geometry: return "bad_geometry";
    case Errc::invalid_zone: return "invalid_zone";
    case Errc::bad_plan: return "bad_plan";
    case Errc::bad_rules: return "bad_rules";
    case Errc::bad_profile: return "bad_profile";
    case Errc::bad_argument: return "bad_argument";
    case Errc::area_kind: return "area_kind";
    case Errc::write_failed: return "write_failed";
    case Errc::target_in_use: return "target_in_use";
    case Errc::no_font: return "no_font";
    case Errc::limit_exceeded: return "limit_exceeded";
    case Errc::internal: return "internal";
  }
  return "internal";
}

Error::Error(Errc code, Text text)
    : std::runtime_error(in(default_language(), text)), code_(code), text_(std::move(text)) {}

std::string_view name(Severity severity) {
  switch (severity) {
    case Severity::info: return "info";
    case Severity::warning: return "warning";
    case Severity::error: return "error";
  }
  return "";
}

Text title(Severity severity) {
  switch (severity) {
    case Severity::info: return {"信息", "info"};
    case Severity::warning: return {"警告", "warning"};
    case Severity::error: return {"错误", "error"};
  }
  return {};
}

}  // namespace libspatial
