// Critical points: where a piecewise linear function bends along a line.
#pragma once

#include <Eigen/Core>
#include <functional>
#include <vector>

namespace neurocrypt::lab {

/// A real-valued function of many variables that can only be asked.
using RealFunction = std::function<double(const Eigen::VectorXd&)>;

/// f with a count of its queries and an idea of its last digit.
class Probe {
 public:
  /// `queries_max` is looked at by exhausted(), not enforced.
  Probe(RealFunction function, Eigen::Index inputs, std::uint64_t queries_max)
      : function_(std::move(function)), inputs_(inputs), queries_max_(queries_max) {}

  double operator()(const Eigen::VectorXd& x) {
    ++queries_;
    return function_(x);
  }
  [[nodiscard]] Eigen::Index inputs() const { return inputs_; }
  [[nodiscard]] std::uint64_t queries() const { return queries_; }
  [[nodiscard]] bool exhausted() const { return queries_ >= queries_max_; }

  /// The error to reckon with in an output of this size: the grid of the outputs (a power of two;
  /// what a quantised interface rounds to), or the rounding of float64 sums when that is more.
  ///
  /// Cost     64 queries, once.
  double noise(double output = 0);

 private:
  RealFunction function_;
  Eigen::Index inputs_;
  std::uint64_t queries_max_, queries_ = 0;
  double grid_ = 0, largest_ = 0;
};

/// The segment origin + t direction, t in [low, high].
struct Line {
  Eigen::VectorXd origin, direction;
  double low, high;
  [[nodiscard]] Eigen::VectorXd at(double t) const { return origin + t * direction; }
};

/// A bend at `t`, alone on the line within `gap` to both sides.
struct Kink {
  double t, gap;
};

/// The bends along a line, in order: intervals whose outer parts are two lines that meet on the
/// function hold one bend, at the intersection [CJM20, Sec. 4.1]; others are halved, down to
/// `resolution` of the line's length.
///
/// Limits   bends closer than the resolution, or too flat for the noise, are not seen.
std::vector<Kink> find_kinks(Probe& f, const Line& line, double resolution = 1e-6);

/// Whether f bends along `direction` (of unit length) at x.
bool bends_at(Probe& f, const Eigen::VectorXd& x, const Eigen::VectorXd& direction, double step);

/// grad f after the bend minus grad f before it, x the bend and `direction` (of unit length) the
/// way through it: a multiple of the gradient of the unit that switches [CJM20, Sec. 4.2]. By
/// central differences whose middle shows whether they cross another bend; steps shrink until
/// none does.
///
/// Error    empty if a bend is too near.
/// Cost     2 (2 d + 1) queries and more.
Eigen::VectorXd gradient_jump(Probe& f, const Eigen::VectorXd& x, const Eigen::VectorXd& direction,
                              double gap);

}  // namespace neurocrypt::lab
