// The last digits of an extracted network.
#pragma once

#include "lab/extraction/kinks.h"
#include "lab/extraction/relu_network.h"

namespace neurocrypt::lab {

/// Networks of more parameters are left as they are: a step costs their cube.
inline constexpr std::size_t kPolishParametersMax = 2000;

/// Gauss-Newton steps on all parameters at once, from answers at `points`: near the solution, where
/// all units already switch at the right places, f is smooth in them. A step that does not make
/// the answers fit better is not taken. Not in [CJM20], which refines unit by unit.
///
/// Bounds   one output; more points than parameters.
void polish(ReluNetwork& network, const std::vector<Eigen::VectorXd>& points,
            const Eigen::VectorXd& answers);

}  // namespace neurocrypt::lab
