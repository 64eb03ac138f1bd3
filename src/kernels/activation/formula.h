// How tanh and the logistic sigmoid are computed, for the variants of this folder.
//
// With m = |x| in Q3.12 read as u = |x|/8 in Q0.15, both are functions of s = 1 - exp(-2^k u):
//
//     tanh(|x|)    =      s / (2 - s)           with 2^k u = 2|x|, k = 4
//     sigmoid(|x|) = 1/2 + (s / (2 - s)) / 2    with 2^k u =  |x|, k = 3
//
//  1. p = exp(-u), a polynomial of degree 4 in t = 1 - u with positive coefficients;
//  2. s = p(0) - p, then k times s <- 2 s - s^2, which squares 1 - s;
//  3. q = s / (2 - s), a polynomial of degree 5 in s without constant term;
//  4. the sign of x is put back.
//
// Every product is (a b + 2^14) >> 15, which vpmulhrsw computes. Coefficients: minimax fits by
// Lawson's iteration, rounded to Q0.15.
#pragma once

#include <cstddef>
#include <cstdint>

namespace neurocrypt::activation {

inline constexpr std::int16_t kExp[] = {851, 1665, 6160, 12037, 12054};  // t^4 down to t^0
inline constexpr std::int16_t kExpAtZero = 32766;                        // p at u = 0 as computed
inline constexpr std::int16_t kQuotient[] = {7332, -7915, 10186, 6658, 16506};  // s^5 down to s^1
inline constexpr int kTanhDoublings = 4;
inline constexpr int kSigmoidDoublings = 3;
inline constexpr std::int16_t kHalf = 16384;

void tanh_scalar(std::int16_t* x, std::size_t n);
void sigmoid_scalar(std::int16_t* x, std::size_t n);
void relu_scalar(std::int16_t* x, std::size_t n);

void tanh_avx2(std::int16_t* x, std::size_t n);
void sigmoid_avx2(std::int16_t* x, std::size_t n);
void relu_avx2(std::int16_t* x, std::size_t n);

void tanh_avx512(std::int16_t* x, std::size_t n);
void sigmoid_avx512(std::int16_t* x, std::size_t n);
void relu_avx512(std::int16_t* x, std::size_t n);

}  // namespace neurocrypt::activation
