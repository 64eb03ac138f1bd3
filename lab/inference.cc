#include "lab/inference.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace neurocrypt::lab {

Figure share(std::string name, double count, double samples) {
  constexpr double k = 1.96;
  const double value = count / samples;
  const double centre = (count + k * k / 2) / (samples + k * k);
  const double radius = k / (samples + k * k) * std::sqrt(count * (1 - value) + k * k / 4);
  return {.name = std::move(name),
          .value = value,
          .unit = "share",
          .low = std::max(0.0, centre - radius),
          .high = std::min(1.0, centre + radius)};
}

Figure mean(std::string name, const std::vector<double>& values, std::string unit) {
  const auto n = static_cast<double>(values.size());
  double sum = 0;
  for (const double value : values) sum += value;
  double squares = 0;
  for (const double value : values) squares += (value - sum / n) * (value - sum / n);
  const double radius = n > 1 ? 1.96 * std::sqrt(squares / (n - 1) / n) : 0;
  return {.name = std::move(name),
          .value = sum / n,
          .unit = std::move(unit),
          .low = sum / n - radius,
          .high = sum / n + radius};
}

double log10_normal_tail(double z) {
  const double x = std::abs(z);
  if (x < 30) return std::log10(std::erfc(x / std::numbers::sqrt2));
  return (-x * x / 2 - std::log(x * std::sqrt(std::numbers::pi / 2))) * std::numbers::log10e;
}

double log10_chi2_tail(double chi2, double freedom) {
  const double spread = 2 / (9 * freedom);
  const double z = (std::cbrt(chi2 / freedom) - (1 - spread)) / std::sqrt(spread);
  return z <= 0 ? 0 : log10_normal_tail(z) - std::log10(2);
}

double log10_share_p(double count, double samples, double reference, double cells) {
  const double value = count / samples;
  const auto part = [](double p, double q) { return p > 0 ? p * std::log(p / q) : 0; };
  const double divergence = part(value, reference) + part(1 - value, 1 - reference);
  const double log_p = std::numbers::ln2 - samples * divergence;  // two sides
  return std::min(0.0, (log_p + std::log(cells)) * std::numbers::log10e);
}

}  // namespace neurocrypt::lab
