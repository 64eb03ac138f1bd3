// What each variant of the kernel provides to the table in negacyclic.cc; the contracts are in
// negacyclic.h.
#pragma once

#include <cstdint>

#define NC_NEGACYCLIC_VARIANT(isa)                                              \
  namespace neurocrypt::negacyclic::isa {                                       \
  void prepare_weights(const std::int8_t* coefficients, std::int16_t* weights); \
  void prepare_input(const std::uint8_t* packed, std::int16_t* input);          \
  void row(int rank, const std::int16_t* input, const std::int16_t* weights,    \
           std::int16_t* scratch, std::uint8_t* out);                           \
  }

NC_NEGACYCLIC_VARIANT(scalar)
NC_NEGACYCLIC_VARIANT(avx2)
NC_NEGACYCLIC_VARIANT(avx512)

#undef NC_NEGACYCLIC_VARIANT
