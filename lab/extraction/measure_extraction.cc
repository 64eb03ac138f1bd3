// Extraction of random networks, beside the published figures, and against coarser and coarser
// answers. JSON lines on standard output.
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <iterator>

#include "lab/extraction/extract.h"

namespace neurocrypt::lab {
namespace {

struct Published {
  const char* widths;
  double log2_queries, log2_error;  ///< [CJM20], Table 1
};
constexpr Published kPublished[] = {
    {"10-10-10-1", 16.0, -37.98}, {"10-20-20-1", 17.1, -38.7}, {"784-32-1", 19.2, -27.4}};

/// Answers rounded to multiples of 2^-bits; 0: not rounded.
void measure(const char* text, int bits, std::uint64_t seed, const Published* published) {
  const auto widths = parse_widths(text).value();
  Random random(seed, "network");
  const ReluNetwork network = random_network(widths, random);
  const RealFunction f = [&](const Eigen::VectorXd& x) {
    const double y = network.evaluate(x)(0);
    return bits == 0 ? y : std::ldexp(std::round(std::ldexp(y, bits)), -bits);
  };
  const auto start = std::chrono::steady_clock::now();
  const auto extraction = extract(f, widths, random, {.queries_max = 1 << 22});
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
  std::printf("{\"network\":\"%s\",\"seed\":%llu,\"output_bits_after_point\":%d,\"extracted\":%s,",
              text, static_cast<unsigned long long>(seed), bits,
              extraction.ok() ? "true" : "false");
  if (extraction.ok()) {
    double worst = 0;
    for (int i = 0; i < 100'000; ++i) {
      const Eigen::VectorXd x =
          Eigen::VectorXd::NullaryExpr(widths[0], [&] { return random.normal(); });
      worst =
          std::max(worst, std::abs(network.evaluate(x)(0) - extraction->network.evaluate(x)(0)));
    }
    std::printf("\"parameters\":%zu,\"log2_queries\":%.2f,\"log2_worst_error\":%.2f,",
                network.parameters(), std::log2(static_cast<double>(extraction->queries)),
                std::log2(worst));
  } else {
    std::printf("\"reason\":\"%s\",", extraction.error().message.c_str());
  }
  if (published != nullptr) {
    std::printf("\"published_log2_queries\":%.2f,\"published_log2_error\":%.2f,",
                published->log2_queries, published->log2_error);
  }
  std::printf("\"seconds\":%.2f}\n", seconds.count());
  std::fflush(stdout);
}

int run(int count, char** arguments) {
  const std::uint64_t seeds = count > 1 ? std::strtoull(arguments[1], nullptr, 10) : 5;
  for (const Published& row : kPublished) {
    for (std::uint64_t seed = 1; seed <= seeds; ++seed) measure(row.widths, 0, seed, &row);
  }
  for (const char* widths : {"10-10-1", "10-10-10-1"}) {
    for (const int bits : {48, 40, 32, 28, 24, 20, 16, 12, 8, 5}) measure(widths, bits, 1, nullptr);
  }
  return 0;
}

}  // namespace
}  // namespace neurocrypt::lab

int main(int count, char** arguments) { return neurocrypt::lab::run(count, arguments); }
