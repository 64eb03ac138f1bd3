#include "lab/extraction/kinks.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace neurocrypt::lab {
namespace {

/// How far from a straight line noise alone may push a comparison of a few outputs.
constexpr double kNoiseFactor = 32;

/// The largest power of two that divides `value`.
double lowest_bit(double value) {
  if (value == 0) return std::numeric_limits<double>::max();
  int exponent = 0;
  const double fraction = std::frexp(value, &exponent);  // in [1/2, 1), 53 bits
  const auto bits = static_cast<std::int64_t>(std::ldexp(std::abs(fraction), 53));
  return std::ldexp(static_cast<double>(bits & -bits), exponent - 53);
}

/// find_kinks on one interval. f_low and f_high are f at its ends.
class Search {
 public:
  Search(Probe& f, const Line& line, double shortest) : f_(f), line_(line), shortest_(shortest) {}

  void run(double low, double f_low, double high, double f_high) {
    const double length = high - low;
    if (length < shortest_ || f_.exhausted()) return;
    const double part = length / 16;
    const double after_low = value(low + part);
    const double before_high = value(high - part);
    const double middle = (low + high) / 2;
    const double f_middle = value(middle);
    const double slope_low = (after_low - f_low) / part;
    const double slope_high = (f_high - before_high) / part;
    const double tolerance =
        kNoiseFactor * f_.noise(std::max({std::abs(f_low), std::abs(f_high), std::abs(f_middle)}));
    const double chord = (f_high - f_low) / length;
    const auto straight = [&](double t, double f_t) {
      return std::abs(f_t - f_low - chord * (t - low)) <= tolerance;
    };
    if (straight(middle, f_middle) && straight(low + part, after_low) &&
        straight(high - part, before_high)) {
      return;
    }
    // Slopes carry 16 times the noise over the length.
    if (std::abs(slope_low - slope_high) * length > 64 * tolerance) {
      const double t =
          (f_high - f_low - slope_high * high + slope_low * low) / (slope_low - slope_high);
      // A bend inside the first part would make the lines meet at its end.
      if (t > low + 1.25 * part && t < high - 1.25 * part) {
        const auto before = [&](double s) { return f_low + slope_low * (s - low); };
        const auto after = [&](double s) { return f_high + slope_high * (s - high); };
        const auto fits = [&](double s, double expected) {
          return std::abs(value(s) - expected) <= 16 * tolerance;
        };
        if (fits(t, before(t)) && fits((low + part + t) / 2, before((low + part + t) / 2)) &&
            fits((high - part + t) / 2, after((high - part + t) / 2))) {
          kinks.push_back({t, std::min(t - low, high - t)});
          return;
        }
      }
    }
    run(low, f_low, middle, f_middle);
    run(middle, f_middle, high, f_high);
  }

  double value(double t) { return f_(line_.at(t)); }

  std::vector<Kink> kinks;

 private:
  Probe& f_;
  const Line& line_;
  double shortest_;
};

/// The gradient at x by central differences with steps of at most `step`; empty if f is not
/// straight along some axis down to step / 1000.
Eigen::VectorXd gradient(Probe& f, const Eigen::VectorXd& x, double step) {
  const double f_x = f(x);
  Eigen::VectorXd result(x.size());
  Eigen::VectorXd moved = x;
  for (Eigen::Index i = 0; i < x.size(); ++i) {
    for (double h = step;; h /= 4) {
      if (h < step / 1000) return {};
      moved(i) = x(i) + h;
      const double up = moved(i) - x(i);
      const double f_up = f(moved);
      moved(i) = x(i) - h;
      const double down = x(i) - moved(i);
      const double f_down = f(moved);
      moved(i) = x(i);
      const double bend = (f_up - f_x) - (f_x - f_down) * (up / down);
      if (std::abs(bend) > kNoiseFactor * f.noise(f_x)) continue;
      result(i) = (f_up - f_down) / (up + down);
      break;
    }
  }
  return result;
}

}  // namespace

double Probe::noise(double output) {
  if (grid_ == 0) {
    grid_ = std::numeric_limits<double>::max();
    constexpr int kLooks = 64;
    Eigen::VectorXd x(inputs_);
    for (int look = 0; look < kLooks; ++look) {
      for (Eigen::Index i = 0; i < inputs_; ++i) {
        x(i) = std::sin(1.0 + 7.1 * look + 3.3 * static_cast<double>(i));
      }
      const double value = (*this)(x);
      grid_ = std::min(grid_, lowest_bit(value));
      largest_ = std::max(largest_, std::abs(value));
    }
  }
  // Sums of as many products as there are inputs, each rounded.
  const double rounding = 0x1p-52 * std::sqrt(static_cast<double>(inputs_));
  return std::max(
      {largest_ > 0 ? grid_ : 0, rounding * std::max(largest_, std::abs(output)), 1e-300});
}

std::vector<Kink> find_kinks(Probe& f, const Line& line, double resolution) {
  f.noise();
  Search search(f, line, resolution * (line.high - line.low));
  // Odd pieces, so that a bend in the middle of symmetric lines is not on an end.
  constexpr int kPieces = 7;
  const auto end = [&](int i) { return line.low + (line.high - line.low) * i / kPieces; };
  double f_low = search.value(line.low);
  for (int i = 0; i < kPieces; ++i) {
    const double f_high = search.value(end(i + 1));
    search.run(end(i), f_low, end(i + 1), f_high);
    f_low = f_high;
  }
  return std::move(search.kinks);
}

bool bends_at(Probe& f, const Eigen::VectorXd& x, const Eigen::VectorXd& direction, double step) {
  const double f_x = f(x);
  const double bend = f(x + step * direction) + f(x - step * direction) - 2 * f_x;
  return std::abs(bend) > kNoiseFactor * f.noise(f_x);
}

Eigen::VectorXd gradient_jump(Probe& f, const Eigen::VectorXd& x, const Eigen::VectorXd& direction,
                              double gap) {
  const double offset = gap / 2;
  const Eigen::VectorXd after = gradient(f, x + offset * direction, offset / 4);
  if (after.size() == 0) return {};
  const Eigen::VectorXd before = gradient(f, x - offset * direction, offset / 4);
  if (before.size() == 0) return {};
  return after - before;
}

}  // namespace neurocrypt::lab
