#include "kernels/matvec/matvec.h"

#include <gtest/gtest.h>

#include <random>
#include <vector>

namespace neurocrypt {
namespace {

struct Matrix {
  std::size_t rows, cols;
  std::vector<std::int8_t> plain;  // [rows][cols]
  std::vector<std::int8_t> packed;
  std::vector<std::int32_t> biases, biases_unsigned;

  [[nodiscard]] PackedMatrix view() const {
    return {rows, cols, packed.data(), biases.data(), biases_unsigned.data()};
  }
};

Matrix make_matrix(std::size_t rows, std::size_t cols, const std::vector<std::int8_t>& plain,
                   const std::vector<std::int32_t>& biases) {
  Matrix m{rows, cols, plain, std::vector<std::int8_t>(rows * cols), biases, biases};
  for (std::size_t r = 0; r < rows; ++r) {
    for (std::size_t c = 0; c < cols; ++c) {
      m.packed[matvec_index(r, c, cols)] = plain[r * cols + c];
      m.biases_unsigned[r] -= 128 * plain[r * cols + c];
    }
  }
  return m;
}

class MatvecTest : public testing::TestWithParam<Isa> {
 protected:
  void SetUp() override {
    if (!supports(GetParam())) GTEST_SKIP() << "this machine has no " << name(GetParam());
  }
  std::mt19937 random_{7};
};

TEST_P(MatvecTest, SumsAreTheProduct) {
  std::uniform_int_distribution<int> byte(-127, 127);
  std::uniform_int_distribution<int> bias(-1'000'000, 1'000'000);
  for (const std::size_t rows : {64, 128, 256, 512}) {
    for (const std::size_t cols : {64, 128, 256, 512}) {
      std::vector<std::int8_t> plain(rows * cols), x(cols);
      std::vector<std::int32_t> biases(rows), sums(rows);
      for (auto& w : plain) w = static_cast<std::int8_t>(byte(random_));
      for (auto& v : x) v = static_cast<std::int8_t>(byte(random_));
      for (auto& b : biases) b = bias(random_);
      const Matrix m = make_matrix(rows, cols, plain, biases);
      matvec_kernels(GetParam()).sums(m.view(), x.data(), sums.data());
      for (std::size_t r = 0; r < rows; ++r) {
        std::int64_t expected = biases[r];
        for (std::size_t c = 0; c < cols; ++c) expected += plain[r * cols + c] * x[c];
        ASSERT_EQ(sums[r], expected) << rows << " x " << cols << ", row " << r;
      }
    }
  }
}

// The corners: all weights and inputs at +-127, where a 16-bit partial sum would overflow first.
TEST_P(MatvecTest, SumsAreExactAtTheBounds) {
  for (const int w : {-127, 127}) {
    for (const int x : {-128, 127}) {
      const Matrix m =
          make_matrix(64, 512, std::vector<std::int8_t>(64 * 512, static_cast<std::int8_t>(w)),
                      std::vector<std::int32_t>(64, -5));
      std::vector<std::int32_t> sums(64);
      matvec_kernels(GetParam())
          .sums(m.view(), std::vector<std::int8_t>(512, static_cast<std::int8_t>(x)).data(),
                sums.data());
      for (const std::int32_t sum : sums) ASSERT_EQ(sum, 512 * w * x - 5);
    }
  }
}

TEST_P(MatvecTest, RescaleAndNarrowRoundAndSaturate) {
  std::uniform_int_distribution<std::int32_t> sum(-(1 << 22), 1 << 22);
  std::uniform_int_distribution<int> factor(1, 32767);
  std::vector<std::int32_t> sums(512);
  std::vector<std::int16_t> factors(512), z(512);
  for (auto& s : sums) s = sum(random_);
  for (auto& f : factors) f = static_cast<std::int16_t>(factor(random_));
  for (const int shift : {0, 1, 9, 15, 20}) {
    const Rescale rescale{7, shift, factors.data()};
    matvec_kernels(GetParam()).rescale(sums.data(), rescale, z.size(), z.data());
    for (std::size_t i = 0; i < z.size(); ++i) {
      const std::int64_t a = (std::int64_t{sums[i]} + 64) >> 7;
      const std::int64_t b = (a * factors[i] + ((1 << shift) >> 1)) >> shift;
      ASSERT_EQ(z[i], b > 32767 ? 32767 : b < -32768 ? -32768 : b);
    }
  }
  std::vector<std::int16_t> all(65536);
  for (int i = 0; i < 65536; ++i)
    all[static_cast<std::size_t>(i)] = static_cast<std::int16_t>(i - 32768);
  std::vector<std::int8_t> codes(all.size());
  matvec_kernels(GetParam()).narrow(all.data(), all.size(), codes.data());
  for (std::size_t i = 0; i < all.size(); ++i) {
    const int code = (all[i] + 128) >> 8;
    ASSERT_EQ(codes[i], code > 127 ? 127 : code < -127 ? -127 : code) << all[i];
  }
}

INSTANTIATE_TEST_SUITE_P(All, MatvecTest, testing::Values(Isa::kScalar, Isa::kAvx2, Isa::kAvx512),
                         [](const auto& variant) { return std::string(name(variant.param)); });

}  // namespace
}  // namespace neurocrypt
