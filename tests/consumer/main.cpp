// What README shows in C++: an official area from Gauss–Krüger metres, and a file that is not there.
#include <iostream>

#include "libspatial/io.hpp"
#include "libspatial/measure.hpp"

int main() {
  using namespace libspatial;
  Shapes shapes;
  shapes.add(MultiPolygon{{{{{{544000, 4857000}, {544100, 4857000}, {544100, 4857100}, {544000, 4857100}, {544000, 4857000}}}, {}}}});
  const Area official = area(shapes, 0, Crs("EPSG:4551"), AreaKind::official);
  std::cout << decimals_of_hundredths(official.hundredths()) << '\n';
  try {
    read_layer("no-such-file.gpkg");
  } catch (const Error& e) {
    return official.hundredths() == 999952 && e.code() == Errc::file_not_found ? 0 : 1;
  }
  return 1;
}
