// A GeoPackage's schema, looked through by SQLite in its safest mode (sqlite.org/security.html): a view can be endless, a generated column can call
// a function, a virtual table is code with arguments of the file's author. Triggers run when rows are written, which nobody does here.

#include "opening/sqlite.hpp"

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <set>

namespace libspatial::opening {
namespace {

constexpr auto most_time = std::chrono::seconds(5);
constexpr std::uint64_t small_file = 1 << 20;  // so small that checking every page costs nothing

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return static_cast<char>(c < 128 ? std::tolower(c) : c); });
  return text;
}

std::string text_of(sqlite3_stmt* row, int column) {
  const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(row, column));
  return text ? std::string(text, static_cast<std::size_t>(sqlite3_column_bytes(row, column))) : std::string();
}

int out_of_time(void* until) { return std::chrono::steady_clock::now() > *static_cast<std::chrono::steady_clock::time_point*>(until); }

/// SQLite quotes the bytes of a schema that is damaged, which may be no text.
[[noreturn]] void damaged(const std::string& written, std::string why) {
  std::replace_if(why.begin(), why.end(), [](char c) { return static_cast<unsigned char>(c) >= 0x7F || c < ' '; }, '?');
  throw Error(Errc::damaged_file, {written + " 不能打开，文件可能被截断或损坏（" + why + "）。请重新取得该文件", written + " cannot be opened, it may be cut off or corrupt (" + why + "). Get the file again"});
}

[[noreturn]] void refuse(const std::string& written, const std::string& zh, const std::string& en) {
  throw Error(Errc::unsupported_format, {written + " " + zh + "，读取时可能运行文件里的语句，没有打开。请在 QGIS 中把图层另存为新的 GeoPackage",
                                         written + " " + en + ": reading it could run what the file says, so it was not opened. Save the layers to a new GeoPackage in QGIS"});
}

/// "CREATE VIRTUAL TABLE x USING rtree(…)" → "rtree".
std::string module_of(const std::string& sql) {
  const std::string text = lower(sql);
  const std::size_t at = text.find("using");
  if (at == std::string::npos) return {};
  const std::size_t begin = text.find_first_not_of(" \t\r\n\"'[`", at + 5);
  return begin == std::string::npos ? std::string() : text.substr(begin, text.find_first_of(" \t\r\n\"'](`,;", begin) - begin);
}

/// Triggers that the GeoPackage standard or GDAL writes: of the r-tree (annex F.3), of the number of features, of metadata and tile matrices.
bool is_standard_trigger(const std::string& name) {
  for (const char* begin : {"rtree_", "trigger_insert_feature_count_", "trigger_delete_feature_count_", "gpkg_"}) {
    if (lower(name).starts_with(begin)) return true;
  }
  for (const char* end : {"_zoom_insert", "_zoom_update", "_tile_column_insert", "_tile_column_update", "_tile_row_insert", "_tile_row_update"}) {
    if (lower(name).ends_with(end)) return true;
  }
  return false;
}

/// Whether the expression of a generated column calls anything.
bool computes_by_function(const std::string& sql) {
  const std::string text = lower(sql);
  const auto is_word = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '_' || static_cast<unsigned char>(c) > 127; };
  for (std::size_t at = 0; (at = text.find("as", at)) != std::string::npos; ++at) {
    if ((at > 0 && is_word(text[at - 1])) || (at + 2 < text.size() && is_word(text[at + 2]))) continue;
    const std::size_t open = text.find_first_not_of(" \t\r\n", at + 2);
    if (open == std::string::npos || text[open] != '(') continue;
    int depth = 0;
    for (std::size_t i = open; i < text.size(); ++i) {
      if (text[i] == '(' && ++depth > 1) {
        const std::size_t before = text.find_last_not_of(" \t\r\n", i - 1);
        if (before != std::string::npos && (is_word(text[before]) || text[before] == '"')) return true;
      }
      if (text[i] == ')' && --depth == 0) break;
    }
  }
  return false;
}

struct Entry {
  std::string name, sql;
};

struct Schema {
  std::vector<Entry> tables, views, triggers, virtuals;
  const Entry* find(const std::vector<Entry>& in, const std::string& name) const {
    const auto at = std::find_if(in.begin(), in.end(), [&](const Entry& e) { return lower(e.name) == lower(name); });
    return at == in.end() ? nullptr : &*at;
  }
};

Schema schema_of(sqlite3* connection, const std::string& written) {
  Schema schema;
  const Statement all = prepare(connection, "SELECT type, name, sql FROM sqlite_master");
  if (!all) damaged(written, sqlite3_errmsg(connection));
  int result = SQLITE_ROW;
  while ((result = sqlite3_step(all.get())) == SQLITE_ROW) {
    const std::string type = text_of(all.get(), 0);
    Entry entry{text_of(all.get(), 1), text_of(all.get(), 2)};
    if (type == "view") schema.views.push_back(std::move(entry));
    else if (type == "trigger") schema.triggers.push_back(std::move(entry));
    else if (type == "table" && lower(entry.sql.substr(0, 40)).find("virtual") != std::string::npos) schema.virtuals.push_back(std::move(entry));
    else if (type == "table") schema.tables.push_back(std::move(entry));
  }
  if (result != SQLITE_DONE) damaged(written, sqlite3_errmsg(connection));
  return schema;
}

std::vector<std::string> registered(sqlite3* connection, const std::string& written) {
  std::vector<std::string> names;
  const Statement rows = prepare(connection, "SELECT table_name FROM gpkg_contents");
  if (!rows) damaged(written, sqlite3_errmsg(connection));
  while (sqlite3_step(rows.get()) == SQLITE_ROW) names.push_back(text_of(rows.get(), 0));
  return names;
}

void require_whole(sqlite3* connection, const std::string& written) {
  const Statement check = prepare(connection, "PRAGMA quick_check(1)");
  if (!check || sqlite3_step(check.get()) != SQLITE_ROW) {
    if (sqlite3_errcode(connection) != SQLITE_INTERRUPT) damaged(written, sqlite3_errmsg(connection));
    return;
  }
  if (const std::string says = text_of(check.get(), 0); says != "ok") damaged(written, says);
}

std::string list(const std::vector<Entry>& entries) {
  std::string names;
  for (std::size_t i = 0; i < entries.size() && i < 8; ++i) names += (i == 0 ? "" : ", ") + entries[i].name;
  return names + (entries.size() > 8 ? ", …" : "");
}

}  // namespace

std::string quoted_name(std::string name) {
  for (std::size_t at = 0; (at = name.find('"', at)) != std::string::npos; at += 2) name.insert(at, 1, '"');
  return '"' + name + '"';
}

Statement prepare(sqlite3* connection, const std::string& sql) {
  sqlite3_stmt* statement = nullptr;
  sqlite3_prepare_v2(connection, sql.c_str(), static_cast<int>(sql.size()), &statement, nullptr);
  return Statement(statement);
}

Sqlite open_read_only(const std::string& file, std::string& why, std::uint64_t value_bytes) {
  std::string uri = "file:";
  for (const char c : file) {
    static constexpr char hex[] = "0123456789ABCDEF";
    const auto byte = static_cast<unsigned char>(c);
    if (c == '?' || c == '#' || c == '%') uri += {'%', hex[byte >> 4], hex[byte & 15]};
    else uri += c;
  }
  sqlite3* raw = nullptr;
  const int result = sqlite3_open_v2((uri + "?immutable=1").c_str(), &raw, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX, nullptr);
  Sqlite connection(raw);
  if (result != SQLITE_OK) {
    why = raw ? sqlite3_errmsg(raw) : "SQLite";
    return nullptr;
  }
  for (const auto& [option, on] : {std::pair{SQLITE_DBCONFIG_DEFENSIVE, 1}, {SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0}, {SQLITE_DBCONFIG_ENABLE_TRIGGER, 0}, {SQLITE_DBCONFIG_ENABLE_VIEW, 0},
                                   {SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0}, {SQLITE_DBCONFIG_ENABLE_FTS3_TOKENIZER, 0}, {SQLITE_DBCONFIG_WRITABLE_SCHEMA, 0}}) {
    sqlite3_db_config(raw, option, on, nullptr);
  }
  sqlite3_limit(raw, SQLITE_LIMIT_LENGTH, static_cast<int>(std::min<std::uint64_t>(value_bytes, 0x7fffffff)));
  sqlite3_limit(raw, SQLITE_LIMIT_ATTACHED, 0);
  sqlite3_exec(raw, "PRAGMA mmap_size = 0; PRAGMA cell_size_check = ON; PRAGMA cache_size = -4096", nullptr, nullptr, nullptr);
  return connection;
}

SchemaCheck check_geopackage(const std::string& file, const std::string& written, const ReadLimits& limits) {
  std::string why;
  const Sqlite connection = open_read_only(file, why, std::max<std::uint64_t>(limits.value_bytes, small_file));
  if (!connection) damaged(written, why);
  auto until = std::chrono::steady_clock::now() + most_time;
  sqlite3_progress_handler(connection.get(), 1000, out_of_time, &until);
  const Schema schema = schema_of(connection.get(), written);
  for (const Entry& view : schema.views) {
    if (lower(view.name).starts_with("gpkg_")) refuse(written, "的系统表 " + view.name + " 是视图", "has a view in place of its system table " + view.name);
  }
  for (const Entry& table : schema.virtuals) {
    if (lower(table.name).starts_with("gpkg_")) refuse(written, "的系统表 " + table.name + " 是虚拟表", "has a virtual table in place of its system table " + table.name);
  }
  if (!schema.find(schema.tables, "gpkg_contents") || !schema.find(schema.tables, "gpkg_spatial_ref_sys")) {
    throw Error(Errc::unsupported_format, {written + " 其实是 SQLite 文件，不是 GeoPackage（没有 gpkg_contents）。请在 QGIS 中另存为 GeoPackage",
                                           written + " is really a SQLite file and no GeoPackage (it has no gpkg_contents): save it as GeoPackage in QGIS"});
  }
  const std::vector<std::string> layers = registered(connection.get(), written);
  if (layers.size() > limits.layers) refuse_limit(written, "layers", layers.size(), limits.layers);
  SchemaCheck found;
  for (const std::string& layer : layers) {
    if (schema.find(schema.virtuals, layer)) refuse(written, "的图层 " + layer + " 是虚拟表", "has a virtual table as its layer " + layer);
    const Entry* table = schema.find(schema.tables, layer);
    if (table && computes_by_function(table->sql)) refuse(written, "的图层 " + layer + " 有用函数计算的列", "has a column that calls a function in its layer " + layer);
    const Statement columns = prepare(connection.get(), "SELECT count(*) FROM pragma_table_xinfo(?)");
    if (columns) sqlite3_bind_text(columns.get(), 1, layer.c_str(), static_cast<int>(layer.size()), SQLITE_TRANSIENT);
    if (table && columns && sqlite3_step(columns.get()) == SQLITE_ROW) {
      const auto n = static_cast<std::uint64_t>(sqlite3_column_int64(columns.get(), 0));
      if (n > limits.fields) refuse_limit(written + "|layername=" + layer, "fields", n, limits.fields);
    }
  }
  for (const Entry& view : schema.views) found.views.push_back(view.name);
  std::vector<Entry> own;
  for (const Entry& trigger : schema.triggers) {
    if (!is_standard_trigger(trigger.name)) own.push_back(trigger);
  }
  const bool foreign = std::any_of(schema.virtuals.begin(), schema.virtuals.end(), [](const Entry& e) { return module_of(e.sql) != "rtree"; });
  found.strict = !schema.views.empty() || !own.empty() || foreign;
  if (!schema.views.empty()) found.notes.push_back({"文件中的视图不读取：" + list(schema.views), "views of the file are not read: " + list(schema.views)});
  if (!own.empty()) found.notes.push_back({"文件中自带的触发器从不运行：" + list(own), "triggers of the file's own never run: " + list(own)});
  std::error_code none;
  if (found.strict || std::filesystem::file_size(file, none) <= small_file) require_whole(connection.get(), written);
  return found;
}

void merge_log(const std::string& copy) {
  sqlite3* raw = nullptr;
  const int result = sqlite3_open_v2(copy.c_str(), &raw, SQLITE_OPEN_READWRITE, nullptr);
  const Sqlite connection(raw);
  if (result != SQLITE_OK) return;
  for (const auto& [option, on] : {std::pair{SQLITE_DBCONFIG_DEFENSIVE, 1}, {SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0}, {SQLITE_DBCONFIG_ENABLE_TRIGGER, 0}, {SQLITE_DBCONFIG_ENABLE_VIEW, 0}}) {
    sqlite3_db_config(raw, option, on, nullptr);
  }
  sqlite3_exec(raw, "PRAGMA wal_checkpoint(TRUNCATE)", nullptr, nullptr, nullptr);
}

}  // namespace libspatial::opening
