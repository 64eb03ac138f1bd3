// Exponential and logarithm from exactly rounded operations only, so that weights are the same on
// every machine; a C library may round its own either way. Accurate to about 1e-12.
#pragma once

#include <cmath>

namespace neurocrypt {

/// e^x for |x| <= 700.
inline double portable_exp(double x) {
  constexpr double kLn2 = 0.693147180559945309417;
  const double k = std::floor(x / kLn2 + 0.5);
  const double r = x - k * kLn2;  // |r| <= 0.35: the series below ends under 1e-17
  double sum = 1, term = 1;
  for (int n = 1; n <= 14; ++n) {
    term = term * r / n;
    sum += term;
  }
  return std::ldexp(sum, static_cast<int>(k));
}

/// ln x for x > 0.
inline double portable_log(double x) {
  constexpr double kLn2 = 0.693147180559945309417;
  int exponent = 0;
  double m = std::frexp(x, &exponent);  // x = m 2^exponent, m in [0.5, 1)
  if (m < 0.70710678118654752) {
    m *= 2;
    --exponent;
  }
  const double s = (m - 1) / (m + 1);  // ln m = 2 artanh s, |s| <= 0.172
  double sum = 0, power = s;
  for (int n = 1; n <= 19; n += 2) {
    sum += power / n;
    power = power * s * s;
  }
  return 2 * sum + exponent * kLn2;
}

/// 1 / (1 + e^-x).
inline double logistic(double x) {
  return 1 / (1 + portable_exp(x < -30 ? 30 : x > 30 ? -30 : -x));
}

}  // namespace neurocrypt
