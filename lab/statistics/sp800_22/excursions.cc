// Cycles of the random walk: 2.14 and 2.15.
#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "lab/statistics/sp800_22/chi_square.h"
#include "lab/statistics/sp800_22/tests.h"

namespace neurocrypt::lab::sp800_22 {
namespace {

/// Calls visit(sum) after each bit and end_cycle() after each return to zero and at the end.
template <typename Visit, typename EndCycle>
void walk(Bits bits, Visit visit, EndCycle end_cycle) {
  long sum = 0;
  for (const std::uint8_t bit : bits) {
    sum += bit != 0 ? 1 : -1;
    if (sum == 0) {
      end_cycle();
    } else {
      visit(sum);
    }
  }
  if (sum != 0) end_cycle();
}

/// The probability that a cycle visits state x exactly k times (k = 5: five or more): section 3.14.
double probability_of_visits(long x, int k) {
  const double stay = 1 - 1 / (2 * static_cast<double>(std::abs(x)));
  const double enter = 1 / (2 * static_cast<double>(std::abs(x)));
  if (k == 0) return stay;
  if (k == 5) return enter * std::pow(stay, 4);
  return enter * enter * std::pow(stay, k - 1);
}

}  // namespace

std::size_t excursion_cycles(Bits bits) {
  std::size_t cycles = 0;
  walk(
      bits, [](long) {}, [&] { ++cycles; });
  return cycles;
}

std::array<double, 8> random_excursions(Bits bits) {
  constexpr long kStates[8] = {-4, -3, -2, -1, 1, 2, 3, 4};
  std::array<std::array<double, 6>, 8> cycles{};  // by state and number of visits
  std::array<std::size_t, 8> visits{};            // in this cycle
  walk(
      bits,
      [&](long sum) {
        if (std::abs(sum) <= 4) ++visits[sum < 0 ? sum + 4 : sum + 3];
      },
      [&] {
        for (std::size_t s = 0; s < 8; ++s) cycles[s][std::min<std::size_t>(visits[s], 5)] += 1;
        visits = {};
      });
  std::array<double, 8> result{};
  for (std::size_t s = 0; s < 8; ++s) {
    double expected[6];
    for (int k = 0; k < 6; ++k) expected[k] = probability_of_visits(kStates[s], k);
    result[s] = chi_square_p_value(cycles[s], expected);
  }
  return result;
}

std::array<double, 18> random_excursions_variant(Bits bits) {
  std::array<double, 19> visits{};  // by state + 9
  double cycles = 0;
  walk(
      bits,
      [&](long sum) {
        if (std::abs(sum) <= 9) visits[sum + 9] += 1;
      },
      [&] { cycles += 1; });
  std::array<double, 18> result{};
  for (long x = -9, at = 0; x <= 9; ++x) {
    if (x == 0) continue;
    const double spread = 2 * cycles * (4 * static_cast<double>(std::abs(x)) - 2);
    result[at++] = std::erfc(std::abs(visits[x + 9] - cycles) / std::sqrt(spread));
  }
  return result;
}

}  // namespace neurocrypt::lab::sp800_22
