// The floors: what the parcels cost before anybody has cut anything. One JSON object a line.
//   bench_floors PARCELS REPEATS

#include <gdal_priv.h>
#include <ogr_recordbatch.h>
#include <ogrsf_frmts.h>
#include <sqlite3.h>

#include <cmath>
#include <cstdint>
#include <cstring>
#include <vector>

#include "timing.hpp"

namespace {

void scan(const char* file, auto&& blob) {
  sqlite3* db = nullptr;
  sqlite3_stmt* statement = nullptr;
  sqlite3_open_v2(file, &db, SQLITE_OPEN_READONLY, nullptr);
  sqlite3_prepare_v2(db, "SELECT geom FROM parcels", -1, &statement, nullptr);
  while (sqlite3_step(statement) == SQLITE_ROW) blob(static_cast<const unsigned char*>(sqlite3_column_blob(statement, 0)), static_cast<std::size_t>(sqlite3_column_bytes(statement, 0)));
  sqlite3_finalize(statement);
  sqlite3_close(db);
}

template <class T>
T take(const unsigned char*& at) {
  T value;
  std::memcpy(&value, at, sizeof value);
  at += sizeof value;
  return value;
}

/// Area of one little-endian Polygon behind the GeoPackage's header, by its rings, whichever way they run.
double area(const unsigned char* at) {
  static constexpr std::size_t envelopes[] = {0, 32, 48, 48, 64};
  at += 8 + envelopes[(at[3] >> 1) & 7] + 5;
  double sum = 0;
  const auto rings = take<std::uint32_t>(at);
  for (std::uint32_t r = 0; r < rings; ++r) {
    const auto points = take<std::uint32_t>(at);
    const double x0 = take<double>(at), y0 = take<double>(at);
    double x = 0, y = 0, twice = 0;
    for (std::uint32_t i = 1; i < points; ++i) {
      const double u = take<double>(at) - x0, v = take<double>(at) - y0;
      twice += x * v - u * y;
      x = u, y = v;
    }
    sum += (r == 0 ? 1 : -1) * std::abs(twice) / 2;
  }
  return sum;
}

}  // namespace

int main(int count, char** words) {
  if (count < 3) return 4;
  const char* file = words[1];
  const int repeats = std::atoi(words[2]);
  GDALAllRegister();
  const auto open = [&] { return GDALDatasetUniquePtr(GDALDataset::Open(file, GDAL_OF_VECTOR | GDAL_OF_READONLY)); };
  if (!open()) return 4;
  say("OGR", "read features", best(repeats, [&] {
    const auto dataset = open();
    while (const OGRFeatureUniquePtr feature{dataset->GetLayer(0)->GetNextFeature()}) {}
  }));
  say("OGR", "read Arrow stream", best(repeats, [&] {
    const auto dataset = open();
    ArrowArrayStream stream{};
    if (!dataset->GetLayer(0)->GetArrowStream(&stream)) std::exit(4);
    for (;;) {
      ArrowArray batch{};
      if (stream.get_next(&stream, &batch) != 0 || !batch.release) break;
      batch.release(&batch);
    }
    stream.release(&stream);
  }));
  std::size_t bytes = 0;
  say("SQLite", "scan every blob", best(repeats, [&] { scan(file, [&](const unsigned char* blob, std::size_t size) { bytes += blob[8] + size; }); }));
  std::vector<unsigned char> blobs;  // of the file, one after another
  std::vector<std::size_t> starts{0};
  scan(file, [&](const unsigned char* blob, std::size_t size) { blobs.insert(blobs.end(), blob, blob + size), starts.push_back(blobs.size()); });
  double sum = 0;
  const double decoding = best(repeats, [&] {
    sum = 0;
    for (std::size_t i = 0; i + 1 < starts.size(); ++i) sum += area(&blobs[starts[i]]);
  });
  say("WKB", "decode and add up areas, in memory", decoding, 0, 0, bytes > 0 ? sum : 0);
}
