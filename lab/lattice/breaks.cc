#include "lab/lattice/breaks.h"

#include <Eigen/Dense>
#include <bit>
#include <cassert>
#include <cmath>

#include "lab/lattice/modular.h"

namespace neurocrypt::lab {
namespace {

/// The representative in (-q/2, q/2].
std::int32_t centred(std::uint32_t residue, std::uint32_t q) {
  return static_cast<std::int32_t>(residue) - (residue > q / 2 ? static_cast<std::int32_t>(q) : 0);
}

/// 1 / odd modulo 2^32, by Newton's iteration: each step doubles the right bits.
std::uint32_t inverse_of_odd(std::uint32_t odd) {
  std::uint32_t inverse = odd;  // right modulo 8
  for (int step = 0; step < 4; ++step) inverse *= 2 - odd * inverse;
  return inverse;
}

}  // namespace

std::optional<Weights> solve_without_rounding(const LwrSamples& samples) {
  const auto n = static_cast<std::size_t>(samples.parameters.n);
  const std::uint32_t q = samples.parameters.q;
  assert(std::has_single_bit(q) && samples.parameters.width == 1);
  // Arithmetic modulo 2^32 is arithmetic modulo q for every bit that counts.
  std::vector<std::vector<std::uint32_t>> rows;
  for (std::size_t i = 0; i < samples.size(); ++i) {
    const auto input = samples.input(i);
    rows.emplace_back(input.begin(), input.end());
    rows.back().push_back(samples.outputs[i]);
  }
  for (std::size_t column = 0; column < n; ++column) {
    std::size_t pivot = column;
    while (pivot < rows.size() && rows[pivot][column] % 2 == 0) ++pivot;
    if (pivot == rows.size()) return std::nullopt;
    std::swap(rows[column], rows[pivot]);
    const std::vector<std::uint32_t>& row = rows[column];
    const std::uint32_t inverse = inverse_of_odd(row[column]);
    for (auto& value : rows[column]) value *= inverse;
    for (std::size_t other = 0; other < rows.size(); ++other) {
      const std::uint32_t factor = rows[other][column];
      if (other == column || factor % q == 0) continue;
      for (std::size_t k = column; k <= n; ++k) rows[other][k] -= factor * row[k];
    }
  }
  Weights weights;
  for (std::size_t i = 0; i < n; ++i) weights.push_back(centred(rows[i][n] % q, q));
  if (!explains(weights, samples)) return std::nullopt;
  return weights;
}

std::optional<Weights> regress_without_wrap(const LwrSamples& samples) {
  const auto& [n, q, width, weight_min, weight_max] = samples.parameters;
  const auto rows = static_cast<Eigen::Index>(samples.size());
  assert(rows >= n);
  Eigen::MatrixXd inputs(rows, n);
  Eigen::VectorXd sums(rows);
  for (Eigen::Index i = 0; i < rows; ++i) {
    const auto input = samples.input(static_cast<std::size_t>(i));
    for (Eigen::Index j = 0; j < n; ++j) {
      inputs(i, j) = centred(input[static_cast<std::size_t>(j)], q);
    }
    const std::uint32_t output = samples.outputs[static_cast<std::size_t>(i)];
    sums(i) = centred(output * width, q) + (width - 1) / 2.0;  // the middle of the step
  }
  // The normal equations are well conditioned: inputs are random.
  Eigen::MatrixXd normal = Eigen::MatrixXd::Zero(n, n);
  normal.selfadjointView<Eigen::Lower>().rankUpdate(inputs.transpose());
  const Eigen::VectorXd solution =
      normal.selfadjointView<Eigen::Lower>().llt().solve(inputs.transpose() * sums);
  Weights weights;
  for (const double value : solution) {
    if (!(std::abs(value) < q)) return std::nullopt;
    weights.push_back(static_cast<std::int32_t>(std::lround(value)));
  }
  if (!explains(weights, samples)) return std::nullopt;
  return weights;
}

LwrSamples draw_small_samples(const LwrParameters& parameters, const Weights& weights,
                              std::int32_t input_max, std::size_t count, std::mt19937_64& random) {
  std::uniform_int_distribution<std::int32_t> small(-input_max, input_max);
  const auto q = static_cast<std::int32_t>(parameters.q);
  LwrSamples samples{parameters, {}, {}};
  samples.inputs.resize(count * weights.size());
  for (auto& value : samples.inputs) value = static_cast<std::uint32_t>((small(random) + q) % q);
  for (std::size_t i = 0; i < count; ++i) {
    const std::span all(samples.inputs);
    samples.outputs.push_back(
        neuron(parameters, all.subspan(i * weights.size(), weights.size()), weights));
  }
  return samples;
}

std::optional<std::vector<std::uint32_t>> solve(const Equations& equations, std::size_t n) {
  Elimination elimination(n, equations.q);
  for (std::size_t i = 0; i < equations.inputs.size() && !elimination.complete(); ++i) {
    std::vector<std::uint32_t> row = equations.inputs[i];
    row.push_back(equations.values[i]);
    elimination.add(std::move(row));
  }
  return elimination.solution();
}

LeakedRejections watch_rejections(const std::vector<std::uint32_t>& secret, std::uint32_t q,
                                  std::size_t count, std::mt19937_64& random) {
  const std::size_t n = secret.size();
  LeakedRejections leak{{q, {}, {}}, 0};
  std::uniform_int_distribution<std::uint32_t> residue(0, q - 1);
  std::vector<std::uint32_t> input(n);
  // reversed[n - 1 - k + i] = coefficient i of row k: a_(k-i), negated where the index wraps.
  std::vector<std::uint32_t> reversed(2 * n);
  while (leak.equations.values.size() < count) {
    for (auto& value : input) value = residue(random);
    leak.keystream_bytes += n;
    for (std::size_t i = 0; i < n; ++i) {
      reversed[n - 1 - i] = input[i];
      reversed[2 * n - 1 - i] = (q - input[i]) % q;
    }
    for (std::size_t k = 0; k < n && leak.equations.values.size() < count; ++k) {
      const std::uint32_t* const row = reversed.data() + (n - 1 - k);
      std::uint64_t sum = 0;  // below n 2^32
      for (std::size_t i = 0; i < n; ++i) sum += std::uint64_t{row[i]} * secret[i];
      if (sum % q != q - 1) continue;
      leak.equations.inputs.emplace_back(row, row + n);
      leak.equations.values.push_back(q - 1);
    }
  }
  return leak;
}

}  // namespace neurocrypt::lab
