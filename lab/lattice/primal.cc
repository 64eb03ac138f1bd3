#include "lab/lattice/primal.h"

#include <fplll.h>

#include <algorithm>
#include <cassert>
#include <cmath>
#include <ctime>
#include <stdexcept>

#include "lab/lattice/estimator.h"

namespace neurocrypt::lab {
namespace {

using Integer = fplll::Z_NR<long>;
using Basis = fplll::ZZ_mat<long>;
using BigBasis = fplll::ZZ_mat<mpz_t>;  // the only one that fplll's choice of precision works with

constexpr int kBlockSizeMax = 80;  // of the strategies
constexpr int kFirstBlockSize = 10;
constexpr int kBlockSizeStep = 2;

/// The lattice, and how to read weights out of it.
class Embedding {
 public:
  Embedding(const LwrSamples& samples, std::size_t used)
      : samples_(samples), n_(static_cast<int>(samples.parameters.n)), m_(static_cast<int>(used)) {
    const LwrParameters& parameters = samples.parameters;
    rows_.gen_zero(dimension(), dimension());  // fplll leaves entries unset
    const double error = uniform_sigma(std::max<double>(parameters.width, 2));
    scale_ = std::max(1L, std::lround(error / weight_sigma(parameters)));
    mark_ = std::max(1L, std::lround(error));
    for (int i = 0; i < m_; ++i) {
      rows_(i, i) = static_cast<long>(parameters.q);
      const auto input = samples.input(static_cast<std::size_t>(i));
      for (int j = 0; j < n_; ++j) {
        rows_(m_ + j, i) = static_cast<long>(input[static_cast<std::size_t>(j)]);
      }
      const std::uint32_t middle =
          samples.outputs[static_cast<std::size_t>(i)] * parameters.width + parameters.width / 2;
      rows_(m_ + n_, i) = static_cast<long>(middle % parameters.q);
    }
    for (int j = 0; j < n_; ++j) rows_(m_ + j, m_ + j) = scale_;
    rows_(m_ + n_, m_ + n_) = mark_;
  }

  [[nodiscard]] int dimension() const { return n_ + m_ + 1; }
  Basis& rows() { return rows_; }

  /// The weights, when one of the first rows is the vector that holds them.
  [[nodiscard]] std::optional<Weights> read() const {
    constexpr int kRows = 4;
    for (int row = 0; row < std::min(kRows, dimension()); ++row) {
      const long mark = rows_(row, m_ + n_).get_si();
      if (std::abs(mark) != mark_) continue;
      Weights weights;
      for (int j = 0; j < n_; ++j) {
        const long value = rows_(row, m_ + j).get_si();
        if (value % scale_ != 0) break;
        weights.push_back(static_cast<std::int32_t>((mark > 0 ? -value : value) / scale_));
      }
      if (static_cast<int>(weights.size()) == n_ && explains(weights, samples_)) return weights;
    }
    return std::nullopt;
  }

 private:
  const LwrSamples& samples_;
  int n_, m_;
  long scale_ = 1, mark_ = 1;
  Basis rows_;
};

/// fplll's pruning and preprocessing strategies, measured by its authors; read once.
std::vector<fplll::Strategy>& strategies() {
  static std::vector<fplll::Strategy> loaded =
      fplll::load_strategies_json(fplll::strategy_full_path(fplll::default_strategy()));
  return loaded;
}

/// LLL with whatever precision it takes.
void reduce_lll(Basis& rows) {
  BigBasis big(rows.get_rows(), rows.get_cols());
  for (int i = 0; i < rows.get_rows(); ++i) {
    for (int j = 0; j < rows.get_cols(); ++j) big(i, j) = rows(i, j).get_si();
  }
  fplll::lll_reduction(big);
  for (int i = 0; i < rows.get_rows(); ++i) {
    for (int j = 0; j < rows.get_cols(); ++j) rows(i, j) = big(i, j).get_si();
  }
}

/// Seconds of this thread.
double cpu_seconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

/// Progressive BKZ on a basis that is reduced by LLL.
template <class Float>
void reduce_bkz(Embedding& embedding, const PrimalBudget& budget, double deadline,
                PrimalResult& result) {
  Basis none;  // fplll can keep the transformation; it is of no use here
  fplll::MatGSO<Integer, Float> gso(embedding.rows(), none, none, fplll::GSO_ROW_EXPO);
  fplll::LLLReduction<Integer, Float> lll(gso, fplll::LLL_DEF_DELTA, fplll::LLL_DEF_ETA,
                                          fplll::LLL_DEFAULT);
  const int block_size_max =
      std::min({budget.block_size_max, kBlockSizeMax, embedding.dimension()});
  for (int beta = std::max(kFirstBlockSize, result.block_size + kBlockSizeStep);
       beta <= block_size_max && !result.weights; beta += kBlockSizeStep) {
    const double left = deadline - cpu_seconds();
    if (left <= 0 || (budget.cancelled && budget.cancelled())) return;
    fplll::BKZParam parameters(beta, strategies(), fplll::LLL_DEF_DELTA,
                               fplll::BKZ_MAX_LOOPS | fplll::BKZ_MAX_TIME | fplll::BKZ_GH_BND, 1,
                               left);
    fplll::BKZReduction<Integer, Float> bkz(gso, lll, parameters);
    bkz.bkz();
    result.block_size = beta;
    ++result.tours;
    result.weights = embedding.read();
  }
}

}  // namespace

std::size_t primal_samples(const LwrParameters& parameters) {
  // The dimension at which block size 40 would do: where smaller ones do, reduction in the smaller
  // lattice costs less than what the smaller block size saves.
  const LweParameters lwe{parameters.n, std::log2(parameters.q), weight_sigma(parameters),
                          uniform_sigma(std::max<double>(parameters.width, 2)), 4 * parameters.n};
  const LatticeCost cost = primal_usvp(lwe, 40);
  return static_cast<std::size_t>(std::max(cost.dimension - parameters.n - 1, parameters.n / 2));
}

PrimalResult primal_attack(const LwrSamples& samples, const PrimalBudget& budget) {
  assert(samples.size() >= primal_samples(samples.parameters));
  Embedding embedding(samples, primal_samples(samples.parameters));
  PrimalResult result{std::nullopt, embedding.dimension(), 2, 0, 0};
  const double start = cpu_seconds();
  const double deadline = start + budget.seconds_max;
  reduce_lll(embedding.rows());
  result.weights = embedding.read();
  // fplll's size reduction throws when a precision is not enough for a basis, which is then still
  // one of the same lattice.
  try {
    reduce_bkz<fplll::FP_NR<double>>(embedding, budget, deadline, result);
  } catch (const std::runtime_error&) {
    try {
      reduce_bkz<fplll::FP_NR<long double>>(embedding, budget, deadline, result);
    } catch (const std::runtime_error&) {  // a failed attack
    }
  }
  result.seconds = cpu_seconds() - start;
  return result;
}

}  // namespace neurocrypt::lab
