#pragma once
// Kernel: the area of one subject in every zone it meets, from edges alone. No output topology is built: the area of S ∩ Z is
// half the sum of cross products along the parts of S's border inside Z and of Z's border inside S.

#include "geometry/edge_boxes.hpp"
#include "overlay/grid.hpp"

namespace libspatial {

/// A place where the border of the subject crosses the border of a zone.
struct Crossing {
  std::uint32_t zone = 0;
  std::uint32_t subject_edge = 0;   ///< number in Kernel::edges()
  std::uint32_t chain = 0, zone_edge = 0;
  int enters = 0;                   ///< +1: the subject's border enters the zone here (the zone's leaves the subject); −1
  double along_subject = 0, along_zone = 0;  ///< fractions of the edges
  Point point;                      ///< on the kernel's origin
};

class Kernel {
 public:
  struct Edge { Point a, b; std::uint32_t ring; };                ///< of the subject, interior on the left, on the local origin
  struct Ring { std::uint32_t first, last; double doubled; };     ///< edges first … last − 1; twice its signed area
  struct Chain { std::uint32_t first, last, zone; int inside; };  ///< zone edges first … last; its start lies in the subject
  struct Share { std::uint32_t zone; double area; };

  Kernel(const ZoneEdges& edges, const ZoneGrid& grid) : zone_edges_(edges), grid_(grid) {}

  enum class Answer {
    whole,    ///< no zone's edge is near: the subject lies as a whole in every zone of shares(), or outside when there is none
    cut,      ///< shares() are the areas, planar, right if zones do not overlap each other; they may be 0
    doubtful, ///< a border does not come out as it went in, or a share is more than the whole: another engine has to answer
  };
  Answer cut(const Shapes& subjects, std::size_t subject);

  /// True: no two zones share land of this subject. False: that has to be looked at.
  bool zones_are_disjoint();

  double whole() const { return whole_; }
  /// Below this an area is rounding of the coordinates: of the subject's area, and of the products that are summed.
  double noise() const;
  Point origin() const { return origin_; }
  const std::vector<Share>& shares() const { return shares_; }
  const std::vector<Edge>& edges() const { return edges_; }
  const std::vector<Ring>& rings() const { return rings_; }
  const std::vector<Chain>& chains() const { return chains_; }
  const std::vector<Crossing>& crossings() const { return crossings_; }
  const ZoneEdges& zone_edges() const { return zone_edges_; }
  Point zone_point(std::uint32_t i) const { return {zone_edges_.point(i).x - origin_.x, zone_edges_.point(i).y - origin_.y}; }
  /// The zones the start of a subject's ring lies in, or whether it lies in one.
  const std::vector<std::uint32_t>& starts(std::size_t ring) const { return starts_[ring]; }
  bool starts_in(std::size_t ring, std::uint32_t zone) const;

 private:
  void take_subject(const Shapes& subjects, std::size_t subject);
  void find_chains(const ZoneGrid::Cells& cells);
  void bucket_edges();
  void cross(std::uint32_t chain);
  void cross(std::uint32_t chain, std::uint32_t zone_edge, Point c, Point d, std::uint32_t subject_edge);
  std::uint32_t cross_all(std::uint32_t chain, std::uint32_t zone_edge, Point c, Point d);
  std::uint32_t beside(std::uint32_t subject_edge, Point p) const;
  int winding_of(Point zone_point) const;
  bool find_starts();
  bool add_up();
  double& share_of(std::uint32_t zone);

  const ZoneEdges& zone_edges_;
  const ZoneGrid& grid_;
  Point origin_;
  Box box_;                                     // of the subject, on the local origin
  double whole_ = 0;
  std::vector<Edge> edges_;
  std::vector<Ring> rings_;
  std::vector<Chain> chains_;
  std::vector<Crossing> crossings_;
  std::vector<Share> shares_;
  std::vector<std::vector<std::uint32_t>> starts_;  // per ring: the zones its start lies in
  std::vector<std::pair<std::uint32_t, int>> windings_;
  std::vector<ZoneGrid::Run> runs_;
  std::vector<std::uint32_t> inner_;            // zone edges near the subject that are not its own border, when it has one ring
  std::vector<double> sums_;                    // of cross products before each edge, per ring
  EdgeBoxes boxes_;                             // of the edges, when they are few
  // subjects of many edges: the edges by strips of their longer side
  std::vector<std::uint32_t> strip_starts_, strip_edges_, seen_;
  double strip_origin_ = 0, strip_width_ = 0;
  bool by_x_ = true;
};

}  // namespace libspatial
