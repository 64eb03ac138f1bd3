// The lattice family: what it computes, to the byte, and with which parameters.
//
// A key is a set, a depth d from 1 to 5 and a seed of 32 random bytes. A layer has a fixed matrix
// of small secret weights and a periodic activation, floor(z mod q / (q / p)); layers 0 to d - 1
// follow one another.
//
// Weights. Those of output row r and component c of layer l come from
//     SHAKE-256("neurocrypt lattice weights" || set || d || l || r || c || seed)
// set (the value of LatticeSet), d, l and c as one byte, r as two (little endian), all counted from
// 0.
//   lattice-r2   256 bytes; weight i is bit 2i less bit 2i + 1 (bit j is bit j mod 8 of byte j / 8,
//   from the lowest):
//                the centred binomial distribution with eta = 1
//   lattice-r1   8192 bytes; weight i is floor(3 u / 2^64) - 1 for u the i-th 64-bit word (little
//   endian): uniform
//                on {-1, 0, 1} but for a statistical distance below 2^-63 a weight, 2^-47 a key
//   dense        n bytes; weight i is byte i in two's complement; c is 0
//
// Public input. The stream's key is the first 16 bytes of SHA-256("neurocrypt lattice input" || set
// || d || salt). Block t's input is what AES-128-CTR generates from the counter block t || 0, each
// 64 bits, big endian.
//   ring sets    2560 bytes a component, as kernels/negacyclic/negacyclic.h unpacks them
//   dense sets   n words of 16 bits, little endian
//
// Layers. Layer 0 takes block t's input; layer l + 1 takes what layer l puts out, and what layer d
// - 1 puts out is block t of the keystream.
//   ring sets    row r is floor(sum over c of (a_c s_rc) mod 2^20 / 2^4), 1024 words of 16 bits,
//   little endian, the
//                product in Z[x]/(x^1024 + 1) with the wrap that negacyclic.h defines. The last
//                layer puts out 8 rows, 16,384 bytes; the others have 2 rows for each component and
//                put out the first 1280 bytes of each
//   dense sets   byte r is floor(sum over i of (a_i w_ri) mod 2^16 / 2^8). The last layer has 512
//   rows, the others 2n
//
// Keystream. Chunk c is blocks 4c to 4c + 3 (ring) or 128c to 128c + 127 (dense): 65,536 bytes. The
// first 32 are the chunk's tag key, the others are added (exclusive or) to the data.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "kernels/negacyclic/negacyclic.h"
#include "neurocrypt/architecture.h"

namespace neurocrypt::lattice {

/// One parameter set. Letters as in [BPR12]: n inputs of a neuron, modulus q, rounded to p.
struct Parameters {
  LatticeSet set;
  int rank;        ///< components of an input: ring polynomials; 0 for the dense sets
  int n;           ///< inputs of one neuron
  int rows;        ///< of the last layer: polynomials, or single outputs for the dense sets
  int inner_rows;  ///< of the other layers
  int log_q;
  int log_p;
  double weight_bits;    ///< log2 of the values that one weight can take
  double core_svp_bits;  ///< classical cost of primal uSVP in the core-SVP model [ADPS16],
                         ///< unlimited samples
  double core_svp_quantum_bits;
};

/// Sources: docs/adr/0001-lattice-parameters.md; tools/lattice_core_svp.py prints the costs.
/// log2(3) = 1.585.
inline constexpr std::array<Parameters, 4> kParameters = {{
    {LatticeSet::kR2, 2, 2048, 8, 4, 20, 16, 1.585, 361, 328},
    {LatticeSet::kR1, 1, 1024, 8, 2, 20, 16, 1.585, 157, 143},
    {LatticeSet::kDense336, 0, 336, 512, 672, 16, 8, 8, 149, 135},
    {LatticeSet::kDense592, 0, 592, 512, 1184, 16, 8, 8, 285, 258},
}};

constexpr const Parameters& parameters(LatticeSet set) {
  return kParameters[static_cast<std::size_t>(set) - 1];
}

inline constexpr std::size_t kSeedBytes = 32;

/// The keystream is made in segments: one block of a ring set, 32 of a dense one.
inline constexpr std::size_t kSegmentBytes = 16'384;
inline constexpr std::uint64_t kSegmentsPerChunk = 4;
inline constexpr std::size_t kDenseBlockBytes = 512;
inline constexpr std::size_t kDenseBlocksPerSegment = kSegmentBytes / kDenseBlockBytes;

/// Blocks under one stream: the samples of one secret that an attacker may see stay far below what
/// any known attack wants, and the counter far below its end.
inline constexpr std::uint64_t kBlocksMax = std::uint64_t{1} << 48;

constexpr bool is_ring(const Parameters& set) { return set.rank > 0; }
/// Bytes of input of one block.
constexpr std::size_t input_bytes(const Parameters& set) {
  return is_ring(set) ? static_cast<std::size_t>(set.rank) * negacyclic::kPackedBytes
                      : static_cast<std::size_t>(2 * set.n);
}
/// Bytes that one row of the last layer, and one row of the others, puts out. A ring row of an
/// inner layer gives up its rest, so that every row reaches high bits of the next input: otherwise
/// a near key would decrypt nearly.
constexpr std::size_t row_bytes(const Parameters& set) {
  return is_ring(set) ? negacyclic::kRowBytes : 1;
}
constexpr std::size_t inner_row_bytes(const Parameters& set) { return is_ring(set) ? 1280 : 1; }

// What the security argument needs of every set, and what the layout needs.
constexpr bool sound(const Parameters& set) {
  const bool divides =
      set.log_p <= set.log_q;  // p | q: outputs are exactly uniform for uniform inputs
  const bool rounds =
      set.log_q - set.log_p >= 4;  // q / p >= 16: against Arora-Ge with unlimited samples
  const bool feeds =
      static_cast<std::size_t>(set.inner_rows) * inner_row_bytes(set) == input_bytes(set);
  const bool fills = static_cast<std::size_t>(set.rows) * row_bytes(set) ==
                     (is_ring(set) ? kSegmentBytes : kDenseBlockBytes);
  return &parameters(set.set) == &set && divides && rounds && feeds && fills &&
         (!is_ring(set) || set.n == set.rank * negacyclic::kDegree);
}
static_assert(sound(kParameters[0]) && sound(kParameters[1]) && sound(kParameters[2]) &&
              sound(kParameters[3]));

}  // namespace neurocrypt::lattice
