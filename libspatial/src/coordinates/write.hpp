#pragma once
// What the writers share: rounded coordinates in the order they are written, and what could not be carried over.

#include "coordinates/frame.hpp"

namespace libspatial::coordinates {

/// One ring (path, point) as it will be written: the numbers as text, and as they are read again.
struct WrittenRing {
  std::vector<std::pair<std::string, std::string>> text;  ///< x (east), y (north)
  std::vector<Point> points;
};
using WrittenPart = std::vector<WrittenRing>;  ///< a polygon: shell first

/// A layer, shape by shape, with its coordinates rounded and, on wish, with another zone prefix and another start.
class Plotter {
 public:
  Plotter(const Layer& layer, const CoordinateStyle& style);

  /// Of the coordinates that are written.
  const Crs& crs() const { return crs_; }
  const std::optional<Zoned>& zoned() const { return zoned_; }
  /// The parts of a row; none when it has no shape, or none that can be written, which is then told.
  std::vector<WrittenPart> parts(std::size_t row);

  void lose(const std::string& code, Text text) { losses_.push_back({code, std::move(text)}); }
  /// Every field not named in `carried` is lost; said in one sentence.
  void lose_fields_but(const std::vector<std::string>& carried);
  std::vector<Loss> losses();
  std::size_t left_out() const { return left_out_; }
  /// Rows that have been written, in order.
  const std::vector<std::size_t>& rows() const { return rows_; }
  /// Which cells of fields of a table are read again as others; `names` are those in the file.
  void compare(const std::vector<std::string>& fields, const std::vector<std::string>& names, const Layer& again);

 private:
  WrittenRing written(std::span<const Point> points, bool closed, bool clockwise);
  void leave_out(std::size_t row, const Text& why);

  const Layer& layer_;
  const CoordinateStyle& style_;
  Crs crs_;
  std::optional<Zoned> zoned_;
  std::vector<std::size_t> rows_;
  double shift_ = 0;  // of eastings
  int decimals_ = 3;
  std::vector<Loss> losses_;
  std::size_t left_out_ = 0, without_shape_ = 0, merged_points_ = 0, lost_holes_ = 0;
};

/// The shapes that were written, to be compared with what is read again.
void add_shape(Shapes& shapes, ShapeType type, std::span<const WrittenPart> parts);

std::string write_boundary_points(const Layer& layer, const CoordinateStyle& style, Plotter& plotter, Shapes& expected);
std::string write_cass(const Layer& layer, const CoordinateStyle& style, Plotter& plotter, Shapes& expected);
std::string write_table(const Layer& layer, const CoordinateStyle& style, Plotter& plotter, Shapes& expected);
std::string write_wkt(const Layer& layer, Plotter& plotter, Shapes& expected);

}  // namespace libspatial::coordinates
