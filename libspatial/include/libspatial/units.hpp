#pragma once
// Units: areas and lengths that know their unit. All factors are exact.

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

namespace libspatial {

/// How an area is measured. Always chosen explicitly and printed beside the number.
enum class AreaKind {
  official,  ///< ellipsoidal area by the national procedure 国土调查办发〔2008〕32号, to 0.01 m²
  geodesic,  ///< area on the ellipsoid between densified edges (GeographicLib, through PROJ)
  planar,    ///< area in the plane of a projected CRS
};

/// "official", "geodesic", "planar"; `area_kind` throws Error(bad_argument) for any other word.
std::string_view name(AreaKind kind);
AreaKind area_kind(std::string_view name);

/// An area; stored in m². 1 公顷 = 10,000 m² = 15 亩, so 1 亩 = 2000/3 m².
class Area {
 public:
  constexpr Area() = default;
  static constexpr Area square_metres(double v) { return Area(v); }
  static constexpr Area hectares(double v) { return Area(v * 1e4); }
  static constexpr Area mu(double v) { return Area(v * 2000 / 3); }
  static constexpr Area square_kilometres(double v) { return Area(v * 1e6); }
  /// From whole 0.01 m², the unit in which official areas are added and balanced.
  static constexpr Area hundredths(std::int64_t v) { return Area(static_cast<double>(v) / 100); }

  constexpr double square_metres() const { return m2_; }
  constexpr double hectares() const { return m2_ / 1e4; }
  constexpr double mu() const { return m2_ * 3 / 2000; }
  constexpr double square_kilometres() const { return m2_ / 1e6; }
  /// Rounded half away from zero to whole 0.01 m².
  std::int64_t hundredths() const;

  friend constexpr Area operator+(Area a, Area b) { return Area(a.m2_ + b.m2_); }
  friend constexpr Area operator-(Area a, Area b) { return Area(a.m2_ - b.m2_); }
  constexpr Area& operator+=(Area b) { m2_ += b.m2_; return *this; }
  friend constexpr auto operator<=>(Area, Area) = default;

 private:
  explicit constexpr Area(double m2) : m2_(m2) {}
  double m2_ = 0.0;
};

/// A length; stored in metres.
class Length {
 public:
  constexpr Length() = default;
  static constexpr Length metres(double v) { return Length(v); }
  static constexpr Length kilometres(double v) { return Length(v * 1e3); }

  constexpr double metres() const { return m_; }
  constexpr double kilometres() const { return m_ / 1e3; }

  friend constexpr Length operator+(Length a, Length b) { return Length(a.m_ + b.m_); }
  friend constexpr Length operator-(Length a, Length b) { return Length(a.m_ - b.m_); }
  friend constexpr Length operator*(Length a, double times) { return Length(a.m_ * times); }
  constexpr Length& operator+=(Length b) { m_ += b.m_; return *this; }
  friend constexpr auto operator<=>(Length, Length) = default;

 private:
  explicit constexpr Length(double m) : m_(m) {}
  double m_ = 0.0;
};

/// A number with a fixed count of decimals, half away from zero on its shortest decimal form,
/// never "-0.00", independent of any locale: decimals(0.015, 2) == "0.02".
std::string decimals(double value, int digits);

/// Whole 0.01 m² as text: 17073660 is "170736.60".
std::string decimals_of_hundredths(std::int64_t hundredths);

/// The shortest text that reads back as the same double.
std::string shortest(double value);

}  // namespace libspatial
