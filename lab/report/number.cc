#include "lab/report/number.h"

#include <cmath>
#include <cstdio>

namespace neurocrypt::lab {
namespace {

std::string format(const char* pattern, double value) {
  char text[64];
  std::snprintf(text, sizeof(text), pattern, value);
  return text;
}

/// "99.93", as many decimals as there is something to see.
std::string percent_digits(double share) {
  const double percent = 100 * share;
  std::string text =
      format(std::abs(percent) >= 99.995 && percent < 100 ? "%.5f" : "%.2f", percent);
  while (text.find('.') != std::string::npos && (text.back() == '0' || text.back() == '.')) {
    const bool point = text.back() == '.';
    text.pop_back();
    if (point) break;
  }
  return text;
}

}  // namespace

std::string readable(double value) {
  if (!std::isfinite(value)) return "-";
  const double size = std::abs(value);
  if (value == std::floor(value) && size < 1e9) {
    std::string text = format("%.0f", value);
    const std::size_t sign = value < 0 ? 1 : 0;
    for (std::size_t at = text.size(); at > sign + 3; at -= 3) text.insert(at - 3, ",");
    return text;
  }
  if (size != 0 && (size < 1e-3 || size >= 1e9)) return format("%.2e", value);
  return format("%.4g", value);
}

std::string readable(const Figure& figure) {
  if (figure.unit == "share") {
    std::string text = percent_digits(figure.value) + " %";
    if (figure.low && figure.high) {
      text += " (" + percent_digits(*figure.low) + " to " + percent_digits(*figure.high) + ")";
    }
    return text;
  }
  if (figure.unit == "s") return readable_seconds(figure.value);
  std::string text = readable(figure.value);
  if (!figure.unit.empty()) text += " " + figure.unit;
  if (figure.low && figure.high) {
    text += " (" + readable(*figure.low) + " to " + readable(*figure.high) + ")";
  }
  return text;
}

std::string readable_seconds(double seconds) {
  if (!std::isfinite(seconds)) return "-";
  if (seconds < 1e-3) return format("%.0f", 1e6 * seconds) + " us";
  if (seconds < 1) return format(seconds < 1e-2 ? "%.1f" : "%.0f", 1e3 * seconds) + " ms";
  if (seconds < 10) return format("%.2f", seconds) + " s";
  if (seconds < 120) return format("%.0f", seconds) + " s";
  if (seconds < 2 * 3600) {
    return format("%.0f", std::floor(seconds / 60)) + " min " +
           format("%.0f", std::fmod(seconds, 60)) + " s";
  }
  if (seconds < 2 * 86400) return format("%.1f", seconds / 3600) + " h";
  if (seconds < 3.156e7) return format("%.1f", seconds / 86400) + " days";
  return readable(seconds / 3.156e7) + " years";
}

std::string readable_power(double log10) {
  if (!std::isfinite(log10)) return "-";
  return log10 > -3 ? format("%.2g", std::pow(10, log10)) : "10^" + format("%.0f", log10);
}

}  // namespace neurocrypt::lab
