// Statistics: is what comes out distinguishable from random bits, and does every bit depend on
// every other? What these tests do not find proves nothing: AES with a known key passes them all.
#pragma once

#include "lab/attack.h"

namespace neurocrypt::lab {

extern const Attack kStatisticsSp80022;        ///< the fifteen tests on keystreams
extern const Attack kStatisticsSp80022Blocks;  ///< the same on encrypted counters
extern const Attack kStatisticsAvalanche;
extern const Attack kStatisticsNonceAvalanche;
extern const Attack kStatisticsIndependence;
extern const Attack kStatisticsLinear;
extern const Attack kStatisticsDifferential;
extern const Attack kStatisticsKeyAvalanche;

}  // namespace neurocrypt::lab
