#include "io/geopackage.hpp"

#include <algorithm>

#include "opening/layer_limits.hpp"
#include "opening/sqlite.hpp"

namespace libspatial::gdal {
namespace {

using opening::prepare;
using opening::Statement;

/// The bytes after the GeoPackage header: its length depends on the kind of box it carries.
std::span<const std::byte> wkb_of(const void* blob, int size) {
  const auto* bytes = static_cast<const std::byte*>(blob);
  static constexpr int boxes[] = {0, 32, 48, 48, 64};
  if (size < 8 || bytes[0] != std::byte{'G'} || bytes[1] != std::byte{'P'}) throw Error(Errc::bad_geometry, {"不是 GeoPackage 图形", "is no GeoPackage geometry"});
  const int kind = static_cast<int>(bytes[3] >> 1) & 7, skip = kind < 5 ? 8 + boxes[kind] : size + 1;
  if (skip > size) throw Error(Errc::bad_geometry, {"GeoPackage 图形的头部不完整", "has an incomplete GeoPackage header"});
  const bool empty = (bytes[3] & std::byte{0x10}) != std::byte{0};
  return empty ? std::span<const std::byte>() : std::span(bytes + skip, static_cast<std::size_t>(size - skip));
}

Value value_of(sqlite3_stmt* row, int column, FieldType type) {
  if (sqlite3_column_type(row, column) == SQLITE_NULL) return {};
  switch (type) {
    case FieldType::integer: return static_cast<std::int64_t>(sqlite3_column_int64(row, column));
    case FieldType::real: return sqlite3_column_double(row, column);
    case FieldType::text: break;
  }
  const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(row, column));
  return std::string(text, static_cast<std::size_t>(sqlite3_column_bytes(row, column)));
}

}  // namespace

std::unique_ptr<GeoPackageTable> GeoPackageTable::open(Source& source, OGRLayer& layer, const Layer& head, const std::vector<std::string>& fields, std::size_t batch_rows) {
  std::unique_ptr<GeoPackageTable> table(new GeoPackageTable);
  table->file_ = source.opened();
  table->limits_ = source.limits();
  table->head_ = head;
  table->sql_ = "SELECT " + opening::quoted_name(layer.GetGeometryColumn());
  table->head_.fields.clear();
  if (!*layer.GetFIDColumn()) return nullptr;
  for (const std::string& field : fields) {
    const OGRFieldType type = layer.GetLayerDefn()->GetFieldDefn(layer.GetLayerDefn()->GetFieldIndex(field.c_str()))->GetType();
    if (type != OFTInteger && type != OFTInteger64 && type != OFTReal && type != OFTString) return nullptr;  // dates and bytes have the text that GDAL gives them
    table->sql_ += ", " + opening::quoted_name(field);
    table->head_.fields.push_back({field, head.field(field).type, {}});
  }
  const std::string name = opening::quoted_name(head.name), number = opening::quoted_name(layer.GetFIDColumn());  // a field may be called rowid
  table->sql_ += " FROM " + name + " WHERE " + number + " BETWEEN ? AND ? ORDER BY " + number;
  sqlite3* connection = table->take();
  const Statement range = prepare(connection, "SELECT (SELECT min(" + number + ") FROM " + name + "), (SELECT max(" + number + ") FROM " + name + ')'), select = prepare(connection, table->sql_);
  if (range && select && sqlite3_step(range.get()) == SQLITE_ROW && sqlite3_column_type(range.get(), 0) != SQLITE_NULL) {
    table->first_ = sqlite3_column_int64(range.get(), 0);
    table->rows_ = static_cast<std::size_t>(sqlite3_column_int64(range.get(), 1) - table->first_) + 1;
  }
  table->batch_rows_ = std::clamp<std::size_t>(batch_rows, 1, std::max<std::size_t>(table->rows_, 1));
  const GIntBig promised = layer.GetFeatureCount(TRUE);
  const bool dense = range && select && table->rows_ > 0 && promised == static_cast<GIntBig>(table->rows_);
  table->give(connection);
  return dense ? std::move(table) : nullptr;
}

GeoPackageTable::~GeoPackageTable() {
  for (sqlite3* connection : idle_) sqlite3_close(connection);
}

sqlite3* GeoPackageTable::take() const {
  {
    const std::lock_guard lock(mutex_);
    if (!idle_.empty()) {
      sqlite3* connection = idle_.back();
      idle_.pop_back();
      return connection;
    }
  }
  std::string why;
  opening::Sqlite connection = opening::open_read_only(file_, why, std::max<std::uint64_t>(limits_.value_bytes, limits_.shape_points * 32 + 4096));
  if (!connection) throw Error(Errc::damaged_file, {title(head_) + " 不能读取（" + why + "）", title(head_) + " cannot be read (" + why + ")"});
  return connection.release();
}

void GeoPackageTable::give(sqlite3* connection) const {
  const std::lock_guard lock(mutex_);
  idle_.push_back(connection);
}

/// A connection of the table's, given back whatever ends the scope.
struct GeoPackageTable::Lease {
  explicit Lease(const GeoPackageTable& of) : table(of), connection(of.take()) {}
  ~Lease() { table.give(connection); }
  Lease(const Lease&) = delete;
  Lease& operator=(const Lease&) = delete;
  const GeoPackageTable& table;
  sqlite3* const connection;
};

Layer GeoPackageTable::read(std::size_t batch) const {
  Layer layer = head_;
  layer.first_row = batch * batch_rows_;
  const std::size_t wanted = std::min(batch_rows_, rows_ - layer.first_row);
  const std::int64_t from = first_ + static_cast<std::int64_t>(layer.first_row);
  const Lease lease(*this);
  sqlite3* const connection = lease.connection;
  const double tolerance = arc_tolerance_in(layer.crs);
  WkbNotes seen;
  {
    const Errors watched(&head_.file);
    const Statement select = prepare(connection, sql_);
    sqlite3_bind_int64(select.get(), 1, from);
    sqlite3_bind_int64(select.get(), 2, from + static_cast<std::int64_t>(wanted) - 1);
    while (sqlite3_step(select.get()) == SQLITE_ROW) {
      const std::size_t row = layer.size();
      if (row % 256 == 0) tick();
      for (std::size_t i = 0; i < layer.fields.size(); ++i) {
        layer.fields[i].values.push_back(value_of(select.get(), static_cast<int>(i) + 1, layer.fields[i].type));
        opening::require_value(layer, i, row, limits_);
      }
      const void* blob = sqlite3_column_blob(select.get(), 0);
      const int size = sqlite3_column_bytes(select.get(), 0);
      if (!blob) {
        layer.shapes.add_none();
        continue;
      }
      try {
        const auto wkb = wkb_of(blob, size);
        if (wkb.empty()) layer.shapes.add_none();
        else seen |= from_wkb(wkb, layer.shapes, tolerance);
        opening::require_shape(layer, row, limits_);
      } catch (const Error& e) {
        if (e.code() == Errc::limit_exceeded) throw;
        const std::string n = std::to_string(layer.first_row + row);
        const auto* bytes = static_cast<const std::byte*>(blob);
        layer.shapes.add_none();
        layer.rejects.push_back({row, "bad_geometry", {title(layer) + " 第 " + n + " 行：" + e.text().zh, title(layer) + " row " + n + ": " + e.text().en}, {bytes, bytes + size}});
      }
    }
  }
  const std::string why = sqlite3_errcode(connection) == SQLITE_DONE || sqlite3_errcode(connection) == SQLITE_OK ? "" : sqlite3_errmsg(connection);
  if (sqlite3_errcode(connection) == SQLITE_TOOBIG) refuse_limit(title(layer), "shape_points", limits_.shape_points + 1, limits_.shape_points);
  if (layer.size() != wanted || !why.empty()) {
    const std::string n = std::to_string(layer.size()), all = std::to_string(wanted), at = std::to_string(layer.first_row);
    throw Error(Errc::damaged_file, {title(layer) + " 已损坏：第 " + at + " 行起应有 " + all + " 行，只读出 " + n + " 行（" + why + "）。请重新取得该文件",
                                     title(layer) + " is damaged: from row " + at + " on it promises " + all + " rows and gives " + n + " (" + why + "). Get the file again"});
  }
  add_notes(layer, seen);
  return layer;
}

}  // namespace libspatial::gdal
