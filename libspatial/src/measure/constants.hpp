#pragma once
// Constants of the national procedure 国土调查办发〔2008〕32号 as printed in it (CGCS2000); π and ρ too, so that every digit follows the document.

namespace libspatial::official {

inline constexpr double polar_radius = 6356752.31414036;        // b
inline constexpr double e2 = 6.69438002290079E-03, e2_second = 6.73949677547882E-03;
inline constexpr double c = 6399593.62586403;                   // a²/b
inline constexpr double k0 = 1.57048761144159E-07, k1 = 5.05250178820567E-03, k2 = 2.98472900956587E-05;
inline constexpr double k3 = 2.41626669230084E-07, k4 = 2.22241238938534E-09;
inline constexpr double rho = 206264.8062471;                   // arc-seconds in a radian
inline constexpr double longest_segment = 70.0;                 // metres; a segment this long is divided

inline constexpr double e4 = e2 * e2, e6 = e4 * e2, e8 = e4 * e4;
inline constexpr double A = 1 + 3.0 / 6 * e2 + 30.0 / 80 * e4 + 35.0 / 112 * e6 + 630.0 / 2304 * e8;
inline constexpr double B = 1.0 / 6 * e2 + 15.0 / 80 * e4 + 21.0 / 112 * e6 + 420.0 / 2304 * e8;
inline constexpr double C = 3.0 / 80 * e4 + 7.0 / 112 * e6 + 180.0 / 2304 * e8;
inline constexpr double D = 1.0 / 112 * e6 + 45.0 / 2304 * e8;
inline constexpr double E = 5.0 / 2304 * e8;

}  // namespace libspatial::official
