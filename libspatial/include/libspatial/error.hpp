#pragma once
// Errors: what is thrown when the work cannot be done. One class, one enum, a sentence in two languages.

#include <stdexcept>
#include <string>
#include <string_view>

namespace libspatial {

/// A sentence for people, Chinese first. Both languages are always present.
struct Text {
  std::string zh;
  std::string en;
};

enum class Language { zh, en };

/// Chinese when LC_ALL, LC_MESSAGES or LANG (the first that is set) names it, English otherwise.
/// Reads the environment only: a locale that is not installed is no error.
Language default_language();

const std::string& in(Language language, const Text& text);

/// How bad a finding is.
enum class Severity { info, warning, error };
std::string_view name(Severity severity);  ///< "error"
Text title(Severity severity);             ///< 错误 / error

/// Why the work could not be done. docs/reference/errors.md lists every code with its next step.
enum class Errc {
  file_not_found,       ///< no such file, or it is not a regular file
  unsupported_format,   ///< not a format we read: a VRT in disguise, a network path, an unknown file
  damaged_file,         ///< cut off or corrupt: fewer rows than the file promises
  layer_not_found,      ///< the file has no layer of that name
  no_polygons,          ///< the layer has no polygon (and no line with a width)
  no_lines,             ///< the layer has no line
  field_not_found,      ///< the layer has no field of that name
  crs_missing,          ///< nothing says in which CRS the coordinates are
  crs_unknown,          ///< PROJ does not know this CRS, or cannot transform it reliably
  crs_mismatch,         ///< two inputs are in different CRSs
  crs_implausible,      ///< the coordinates cannot be in the CRS that is declared
  bad_geometry,         ///< bytes that are no geometry, NaN coordinates
  invalid_zone,         ///< a zone crosses itself and cannot be repaired without changing its area
  bad_plan,             ///< the plan lacks something it must have
  bad_rules,            ///< a rule set that breaks its own schema
  bad_profile,          ///< a city profile that breaks its own schema: unknown parent, repeated code, a circle, NaN
  bad_argument,         ///< an option or argument that cannot be understood
  area_kind,            ///< planar area asked for in degrees, or two kinds of area mixed
  write_failed,         ///< disk full, no permission, rows missing when read back
  target_in_use,        ///< the GeoPackage to be replaced is open elsewhere (-wal or -journal beside it)
  no_font,              ///< no font on this machine has the characters of a picture
  limit_exceeded,       ///< a file asks for more than the limits of reading allow (opening.hpp), or for more memory than there is
  internal,             ///< a law of ours is broken: nothing is reported
};

/// The name of a code, the same in every language binding: "crs_mismatch".
std::string_view name(Errc code);

class Error : public std::runtime_error {
 public:
  /// `what()` speaks the default language of the environment at the time of the throw.
  Error(Errc code, Text text);

  Errc code() const { return code_; }
  const Text& text() const { return text_; }

 private:
  Errc code_;
  Text text_;
};

}  // namespace libspatial
