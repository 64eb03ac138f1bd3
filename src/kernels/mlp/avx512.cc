// Sixteen blocks in a vector, products with vpdpbusd (VNNI); four units and one or four vectors of
// blocks at a time.
#include <immintrin.h>

#include <cstring>

#include "base/target.h"
#include "kernels/mlp/variants.h"

// GCC 12 warns of its own intrinsics' "undefined" operands (bug 105593).
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic ignored "-Wuninitialized"
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#endif

NC_TARGET_AVX512_BEGIN
namespace neurocrypt::mlp {
namespace {

constexpr std::size_t kLanes = 16;
static_assert(kMlpBlocksStep == kLanes && kMlpBlocksMax == 4 * kLanes);

inline __m512i broadcast_group(const std::int8_t* weights) {
  std::int32_t group;
  std::memcpy(&group, weights, sizeof(group));
  return _mm512_set1_epi32(group);
}

/// sum += the products of four codes and four weights in each lane. Not the intrinsic: GCC 12
/// copies every accumulator around it, which costs a fifth of the speed.
inline void multiply_add(__m512i& sum, __m512i codes, __m512i weights) {
  asm("vpdpbusd %2, %1, %0" : "+v"(sum) : "v"(codes), "v"(weights));
}

/// Lane i of sum[u][v]: the shifted accumulator of unit first + u for block i of vector v from
/// `in`.
template <std::size_t kVectors>
inline void accumulate(const DenseLayer& layer, std::size_t first, const std::uint8_t* in,
                       std::size_t blocks, __m512i (&sum)[kGroup][kVectors]) {
  NC_UNROLL
  for (std::size_t u = 0; u < kGroup; ++u) {
    NC_UNROLL
    for (std::size_t v = 0; v < kVectors; ++v) {
      sum[u][v] = _mm512_set1_epi32(layer.constants[first + u]);
    }
  }
  const std::size_t inputs = layer.inputs;
  const std::int8_t* const weights = layer.weights + first * inputs;
  for (std::size_t j = 0; j < inputs; j += kGroup) {
    __m512i codes[kVectors];
    NC_UNROLL
    for (std::size_t v = 0; v < kVectors; ++v) {
      codes[v] = _mm512_loadu_si512(in + j * blocks + v * 64);
    }
    NC_UNROLL
    for (std::size_t u = 0; u < kGroup; ++u) {
      const __m512i w = broadcast_group(weights + u * inputs + j);
      NC_UNROLL
      for (std::size_t v = 0; v < kVectors; ++v) multiply_add(sum[u][v], codes[v], w);
    }
  }
  const __m128i shift = _mm_cvtsi32_si128(layer.shift);
  NC_UNROLL
  for (std::size_t u = 0; u < kGroup; ++u) {
    NC_UNROLL
    for (std::size_t v = 0; v < kVectors; ++v) sum[u][v] = _mm512_sra_epi32(sum[u][v], shift);
  }
}

void unpack_bits(const std::uint8_t* bytes, std::uint8_t* codes, std::size_t blocks) {
  const __m512i spread_first =
      _mm512_broadcast_i32x4(_mm_setr_epi8(0, 0, 0, 0, 4, 4, 4, 4, 8, 8, 8, 8, 12, 12, 12, 12));
  for (std::size_t k = 0; k < kInputBytes; ++k) {
    const __m512i spread =
        _mm512_add_epi8(spread_first, _mm512_set1_epi8(static_cast<char>(k % kGroup)));
    for (std::size_t nibble = 0; nibble < 2; ++nibble) {
      const __m512i bits = _mm512_set1_epi32(nibble == 0 ? 0x08040201 : int(0x80402010u));
      for (std::size_t block = 0; block < blocks; block += kLanes) {
        const __m512i v = _mm512_loadu_si512(bytes + (k / kGroup * blocks + block) * kGroup);
        const __mmask64 set = _mm512_test_epi8_mask(_mm512_shuffle_epi8(v, spread), bits);
        _mm512_storeu_si512(codes + ((2 * k + nibble) * blocks + block) * kGroup,
                            _mm512_maskz_set1_epi8(set, 127));
      }
    }
  }
}

template <std::size_t kVectors>
inline void hidden_tile(const DenseLayer& layer, std::size_t unit, const std::uint8_t* in,
                        std::uint8_t* out, std::size_t blocks) {
  __m512i sum[kGroup][kVectors];
  accumulate<kVectors>(layer, unit, in, blocks, sum);
  alignas(64) std::int16_t x[kVectors][2][32];
  NC_UNROLL
  for (std::size_t v = 0; v < kVectors; ++v) {
    _mm512_store_si512(x[v][0], _mm512_packs_epi32(sum[0][v], sum[1][v]));
    _mm512_store_si512(x[v][1], _mm512_packs_epi32(sum[2][v], sum[3][v]));
  }
  layer.activation(x[0][0], kVectors * 64);
  const __m128i code_shift = _mm_cvtsi32_si128(layer.code.shift);
  const __m512i offset = _mm512_set1_epi8(static_cast<char>(layer.code.offset));
  // From four blocks of each of four units to four units of each of four blocks, in each quarter.
  const __m512i transpose =
      _mm512_broadcast_i32x4(_mm_setr_epi8(0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15));
  NC_UNROLL
  for (std::size_t v = 0; v < kVectors; ++v) {
    const __m512i codes =
        _mm512_packs_epi16(_mm512_sra_epi16(_mm512_load_si512(x[v][0]), code_shift),
                           _mm512_sra_epi16(_mm512_load_si512(x[v][1]), code_shift));
    _mm512_storeu_si512(out + (unit / kGroup * blocks + v * kLanes) * kGroup,
                        _mm512_add_epi8(_mm512_shuffle_epi8(codes, transpose), offset));
  }
}

template <std::size_t kVectors>
inline void output_tile(const DenseLayer& layer, std::size_t unit, const std::uint8_t* in,
                        std::uint8_t* out, std::size_t blocks) {
  __m512i sum[kGroup][kVectors];
  accumulate<kVectors>(layer, unit, in, blocks, sum);
  const __m512i low_byte = _mm512_set1_epi32(255);
  NC_UNROLL
  for (std::size_t v = 0; v < kVectors; ++v) {
    __m512i bytes = _mm512_slli_epi32(sum[3][v], 24);
    bytes = _mm512_or_si512(bytes, _mm512_slli_epi32(_mm512_and_si512(sum[2][v], low_byte), 16));
    bytes = _mm512_or_si512(bytes, _mm512_slli_epi32(_mm512_and_si512(sum[1][v], low_byte), 8));
    bytes = _mm512_or_si512(bytes, _mm512_and_si512(sum[0][v], low_byte));
    _mm512_storeu_si512(out + (unit / kGroup * blocks + v * kLanes) * kGroup, bytes);
  }
}

using Tile = void (*)(const DenseLayer& layer, std::size_t unit, const std::uint8_t* in,
                      std::uint8_t* out, std::size_t blocks);

/// Runs a tile function over all units and blocks: kWide takes kMlpBlocksMax blocks, kNarrow
/// kLanes.
template <Tile kWide, Tile kNarrow>
void run(const DenseLayer& layer, const std::uint8_t* in, std::uint8_t* out, std::size_t blocks) {
  for (std::size_t unit = 0; unit < layer.units; unit += kGroup) {
    if (blocks == kMlpBlocksMax) {
      kWide(layer, unit, in, out, blocks);
      continue;
    }
    for (std::size_t block = 0; block < blocks; block += kLanes) {
      kNarrow(layer, unit, in + block * kGroup, out + block * kGroup, blocks);
    }
  }
}

}  // namespace

extern const MlpKernels kAvx512 = {unpack_bits, run<hidden_tile<4>, hidden_tile<1>>,
                                   run<output_tile<4>, output_tile<1>>};

}  // namespace neurocrypt::mlp
NC_TARGET_END
