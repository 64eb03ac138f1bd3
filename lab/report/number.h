// Numbers as a person reads them.
#pragma once

#include <string>

#include "lab/evidence.h"

namespace neurocrypt::lab {

/// Four significant digits: "0.9993", "4,096", "1.2e-7"; "-" for what is not finite.
std::string readable(double value);
/// With its unit and interval: "99.93 % (99.91 to 99.95)", "256 blocks".
std::string readable(const Figure& figure);
/// "0.05 s", "12 s", "3 min 20 s".
std::string readable_seconds(double seconds);
/// "10^-12" from a logarithm.
std::string readable_power(double log10);

}  // namespace neurocrypt::lab
