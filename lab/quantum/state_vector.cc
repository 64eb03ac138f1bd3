#include "lab/quantum/state_vector.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <numbers>

namespace neurocrypt::lab {
namespace {

std::size_t bit(int qubit) { return std::size_t{1} << qubit; }

std::size_t read(std::size_t index, StateVector::Register all) {
  return index >> all.first & (bit(all.count) - 1);
}

}  // namespace

StateVector::StateVector(int qubits) : qubits_(qubits), amplitudes_(bit(qubits)) {
  assert(qubits >= 1 && qubits <= kQubitsMax);
  amplitudes_[0] = 1;
}

void StateVector::hadamard(int qubit) {
  assert(qubit >= 0 && qubit < qubits_);
  const std::size_t step = bit(qubit);
  for (std::size_t block = 0; block < amplitudes_.size(); block += 2 * step) {
    for (std::size_t i = block; i < block + step; ++i) {
      const Amplitude a = amplitudes_[i], b = amplitudes_[i + step];
      amplitudes_[i] = (a + b) * (std::numbers::sqrt2 / 2);
      amplitudes_[i + step] = (a - b) * (std::numbers::sqrt2 / 2);
    }
  }
}

void StateVector::hadamard(Register all) {
  for (int q = all.first; q < all.first + all.count; ++q) hadamard(q);
}

void StateVector::flip(int qubit) {
  assert(qubit >= 0 && qubit < qubits_);
  for (std::size_t i = 0; i < amplitudes_.size(); ++i) {
    if ((i & bit(qubit)) == 0) std::swap(amplitudes_[i], amplitudes_[i | bit(qubit)]);
  }
}

void StateVector::controlled_flip(int control, int qubit) {
  assert(control != qubit && std::max(control, qubit) < qubits_);
  for (std::size_t i = 0; i < amplitudes_.size(); ++i) {
    if ((i & bit(control)) != 0 && (i & bit(qubit)) == 0) {
      std::swap(amplitudes_[i], amplitudes_[i | bit(qubit)]);
    }
  }
}

void StateVector::phase(int qubit, double angle) {
  assert(qubit >= 0 && qubit < qubits_);
  const Amplitude factor = std::polar(1.0, angle);
  for (std::size_t i = 0; i < amplitudes_.size(); ++i) {
    if ((i & bit(qubit)) != 0) amplitudes_[i] *= factor;
  }
}

void StateVector::controlled_phase(int control, int qubit, double angle) {
  assert(control != qubit && std::max(control, qubit) < qubits_);
  const Amplitude factor = std::polar(1.0, angle);
  const std::size_t both = bit(control) | bit(qubit);
  for (std::size_t i = 0; i < amplitudes_.size(); ++i) {
    if ((i & both) == both) amplitudes_[i] *= factor;
  }
}

void StateVector::swap(int a, int b) {
  controlled_flip(a, b);
  controlled_flip(b, a);
  controlled_flip(a, b);
}

void StateVector::look_up(Register input, Register output, std::span<const std::uint32_t> table) {
  assert(table.size() == bit(input.count));
  assert(input.first + input.count <= output.first || output.first + output.count <= input.first);
  for (std::size_t i = 0; i < amplitudes_.size(); ++i) {
    const std::uint32_t word = table[read(i, input)];
    assert(word < bit(output.count));
    const std::size_t image = i ^ std::size_t{word} << output.first;
    if (i < image) std::swap(amplitudes_[i], amplitudes_[image]);
  }
}

void StateVector::negate(Register input, std::span<const std::uint8_t> marked) {
  assert(marked.size() == bit(input.count));
  for (std::size_t i = 0; i < amplitudes_.size(); ++i) {
    if (marked[read(i, input)] != 0) amplitudes_[i] = -amplitudes_[i];
  }
}

void StateVector::fourier(Register all) {
  const int last = all.first + all.count - 1;
  for (int q = last; q >= all.first; --q) {
    hadamard(q);
    for (int control = q - 1; control >= all.first; --control) {
      controlled_phase(control, q, std::numbers::pi / static_cast<double>(bit(q - control)));
    }
  }
  for (int i = 0; i < all.count / 2; ++i) swap(all.first + i, last - i);
}

std::uint64_t StateVector::measure(Register all, Random& random) {
  std::vector<double> probabilities(bit(all.count));
  for (std::size_t i = 0; i < amplitudes_.size(); ++i) {
    probabilities[read(i, all)] += std::norm(amplitudes_[i]);
  }
  // What rounding leaves of the last interval belongs to the likeliest value.
  std::size_t value =
      static_cast<std::size_t>(std::ranges::max_element(probabilities) - probabilities.begin());
  double point = random.uniform();
  for (std::size_t v = 0; v < probabilities.size(); ++v) {
    point -= probabilities[v];
    if (point < 0) {
      value = v;
      break;
    }
  }
  const double scale = 1 / std::sqrt(probabilities[value]);
  for (std::size_t i = 0; i < amplitudes_.size(); ++i) {
    amplitudes_[i] = read(i, all) == value ? amplitudes_[i] * scale : 0;
  }
  return value;
}

std::uint64_t StateVector::measure_highest(int count, Random& random) {
  assert(count >= 1 && count < qubits_);
  const std::uint64_t value = measure({qubits_ - count, count}, random);
  qubits_ -= count;
  const auto first = amplitudes_.begin() + static_cast<std::ptrdiff_t>(value << qubits_);
  amplitudes_ = std::vector<Amplitude>(first, first + static_cast<std::ptrdiff_t>(bit(qubits_)));
  return value;
}

double StateVector::norm() const {
  double sum = 0;
  for (const Amplitude& amplitude : amplitudes_) sum += std::norm(amplitude);
  return std::sqrt(sum);
}

double StateVector::probability(Register all, std::uint64_t value) const {
  double sum = 0;
  for (std::size_t i = 0; i < amplitudes_.size(); ++i) {
    if (read(i, all) == value) sum += std::norm(amplitudes_[i]);
  }
  return sum;
}

}  // namespace neurocrypt::lab
