// Eight blocks in a vector; four units and up to two vectors of blocks at a time.
#include <immintrin.h>

#include <cstring>

#include "base/target.h"
#include "kernels/mlp/variants.h"

NC_TARGET_AVX2_BEGIN
namespace neurocrypt::mlp {
namespace {

constexpr std::size_t kLanes = 8;
constexpr std::size_t kVectors = kMlpBlocksStep / kLanes;

inline __m256i load(const void* memory) {
  return _mm256_loadu_si256(static_cast<const __m256i*>(memory));
}

inline void store(void* memory, __m256i v) {
  _mm256_storeu_si256(static_cast<__m256i*>(memory), v);
}

inline __m256i broadcast_group(const std::int8_t* weights) {
  std::int32_t group;
  std::memcpy(&group, weights, sizeof(group));
  return _mm256_set1_epi32(group);
}

/// Lane i of sum[u][v]: the shifted accumulator of unit first + u for block i of vector v from
/// `in`.
inline void accumulate(const DenseLayer& layer, std::size_t first, const std::uint8_t* in,
                       std::size_t blocks, __m256i (&sum)[kGroup][kVectors]) {
  NC_UNROLL
  for (std::size_t u = 0; u < kGroup; ++u) {
    NC_UNROLL
    for (std::size_t v = 0; v < kVectors; ++v) {
      sum[u][v] = _mm256_set1_epi32(layer.constants[first + u]);
    }
  }
  const __m256i ones = _mm256_set1_epi16(1);
  const std::size_t inputs = layer.inputs;
  const std::int8_t* const weights = layer.weights + first * inputs;
  for (std::size_t j = 0; j < inputs; j += kGroup) {
    __m256i codes[kVectors];
    NC_UNROLL
    for (std::size_t v = 0; v < kVectors; ++v) codes[v] = load(in + j * blocks + v * 32);
    NC_UNROLL
    for (std::size_t u = 0; u < kGroup; ++u) {
      const __m256i w = broadcast_group(weights + u * inputs + j);
      NC_UNROLL
      for (std::size_t v = 0; v < kVectors; ++v) {
        const __m256i pairs = _mm256_maddubs_epi16(codes[v], w);  // exact, see mlp.h
        sum[u][v] = _mm256_add_epi32(sum[u][v], _mm256_madd_epi16(pairs, ones));
      }
    }
  }
  const __m128i shift = _mm_cvtsi32_si128(layer.shift);
  NC_UNROLL
  for (std::size_t u = 0; u < kGroup; ++u) {
    NC_UNROLL
    for (std::size_t v = 0; v < kVectors; ++v) sum[u][v] = _mm256_sra_epi32(sum[u][v], shift);
  }
}

void unpack_bits(const std::uint8_t* bytes, std::uint8_t* codes, std::size_t blocks) {
  const __m256i spread_first =
      _mm256_setr_epi8(0, 0, 0, 0, 4, 4, 4, 4, 8, 8, 8, 8, 12, 12, 12, 12,  //
                       0, 0, 0, 0, 4, 4, 4, 4, 8, 8, 8, 8, 12, 12, 12, 12);
  for (std::size_t k = 0; k < kInputBytes; ++k) {
    const __m256i spread =
        _mm256_add_epi8(spread_first, _mm256_set1_epi8(static_cast<char>(k % kGroup)));
    for (std::size_t nibble = 0; nibble < 2; ++nibble) {
      const __m256i bits = _mm256_set1_epi32(nibble == 0 ? 0x08040201 : int(0x80402010u));
      for (std::size_t block = 0; block < blocks; block += kLanes) {
        const __m256i v = load(bytes + (k / kGroup * blocks + block) * kGroup);
        const __m256i picked = _mm256_and_si256(_mm256_shuffle_epi8(v, spread), bits);
        store(codes + ((2 * k + nibble) * blocks + block) * kGroup,
              _mm256_and_si256(_mm256_cmpeq_epi8(picked, bits), _mm256_set1_epi8(127)));
      }
    }
  }
}

void hidden(const DenseLayer& layer, const std::uint8_t* in, std::uint8_t* out,
            std::size_t blocks) {
  const __m128i code_shift = _mm_cvtsi32_si128(layer.code.shift);
  const __m256i offset = _mm256_set1_epi8(static_cast<char>(layer.code.offset));
  // From four blocks of each of four units to four units of each of four blocks, in each half.
  const __m256i transpose =
      _mm256_setr_epi8(0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15,  //
                       0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15);
  for (std::size_t unit = 0; unit < layer.units; unit += kGroup) {
    for (std::size_t block = 0; block < blocks; block += kMlpBlocksStep) {
      __m256i sum[kGroup][kVectors];
      accumulate(layer, unit, in + block * kGroup, blocks, sum);
      alignas(32) std::int16_t x[kVectors][2][16];
      NC_UNROLL
      for (std::size_t v = 0; v < kVectors; ++v) {
        store(x[v][0], _mm256_packs_epi32(sum[0][v], sum[1][v]));
        store(x[v][1], _mm256_packs_epi32(sum[2][v], sum[3][v]));
      }
      layer.activation(x[0][0], kVectors * 32);
      NC_UNROLL
      for (std::size_t v = 0; v < kVectors; ++v) {
        const __m256i codes = _mm256_packs_epi16(_mm256_sra_epi16(load(x[v][0]), code_shift),
                                                 _mm256_sra_epi16(load(x[v][1]), code_shift));
        store(out + (unit / kGroup * blocks + block + v * kLanes) * kGroup,
              _mm256_add_epi8(_mm256_shuffle_epi8(codes, transpose), offset));
      }
    }
  }
}

void output(const DenseLayer& layer, const std::uint8_t* in, std::uint8_t* out,
            std::size_t blocks) {
  const __m256i low_byte = _mm256_set1_epi32(255);
  for (std::size_t unit = 0; unit < layer.units; unit += kGroup) {
    for (std::size_t block = 0; block < blocks; block += kMlpBlocksStep) {
      __m256i sum[kGroup][kVectors];
      accumulate(layer, unit, in + block * kGroup, blocks, sum);
      NC_UNROLL
      for (std::size_t v = 0; v < kVectors; ++v) {
        __m256i bytes = _mm256_slli_epi32(sum[3][v], 24);
        bytes =
            _mm256_or_si256(bytes, _mm256_slli_epi32(_mm256_and_si256(sum[2][v], low_byte), 16));
        bytes = _mm256_or_si256(bytes, _mm256_slli_epi32(_mm256_and_si256(sum[1][v], low_byte), 8));
        bytes = _mm256_or_si256(bytes, _mm256_and_si256(sum[0][v], low_byte));
        store(out + (unit / kGroup * blocks + block + v * kLanes) * kGroup, bytes);
      }
    }
  }
}

}  // namespace

extern const MlpKernels kAvx2 = {unpack_bits, hidden, output};

}  // namespace neurocrypt::mlp
NC_TARGET_END
