// Exact sums: partials that do not overlap hold every bit, and are rounded once. Shewchuk 1997, grow-expansion.

#include <cmath>

#include "libspatial/metrics.hpp"

namespace libspatial::metrics {

void ExactSum::add(double value) {
  std::size_t kept = 0;
  for (double part : parts_) {
    if (std::abs(value) < std::abs(part)) std::swap(value, part);
    const double high = value + part, low = part - (high - value);
    if (low != 0) parts_[kept++] = low;
    value = high;
  }
  parts_.resize(kept);
  if (value != 0) parts_.push_back(value);
}

void ExactSum::add(const ExactSum& other) {
  const std::vector<double> parts = other.parts_;
  for (const double part : parts) add(part);
}

double ExactSum::value() const {
  if (parts_.empty()) return 0;
  std::size_t i = parts_.size() - 1;
  double sum = parts_[i], low = 0;
  while (i > 0) {
    const double before = sum;
    sum = before + parts_[--i];
    low = parts_[i] - (sum - before);
    if (low != 0) break;
  }
  // half way between two doubles: what is below decides
  if (i > 0 && ((low < 0 && parts_[i - 1] < 0) || (low > 0 && parts_[i - 1] > 0))) {
    const double twice = low * 2, up = sum + twice;
    if (twice == up - sum) sum = up;
  }
  return sum;
}

}  // namespace libspatial::metrics
