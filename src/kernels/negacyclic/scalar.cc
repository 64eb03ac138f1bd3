// The reference: plain, slow, on every machine. Words are kept in [0, q) throughout; the inverse
// transform undoes the forward one step by step, unlike that of the vector variants.
#include "kernels/negacyclic/scalar.h"

#include "base/crypto.h"
#include "kernels/negacyclic/tables.h"
#include "kernels/negacyclic/variants.h"

namespace neurocrypt::negacyclic {
namespace {

// No branch: x is secret, and >> of a negative number is arithmetic since C++20.
template <int kQ>
std::int32_t add_if_negative(std::int32_t x) {
  return x + (kQ & (x >> 31));
}

/// a b / 2^16 mod q, in [0, q).
template <int kQ>
std::int32_t montgomery(std::int32_t a, std::int32_t b) {
  constexpr std::int32_t kInverse = inverse_mod_2_16(kQ);
  const std::int32_t product = a * b;
  const auto t = static_cast<std::int16_t>(static_cast<std::int16_t>(product) * kInverse);
  return add_if_negative<kQ>((product - t * kQ) >> 16);
}

template <int kQ>
void forward(std::int16_t* x) {
  for (int layer = 8; layer >= 0; --layer) {
    const int step = 1 << layer;
    for (int start = 0; start < kPairs; start += 2 * step) {
      const std::int32_t z = Roots<kQ>::forward(layer, start);
      for (int i = 2 * start; i < 2 * (start + step); ++i) {
        const std::int32_t u = x[i];
        const std::int32_t w = montgomery<kQ>(x[i + 2 * step], z);
        x[i] = static_cast<std::int16_t>(add_if_negative<kQ>(u + w - kQ));
        x[i + 2 * step] = static_cast<std::int16_t>(add_if_negative<kQ>(u - w));
      }
    }
  }
}

/// Undoes forward(), but for a factor 512.
template <int kQ>
void inverse(std::int16_t* x) {
  for (int layer = 0; layer < 9; ++layer) {
    const int step = 1 << layer;
    for (int start = 0; start < kPairs; start += 2 * step) {
      const int exponent = reversed((kPairs >> (layer + 1)) + (start >> (layer + 1)));
      const std::int32_t z = Roots<kQ>::at(-exponent);
      for (int i = 2 * start; i < 2 * (start + step); ++i) {
        const std::int32_t u = x[i];
        const std::int32_t w = x[i + 2 * step];
        x[i] = static_cast<std::int16_t>(add_if_negative<kQ>(u + w - kQ));
        x[i + 2 * step] = static_cast<std::int16_t>(montgomery<kQ>(add_if_negative<kQ>(u - w), z));
      }
    }
  }
}

template <int kPrime>
void transform_weights(const std::int8_t* coefficients, int lanes, std::int16_t* weights,
                       std::int16_t* words) {
  constexpr std::int32_t kQ = kPrimes[kPrime];
  for (int i = 0; i < kDegree; ++i) {
    words[i] = static_cast<std::int16_t>(add_if_negative<kQ>(coefficients[i]));
  }
  forward<kQ>(words);
  const int vectors = kPairs / lanes;
  for (int position = 0; position < kPairs; ++position) {
    const int vector = position % vectors;
    const int lane = position / vectors;
    for (int half = 0; half < 2; ++half) {
      const std::int32_t word = words[2 * position + half];
      // Centred, as the bounds of the vector variants want it.
      weights[2 * ((2 * vector + kPrime) * lanes + lane) + half] =
          static_cast<std::int16_t>(word - (kQ & ((kQ / 2 - word) >> 31)));
    }
  }
}

template <int kQ>
void transform_input(const std::uint8_t* packed, std::int16_t* input) {
  constexpr std::int32_t kSixteen = centred(16 * 65536, kQ);
  for (int i = 0; i < kDegree; ++i) {
    const auto high = static_cast<std::int16_t>(packed[2 * i] | packed[2 * i + 1] << 8);
    const int low = packed[2048 + i % kPairs] >> (i < kPairs ? 0 : 4) & 15;
    input[i] =
        static_cast<std::int16_t>(add_if_negative<kQ>(montgomery<kQ>(high, kSixteen) + low - kQ));
  }
  forward<kQ>(input);
}

/// One residue of the sum of products, plus kOffset, in [0, q).
template <int kPrime>
void multiply(int rank, const std::int16_t* input, const std::int16_t* weights, std::int16_t* out) {
  constexpr std::int32_t kQ = kPrimes[kPrime];
  constexpr std::int32_t kOne = centred(65536, kQ);
  for (int position = 0; position < kPairs; ++position) {
    const std::int32_t root = Roots<kQ>::leaf(position);
    std::int32_t even = 0;
    std::int32_t odd = 0;
    const std::int16_t* a = input + kPrime * kDegree + 2 * position;
    const std::int16_t* s = weights + 2 * (2 * position + kPrime);
    for (int component = 0; component < rank; ++component) {
      even += montgomery<kQ>(a[0], s[0]) + montgomery<kQ>(montgomery<kQ>(a[1], s[1]), root);
      odd += montgomery<kQ>(a[0], s[1]) + montgomery<kQ>(a[1], s[0]);
      a += kInputWords;
      s += kWeightWords;
    }
    out[2 * position] = static_cast<std::int16_t>(montgomery<kQ>(even, kOne));
    out[2 * position + 1] = static_cast<std::int16_t>(montgomery<kQ>(odd, kOne));
  }
  inverse<kQ>(out);
  constexpr std::int32_t kOffsetResidue = centred(kOffset, kQ);
  for (int i = 0; i < kDegree; ++i) {
    const std::int32_t word = montgomery<kQ>(out[i], Roots<kQ>::scale(0)) + kOffsetResidue;
    const std::int32_t positive = add_if_negative<kQ>(word);
    out[i] = static_cast<std::int16_t>(add_if_negative<kQ>(positive - kQ));
  }
}

}  // namespace

void prepare_weights(const std::int8_t* coefficients, int lanes, std::int16_t* weights) {
  std::int16_t words[kDegree];
  transform_weights<0>(coefficients, lanes, weights, words);
  transform_weights<1>(coefficients, lanes, weights, words);
  zeroize({reinterpret_cast<std::uint8_t*>(words), sizeof words});
}

namespace scalar {

void prepare_weights(const std::int8_t* coefficients, std::int16_t* weights) {
  negacyclic::prepare_weights(coefficients, 1, weights);
}

void prepare_input(const std::uint8_t* packed, std::int16_t* input) {
  transform_input<kPrimes[0]>(packed, input);
  transform_input<kPrimes[1]>(packed, input + kDegree);
}

void row(int rank, const std::int16_t* input, const std::int16_t* weights, std::int16_t* scratch,
         std::uint8_t* out) {
  constexpr std::int32_t kQ0 = kPrimes[0];
  constexpr std::int32_t kQ1 = kPrimes[1];
  multiply<0>(rank, input, weights, scratch);
  multiply<1>(rank, input, weights, scratch + kDegree);
  for (int i = 0; i < kDegree; ++i) {
    const std::int32_t x0 = scratch[i];
    const std::int32_t difference = scratch[kDegree + i] - x0;
    const std::int32_t u = montgomery<kQ1>(difference, kInverseOfFirstPrime);
    const std::int32_t y = x0 + kQ0 * u - kOffset;
    out[2 * i] = static_cast<std::uint8_t>(y >> 4);
    out[2 * i + 1] = static_cast<std::uint8_t>(y >> 12);
  }
}

}  // namespace scalar
}  // namespace neurocrypt::negacyclic
