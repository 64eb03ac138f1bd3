// Costs of the lattice sets by estimate, and times of attacks on toys by measurement. JSON lines on
// standard output.
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <ctime>

#include "ciphers/lattice/params.h"
#include "lab/lattice/arora_ge.h"
#include "lab/lattice/bkw.h"
#include "lab/lattice/breaks.h"
#include "lab/lattice/estimator.h"
#include "lab/lattice/primal.h"

namespace neurocrypt::lab {
namespace {

double cpu_seconds() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

void print_estimate(const char* name, const LweParameters& lwe, double published) {
  const LatticeCost primal = primal_usvp(lwe);
  const LatticeCost by_dual = dual(lwe);
  std::printf(
      "{\"estimate\":\"%s\",\"block_size\":%d,\"dimension\":%d,\"primal_classical\":%.1f,"
      "\"primal_quantum\":%.1f,\"dual_classical\":%.1f,\"dual_quantum\":%.1f",
      name, primal.block_size, primal.dimension, primal.classical_bits, primal.quantum_bits,
      by_dual.classical_bits, by_dual.quantum_bits);
  if (published > 0) std::printf(",\"published\":%.1f", published);
  std::printf("}\n");
}

void estimates() {
  for (const PublishedScheme& scheme : published_schemes()) {
    print_estimate(std::string(scheme.name).c_str(), scheme.lwe, scheme.primal_bits);
  }
  const char* names[] = {"lattice-r2", "lattice-r1", "dense-336", "dense-592"};
  const double sigmas[] = {std::sqrt(0.5), std::sqrt(2.0 / 3), uniform_sigma(256),
                           uniform_sigma(256)};
  for (std::size_t i = 0; i < lattice::kParameters.size(); ++i) {
    const lattice::Parameters& set = lattice::kParameters[i];
    print_estimate(names[i], rounding(set.n, set.log_q, set.log_p, sigmas[i], 1 << 20),
                   set.core_svp_bits);
  }
}

void reduce(const char* kind, const LwrParameters& shape, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  const Weights weights = draw_weights(shape, random);
  const LwrSamples samples = draw_samples(shape, weights, primal_samples(shape) + 16, random);
  const PrimalResult result = primal_attack(samples, {.block_size_max = 70, .seconds_max = 600});
  std::printf(
      "{\"attack\":\"reduction\",\"weights\":\"%s\",\"n\":%d,\"seed\":%llu,\"dimension\":%d,"
      "\"block_size\":%d,\"core_svp_bits_at_block_size\":%.1f,\"recovered\":%s,"
      "\"cpu_seconds\":%.2f}\n",
      kind, shape.n, static_cast<unsigned long long>(seed), result.dimension, result.block_size,
      0.292 * result.block_size, result.weights == weights ? "true" : "false", result.seconds);
  std::fflush(stdout);
}

void measure_arora_ge(int n, std::uint32_t width) {
  const LwrParameters shape{
      .n = n, .q = 30011, .width = width, .weight_min = -15005, .weight_max = 15005};
  std::mt19937_64 random(1);
  const Weights weights = draw_weights(shape, random);
  const auto count = static_cast<std::size_t>(std::lround(arora_ge_monomials(n, width))) + 20;
  const LwrSamples samples = draw_samples(shape, weights, count, random);
  const double start = cpu_seconds();
  const AroraGeResult result = arora_ge(samples);
  std::printf(
      "{\"attack\":\"arora-ge\",\"n\":%d,\"width\":%u,\"monomials\":%zu,\"recovered\":%s,"
      "\"cpu_seconds\":%.2f}\n",
      n, width, result.monomials, result.weights == weights ? "true" : "false",
      cpu_seconds() - start);
  std::fflush(stdout);
}

void measure_bkw(int n, const BkwPlan& plan) {
  const LwrParameters shape{.n = n, .q = 64, .width = 8, .weight_min = -32, .weight_max = 31};
  std::mt19937_64 random(1);
  const Weights weights = draw_weights(shape, random);
  const double start = cpu_seconds();
  const BkwResult result =
      bkw(shape, plan, [&](std::span<std::uint32_t> input) -> std::optional<std::uint32_t> {
        for (auto& value : input) value = static_cast<std::uint32_t>(random() % shape.q);
        return neuron(shape, input, weights);
      });
  const bool right =
      result.tail && std::equal(result.tail->rbegin(), result.tail->rend(), weights.rbegin());
  std::printf(
      "{\"attack\":\"bkw\",\"n\":%d,\"q\":64,\"width\":8,\"block\":%d,\"levels\":%d,"
      "\"log2_samples\":%.1f,\"recovered\":%s,\"cpu_seconds\":%.2f}\n",
      n, plan.block, plan.levels, std::log2(static_cast<double>(result.samples)),
      right ? "true" : "false", cpu_seconds() - start);
  std::fflush(stdout);
}

void breaks() {
  std::mt19937_64 random(1);
  for (const int n : {336, 592, 1024}) {
    const LwrParameters shape{.n = n, .q = 1 << 16, .width = 1};
    const Weights weights = draw_weights(shape, random);
    const LwrSamples samples =
        draw_samples(shape, weights, static_cast<std::size_t>(n) + 16, random);
    const double start = cpu_seconds();
    const bool right = solve_without_rounding(samples) == weights;
    std::printf(
        "{\"attack\":\"no "
        "rounding\",\"n\":%d,\"samples\":%zu,\"recovered\":%s,\"cpu_seconds\":%.2f}\n",
        n, samples.size(), right ? "true" : "false", cpu_seconds() - start);
  }
  const LwrParameters shape{
      .n = 1024, .q = 1 << 20, .width = 16, .weight_min = -1, .weight_max = 1};
  const Weights weights = draw_weights(shape, random);
  const LwrSamples samples = draw_small_samples(shape, weights, 8, 2048, random);
  double start = cpu_seconds();
  const bool right = regress_without_wrap(samples) == weights;
  std::printf(
      "{\"attack\":\"no "
      "wrap\",\"n\":1024,\"samples\":2048,\"recovered\":%s,\"cpu_seconds\":%.2f}\n",
      right ? "true" : "false", cpu_seconds() - start);
  constexpr std::uint32_t kPrime = 12289;
  std::vector<std::uint32_t> secret(512);
  for (auto& value : secret) value = static_cast<std::uint32_t>(random() % kPrime);
  const LeakedRejections leak = watch_rejections(secret, kPrime, 520, random);
  start = cpu_seconds();
  const bool solved = solve(leak.equations, 512) == secret;
  std::printf(
      "{\"attack\":\"leaked rejections\",\"n\":512,\"q\":12289,\"keystream_megabytes\":%.1f,"
      "\"recovered\":%s,\"cpu_seconds\":%.2f}\n",
      static_cast<double>(leak.keystream_bytes) / 1e6, solved ? "true" : "false",
      cpu_seconds() - start);
  std::fflush(stdout);
}

int run(int count, char** arguments) {
  const int n_max = count > 1 ? std::atoi(arguments[1]) : 56;
  estimates();
  breaks();
  for (const auto& [n, width] : {std::pair{20, 2U}, {40, 2U}, {18, 3U}, {12, 4U}}) {
    measure_arora_ge(n, width);
  }
  measure_bkw(12, {.block = 3, .levels = 3});
  measure_bkw(16, {.block = 3, .levels = 4});
  for (int n = 16; n <= n_max; n += 8) {
    reduce("int8, q 2^16, p 2^8", {.n = n, .q = 1 << 16, .width = 1 << 8}, 1);
  }
  for (int n = 64; n <= 2 * n_max + 16; n += 32) {
    reduce("ternary, q 2^20, p 2^16",
           {.n = n, .q = 1 << 20, .width = 16, .weight_min = -1, .weight_max = 1}, 1);
  }
  return 0;
}

}  // namespace
}  // namespace neurocrypt::lab

int main(int count, char** arguments) { return neurocrypt::lab::run(count, arguments); }
