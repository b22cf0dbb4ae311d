#include "report/numbers.hpp"

#include <algorithm>
#include <numeric>

namespace libspatial::report {
namespace {

std::int64_t rounded(std::int64_t value, Unit unit) {
  const std::int64_t scaled = value * unit.numerator;
  const std::int64_t half = unit.denominator / 2;
  return (scaled < 0 ? scaled - half : scaled + half) / unit.denominator;
}

// Whole steps per part that add up to `total`: everyone gets the floor, the largest remainders one step more.
std::vector<std::int64_t> apportion(std::span<const std::int64_t> parts, Unit unit, std::int64_t total) {
  std::vector<std::int64_t> steps(parts.size());
  std::vector<std::size_t> order(parts.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  for (std::size_t i = 0; i < parts.size(); ++i) steps[i] = parts[i] * unit.numerator / unit.denominator;
  std::ranges::stable_sort(order, std::greater{},
                           [&](std::size_t i) { return parts[i] * unit.numerator % unit.denominator; });
  const std::int64_t missing = total - std::accumulate(steps.begin(), steps.end(), std::int64_t{0});
  for (std::int64_t i = 0; i < missing; ++i) ++steps[order[static_cast<std::size_t>(i)]];
  return steps;
}

std::vector<std::string> as_text(std::span<const std::int64_t> steps, int digits) {
  std::vector<std::string> out;
  for (const auto s : steps) out.push_back(fixed(s, digits));
  return out;
}

std::int64_t sum(std::span<const std::int64_t> parts) {
  return std::accumulate(parts.begin(), parts.end(), std::int64_t{0});
}

}  // namespace

std::string fixed(std::int64_t steps, int digits) {
  std::string text = std::to_string(steps < 0 ? -steps : steps);
  const auto places = static_cast<std::size_t>(digits);
  if (text.size() <= places) text.insert(0, places + 1 - text.size(), '0');
  if (digits > 0) text.insert(text.size() - places, ".");
  return steps < 0 ? "-" + text : text;
}

std::string print(std::int64_t hundredths, Unit unit) { return fixed(rounded(hundredths, unit), unit.digits); }

std::vector<std::string> print_parts(std::span<const std::int64_t> parts, Unit unit) {
  return as_text(apportion(parts, unit, rounded(sum(parts), unit)), unit.digits);
}

std::vector<std::string> print_percent(std::span<const std::int64_t> parts) {
  const std::int64_t whole = sum(parts);
  if (whole == 0) return std::vector<std::string>(parts.size(), "0.00");
  return as_text(apportion(parts, {10000, whole, 2}, 10000), 2);
}

}  // namespace libspatial::report
