// GDAL's own ways to cut one layer along another, one thread. One JSON object.
//   bench_gdal FILE algebra|sql      FILE has the layers parcels and zones; the seconds hold the reading, as these ways do it themselves
//   bench_gdal --version

#include <gdal_priv.h>
#include <ogrsf_frmts.h>

#include <string_view>

#include "timing.hpp"

namespace {

void count(const OGRFeature& piece, double& inside, std::size_t& pairs) {
  const OGRGeometry* shape = piece.GetGeometryRef();
  if (!shape) return;
  const double a = OGR_G_Area(OGRGeometry::ToHandle(const_cast<OGRGeometry*>(shape)));
  inside += a, pairs += a > sliver;
}

}  // namespace

int main(int words, char** word) {
  if (words == 2 && std::string_view(word[1]) == "--version") return std::puts(GDALVersionInfo("RELEASE_NAME")) < 0;
  if (words < 3) return 4;
  GDALAllRegister();
  const GDALDatasetUniquePtr data(GDALDataset::Open(word[1], GDAL_OF_VECTOR | GDAL_OF_READONLY));
  if (!data) return 4;
  const std::string_view way = word[2];
  double inside = 0;
  std::size_t pairs = 0;
  bool done = true;
  const double s = seconds([&] {
    if (way == "algebra") {
      const GDALDatasetUniquePtr memory(GetGDALDriverManager()->GetDriverByName("Memory")->Create("", 0, 0, 0, GDT_Unknown, nullptr));
      OGRLayer* pieces = memory->CreateLayer("pieces", nullptr, wkbUnknown);
      const char* const options[] = {"PRETEST_CONTAINMENT=YES", "USE_PREPARED_GEOMETRIES=YES", "KEEP_LOWER_DIMENSION_GEOMETRIES=NO", nullptr};
      done = data->GetLayerByName("parcels")->Intersection(data->GetLayerByName("zones"), pieces, const_cast<char**>(options)) == OGRERR_NONE;
      for (const OGRFeatureUniquePtr& piece : *pieces) count(*piece, inside, pairs);
    } else {
      OGRLayer* pieces = data->ExecuteSQL("SELECT ST_Intersection(p.geom, z.geom) FROM parcels p JOIN zones z ON ST_Intersects(p.geom, z.geom)", nullptr, "SQLite");
      done = pieces != nullptr;
      if (!done) return;
      for (const OGRFeatureUniquePtr& piece : *pieces) count(*piece, inside, pairs);
      data->ReleaseResultSet(pieces);
    }
  });
  if (!done) return 5;
  say("GDAL", word[2], s, inside, pairs);
}
