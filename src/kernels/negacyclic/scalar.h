// What the vector variants share with the reference.
#pragma once

#include <cstdint>

namespace neurocrypt::negacyclic {

/// prepare_weights for a variant whose vectors hold `lanes` pairs (tables.h has the order).
void prepare_weights(const std::int8_t* coefficients, int lanes, std::int16_t* weights);

}  // namespace neurocrypt::negacyclic
