// The neural distinguishers of Speck32/64 at 5, 6 and 7 rounds, beside the published accuracies.
// JSON lines on standard output.
//
// Source   A. Gohr, CRYPTO 2019, Sec. 4: input difference 0x0040/0000; real pairs against
//          ciphertexts of unrelated plaintexts; a key of its own for each pair, as published.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <string>

#include "lab/inference.h"
#include "lab/neural_distinguisher/training.h"
#include "lab/targets/speck32.h"

namespace neurocrypt::lab {
namespace {

struct Published {
  int rounds;
  double accuracy;  ///< [Gohr 2019], Table 2: 10^7 samples, 200 epochs
};
constexpr Published kPublished[] = {{5, 0.929}, {6, 0.788}, {7, 0.616}};

// Published: batches of 5,000, 200 epochs, rates from 2e-3. One epoch needs more steps, and longer;
// but where the signal is weak, noise carries the parameters away when the batches are too small.
constexpr std::size_t kBatch = 100;
constexpr std::size_t kBatchWeak = 500;  // from 7 rounds on
constexpr float kRateHigh = 4e-3F;
constexpr std::size_t kCycleEpochs = 10;
constexpr std::size_t kTestSamples = 1'000'000;

struct Options {
  std::uint64_t seed = 1;
  std::size_t samples = 10'000'000;  // as published
  std::size_t epochs = 1;
  std::size_t depth = 1;
  int rounds = 0;  ///< 0: 5, 6 and 7
};

constexpr std::size_t kExampleBytes = 8;

/// One example: both ciphertexts, under a key of their own.
void draw(int rounds, Random& random, std::uint8_t* row, std::uint8_t& label) {
  const std::uint64_t key = random.bits();
  const std::uint64_t texts = random.bits();
  const auto word = [](std::uint64_t bits, int i) {
    return static_cast<std::uint16_t>(bits >> 16 * i);
  };
  const Speck32 cipher({word(key, 0), word(key, 1), word(key, 2), word(key, 3)}, rounds);
  label = static_cast<std::uint8_t>(random.bits() >> 63);
  const Speck32Block a{word(texts, 0), word(texts, 1)};
  const Speck32Block b = label != 0 ? Speck32Block{static_cast<std::uint16_t>(a.x ^ 0x0040), a.y}
                                    : Speck32Block{word(texts, 2), word(texts, 3)};
  std::size_t at = 0;
  for (const Speck32Block block : {cipher.encrypt(a), cipher.encrypt(b)}) {
    for (const std::uint16_t half : {block.x, block.y}) {
      row[at++] = static_cast<std::uint8_t>(half);
      row[at++] = static_cast<std::uint8_t>(half >> 8);
    }
  }
}

void fill(int rounds, std::size_t count, Random& random, Examples& out) {
  out.rows.resize(count * kExampleBytes);
  out.labels.resize(count);
  for (std::size_t i = 0; i < count; ++i) {
    draw(rounds, random, &out.rows[i * kExampleBytes], out.labels[i]);
  }
}

double cpu_seconds() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

/// `published`: 0 where nothing is.
void measure(int rounds, double published, const Options& options) {
  const double start = cpu_seconds();
  Random random(options.seed, "weights and order");
  Distinguisher network({.words = 4, .word_bits = 16, .depth = options.depth}, random);

  Random data(options.seed, "training pairs");
  Examples examples{.example_bytes = kExampleBytes};
  fill(rounds, options.samples, data, examples);
  const std::size_t batch = rounds < 7 ? kBatch : kBatchWeak;
  const std::size_t epoch_steps = options.samples / batch;
  const Schedule schedule{.steps = epoch_steps * options.epochs,
                          .cycle_steps = epoch_steps * std::min(options.epochs, kCycleEpochs),
                          .rate_high = kRateHigh};
  // Neither the batches nor the progress fail.
  [[maybe_unused]] const Status status =
      train(network, schedule, shuffled(examples, batch, random), [](double) { return Status{}; });
  const double seconds = cpu_seconds() - start;

  Random fresh(options.seed, "test pairs");
  Judgement judgement;
  for (std::size_t done = 0; done < kTestSamples; done += kBatch) {
    fill(rounds, kBatch, fresh, examples);
    judgement += judge(network, examples);
  }
  const Figure accuracy = share("accuracy", judgement.right, judgement.examples);
  std::printf(
      "{\"target\":\"speck32/%d\",\"depth\":%zu,\"parameters\":%zu,\"seed\":%llu,"
      "\"samples\":%zu,\"epochs\":%zu,\"test_samples\":%.0f,\"accuracy\":%.4f,\"low\":%.4f,"
      "\"high\":%.4f,\"true_positives\":%.4f,\"true_negatives\":%.4f,\"cpu_seconds\":%.1f",
      rounds, options.depth, network.parameters(), static_cast<unsigned long long>(options.seed),
      options.samples, options.epochs, judgement.examples, accuracy.value, *accuracy.low,
      *accuracy.high, judgement.reals_right / judgement.reals,
      (judgement.right - judgement.reals_right) / (judgement.examples - judgement.reals), seconds);
  if (published > 0) {
    std::printf(",\"published\":%.3f,\"gap\":%.4f", published, published - accuracy.value);
  }
  std::puts("}");
  std::fflush(stdout);
}

struct Arguments {
  Options options{};
  bool usage = false;
};

Arguments parse(int count, char** arguments) {
  Arguments result;
  Options& options = result.options;
  for (int i = 1; i < count; i += 2) {
    const std::string name = arguments[i];
    const double value = i + 1 < count ? std::strtod(arguments[i + 1], nullptr) : 0;
    const auto number = static_cast<std::size_t>(std::max(0.0, value));
    if (number == 0) result.usage = true;
    if (name == "--seed") {
      options.seed = number;
    } else if (name == "--samples") {
      options.samples = std::max(number, kBatchWeak);
    } else if (name == "--epochs") {
      options.epochs = number;
    } else if (name == "--depth") {
      options.depth = number;
    } else if (name == "--rounds") {
      options.rounds = static_cast<int>(number);
      if (options.rounds > kSpeck32Rounds) result.usage = true;
    } else {
      result.usage = true;
    }
  }
  return result;
}

int run(const Options& options) {
  bool measured = false;
  for (const Published& row : kPublished) {
    if (options.rounds != 0 && options.rounds != row.rounds) continue;
    measure(row.rounds, row.accuracy, options);
    measured = true;
  }
  if (!measured) measure(options.rounds, 0, options);
  return 0;
}

}  // namespace
}  // namespace neurocrypt::lab

int main(int count, char** arguments) {
  const auto parsed = neurocrypt::lab::parse(count, arguments);
  if (parsed.usage) {
    std::fputs(
        "usage: measure-neural-distinguisher [--rounds N] [--samples N] [--epochs N] [--depth N]\n"
        "                                    [--seed N]\n"
        "Trains Gohr's network on pairs of Speck32/64 and judges it on 10^6 fresh ones. As "
        "published:\n"
        "--samples 10000000 --epochs 200, which takes days.\n",
        stderr);
    return 2;
  }
  return neurocrypt::lab::run(parsed.options);
}
