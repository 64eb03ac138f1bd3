#include "lab/abadi_andersen/training.h"

#include <algorithm>
#include <chrono>
#include <cmath>

#include "lab/ridge.h"

namespace neurocrypt::lab::adversarial {
namespace {

constexpr int kEveSteps = 2;

float draw_sign(std::uint64_t bits, int bit) { return (bits >> bit & 1) != 0 ? 1.0F : -1.0F; }

/// Fresh messages and keys for kLanes samples: inputs 0 to kBits - 1, and the rest.
void draw(Random& random, Activations& alice) {
  for (int lane = 0; lane < kLanes; ++lane) {
    const std::uint64_t bits = random.bits();
    for (int i = 0; i < kHidden; ++i) alice.input[i].values[lane] = draw_sign(bits, i);
  }
}

/// Sum over lanes and bits of |output - message| / 2.
double bits_wrong(const Activations& reader, const Activations& alice) {
  double sum = 0;
  for (int t = 0; t < kBits; ++t) {
    for (int lane = 0; lane < kLanes; ++lane) {
      sum += std::fabs(reader.output[t].values[lane] - alice.input[t].values[lane]);
    }
  }
  return sum / 2;
}

/// The derivative of `weight` times bits_wrong by the reader's outputs.
void by_bits_wrong(const Activations& reader, const Activations& alice, float weight,
                   Lanes (&by_output)[kBits]) {
  for (int t = 0; t < kBits; ++t) {
    for (int lane = 0; lane < kLanes; ++lane) {
      const float error = reader.output[t].values[lane] - alice.input[t].values[lane];
      by_output[t].values[lane] = error > 0 ? weight / 2 : -weight / 2;
    }
  }
}

/// One network with its optimiser.
struct Learner {
  int inputs;
  Parameters<float> weights{};
  Parameters<Lanes> gradient{};
  Adam adam{};

  /// Uniform weights with the variance of Glorot and Bengio (2010), no biases.
  Learner(int input_count, Random& random) : inputs(input_count) {
    const auto fill = [&random](float* first, int count, int fan_in, int fan_out) {
      const double bound = std::sqrt(6.0 / (fan_in + fan_out));
      for (int i = 0; i < count; ++i) {
        first[i] = static_cast<float>(bound * (2 * random.uniform() - 1));
      }
    };
    fill(weights.dense[0], inputs * kHidden, inputs, kHidden);
    fill(weights.conv1[0], 8, 4, 8);
    fill(weights.conv2[0][0], 16, 4, 8);
    fill(weights.conv3[0], 16, 4, 4);
    fill(weights.conv4, 4, 4, 1);
  }
  void step() { adam.step(weights, gradient); }
};

/// kLanes samples on their way through the three networks.
struct Exchange {
  Activations alice, bob, eve;
};

class Game {
 public:
  explicit Game(const Options& options)
      : initial_(options.seed, "abadi-andersen weights"),
        random_(options.seed, "abadi-andersen messages"),
        alice_(kHidden, initial_),
        bob_(kHidden, initial_),
        eve_(kBits, initial_),
        exchanges_(static_cast<std::size_t>(options.batch / kLanes)) {}

  void step() {
    step_alice_and_bob();
    for (int i = 0; i < kEveSteps; ++i) step_eve();
  }

  Checkpoint measure(int step, int blocks) {
    Checkpoint point{step, 0, 0};
    Exchange exchange;
    for (int done = 0; done < blocks; done += kLanes) {
      send(exchange);
      receive(exchange);
      listen(exchange);
      point.bob_bits_wrong += bits_wrong(exchange.bob, exchange.alice);
      point.eve_bits_wrong += bits_wrong(exchange.eve, exchange.alice);
    }
    point.bob_bits_wrong /= blocks;
    point.eve_bits_wrong /= blocks;
    return point;
  }

  void store(Outcome& outcome) const {
    outcome.alice = alice_.weights;
    outcome.bob = bob_.weights;
    outcome.eve = eve_.weights;
  }

 private:
  void send(Exchange& exchange) {
    draw(random_, exchange.alice);
    forward(alice_.weights, alice_.inputs, exchange.alice);
  }
  void receive(Exchange& exchange) const {
    for (int i = 0; i < kBits; ++i) {
      exchange.bob.input[i] = exchange.alice.output[i];
      exchange.bob.input[kBits + i] = exchange.alice.input[kBits + i];  // the key
    }
    forward(bob_.weights, bob_.inputs, exchange.bob);
  }
  void listen(Exchange& exchange) const {
    for (int i = 0; i < kBits; ++i) exchange.eve.input[i] = exchange.alice.output[i];
    forward(eve_.weights, eve_.inputs, exchange.eve);
  }
  [[nodiscard]] float samples() const { return static_cast<float>(exchanges_.size() * kLanes); }

  /// Minimises B / N + ((N / 2 - E) / (N / 2))^2, where B and E are the mean bits that Bob and Eve
  /// get wrong.
  void step_alice_and_bob() {
    double eve_wrong = 0;
    for (Exchange& exchange : exchanges_) {
      send(exchange);
      receive(exchange);
      listen(exchange);
      eve_wrong += bits_wrong(exchange.eve, exchange.alice);
    }
    constexpr float kChance = kBits / 2.0F;
    const float short_of_chance = (kChance - static_cast<float>(eve_wrong) / samples()) / kChance;
    const float eve_weight = -2 * short_of_chance / kChance / samples();
    const float bob_weight = 1 / static_cast<float>(kBits) / samples();
    Lanes by_output[kBits];
    Lanes by_bob[kHidden];
    Lanes by_eve[kBits];
    for (const Exchange& exchange : exchanges_) {
      by_bits_wrong(exchange.bob, exchange.alice, bob_weight, by_output);
      backward(bob_.weights, bob_.inputs, exchange.bob, by_output, &bob_.gradient, by_bob);
      by_bits_wrong(exchange.eve, exchange.alice, eve_weight, by_output);
      backward(eve_.weights, eve_.inputs, exchange.eve, by_output, nullptr, by_eve);
      for (int i = 0; i < kBits; ++i) {
        for (int lane = 0; lane < kLanes; ++lane) {
          by_output[i].values[lane] = by_bob[i].values[lane] + by_eve[i].values[lane];
        }
      }
      backward(alice_.weights, alice_.inputs, exchange.alice, by_output, &alice_.gradient, nullptr);
    }
    bob_.step();
    alice_.step();
  }

  void step_eve() {
    Lanes by_output[kBits];
    for (Exchange& exchange : exchanges_) {
      send(exchange);
      listen(exchange);
      by_bits_wrong(exchange.eve, exchange.alice, 1 / samples(), by_output);
      backward(eve_.weights, eve_.inputs, exchange.eve, by_output, &eve_.gradient, nullptr);
    }
    eve_.step();
  }

  Random initial_, random_;
  Learner alice_, bob_, eve_;
  std::vector<Exchange> exchanges_;
};

Table table_of(std::span<const Bits> rows) {
  Table table(kBits);
  for (const Bits& row : rows) table.values.insert(table.values.end(), row.begin(), row.end());
  return table;
}

}  // namespace

Outcome train(const Options& options, const std::function<bool(const Checkpoint&)>& progress) {
  const auto start = std::chrono::steady_clock::now();
  Outcome outcome;
  Game game(options);
  for (int step = 1; step <= options.steps_max && !outcome.success; ++step) {
    game.step();
    if (step % options.checkpoint != 0) continue;
    const Checkpoint point = game.measure(step, options.checkpoint_blocks);
    outcome.checkpoints.push_back(point);
    outcome.success =
        point.bob_bits_wrong <= kBobBitsWrongMax && point.eve_bits_wrong >= kEveBitsWrongMin;
    if (progress && !progress(point)) break;
  }
  game.store(outcome);
  outcome.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  return outcome;
}

std::vector<Bits> evaluate(const Parameters<float>& network, const Bits& key,
                           std::span<const Bits> rows) {
  std::vector<Bits> out(rows.size());
  Activations pass;
  for (std::size_t first = 0; first < rows.size(); first += kLanes) {
    const std::size_t count = std::min<std::size_t>(kLanes, rows.size() - first);
    for (std::size_t i = 0; i < kBits; ++i) {
      for (std::size_t lane = 0; lane < kLanes; ++lane) {
        pass.input[i].values[lane] = lane < count ? rows[first + lane][i] : 0;
        pass.input[kBits + i].values[lane] = key[i];
      }
    }
    forward(network, kHidden, pass);
    for (std::size_t lane = 0; lane < count; ++lane) {
      for (std::size_t i = 0; i < kBits; ++i) out[first + lane][i] = pass.output[i].values[lane];
    }
  }
  return out;
}

Bits draw_bits(Random& random) {
  const std::uint64_t bits = random.bits();
  Bits out;
  for (int i = 0; i < kBits; ++i) out[static_cast<std::size_t>(i)] = draw_sign(bits, i);
  return out;
}

double break_reused_key(const Parameters<float>& alice, std::size_t pairs, int keys,
                        Random& random) {
  constexpr std::size_t kFresh = 2048;
  constexpr double kPenalty = 1e-6;
  std::size_t right = 0;
  for (int n = 0; n < keys; ++n) {
    const Bits key = draw_bits(random);
    std::vector<Bits> messages(pairs + kFresh);
    for (Bits& message : messages) message = draw_bits(random);
    const std::vector<Bits> codes = evaluate(alice, key, messages);
    const auto model = RidgeRegression::learn(table_of(std::span(codes).first(pairs)),
                                              table_of(std::span(messages).first(pairs)), kPenalty);
    const Table fresh = table_of(std::span(codes).subspan(pairs));
    std::array<double, kBits> guess;
    for (std::size_t i = 0; i < kFresh; ++i) {
      model.predict(fresh.row(i), guess.data());
      for (std::size_t bit = 0; bit < kBits; ++bit) {
        right += guess[bit] * messages[pairs + i][bit] > 0 ? 1U : 0U;
      }
    }
  }
  return static_cast<double>(right) / (static_cast<double>(kFresh * kBits) * keys);
}

}  // namespace neurocrypt::lab::adversarial
