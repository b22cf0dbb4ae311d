// GEOS by its C interface, in the three ways its users write this, one thread. One JSON object.
//   bench_geos PARCELS ZONES EVERY whole|subdivided|hybrid      every n-th parcel is cut; the seconds hold what is made of the zones first
//   bench_geos --version

#include <gdal_priv.h>
#include <geos_c.h>
#include <ogrsf_frmts.h>

#include <cmath>
#include <string_view>
#include <vector>

#include "timing.hpp"

namespace {

std::vector<GEOSGeometry*> read(const char* file, std::size_t every) {
  std::vector<GEOSGeometry*> shapes;
  const GDALDatasetUniquePtr dataset(GDALDataset::Open(file, GDAL_OF_VECTOR | GDAL_OF_READONLY));
  if (!dataset) std::exit(4);
  GEOSWKBReader* reader = GEOSWKBReader_create();
  std::vector<unsigned char> wkb;
  for (std::size_t i = 0; const OGRFeatureUniquePtr feature{dataset->GetLayer(0)->GetNextFeature()}; ++i) {
    if (i % every != 0) continue;
    wkb.resize(feature->GetGeometryRef()->WkbSize());
    feature->GetGeometryRef()->exportToWkb(wkbNDR, wkb.data(), wkbVariantIso);
    shapes.push_back(GEOSWKBReader_read(reader, wkb.data(), wkb.size()));
  }
  GEOSWKBReader_destroy(reader);
  return shapes;
}

double area(const GEOSGeometry* g) {
  double a = 0;
  GEOSArea(g, &a);
  return a;
}

double area_of_intersection(const GEOSGeometry* a, const GEOSGeometry* b) {
  GEOSGeometry* piece = GEOSIntersection(a, b);
  const double result = area(piece);
  GEOSGeom_destroy(piece);
  return result;
}

/// A zone or a part of one, prepared.
struct Zone {
  const GEOSGeometry* shape;
  const GEOSPreparedGeometry* prepared;
  std::size_t number;
};

class Zones {
 public:
  void add(const GEOSGeometry* shape, std::size_t number) { zones_.push_back({shape, GEOSPrepare(shape), number}); }

  /// After the last one.
  void index() {
    for (Zone& zone : zones_) GEOSSTRtree_insert(tree_, zone.shape, &zone);
  }

  std::vector<Zone*> near(const GEOSGeometry* g) const {
    std::vector<Zone*> found;
    GEOSSTRtree_query(tree_, g, [](void* zone, void* to) { static_cast<std::vector<Zone*>*>(to)->push_back(static_cast<Zone*>(zone)); }, &found);
    return found;
  }

 private:
  std::vector<Zone> zones_;
  GEOSSTRtree* tree_ = GEOSSTRtree_create(10);
};

int vertices(const GEOSGeometry* g) {
  int n = 0;
  for (int i = 0; i < GEOSGetNumGeometries(g); ++i) {
    const GEOSGeometry* part = GEOSGetGeometryN(g, i);
    n += GEOSGeomGetNumPoints(GEOSGetExteriorRing(part));
    for (int r = 0; r < GEOSGetNumInteriorRings(part); ++r) n += GEOSGeomGetNumPoints(GEOSGetInteriorRingN(part, r));
  }
  return n;
}

/// Cut in half, and again, until no part has more than 256 vertices.
void subdivide(const GEOSGeometry* g, std::size_t number, Zones& out) {
  if (GEOSisEmpty(g) || GEOSGeom_getDimensions(g) < 2) return;
  if (vertices(g) <= 256) {
    out.add(GEOSGeom_clone(g), number);
    return;
  }
  double x0 = 0, y0 = 0, x1 = 0, y1 = 0;
  GEOSGeom_getXMin(g, &x0), GEOSGeom_getYMin(g, &y0), GEOSGeom_getXMax(g, &x1), GEOSGeom_getYMax(g, &y1);
  const bool wide = x1 - x0 > y1 - y0;
  const double middle = wide ? (x0 + x1) / 2 : (y0 + y1) / 2;
  for (const bool first : {true, false}) {
    GEOSGeometry* half = GEOSGeom_createRectangle(wide && !first ? middle : x0, !wide && !first ? middle : y0, wide && first ? middle : x1, !wide && first ? middle : y1);
    GEOSGeometry* part = GEOSIntersection(g, half);
    if (part) subdivide(part, number, out);
    GEOSGeom_destroy(part);
    GEOSGeom_destroy(half);
  }
}

/// Adds to `areas`, by zone: what lies wholly inside a prepared zone needs no cut.
void cut(const GEOSGeometry* parcel, const Zones& zones, std::vector<double>& areas) {
  for (const Zone* zone : zones.near(parcel)) {
    if (GEOSPreparedContainsProperly(zone->prepared, parcel) == 1) {
      areas[zone->number] += area(parcel);
    } else if (GEOSPreparedIntersects(zone->prepared, parcel) == 1) {
      areas[zone->number] += area_of_intersection(parcel, zone->shape);
    }
  }
}

/// Whole zones classify; only what crosses a border goes to the subdivided ones.
void classify_then_cut(const GEOSGeometry* parcel, const Zones& whole, const Zones& small, std::vector<double>& areas) {
  bool touched = false;
  for (const Zone* zone : whole.near(parcel)) {
    if (GEOSPreparedContainsProperly(zone->prepared, parcel) == 1) {
      areas[zone->number] += area(parcel);
    } else {
      touched = touched || GEOSPreparedIntersects(zone->prepared, parcel) == 1;
    }
  }
  if (touched) cut(parcel, small, areas);
}

}  // namespace

int main(int count, char** words) {
  if (count == 2 && std::string_view(words[1]) == "--version") return std::puts(GEOSversion()) < 0;
  if (count < 5) return 4;
  const std::string_view way = words[4];
  GDALAllRegister();
  initGEOS(nullptr, nullptr);
  const auto parcels = read(words[1], static_cast<std::size_t>(std::max(1, std::atoi(words[3])))), shapes = read(words[2], 1);
  double inside = 0;
  std::size_t pairs = 0;
  const double s = seconds([&] {
    Zones whole, small;
    for (std::size_t i = 0; i < shapes.size(); ++i) {
      if (way != "subdivided") whole.add(shapes[i], i);
      if (way != "whole") subdivide(shapes[i], i, small);
    }
    whole.index(), small.index();
    std::vector<double> areas(shapes.size());
    for (const GEOSGeometry* parcel : parcels) {
      std::fill(areas.begin(), areas.end(), 0.0);
      if (way == "hybrid") {
        classify_then_cut(parcel, whole, small, areas);
      } else {
        cut(parcel, way == "whole" ? whole : small, areas);
      }
      for (const double a : areas) inside += a, pairs += a > sliver;
    }
  });
  say("GEOS", words[4], s, inside, pairs);
}
