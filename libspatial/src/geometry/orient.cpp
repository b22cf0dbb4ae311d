#include "geometry/orient.hpp"

#include <array>
#include <cmath>

namespace libspatial {
namespace {

/// A sum of doubles without rounding (Shewchuk 1997): components do not overlap, smallest first.
class Expansion {
 public:
  void add(double b) {
    std::size_t kept = 0;
    for (std::size_t i = 0; i < size_; ++i) {
      const double sum = parts_[i] + b, virtual_b = sum - parts_[i];
      const double error = (parts_[i] - (sum - virtual_b)) + (b - virtual_b);
      if (error != 0) parts_[kept++] = error;
      b = sum;
    }
    if (b != 0) parts_[kept++] = b;
    size_ = kept;
  }
  void add_product(double a, double b) {
    const double product = a * b;
    add(std::fma(a, b, -product));
    add(product);
  }
  double value() const {
    double sum = 0;
    for (std::size_t i = 0; i < size_; ++i) sum += parts_[i];
    return sum;
  }

 private:
  std::array<double, 16> parts_{};
  std::size_t size_ = 0;
};

}  // namespace

double orient_exactly(Point a, Point b, Point c) {
  Expansion sum;  // a×b + b×c + c×a
  sum.add_product(a.x, b.y);
  sum.add_product(-a.y, b.x);
  sum.add_product(b.x, c.y);
  sum.add_product(-b.y, c.x);
  sum.add_product(c.x, a.y);
  sum.add_product(-c.y, a.x);
  return sum.value();
}

}  // namespace libspatial
