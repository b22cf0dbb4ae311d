#pragma once
// Numbers as they are printed: the one formatter of every rendering. Areas are whole 0.01 m² until they become text.

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace libspatial::report {

/// An exact unit of print: value = hundredths · numerator / denominator, in steps of 10^-digits.
struct Unit {
  std::int64_t numerator, denominator;
  int digits;
};
inline constexpr Unit square_metres{1, 1, 2};
inline constexpr Unit hectares{1, 100, 4};  ///< 公顷
inline constexpr Unit mu{3, 20, 4};         ///< 亩, exactly 2000/3 m²

/// One area in a unit, rounded half away from zero: print(17073660, hectares) == "17.0737".
std::string print(std::int64_t hundredths, Unit unit);

/// Areas that are listed below each other: the printed rows add up to the printed total (largest remainder).
/// Precondition: no negative part.
std::vector<std::string> print_parts(std::span<const std::int64_t> parts, Unit unit);

/// The parts in percent of their sum with two decimals, adding up to 100.00; all "0.00" when the sum is 0.
std::vector<std::string> print_percent(std::span<const std::int64_t> parts);

/// Whole steps of 10^-digits as text: fixed(12345, 2) == "123.45".
std::string fixed(std::int64_t steps, int digits);

}  // namespace libspatial::report
