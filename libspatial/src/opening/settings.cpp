// Settings of GDAL under which files are read, whoever calls it: io, and Python by way of pyogrio.

#include "libspatial/opening.hpp"

namespace libspatial {

std::span<const std::pair<const char*, const char*>> reader_settings() {
  static constexpr std::pair<const char*, const char*> settings[] = {
      {"CPL_VSIL_CURL_ALLOWED_EXTENSIONS", ".none"}, {"CPL_VSIL_USE_TEMP_FILE_FOR_RANDOM_WRITE", "NO"}, {"GDAL_DISABLE_READDIR_ON_OPEN", "FALSE"}, {"GDAL_DRIVER_PATH", "disable"},
      {"GDAL_VRT_ENABLE_PYTHON", "NO"}, {"OGR_SQLITE_LOAD_EXTENSIONS", ""}, {"OGR_SQLITE_PRAGMA", "trusted_schema=0,cell_size_check=1,mmap_size=0"}, {"OGR_SQLITE_JOURNAL", ""},
      {"OGR_SQLITE_SYNCHRONOUS", "FULL"}, {"OGR_CURRENT_DATE", "2026-01-01T00:00:00.000Z"}, {"OGR_GEOJSON_MAX_OBJ_SIZE", "4096"}, {"OGR_GEOJSON_ARRAY_AS_STRING", "NO"},
      {"OGR_GEOJSON_DATE_AS_STRING", "NO"}, {"OGR_GEOJSON_GEOM_TYPE_AS_STRING", "NO"}, {"GEOJSON_NATIVE_DATA", "NO"}, {"ATTRIBUTES_SKIP", "NO"}, {"GEOMETRY_AS_COLLECTION", "NO"}, {"ARRAY_AS_STRING", "NO"},
      {"SHAPE_RESTORE_SHX", "NO"}, {"SHAPE_REWIND_ON_WRITE", "YES"}, {"OGR_ORGANIZE_POLYGONS", "DEFAULT"}, {"OGR_GEOMETRY_ACCEPT_UNCLOSED_RING", "YES"}, {"OGR_FLATGEOBUF_TEMP_DIR", ""},
      {"OGR_CT_FORCE_TRADITIONAL_GIS_ORDER", "NO"}, {"OSR_DEFAULT_AXIS_MAPPING_STRATEGY", "TRADITIONAL_GIS_ORDER"}, {"CPL_DEBUG", "OFF"},
      {"OGR_ARC_STEPSIZE", "4"}, {"OGR_ARC_MAX_GAP", "0"}, {"OGR_STROKE_CURVE", "NO"}, {"OGR_SHAPE_ALLOW_NON_FINITE_COORDINATES", "NO"}, {"OGR_MULTIPATCH_OMIT_Z", "NO"}, {"OGR_PROMOTE_TO_INTEGER64", "NO"},
      {"OPENFILEGDB_IGNORE_GDBTABLX", "NO"}, {"OPENFILEGDB_IGNORE_GDBTABLX_ABSENCE", "NO"}, {"OPENFILEGDB_REPORT_DELETED_FEATURES", "NO"}, {"OGR_SQLITE_LIST_VIRTUAL_OGR", "NO"}, {"OGR_SQLITE_VFS_MAXPATHNAME", "2048"}, {"SQLITE_USE_OGR_VFS", "NO"}, {"SQLITE_LIST_ALL_TABLES", "NO"},
      {"OGR_GPKG_INTEGRITY_CHECK", "YES"}, {"GEOJSON_FLATTEN_GEOCOUCH", "NO"}, {"OGR_GEOJSON_MAX_BYTES_FIRST_PASS", "0"}, {"OGR_GEOJSON_MAX_FEATURES_FIRST_PASS", "0"}, {"OGR_GEOJSON_REWRITE_IN_PLACE", "NO"},
      {"OSR_USE_NON_DEPRECATED", "YES"}, {"OSR_ADD_TOWGS84_ON_IMPORT_FROM_EPSG", "NO"}, {"OSR_STRIP_TOWGS84", "YES"}, {"USE_OSR_FIND_MATCHES", "YES"}, {"VSI_CACHE", "NO"}, {"VSI_CACHE_SIZE", "25000000"},
      {"OGR_ARROW_MEM_LIMIT", "2147483647"}, {"OGR_GPKG_STREAM_BASE_IMPL", "NO"}, {"OGR_FLATGEOBUF_STREAM_BASE_IMPL", "YES"}, {"OGR_GENSQL_STREAM_BASE_IMPL", "NO"},
      // FlatGeobuf's own way has false offsets behind a row without shape (GDAL 3.12)
      {"OGR_GPKG_NUM_THREADS", "1"}};  // the settings are those of the thread that reads: there must be no other
  return settings;
}

}  // namespace libspatial
