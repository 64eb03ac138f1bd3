#include "lab/statistics/significance.h"

#include <algorithm>
#include <boost/math/special_functions/gamma.hpp>
#include <cmath>

namespace neurocrypt::lab {

double igamc(double a, double x) {
  // Zero instead of an exception where the tail underflows; no long double, which is slower.
  namespace policies = boost::math::policies;
  using Policy = policies::policy<policies::promote_double<false>,
                                  policies::underflow_error<policies::ignore_error>,
                                  policies::overflow_error<policies::ignore_error>,
                                  policies::evaluation_error<policies::ignore_error>>;
  return boost::math::gamma_q(a, x, Policy());
}

std::size_t holm_rejections(std::vector<double> log10_p, double log10_level) {
  std::ranges::sort(log10_p);
  std::size_t rejected = 0;
  while (rejected < log10_p.size() &&
         log10_p[rejected] + std::log10(log10_p.size() - rejected) <= log10_level) {
    ++rejected;
  }
  return rejected;
}

}  // namespace neurocrypt::lab
