// The "crs" member of a GeoJSON file, read by ourselves: GDAL takes a missing, null or unknown one for WGS 84 and would
// fetch a link.

#include "io/geojson_crs.hpp"

#include <fstream>
#include <nlohmann/json.hpp>

namespace libspatial::gdal {
namespace {

using nlohmann::json;

/// Walks the file without keeping it; builds only the value of the top level's "crs".
class CrsFinder : public nlohmann::json_sax<json> {
 public:
  GeoJsonCrs found;

  bool null() override { return value("null"); }
  bool boolean(bool) override { return value("other"); }
  bool number_integer(number_integer_t) override { return value("other"); }
  bool number_unsigned(number_unsigned_t) override { return value("other"); }
  bool number_float(number_float_t, const string_t&) override { return value("other"); }
  bool string(string_t& text) override {
    if (inside_ && depth_ == 2 && key_ == "type") type_ = text;
    if (inside_ && depth_ == 3 && (key_ == "name" || key_ == "href")) found.name = text;
    return value("other");
  }
  bool binary(binary_t&) override { return true; }
  bool start_object(std::size_t) override {
    if (depth_ == 1 && key_ == "crs") inside_ = true, found.present = true;
    ++depth_;
    return true;
  }
  bool key(string_t& name) override {
    if (depth_ == 1 || inside_) key_ = name;
    return true;
  }
  bool end_object() override {
    --depth_;
    if (depth_ == 1 && inside_) {
      inside_ = false;
      found.is_link = type_ == "link" || type_ == "url";
    }
    return true;
  }
  bool start_array(std::size_t) override { return ++depth_, true; }
  bool end_array() override { return --depth_, true; }
  bool parse_error(std::size_t, const std::string&, const nlohmann::detail::exception&) override { return false; }

 private:
  bool value(const std::string&) {
    if (depth_ == 1 && key_ == "crs") found.present = true;
    return true;
  }
  int depth_ = 0;
  bool inside_ = false;
  std::string key_, type_;
};

}  // namespace

GeoJsonCrs geojson_crs(const std::string& file) {
  std::ifstream in(file, std::ios::binary);
  CrsFinder finder;
  json::sax_parse(in, &finder, json::input_format_t::json, false);  // a broken file is GDAL's to refuse
  return finder.found;
}

}  // namespace libspatial::gdal
