// What others need for the same files, in one thread: GEOS in the three ways its users write this, and the floors, which only read.
// One JSON object a line.
//   bench_peers PARCELS ZONES EVERY      EVERY: of the parcels, every n-th is cut and the time multiplied

#include <gdal_priv.h>
#include <geos_c.h>
#include <ogr_recordbatch.h>
#include <ogrsf_frmts.h>
#include <sqlite3.h>

#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

namespace {

double seconds(auto&& work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

void say(const char* engine, const char* what, double s, double inside = 0, std::size_t pairs = 0) {
  std::printf("{\"engine\": \"%s\", \"what\": \"%s\", \"threads\": 1, \"seconds\": %.6f, \"inside_m2\": %.3f, \"pairs\": %zu}\n", engine, what, s, inside, pairs);
  std::fflush(stdout);
}

GDALDataset* open(const char* file) {
  auto* dataset = GDALDataset::Open(file, GDAL_OF_VECTOR | GDAL_OF_READONLY);
  if (!dataset) std::exit(4);
  return dataset;
}

void floors(const char* file) {
  say("OGR", "read features", seconds([&] {
    auto* dataset = open(file);
    auto* layer = dataset->GetLayer(0);
    while (const OGRFeatureUniquePtr feature{layer->GetNextFeature()}) {}
    GDALClose(dataset);
  }));
  say("OGR", "read Arrow stream", seconds([&] {
    auto* dataset = open(file);
    ArrowArrayStream stream{};
    if (!dataset->GetLayer(0)->GetArrowStream(&stream)) std::exit(4);
    for (;;) {
      ArrowArray batch{};
      if (stream.get_next(&stream, &batch) != 0 || !batch.release) break;
      batch.release(&batch);
    }
    stream.release(&stream);
    GDALClose(dataset);
  }));
  std::size_t bytes = 0;
  say("SQLite", "scan every blob", seconds([&] {
    sqlite3* db = nullptr;
    sqlite3_stmt* statement = nullptr;
    sqlite3_open_v2(file, &db, SQLITE_OPEN_READONLY, nullptr);
    sqlite3_prepare_v2(db, "SELECT geom FROM parcels", -1, &statement, nullptr);
    while (sqlite3_step(statement) == SQLITE_ROW) bytes += static_cast<const unsigned char*>(sqlite3_column_blob(statement, 0))[8], bytes += sqlite3_column_bytes(statement, 0);
    sqlite3_finalize(statement);
    sqlite3_close(db);
  }), static_cast<double>(bytes));
}

std::vector<GEOSGeometry*> read(const char* file) {
  std::vector<GEOSGeometry*> shapes;
  auto* dataset = open(file);
  auto* layer = dataset->GetLayer(0);
  GEOSWKBReader* reader = GEOSWKBReader_create();
  std::vector<unsigned char> wkb;
  while (const OGRFeatureUniquePtr feature{layer->GetNextFeature()}) {
    wkb.resize(feature->GetGeometryRef()->WkbSize());
    feature->GetGeometryRef()->exportToWkb(wkbNDR, wkb.data(), wkbVariantIso);
    shapes.push_back(GEOSWKBReader_read(reader, wkb.data(), wkb.size()));
  }
  GEOSWKBReader_destroy(reader);
  GDALClose(dataset);
  return shapes;
}

double area(const GEOSGeometry* g) {
  double a = 0;
  GEOSArea(g, &a);
  return a;
}

struct Zone {
  const GEOSGeometry* shape;
  const GEOSPreparedGeometry* prepared;
};

GEOSSTRtree* tree_of(std::vector<Zone>& zones) {
  GEOSSTRtree* tree = GEOSSTRtree_create(10);
  for (Zone& zone : zones) GEOSSTRtree_insert(tree, zone.shape, &zone);
  return tree;
}

std::vector<Zone*> query(GEOSSTRtree* tree, const GEOSGeometry* g) {
  std::vector<Zone*> found;
  GEOSSTRtree_query(tree, g, [](void* zone, void* to) { static_cast<std::vector<Zone*>*>(to)->push_back(static_cast<Zone*>(zone)); }, &found);
  return found;
}

std::vector<Zone> prepared(const std::vector<GEOSGeometry*>& shapes) {
  std::vector<Zone> zones;
  for (const GEOSGeometry* s : shapes) zones.push_back({s, GEOSPrepare(s)});
  return zones;
}

/// Cut into squares until no piece has more than 256 vertices.
void subdivide(const GEOSGeometry* g, std::vector<GEOSGeometry*>& out) {
  double x0 = 0, y0 = 0, x1 = 0, y1 = 0;
  if (GEOSisEmpty(g) || GEOSGeom_getDimensions(g) < 2) return;
  GEOSGeom_getXMin(g, &x0), GEOSGeom_getYMin(g, &y0), GEOSGeom_getXMax(g, &x1), GEOSGeom_getYMax(g, &y1);
  const bool small = [&] {
    int n = 0;
    for (int i = 0; i < GEOSGetNumGeometries(g); ++i) {
      const GEOSGeometry* part = GEOSGetGeometryN(g, i);
      n += GEOSGeomGetNumPoints(GEOSGetExteriorRing(part));
      for (int r = 0; r < GEOSGetNumInteriorRings(part); ++r) n += GEOSGeomGetNumPoints(GEOSGetInteriorRingN(part, r));
    }
    return n <= 256;
  }();
  if (small) {
    out.push_back(GEOSGeom_clone(g));
    return;
  }
  const bool wide = x1 - x0 > y1 - y0;
  const double middle = wide ? (x0 + x1) / 2 : (y0 + y1) / 2;
  for (const bool first : {true, false}) {
    GEOSGeometry* half = GEOSGeom_createRectangle(wide && !first ? middle : x0, !wide && !first ? middle : y0, wide && first ? middle : x1, !wide && first ? middle : y1);
    GEOSGeometry* part = GEOSIntersection(g, half);
    if (part) subdivide(part, out);
    GEOSGeom_destroy(part);
    GEOSGeom_destroy(half);
  }
}

void run(const char* what, const std::vector<GEOSGeometry*>& parcels, std::size_t every, double preparing, auto&& cut) {
  double inside = 0;
  std::size_t pairs = 0;
  const double s = seconds([&] {
    for (std::size_t i = 0; i < parcels.size(); i += every) cut(parcels[i], inside, pairs);
  });
  say("GEOS", what, preparing + s * static_cast<double>(every), every == 1 ? inside : 0, every == 1 ? pairs : 0);
}

}  // namespace

int main(int count, char** words) {
  if (count < 4) return 4;
  GDALAllRegister();
  initGEOS(nullptr, nullptr);
  const std::size_t every = static_cast<std::size_t>(std::max(1, std::atoi(words[3])));
  floors(words[1]);
  const auto parcels = read(words[1]), shapes = read(words[2]);

  std::vector<Zone> whole;
  GEOSSTRtree* tree = nullptr;
  const double whole_s = seconds([&] { whole = prepared(shapes), tree = tree_of(whole); });
  run("prepared, then intersection", parcels, every, whole_s, [&](const GEOSGeometry* parcel, double& inside, std::size_t& pairs) {
    for (Zone* zone : query(tree, parcel)) {
      if (GEOSPreparedContainsProperly(zone->prepared, parcel) == 1) {
        inside += area(parcel), ++pairs;
      } else if (GEOSPreparedIntersects(zone->prepared, parcel) == 1) {
        GEOSGeometry* piece = GEOSIntersection(parcel, zone->shape);
        const double a = area(piece);
        inside += a, pairs += a > 1e-6;
        GEOSGeom_destroy(piece);
      }
    }
  });

  std::vector<GEOSGeometry*> pieces;
  std::vector<Zone> small;
  GEOSSTRtree* small_tree = nullptr;
  const double small_s = seconds([&] {
    for (const GEOSGeometry* s : shapes) subdivide(s, pieces);
    small = prepared(pieces), small_tree = tree_of(small);
  });
  const auto cut_small = [&](const GEOSGeometry* parcel, double& inside) {
    for (Zone* zone : query(small_tree, parcel)) {
      if (GEOSPreparedContainsProperly(zone->prepared, parcel) == 1) {
        inside += area(parcel);
      } else if (GEOSPreparedIntersects(zone->prepared, parcel) == 1) {
        GEOSGeometry* piece = GEOSIntersection(parcel, zone->shape);
        inside += area(piece);
        GEOSGeom_destroy(piece);
      }
    }
  };
  run("zones subdivided", parcels, every, small_s, [&](const GEOSGeometry* parcel, double& inside, std::size_t&) { cut_small(parcel, inside); });
  run("hybrid: whole zones to classify, subdivided ones to cut", parcels, every, whole_s + small_s, [&](const GEOSGeometry* parcel, double& inside, std::size_t&) {
    bool touched = false;
    for (Zone* zone : query(tree, parcel)) {
      if (GEOSPreparedContainsProperly(zone->prepared, parcel) == 1) {
        inside += area(parcel);
        return;
      }
      touched = touched || GEOSPreparedIntersects(zone->prepared, parcel) == 1;
    }
    if (touched) cut_small(parcel, inside);
  });
}
