#pragma once
// Strips: the official areas of the parts of one subject, strip by strip along the borders from crossing to crossing, as the procedure
// would measure their shapes; no shape is built.

#include "measure/patch.hpp"
#include "overlay/kernel.hpp"

namespace libspatial {

class Strips {
 public:
  explicit Strips(const Crs& crs);

  /// Of the subject the kernel has just cut. False where no patch of the procedure holds it, or none is for this CRS: its shapes have to
  /// be measured. m², not rounded; meaningless where zones overlap each other.
  bool measure(const Kernel& kernel);

  double inside(std::uint32_t zone) const;
  double outside() const { return outside_; }

 private:
  /// A place on a border: on an edge, with its corner.
  struct Place { std::uint32_t edge; Point point; official::Corner corner; };

  void along_subject(std::size_t ring);
  void along_chain(std::uint32_t chain);
  double between(const Place& from, const Place& to) const;
  void turn(std::uint32_t zone, int by);
  double& share(std::uint32_t zone);
  Point absolute(Point p) const { return {p.x + kernel_->origin().x, p.y + kernel_->origin().y}; }

  const bool degrees_, defined_;
  const std::optional<GaussKrueger> zone_;
  const Kernel* kernel_ = nullptr;
  const official::Patch* patch_ = nullptr;
  std::vector<Point> points_;                  // of the subject's edges' starts
  std::vector<official::Corner> corners_;
  std::vector<double> sums_;                   // of strips before each edge; one more than edges
  std::vector<std::uint32_t> by_subject_, by_zone_;
  std::size_t next_subject_ = 0, next_zone_ = 0;
  std::vector<std::pair<std::uint32_t, int>> here_;  // zones at a place of the subject's border
  std::vector<Kernel::Share> shares_;
  double outside_ = 0;
};

}  // namespace libspatial
