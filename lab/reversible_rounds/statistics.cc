#include "lab/reversible_rounds/statistics.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <numbers>
#include <random>

namespace neurocrypt::lab {
namespace {

constexpr std::size_t kBlockBytes = 16;
constexpr std::size_t kBits = 128;
constexpr std::size_t kBatchBlocks = 4096;

using Random = std::mt19937_64;

ByteString random_blocks(std::size_t blocks, Random& random) {
  ByteString bytes(blocks * kBlockBytes);
  for (auto& byte : bytes) byte = static_cast<std::uint8_t>(random());
  return bytes;
}

bool bit_of(ByteView bytes, std::size_t bit) { return (bytes[bit / 8] >> (bit % 8) & 1) != 0; }

/// log10 of the two-sided tail of a normal variable; the asymptotic series where erfc underflows.
double log10_tail(double z) {
  const double x = std::abs(z);
  if (x < 30) return std::log10(std::erfc(x / std::numbers::sqrt2));
  return (-x * x / 2 - std::log(x * std::sqrt(std::numbers::pi / 2))) * std::numbers::log10e;
}

/// log10 of P(X >= count) for a Poisson variable, by Chernoff's bound.
double log10_poisson_tail(double count, double mean) {
  if (count <= mean) return 0;
  return (count - mean - count * std::log(count / mean)) * std::numbers::log10e;
}

/// Observation that the probability behind `count` of `samples` is not `reference` (for a small
/// reference: is larger), the most extreme of `cells`.
Observation proportion(std::string_view statistic, double count, double samples, double reference,
                       double cells) {
  const double value = count / samples;
  const double mean = samples * reference;
  const double log10_p = reference > 0.1
                             ? log10_tail((count - mean) / std::sqrt(mean * (1 - reference)))
                             : log10_poisson_tail(count, mean);
  // Wilson's interval.
  constexpr double k = 1.96;
  const double centre = (count + k * k / 2) / (samples + k * k);
  const double radius = k / (samples + k * k) * std::sqrt(count * (1 - value) + k * k / 4);
  return {
      statistic, static_cast<std::uint64_t>(samples),       value, centre - radius, centre + radius,
      reference, std::min(0.0, log10_p + std::log10(cells))};
}

/// Columns of bits: column b holds bit b of every block, 64 blocks in a word.
class Columns {
 public:
  explicit Columns(ByteView blocks)
      : words_(blocks.size() / kBlockBytes / 64), bits_(kBits * words_) {
    for (std::size_t block = 0; block < words_ * 64; ++block) {
      const ByteView bytes = blocks.subspan(block * kBlockBytes, kBlockBytes);
      for (std::size_t bit = 0; bit < kBits; ++bit) {
        bits_[bit * words_ + block / 64] |= std::uint64_t{bit_of(bytes, bit)} << (block % 64);
      }
    }
  }
  /// The parities of single bits, of neighbouring bits and of bytes, as columns.
  [[nodiscard]] std::vector<std::vector<std::uint64_t>> parities() const {
    std::vector<std::vector<std::uint64_t>> result;
    const auto add = [&](std::size_t first, std::size_t count) {
      std::vector<std::uint64_t> column(words_);
      for (std::size_t bit = first; bit < first + count; ++bit) {
        for (std::size_t w = 0; w < words_; ++w) column[w] ^= bits_[bit * words_ + w];
      }
      result.push_back(std::move(column));
    };
    for (std::size_t bit = 0; bit < kBits; ++bit) add(bit, 1);
    for (std::size_t bit = 0; bit + 1 < kBits; ++bit) add(bit, 2);
    for (std::size_t byte = 0; byte < kBlockBytes; ++byte) add(8 * byte, 8);
    return result;
  }

 private:
  std::size_t words_;
  std::vector<std::uint64_t> bits_;
};

}  // namespace

std::vector<Observation> difference_tests(const BlockOracle& oracle, std::size_t pairs,
                                          std::uint64_t seed) {
  std::vector<std::array<std::uint8_t, kBlockBytes>> differences;
  for (std::size_t bit = 0; bit < kBits; ++bit) {
    differences.push_back({});
    differences.back()[bit / 8] = static_cast<std::uint8_t>(1 << (bit % 8));
  }
  for (std::size_t byte = 0; byte + 1 < kBlockBytes; ++byte) {
    differences.push_back({});
    differences.back()[byte] = differences.back()[byte + 1] = 128;
  }

  Random random(seed);
  const auto samples = static_cast<double>(pairs);
  double changes = 0;
  double half_collisions = 0;
  double strict = samples / 2;
  double most_xor = 0;
  double most_add = 0;
  for (std::size_t d = 0; d < differences.size(); ++d) {
    std::array<std::array<std::uint32_t, 256>, kBlockBytes> by_xor{};
    std::array<std::array<std::uint32_t, 256>, kBlockBytes> by_add{};
    for (std::size_t done = 0; done < pairs;) {
      const std::size_t count = std::min(kBatchBlocks, pairs - done);
      ByteString a = random_blocks(count, random);
      ByteString b = a;
      for (std::size_t i = 0; i < b.size(); ++i) b[i] ^= differences[d][i % kBlockBytes];
      oracle(a);
      oracle(b);
      for (std::size_t i = 0; i < a.size(); ++i) {
        ++by_xor[i % kBlockBytes][a[i] ^ b[i]];
        ++by_add[i % kBlockBytes][static_cast<std::uint8_t>(b[i] - a[i])];
      }
      for (std::size_t i = 0; i < a.size(); i += kBlockBytes / 2) {
        if (std::equal(a.begin() + i, a.begin() + i + kBlockBytes / 2, b.begin() + i)) {
          ++half_collisions;
        }
      }
      done += count;
    }
    for (std::size_t byte = 0; byte < kBlockBytes; ++byte) {
      for (std::size_t bit = 0; bit < 8 && d < kBits; ++bit) {
        double flips = 0;
        for (std::size_t v = 0; v < 256; ++v) flips += (v >> bit & 1) != 0 ? by_xor[byte][v] : 0;
        changes += flips;
        if (std::abs(flips - samples / 2) > std::abs(strict - samples / 2)) strict = flips;
      }
      most_xor = std::max<double>(most_xor, *std::ranges::max_element(by_xor[byte]));
      most_add = std::max<double>(most_add, *std::ranges::max_element(by_add[byte]));
    }
  }
  const auto all = static_cast<double>(differences.size());
  return {proportion("avalanche_mean", changes, samples * kBits * kBits, 0.5, 1),
          proportion("strict_avalanche", strict, samples, 0.5, kBits * kBits),
          proportion("differential_xor", most_xor, samples, 1.0 / 256, all * kBlockBytes * 256),
          proportion("differential_add", most_add, samples, 1.0 / 256, all * kBlockBytes * 256),
          proportion("half_collision", half_collisions, samples * all, std::exp2(-63), 1)};
}

std::vector<Observation> counter_tests(const BlockOracle& oracle, std::size_t blocks) {
  std::array<std::array<std::uint32_t, 256>, kBlockBytes> counts{};
  for (std::size_t done = 0; done < blocks;) {
    const std::size_t count = std::min(kBatchBlocks, blocks - done);
    ByteString batch(count * kBlockBytes);
    for (std::size_t b = 0; b < count; ++b) {
      for (std::size_t i = 0; i < 8; ++i) {
        batch[b * kBlockBytes + 8 + i] = static_cast<std::uint8_t>((done + b) >> (8 * i));
      }
    }
    oracle(batch);
    for (std::size_t i = 0; i < batch.size(); ++i) ++counts[i % kBlockBytes][batch[i]];
    done += count;
  }
  const auto samples = static_cast<double>(blocks);
  double worst_bit = samples / 2;
  double most = 0;
  for (const auto& byte : counts) {
    for (std::size_t bit = 0; bit < 8; ++bit) {
      double ones = 0;
      for (std::size_t v = 0; v < 256; ++v) ones += (v >> bit & 1) != 0 ? byte[v] : 0;
      if (std::abs(ones - samples / 2) > std::abs(worst_bit - samples / 2)) worst_bit = ones;
    }
    most = std::max<double>(most, *std::ranges::max_element(byte));
  }
  return {proportion("bit_bias", worst_bit, samples, 0.5, kBits),
          proportion("byte_bias", most, samples, 1.0 / 256, kBlockBytes * 256)};
}

std::vector<Observation> linear_tests(const BlockOracle& oracle, std::size_t blocks,
                                      std::uint64_t seed) {
  Random random(seed);
  ByteString images = random_blocks(blocks, random);
  const auto inputs = Columns(images).parities();
  oracle(images);
  const auto outputs = Columns(images).parities();
  const double samples = 64.0 * static_cast<double>(inputs[0].size());
  double worst = samples / 2;
  for (const auto& in : inputs) {
    for (const auto& out : outputs) {
      std::int64_t differ = 0;
      for (std::size_t w = 0; w < in.size(); ++w) differ += std::popcount(in[w] ^ out[w]);
      const auto count = static_cast<double>(differ);
      if (std::abs(count - samples / 2) > std::abs(worst - samples / 2)) worst = count;
    }
  }
  Observation evidence = proportion("linear_correlation", samples - worst, samples, 0.5,
                                    static_cast<double>(inputs.size() * outputs.size()));
  for (double* const share :
       {&evidence.value, &evidence.low, &evidence.high, &evidence.reference}) {
    *share = 2 * *share - 1;  // from the share of agreement to a correlation
  }
  return {evidence};
}

std::vector<Observation> ridge_tests(const BlockOracle& oracle, std::size_t blocks,
                                     std::uint64_t seed) {
  Random random(seed);
  constexpr std::size_t kFeatures = kBits + 1;  // the last is constant
  constexpr double kPenalty = 1;
  const auto sign = [](ByteView block, std::size_t bit) {
    return bit == kBits || bit_of(block, bit) ? 1.0 : -1.0;
  };
  const auto draw = [&](ByteString& in, ByteString& out) {
    in = random_blocks(blocks, random);
    out = in;
    oracle(out);
  };
  ByteString in, out;
  draw(in, out);
  // Normal equations (X'X + penalty) W = X'Y, solved by Cholesky's method.
  std::vector<std::array<double, kFeatures>> gram(kFeatures);
  std::vector<std::array<double, kBits>> weights(kFeatures);
  for (std::size_t at = 0; at < in.size(); at += kBlockBytes) {
    const ByteView x = ByteView(in).subspan(at, kBlockBytes);
    const ByteView y = ByteView(out).subspan(at, kBlockBytes);
    std::array<double, kFeatures> features;
    std::array<double, kBits> targets;
    for (std::size_t i = 0; i < kFeatures; ++i) features[i] = sign(x, i);
    for (std::size_t k = 0; k < kBits; ++k) targets[k] = sign(y, k);
    for (std::size_t i = 0; i < kFeatures; ++i) {
      for (std::size_t j = 0; j <= i; ++j) gram[i][j] += features[i] * features[j];
      for (std::size_t k = 0; k < kBits; ++k) weights[i][k] += features[i] * targets[k];
    }
  }
  for (std::size_t i = 0; i < kFeatures; ++i) {
    gram[i][i] += kPenalty;
    for (std::size_t j = 0; j < i; ++j) {
      for (std::size_t k = 0; k < j; ++k) gram[i][j] -= gram[i][k] * gram[j][k];
      gram[i][j] /= gram[j][j];
      gram[i][i] -= gram[i][j] * gram[i][j];
    }
    gram[i][i] = std::sqrt(gram[i][i]);
  }
  for (std::size_t k = 0; k < kBits; ++k) {
    for (std::size_t i = 0; i < kFeatures; ++i) {
      for (std::size_t j = 0; j < i; ++j) weights[i][k] -= gram[i][j] * weights[j][k];
      weights[i][k] /= gram[i][i];
    }
    for (std::size_t i = kFeatures; i-- > 0;) {
      for (std::size_t j = i + 1; j < kFeatures; ++j) weights[i][k] -= gram[j][i] * weights[j][k];
      weights[i][k] /= gram[i][i];
    }
  }

  draw(in, out);
  std::array<double, kBits> right{};
  for (std::size_t at = 0; at < in.size(); at += kBlockBytes) {
    const ByteView x = ByteView(in).subspan(at, kBlockBytes);
    const ByteView y = ByteView(out).subspan(at, kBlockBytes);
    std::array<double, kBits> predicted{};
    for (std::size_t i = 0; i < kFeatures; ++i) {
      const double feature = sign(x, i);
      for (std::size_t k = 0; k < kBits; ++k) predicted[k] += feature * weights[i][k];
    }
    for (std::size_t k = 0; k < kBits; ++k) right[k] += (predicted[k] > 0) == bit_of(y, k) ? 1 : 0;
  }
  const auto samples = static_cast<double>(blocks);
  double total = 0;
  for (const double count : right) total += count;
  return {proportion("ridge_accuracy", total, samples * kBits, 0.5, 1),
          proportion("ridge_best_bit", *std::ranges::max_element(right), samples, 0.5, kBits)};
}

std::vector<Observation> neural_tests(const BlockOracle& oracle, std::size_t pairs,
                                      std::uint64_t seed) {
  constexpr std::size_t kHidden = 32;
  constexpr int kEpochs = 4;
  constexpr float kRate = 0.02F;
  Random random(seed);
  // The top bit of the first byte: it passes every addition, and the first round does not read it.
  const auto draw = [&] {
    ByteString a = random_blocks(pairs, random);
    ByteString b = a;
    for (std::size_t at = 0; at < b.size(); at += kBlockBytes) b[at] ^= 128;
    oracle(a);
    oracle(b);
    const ByteString noise = random_blocks(pairs, random);
    for (std::size_t i = 0; i < a.size(); ++i) {
      a[i] = i / kBlockBytes % 2 == 0 ? a[i] ^ b[i] : noise[i];  // even: the cipher, odd: random
    }
    return a;
  };

  std::normal_distribution<float> normal(0, 0.1F);
  std::array<std::array<float, kBits>, kHidden> first;
  std::array<float, kHidden> first_bias{}, second;
  float second_bias = 0;
  for (auto& row : first) std::ranges::generate(row, [&] { return normal(random); });
  std::ranges::generate(second, [&] { return normal(random); });
  std::array<float, kBits> x;
  std::array<float, kHidden> hidden;
  const auto forward = [&](ByteView block) {
    for (std::size_t i = 0; i < kBits; ++i) x[i] = bit_of(block, i) ? 1.0F : -1.0F;
    float sum = second_bias;
    for (std::size_t h = 0; h < kHidden; ++h) {
      float z = first_bias[h];
      for (std::size_t i = 0; i < kBits; ++i) z += first[h][i] * x[i];
      hidden[h] = std::max(z, 0.0F);
      sum += second[h] * hidden[h];
    }
    return sum;
  };

  const ByteString training = draw();
  for (int epoch = 0; epoch < kEpochs; ++epoch) {
    for (std::size_t p = 0; p < pairs; ++p) {
      const float target = p % 2 == 0 ? 1.0F : 0.0F;
      const float sum = forward(ByteView(training).subspan(p * kBlockBytes, kBlockBytes));
      const float step = kRate * (target - 1 / (1 + std::exp(-sum)));
      second_bias += step;
      for (std::size_t h = 0; h < kHidden; ++h) {
        const float back = hidden[h] > 0 ? step * second[h] : 0;
        second[h] += step * hidden[h];
        first_bias[h] += back;
        for (std::size_t i = 0; i < kBits; ++i) first[h][i] += back * x[i];
      }
    }
  }
  const ByteString unseen = draw();
  double right = 0;
  for (std::size_t p = 0; p < pairs; ++p) {
    const bool guess = forward(ByteView(unseen).subspan(p * kBlockBytes, kBlockBytes)) > 0;
    right += guess == (p % 2 == 0) ? 1 : 0;
  }
  return {proportion("neural_distinguisher", right, static_cast<double>(pairs), 0.5, 1)};
}

std::vector<Observation> chosen_ciphertext_tests(const BlockOracle& oracle,
                                                 const BlockOracle& inverse, std::size_t trials,
                                                 std::uint64_t seed) {
  Random random(seed);
  ByteString a = random_blocks(trials, random);
  ByteString b = a;
  for (std::size_t at = 0; at < b.size(); at += kBlockBytes) b[at] ^= 128;
  ByteString expected = a;
  oracle(a);
  oracle(b);
  for (std::size_t i = 0; i < expected.size(); ++i)
    expected[i] = static_cast<std::uint8_t>(expected[i] ^ a[i] ^ b[i]);
  for (std::size_t at = 0; at < b.size(); at += kBlockBytes) b[at] ^= 128;
  inverse(b);
  double agree = 0;
  for (std::size_t i = 0; i < b.size(); ++i) {
    if (i % kBlockBytes >= kBlockBytes / 2 && ((b[i] ^ expected[i]) & 1) == 0) ++agree;
  }
  const double bits = static_cast<double>(trials) * (kBlockBytes / 2);
  return {proportion("coupling_relation", agree, bits, 0.5, 1)};
}

}  // namespace neurocrypt::lab
