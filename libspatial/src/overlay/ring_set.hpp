#pragma once
// RingSet: the border of some land as closed rings on one origin, shells counter-clockwise, holes clockwise.

#include <cstdint>
#include <span>
#include <vector>

#include "libspatial/geometry.hpp"

namespace libspatial {

class RingSet {
 public:
  void clear();

  /// Adds a ring, given without its last point, which it changes: points that repeat the one before and spikes that run back on
  /// themselves are taken away; less than three points are nothing.
  void add(std::vector<Point>& ring);

  /// Makes the rings simple: edges that run both ways are no border, and a ring that comes back to one of its points is two. Rings
  /// of no more than `nothing` are dropped. False when an edge runs twice the same way, or leads nowhere.
  bool split(double nothing);

  /// The same of single edges, from each even point to the odd one after it, in any order.
  bool join(std::span<const Point> edges, double nothing);

  /// Puts a point wherever a vertex lies on an edge, and splits the rings there: what borders need that coincide with other nodes.
  bool node(double nothing);

  std::size_t size() const { return starts_.size() - 1; }
  std::span<const Point> ring(std::size_t i) const { return std::span(points_).subspan(starts_[i], starts_[i + 1] - starts_[i]); }
  double area() const;
  /// At most so much land is turned over in the rings that were dropped, on either side.
  double dropped() const { return dropped_; }

  /// Appends the rings as one polygon shape, every coordinate plus `origin`. False when a hole lies in no shell.
  bool append(Point origin, Shapes& out) const;

 private:
  struct Edge { std::uint32_t from, to, next; bool used; };  // `next`: another edge from there

  bool has_common_points();
  std::uint32_t number(Point p);
  void begin_numbers(std::size_t points);
  void link(Point from, Point to);
  std::uint32_t find_edge(std::uint32_t from, std::uint32_t to) const;
  std::uint32_t next_edge() const;
  bool trace(double nothing);
  void close(std::span<const std::uint32_t> path, double nothing);
  void drop_small(double nothing);

  std::vector<Point> points_;              // of the rings, closed
  std::vector<std::size_t> starts_{0};
  double dropped_ = 0;
  // points by their number, found in a table of twice as many places; an entry of another round is empty
  struct Entry { std::uint32_t round = 0, number = 0; };
  std::vector<Entry> table_;
  std::uint32_t round_ = 0;
  std::vector<Point> numbered_;
  std::vector<std::uint32_t> first_edge_, place_, path_;  // per point: an edge that leaves it; where it stands in the path, plus one
  std::vector<Edge> edges_;
  std::vector<Point> ring_;
};

}  // namespace libspatial
