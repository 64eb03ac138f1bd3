// Tails and corrections that lab/inference.h does not have.
#pragma once

#include <cstddef>
#include <vector>

namespace neurocrypt::lab {

/// The regularised upper incomplete gamma function Q(a, x), igamc of SP 800-22: the tail of a
/// chi-square variable with 2a degrees of freedom beyond 2x. a > 0, x >= 0.
double igamc(double a, double x);

/// How many hypotheses Holm's step-down procedure rejects at the family-wise level 10^log10_level,
/// given the log10 of their p-values; never fewer than Bonferroni's.  [Holm 1979]
std::size_t holm_rejections(std::vector<double> log10_p, double log10_level);

}  // namespace neurocrypt::lab
