// Confidence intervals and tail probabilities, as every attack needs them.
#pragma once

#include "lab/evidence.h"

namespace neurocrypt::lab {

/// Wilson's 95 % interval of a share: `count` of `samples`.
Figure share(std::string name, double count, double samples);

/// Mean of values with its 95 % interval (normal approximation; at least two values).
Figure mean(std::string name, const std::vector<double>& values, std::string unit = {});

/// log10 of the two-sided tail of a standard normal variable, exact far beyond where erfc
/// underflows.
double log10_normal_tail(double z);

/// log10 of P(X >= chi2) with `freedom` degrees, by Wilson and Hilferty's approximation.
double log10_chi2_tail(double chi2, double freedom);

/// log10 of the two-sided probability that a share this far from `reference` arises by chance,
/// times `cells` (Bonferroni), at most 0. Chernoff's bound: holds for any number of samples, and is
/// up to one or two powers of ten larger than the exact tail.
double log10_share_p(double count, double samples, double reference, double cells = 1);

}  // namespace neurocrypt::lab
