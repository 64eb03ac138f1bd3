#include "lab/lattice/arora_ge.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <map>

#include "lab/lattice/modular.h"

namespace neurocrypt::lab {
namespace {

/// The monomials of degree 0 to `degree` in n unknowns, numbered so that the unknowns themselves
/// come first and the constant last.
class Monomials {
 public:
  static constexpr std::size_t kNone = ~std::size_t{0};

  Monomials(std::size_t n, std::size_t degree) : n_(n) {
    std::vector<std::vector<std::size_t>> layer;  // of one degree, unknowns in rising order
    for (std::size_t i = 0; i < n; ++i) layer.push_back({i});
    std::map<std::vector<std::size_t>, std::size_t> index;
    std::vector<std::vector<std::size_t>> all;
    for (std::size_t d = 1; d <= degree; ++d) {
      std::vector<std::vector<std::size_t>> next;
      for (const auto& monomial : layer) {
        index.emplace(monomial, all.size());
        all.push_back(monomial);
        for (std::size_t i = monomial.back(); i < n; ++i) {
          next.push_back(monomial);
          next.back().push_back(i);
        }
      }
      layer = std::move(next);
    }
    constant_ = all.size();
    times_.assign((constant_ + 1) * n, kNone);
    for (std::size_t m = 0; m < constant_; ++m) {
      if (all[m].size() == degree) continue;
      for (std::size_t i = 0; i < n; ++i) {
        auto product = all[m];
        product.insert(std::upper_bound(product.begin(), product.end(), i), i);
        times_[m * n + i] = index.at(product);
      }
    }
    for (std::size_t i = 0; i < n; ++i) times_[constant_ * n + i] = i;
  }

  [[nodiscard]] std::size_t constant() const { return constant_; }  ///< and number of the others
  /// The monomial times unknown i; kNone past the degree.
  [[nodiscard]] std::size_t times(std::size_t monomial, std::size_t i) const {
    return times_[monomial * n_ + i];
  }

 private:
  std::size_t n_, constant_;
  std::vector<std::size_t> times_;
};

}  // namespace

double arora_ge_monomials(int n, std::uint32_t width) {
  const double d = width;
  return std::exp(std::lgamma(n + d + 1) - std::lgamma(d + 1) - std::lgamma(n + 1.0)) - 1;
}

AroraGeResult arora_ge(const LwrSamples& samples) {
  const LwrParameters& parameters = samples.parameters;
  const std::uint64_t q = parameters.q;
  const auto n = static_cast<std::size_t>(parameters.n);
  assert(parameters.width <= 8);
  const Monomials monomials(n, parameters.width);
  const std::size_t constant = monomials.constant();
  AroraGeResult result{std::nullopt, constant, 0};
  Elimination elimination(constant, parameters.q);
  while (!elimination.complete() && result.samples < samples.size()) {
    const auto input = samples.input(result.samples);
    const std::uint64_t low = std::uint64_t{samples.outputs[result.samples]} * parameters.width;
    ++result.samples;
    std::vector<std::uint32_t> polynomial(constant + 1);
    polynomial[constant] = 1;
    for (std::uint32_t error = 0; error < parameters.width; ++error) {
      const std::uint64_t shift = (q - (low + error) % q) % q;
      std::vector<std::uint32_t> product(constant + 1);
      for (std::size_t m = 0; m <= constant; ++m) {
        const std::uint64_t coefficient = polynomial[m];
        if (coefficient == 0) continue;
        product[m] = static_cast<std::uint32_t>((product[m] + coefficient * shift) % q);
        for (std::size_t i = 0; i < n; ++i) {
          std::uint32_t& target = product[monomials.times(m, i)];
          target = static_cast<std::uint32_t>((target + coefficient * input[i]) % q);
        }
      }
      polynomial = std::move(product);
    }
    polynomial[constant] = static_cast<std::uint32_t>((q - polynomial[constant]) % q);
    elimination.add(std::move(polynomial));
  }
  const auto solution = elimination.solution();
  if (!solution) return result;
  Weights weights;
  for (std::size_t i = 0; i < n; ++i) {
    const std::uint32_t value = (*solution)[i];
    weights.push_back(static_cast<std::int32_t>(value) -
                      (value > q / 2 ? static_cast<std::int32_t>(q) : 0));
  }
  if (explains(weights, samples)) result.weights = std::move(weights);
  return result;
}

}  // namespace neurocrypt::lab
