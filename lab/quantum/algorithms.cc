#include "lab/quantum/algorithms.h"

#include <algorithm>
#include <bit>
#include <cassert>
#include <cmath>
#include <numbers>

namespace neurocrypt::lab {

std::uint32_t sample_simon(const TruthTable& f, Random& random) {
  const StateVector::Register input{0, f.inputs}, output{f.inputs, f.outputs};
  StateVector state(f.inputs + f.outputs);
  state.hadamard(input);
  state.look_up(input, output, f.words);
  state.measure_highest(f.outputs, random);
  state.hadamard(input);
  return static_cast<std::uint32_t>(state.measure(input, random));
}

std::vector<std::uint32_t> orthogonal_basis(std::span<const std::uint32_t> samples, int bits) {
  std::vector<std::uint32_t> rows(static_cast<std::size_t>(bits));  // reduced, by leading bit
  for (std::uint32_t y : samples) {
    for (int pivot = bits - 1; pivot >= 0 && y != 0; --pivot) {
      if ((y >> pivot & 1) == 0) continue;
      std::uint32_t& row = rows[static_cast<std::size_t>(pivot)];
      if (row == 0) {
        row = y;
        break;
      }
      y ^= row;
    }
  }
  for (int pivot = 0; pivot < bits; ++pivot) {  // clear each pivot's bit in the rows above
    for (int above = pivot + 1; above < bits; ++above) {
      std::uint32_t& row = rows[static_cast<std::size_t>(above)];
      if ((row >> pivot & 1) != 0 && rows[static_cast<std::size_t>(pivot)] != 0) {
        row ^= rows[static_cast<std::size_t>(pivot)];
      }
    }
  }
  std::vector<std::uint32_t> basis;
  for (int free = 0; free < bits; ++free) {
    if (rows[static_cast<std::size_t>(free)] != 0) continue;
    std::uint32_t word = 1U << free;
    for (int pivot = 0; pivot < bits; ++pivot) {
      if ((rows[static_cast<std::size_t>(pivot)] >> free & 1) != 0) word |= 1U << pivot;
    }
    basis.push_back(word);
  }
  return basis;
}

ShiftSample sample_shift(const TruthTable& f, bool quadrature, Random& random) {
  const int bits = f.inputs - 1;
  const StateVector::Register x{0, bits}, b{bits, 1}, output{f.inputs, f.outputs};
  StateVector state(f.inputs + f.outputs);
  state.hadamard({0, f.inputs});
  state.look_up({0, f.inputs}, output, f.words);
  state.measure_highest(f.outputs, random);
  state.fourier(x);
  const auto k = static_cast<std::uint32_t>(state.measure(x, random));
  if (quadrature) state.phase(b.first, std::numbers::pi / 2);
  state.hadamard(b);
  return {k, quadrature, state.measure(b, random) == 1};
}

std::uint32_t likeliest_shift(std::span<const ShiftSample> samples, int bits) {
  const std::uint32_t size = 1U << bits;
  std::uint32_t best = 0;
  double best_score = -INFINITY;
  for (std::uint32_t shift = 0; shift < size; ++shift) {
    double score = 0;
    for (const ShiftSample& sample : samples) {
      double angle = -2 * std::numbers::pi * static_cast<double>(sample.k * shift % size) / size;
      if (sample.quadrature) angle += std::numbers::pi / 2;
      const double zero = (1 + std::cos(angle)) / 2;  // |1 + e^(i angle)|^2 / 4
      score += std::log(std::max(sample.one ? 1 - zero : zero, 1e-12));
    }
    if (score > best_score) {
      best_score = score;
      best = shift;
    }
  }
  return best;
}

GroverSearch::GroverSearch(std::vector<std::uint8_t> marked)
    : all_{0, std::countr_zero(marked.size())},
      marked_(std::move(marked)),
      not_zero_(marked_.size(), 1),
      state_(all_.count) {
  assert(std::has_single_bit(marked_.size()));
  not_zero_[0] = 0;
  state_.hadamard(all_);
  const auto count = static_cast<double>(std::ranges::count(marked_, 1));
  theta_ = std::asin(std::sqrt(count / static_cast<double>(marked_.size())));
}

void GroverSearch::iterate() {
  state_.negate(all_, marked_);
  state_.hadamard(all_);  // reflection about the uniform superposition
  state_.negate(all_, not_zero_);
  state_.hadamard(all_);
  ++iterations_;
}

double GroverSearch::success() const {
  double sum = 0;
  for (std::size_t i = 0; i < marked_.size(); ++i) {
    if (marked_[i] != 0) sum += std::norm(state_.amplitudes()[i]);
  }
  return sum;
}

double GroverSearch::theory() const {
  const double sine = std::sin((2 * static_cast<double>(iterations_) + 1) * theta_);
  return sine * sine;
}

std::uint64_t GroverSearch::optimum() const {
  if (theta_ == 0) return 0;
  return static_cast<std::uint64_t>(
      std::max(0.0, std::round(std::numbers::pi / (4 * theta_) - 0.5)));
}

std::uint64_t GroverSearch::measure(Random& random) { return state_.measure(all_, random); }

}  // namespace neurocrypt::lab
