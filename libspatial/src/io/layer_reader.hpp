#pragma once
// One layer of an opened file, front to back: every row comes out or the call throws.

#include <algorithm>

#include "coordinates/carried.hpp"
#include "io/gdal.hpp"
#include "libspatial/layer.hpp"
#include "opening/dbf.hpp"
#include "opening/layer_limits.hpp"

namespace libspatial::gdal {

/// One layer, front to back, with all its fields or those named.
class LayerReader {
 public:
  LayerReader(Source& source, OGRLayer& layer, std::string_view declared_crs, const std::vector<std::string>* only = nullptr, const std::vector<Text>& notes = {})
      : source_(source), in_(layer), declared_(declared_crs) {
    head_.notes = notes;
    const Errors errors(&source_.path().written);  // a table is opened when its columns are asked for
    head_.file = source_.path().written;
    head_.name = in_.GetName();
    OGRFeatureDefn& definition = *in_.GetLayerDefn();
    const auto fields = static_cast<std::uint64_t>(definition.GetFieldCount());
    if (fields > source_.limits().fields) refuse_limit(title(head_), "fields", fields, source_.limits().fields);
    const std::string dbf = is(FileFormat::shapefile) ? opening::dbf_types(source_.opened()) : "";
    for (int i = 0; i < definition.GetFieldCount(); ++i) {
      const OGRFieldDefn& field = *definition.GetFieldDefn(i);
      const OGRFieldType type = field.GetType();
      const bool yes_or_no = static_cast<std::size_t>(i) < dbf.size() && dbf[static_cast<std::size_t>(i)] == 'L';  // texts before GDAL 3.7
      const bool integer = type == OFTInteger || type == OFTInteger64 || yes_or_no;
      head_.fields.push_back({field.GetNameRef(), integer ? FieldType::integer : type == OFTReal ? FieldType::real : FieldType::text, {}});
      columns_.push_back(i);
    }
    tell_apart();
    if (only) keep(*only);
    if (in_.GetGeomType() != wkbNone && !is(FileFormat::geojson)) head_.crs = crs(head_);
    in_.ResetReading();
    if (errors.failures() > 0) damaged(errors.first());
  }

  /// Everything but the rows; a GeoJSON tells its CRS only when it is read.
  Layer& head() { return head_; }  ///< what every batch begins with

  Layer read() {
    auto all = next(LayerStream::all_rows);
    return all ? std::move(*all) : finished(head_);
  }

  /// So many rows more; nothing after the last.
  std::optional<Layer> next(std::size_t rows) {
    const Errors errors(&source_.path().written);
    const std::size_t expected = promised();
    if (expected > source_.limits().rows) refuse_limit(title(head_), "rows", expected, source_.limits().rows);
    Layer out = head_;
    out.first_row = done_;
    bool ended = false;
    while (out.size() < rows && !ended) {
      const OGRFeatureUniquePtr feature{in_.GetNextFeature()};
      ended = !feature;
      if (!feature) continue;
      if (out.size() % 64 == 0) tick();
      add(*feature, out);
      if (rows == LayerStream::all_rows && out.shapes.points().size() > source_.limits().layer_points) refuse_limit(title(head_), "layer_points", out.shapes.points().size(), source_.limits().layer_points);
    }
    done_ += out.size();
    if (unread_value_.empty()) unread_value_ = errors.unread_value();
    if (errors.failures() > 0 || (ended && static_cast<GIntBig>(done_) != promised_)) damaged(errors.first());
    if (out.size() == 0) return std::nullopt;
    return finished(std::move(out));
  }

  std::size_t promised() {
    if (promised_ < 0) promised_ = count();
    return static_cast<std::size_t>(std::max<GIntBig>(0, promised_));
  }

 private:
  bool is(FileFormat format) const { return source_.format() == format; }

  /// A field is asked for by its name, and a file may have two of one.
  void tell_apart() {
    const std::vector<std::string> names = distinct_names(head_.fields, {.any_case = false});
    std::string renamed;
    for (std::size_t i = 0; i < names.size(); ++i) {
      if (names[i] == head_.fields[i].name) continue;
      renamed += (renamed.empty() ? "" : ", ") + head_.fields[i].name + " → " + names[i];
      head_.fields[i].name = names[i];
    }
    if (!renamed.empty()) head_.notes.push_back({"有字段没有名称或与前面的字段重名，已改名读取：" + renamed + "。请核对用的是哪一列", "fields have no name or that of one before and were read under another: " + renamed + ". See that the right column is used"});
  }

  void keep(const std::vector<std::string>& names) {
    std::vector<Field> fields;
    columns_.clear();
    for (const std::string& name : names) {
      const Field& field = head_.field(name);
      columns_.push_back(static_cast<int>(&field - head_.fields.data()));
      fields.push_back(field);
    }
    CPLStringList ignored;
    for (std::size_t i = 0; i < head_.fields.size(); ++i) {
      const std::string& name = head_.fields[i].name;
      const bool found = in_.GetLayerDefn()->GetFieldIndex(name.c_str()) == static_cast<int>(i);  // GDAL finds a field by its name in any case of letters: of Name and NAME the first
      if (found && std::find(names.begin(), names.end(), name) == names.end()) ignored.AddString(name.c_str());
    }
    if (in_.TestCapability(OLCIgnoreFields)) in_.SetIgnoredFields(const_cast<const char**>(ignored.List()));
    head_.fields = std::move(fields);
  }

  Layer finished(Layer out) const {
    if (in_.GetGeomType() != wkbNone && is(FileFormat::geojson)) out.crs = crs(out);
    add_notes(out, seen_);
    if (!unread_value_.empty()) out.notes.push_back({"有的值不是所在列的类型，按空值读取，首个：" + unread_value_, "values that are none of their column's type are read as null, the first: " + unread_value_});
    if (is(FileFormat::shapefile)) out.notes.push_back(encoding(out));
    return out;
  }

  /// How the attributes were read, with a text as an example where that was inferred; the same for every batch.
  const Text& encoding(const Layer& rows) const {
    if (encoding_) return *encoding_;
    const Encoding found = shapefile_encoding(source_.opened());
    encoding_ = found.note;
    for (const Field& field : rows.fields) {
      for (const Value& value : field.values) {
        const auto* text = found.inferred ? std::get_if<std::string>(&value) : nullptr;
        if (!text || std::all_of(text->begin(), text->end(), [](unsigned char c) { return c < 0x80; })) continue;
        encoding_ = Text{found.note.zh + "，例如“" + *text + "”", found.note.en + ", for example “" + *text + "”"};
        return *encoding_;
      }
    }
    return *encoding_;
  }

  /// Counted, not taken from a cached number.
  GIntBig count() {
    if (is(FileFormat::shapefile)) {
      const std::size_t deleted = opening::dbf_deleted(source_.opened());
      if (deleted > 0) head_.notes.push_back({"有 " + std::to_string(deleted) + " 条记录已标记删除，未读取", std::to_string(deleted) + " records are marked as deleted and not read"});
      return in_.GetFeatureCount(TRUE) - static_cast<GIntBig>(deleted);
    }
    if (!is(FileFormat::geopackage)) return in_.GetFeatureCount(TRUE);
    std::string table = in_.GetName();
    for (std::size_t at = 0; (at = table.find('"', at)) != std::string::npos; at += 2) table.insert(at, 1, '"');
    OGRLayer* result = source_.dataset().ExecuteSQL(("SELECT COUNT(*) FROM \"" + table + "\"").c_str(), nullptr, nullptr);
    if (!result) return -1;
    const OGRFeatureUniquePtr row{result->GetNextFeature()};
    const GIntBig n = row ? row->GetFieldAsInteger64(0) : -1;
    source_.dataset().ReleaseResultSet(result);
    return n;
  }

  void add(OGRFeature& feature, Layer& out) {
    const std::size_t row = out.size();
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      out.fields[i].values.push_back(cell(feature, columns_[i], out.fields[i].type));
      opening::require_value(out, i, row, source_.limits());
    }
    const OGRGeometry* geometry = feature.GetGeometryRef();
    if (!geometry) return out.shapes.add_none();
    std::vector<std::byte> wkb(geometry->WkbSize());
    geometry->exportToWkb(wkbNDR, reinterpret_cast<unsigned char*>(wkb.data()), wkbVariantIso);
    try {
      if (is(FileFormat::file_geodatabase) && has_open_ring(*geometry)) {
        throw Error(Errc::bad_geometry, {"环没有闭合，数据可能已损坏，请重新取得或在源数据中改正", "a ring is not closed, the data may be damaged: get them again or correct the source"});
      }
      seen_ |= from_wkb(wkb, out.shapes, arc_tolerance_in(out.crs));
      opening::require_shape(out, row, source_.limits());
    } catch (const Error& e) {
      if (e.code() == Errc::limit_exceeded) throw;
      const std::string n = std::to_string(out.first_row + row);
      out.shapes.add_none();
      out.rejects.push_back({row, "bad_geometry", {title(out) + " 第 " + n + " 行：" + e.text().zh, title(out) + " row " + n + ": " + e.text().en}, std::move(wkb)});
    }
  }

  static Value cell(OGRFeature& feature, int i, FieldType type) {
    if (!feature.IsFieldSetAndNotNull(i)) return {};
    switch (type) {
      case FieldType::integer:
        if (feature.GetFieldDefnRef(i)->GetType() == OFTString) return logical(feature.GetFieldAsString(i));
        return static_cast<std::int64_t>(feature.GetFieldAsInteger64(i));
      case FieldType::real: return feature.GetFieldAsDouble(i);
      case FieldType::text: break;
    }
    const OGRFieldType given = feature.GetFieldDefnRef(i)->GetType();
    const bool date = given == OFTDate || given == OFTDateTime || given == OFTTime;
    std::string text = feature.GetFieldAsString(i);
    if (date) std::replace(text.begin(), text.end(), '/', '-');
    return text;
  }

  /// 1 or 0, as every other format has it; "?" is not known.
  static Value logical(std::string_view letter) {
    if (letter.empty() || std::string_view("TtYyFfNn01").find(letter[0]) == std::string_view::npos) return {};
    return std::int64_t{std::string_view("TtYy1").find(letter[0]) != std::string_view::npos};
  }

  std::optional<Crs> crs(const Layer& rows) const {
    std::optional<Crs> known = is(FileFormat::geojson) ? crs_of_geojson(rows.shapes.box()) : crs_of_layer();
    if (!known && !declared_.empty()) known = Crs(declared_);
    return known;
  }

  std::optional<Crs> crs_of_layer() const {
    const OGRSpatialReference* reference = in_.GetSpatialRef();
    if (!reference || reference->IsEmpty() || reference->IsLocal()) return std::nullopt;
    const std::string name = reference->GetName() ? reference->GetName() : "";
    if (name.find("ndefined") != std::string::npos || name.find("nknown") != std::string::npos) return std::nullopt;  // srs_id 0 and −1
    const char* authority = reference->GetAuthorityName(nullptr);
    const char* code = reference->GetAuthorityCode(nullptr);
    if (authority && code) return Crs(std::string(authority) + ":" + code);
    char* wkt = nullptr;
    const char* const format[] = {"FORMAT=WKT2_2019", nullptr};
    reference->exportToWkt(&wkt, format);
    const std::string text = wkt ? wkt : "";
    CPLFree(wkt);
    return Crs(text);
  }

  /// RFC 7946 files are WGS 84 without saying so; metres in such a file are not.
  std::optional<Crs> crs_of_geojson(const Box& box) const {
    const GeoJsonCrs& member = source_.geojson();
    if (member.present) {
      try {
        return member.name.empty() ? std::nullopt : std::optional(Crs(member.name));
      } catch (const Error&) {
        return std::nullopt;  // a name nobody knows says nothing: --crs must
      }
    }
    const bool degrees = box.empty() || (box.min_x >= -180 && box.max_x <= 180 && box.min_y >= -90 && box.max_y <= 90);
    return degrees ? std::optional(Crs("EPSG:4326")) : std::nullopt;
  }

  [[noreturn]] void damaged(const std::string& gdal_says) const {
    const std::string n = std::to_string(done_), all = promised_ < 0 ? "?" : std::to_string(promised_);
    const std::string why = gdal_says.empty() ? "" : " (" + gdal_says + ")";
    throw Error(Errc::damaged_file, {title(head_) + " 已损坏：应有 " + all + " 行，只读出 " + n + " 行" + why + "。请重新取得该文件",
                                     title(head_) + " is damaged: it promises " + all + " rows and gives " + n + why + ". Get the file again"});
  }

  Source& source_;
  OGRLayer& in_;
  const std::string declared_;
  Layer head_;
  std::vector<int> columns_;   // of the fields, in the file
  GIntBig promised_ = -1;      // rows; not counted yet
  std::size_t done_ = 0;
  WkbNotes seen_;
  std::string unread_value_;   // as GDAL says it
  mutable std::optional<Text> encoding_;
};

}  // namespace libspatial::gdal
