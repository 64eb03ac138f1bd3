#include "lab/quantum/attacks.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <numbers>

#include "lab/inference.h"
#include "lab/key_check.h"
#include "lab/quantum/algorithms.h"
#include "lab/report/number.h"
#include "lab/structure/small_feistel.h"

namespace neurocrypt::lab {
namespace {

std::string words(std::uint64_t count) { return readable(static_cast<double>(count)); }

// --- three rounds of coupling ---

/// Every block (x, a_b) for two constants a_0 and a_1, b above x, and its code.
struct TwoColumns {
  HalfGroup group;
  std::uint32_t constants[2];
  ByteString codes;

  [[nodiscard]] std::uint32_t count() const { return 2 * group.size(); }
  [[nodiscard]] std::size_t bytes() const { return static_cast<std::size_t>(group.bits / 4); }
};

/// The tables cost 2^(n + 1) queries or twice as many here; a quantum attacker asks the cipher
/// itself in superposition, once or twice for each run of the circuit.
Result<TwoColumns> ask_two_columns(Oracle& oracle, Combine combine, Random& random) {
  const HalfGroup group{static_cast<int>(4 * oracle.shape().block_bytes), combine};
  const auto a_0 = static_cast<std::uint32_t>(random.below(group.size()));
  const std::uint32_t other = 1 + static_cast<std::uint32_t>(random.below(group.size() - 1));
  TwoColumns columns{group, {a_0, (a_0 + other) % group.size()}, {}};
  ByteString blocks(columns.count() * columns.bytes());
  for (std::uint32_t i = 0; i < columns.count(); ++i) {
    write_halves({i % group.size(), columns.constants[i / group.size()]}, group.bits,
                 &blocks[i * columns.bytes()]);
  }
  columns.codes.resize(blocks.size());
  NC_RETURN_IF_ERROR(oracle.encrypt(blocks, columns.codes));
  return columns;
}

/// The right half less a_b. With x_0 = x and x_1 = a_b, three rounds show
/// x_3 = a_b + F_1(x + F_0(a_b)): f takes the same values for both b, at x that differ by
/// F_0(a_0) - F_0(a_1).
TruthTable third_word(const TwoColumns& columns) {
  const HalfGroup& group = columns.group;
  TruthTable f{group.bits + 1, group.bits, {}};
  for (std::uint32_t i = 0; i < columns.count(); ++i) {
    f.words.push_back(
        group.subtract(read_halves(&columns.codes[i * columns.bytes()], group.bits).right,
                       columns.constants[i / group.size()]));
  }
  return f;
}

/// The right half of what the code decrypts to after a_0 xor a_1 is added to its right half, less
/// the other constant. After four rounds with exclusive or, with y = x + F_0(a_b), that is F_1(y) +
/// F_1(y + F_2(a_0 + F_1(y)) + F_2(a_1 + F_1(y))): again one function of y for both b. With
/// addition the two F_2 have different signs, and it is not.
Result<TruthTable> word_on_the_way_back(Oracle& oracle, const TwoColumns& columns) {
  const HalfGroup& group = columns.group;
  const auto [a_0, a_1] = columns.constants;
  ByteString codes = columns.codes, blocks(codes.size());
  for (std::size_t at = 0; at < codes.size(); at += columns.bytes()) {
    Halves code = read_halves(&codes[at], group.bits);
    code.right ^= a_0 ^ a_1;
    write_halves(code, group.bits, &codes[at]);
  }
  NC_RETURN_IF_ERROR(oracle.decrypt(codes, blocks));
  TruthTable f{group.bits + 1, group.bits, {}};
  for (std::uint32_t i = 0; i < columns.count(); ++i) {
    f.words.push_back(read_halves(&blocks[i * columns.bytes()], group.bits).right ^
                      columns.constants[1 - i / group.size()]);
  }
  return f;
}

bool too_long(const Oracle& oracle) { return oracle.shape().block_bytes > 2; }

Evidence refuse(const std::string& reason) {
  Evidence evidence;
  evidence.effect = {.name = "none"};
  evidence.summary = reason;
  return evidence;
}
Evidence refuse_length(const Oracle& oracle) {
  const std::size_t bits = 8 * oracle.shape().block_bytes;
  return refuse("The circuit for blocks of " + std::to_string(bits) + " bits has " +
                std::to_string(bits + 1) + " qubits; the simulator holds " +
                std::to_string(kQubitsMax) + ".");
}

/// Evidence of a relation f(x) = f(partner(x)) for the 2^n pairs of inputs; 2^(n + 1) were
/// possible.
template <typename Partner>
Evidence judge(const TruthTable& f, Partner partner) {
  double equal = 0;
  double pairs = 0;
  for (std::uint32_t x = 0; x < f.words.size(); ++x) {
    if (partner(x) < x) continue;
    equal += f.words[x] == f.words[partner(x)] ? 1 : 0;
    ++pairs;
  }
  Evidence evidence;
  evidence.effect = share("pairs of inputs for which the relation found holds", equal, pairs);
  evidence.reference = std::exp2(-f.outputs);
  evidence.log10_p = log10_share_p(equal, pairs, evidence.reference, std::exp2(f.inputs));
  const bool broken = *evidence.log10_p < kLog10Threshold && evidence.effect.value > 0.5;
  evidence.verdict = broken ? Verdict::kBreakFound : Verdict::kNoEvidence;
  return evidence;
}

std::vector<Figure> circuit_figures(const TruthTable& f, std::size_t runs) {
  return {{.name = "evaluations in superposition", .value = static_cast<double>(runs)},
          {.name = "qubits", .value = static_cast<double>(f.inputs + f.outputs)}};
}

/// Looks for a period of f, which `rounds` rounds have.
Result<Evidence> find_period(const TruthTable& f, const std::string& rounds, const Trial& trial,
                             Random& random) {
  constexpr std::size_t kBasisMax = 6;
  const auto runs = static_cast<std::size_t>(4 * f.inputs);
  Curve curve{.name = "dimension of the space where periods are",
              .x_label = "evaluations in superposition",
              .y_label = "bits"};
  std::vector<std::uint32_t> samples, basis;
  while (samples.size() < runs) {
    NC_RETURN_IF_ERROR(
        trial.report(static_cast<double>(samples.size()) / static_cast<double>(runs)));
    samples.push_back(sample_simon(f, random));
    basis = orthogonal_basis(samples, f.inputs);
    curve.x.push_back(static_cast<double>(samples.size()));
    curve.y.push_back(static_cast<double>(basis.size()));
  }
  // A period is among the words of the space: the best of them, or none.
  Evidence evidence;
  evidence.verdict = Verdict::kNoEvidence;
  evidence.effect = share("pairs of inputs for which the relation found holds", 0, 1);
  evidence.reference = std::exp2(-f.outputs);
  evidence.log10_p = 0;
  const std::size_t dimension = std::min(basis.size(), kBasisMax);
  for (std::uint32_t choice = 1; choice < 1U << dimension; ++choice) {
    std::uint32_t period = 0;
    for (std::size_t i = 0; i < dimension; ++i) {
      if ((choice >> i & 1) != 0) period ^= basis[i];
    }
    const Evidence found = judge(f, [=](std::uint32_t x) { return x ^ period; });
    if (found.effect.value > evidence.effect.value) evidence = found;
  }
  evidence.samples = runs;
  evidence.figures = circuit_figures(f, runs);
  evidence.curves = {std::move(curve)};
  evidence.summary = evidence.verdict == Verdict::kBreakFound
                         ? "Simon's algorithm finds the period of " + rounds +
                               " rounds with exclusive or by " + words(runs) +
                               " evaluations in superposition."
                         : words(runs) + " evaluations in superposition leave no period.";
  return evidence;
}

Result<Evidence> run_simon(Oracle& oracle, const Trial& trial) {
  if (too_long(oracle)) return refuse_length(oracle);
  Random random(trial.seed, "quantum/simon");
  NC_ASSIGN_OR_RETURN(const TwoColumns columns, ask_two_columns(oracle, Combine::kXor, random));
  return find_period(third_word(columns), "three", trial, random);
}

Result<Evidence> run_simon_decrypt(Oracle& oracle, const Trial& trial) {
  if (too_long(oracle)) return refuse_length(oracle);
  Random random(trial.seed, "quantum/simon_decrypt");
  NC_ASSIGN_OR_RETURN(const TwoColumns columns, ask_two_columns(oracle, Combine::kXor, random));
  NC_ASSIGN_OR_RETURN(const TruthTable f, word_on_the_way_back(oracle, columns));
  return find_period(f, "four", trial, random);
}

Result<Evidence> run_hidden_shift(Oracle& oracle, const Trial& trial) {
  if (too_long(oracle)) return refuse_length(oracle);
  Random random(trial.seed, "quantum/hidden_shift");
  NC_ASSIGN_OR_RETURN(const TwoColumns columns, ask_two_columns(oracle, Combine::kAdd, random));
  const TruthTable f = third_word(columns);
  const int bits = f.inputs - 1;
  const auto runs = static_cast<std::size_t>(8 * bits);
  std::vector<ShiftSample> samples;
  while (samples.size() < runs) {
    NC_RETURN_IF_ERROR(
        trial.report(static_cast<double>(samples.size()) / static_cast<double>(runs)));
    samples.push_back(sample_shift(f, samples.size() % 2 != 0, random));
  }
  const std::uint32_t size = 1U << bits;
  const std::uint32_t shift = likeliest_shift(samples, bits);
  Evidence evidence = judge(f, [=](std::uint32_t x) {
    return x < size ? size + (x - shift) % size : (x + shift) % size;
  });
  evidence.samples = runs;
  evidence.figures = circuit_figures(f, runs);
  evidence.summary =
      evidence.verdict == Verdict::kBreakFound
          ? "The hidden shift of three rounds with addition is found by " + words(runs) +
                " evaluations in superposition and " + words(size) + " trials after them."
          : "The shift that " + words(runs) + " evaluations in superposition point to is none.";
  return evidence;
}

// --- the key among few ---

Result<Evidence> run_grover(Oracle& oracle, const Trial& trial) {
  constexpr int kKeyQubitsMax = 14;
  constexpr int kCycles = 3;  // iterations played, in optima: past the first success and back
  Random random(trial.seed, "quantum/grover");
  const KeySpaceFace& space = oracle.key_space();
  const Figure iterations_for_all{.name = "log2 of the iterations for all keys",
                                  .value = space.log2_keys() / 2 + std::log2(std::numbers::pi / 4),
                                  .unit = "bits"};
  const std::uint64_t candidates = space.candidates();
  if (candidates > std::uint64_t{1} << kKeyQubitsMax ||
      static_cast<double>(candidates) * space.nominal_seconds() > trial.budget_s) {
    Evidence evidence =
        refuse("Among 2^" + readable(std::round(space.log2_keys())) +
               " keys Grover's search takes about 2^" + readable(iterations_for_all.value) +
               " encryptions in superposition, one after the other: too many to simulate.");
    evidence.figures = {iterations_for_all};
    return evidence;
  }

  NC_ASSIGN_OR_RETURN(const KeyCheck check, KeyCheck::observe(oracle, random));
  // The predicate as a table. A quantum computer evaluates it in superposition, once an iteration.
  std::vector<std::uint8_t> marked(std::bit_ceil(std::max<std::uint64_t>(2, candidates)));
  for (std::uint64_t i = 0; i < candidates; ++i) {
    if (i % 64 == 0) {
      NC_RETURN_IF_ERROR(trial.report(static_cast<double>(i) / static_cast<double>(candidates)));
    }
    NC_ASSIGN_OR_RETURN(const Target candidate, space.candidate(i));
    NC_ASSIGN_OR_RETURN(const bool right, check.explains(candidate));
    marked[i] = right ? 1 : 0;
  }
  GroverSearch search(marked);
  const std::uint64_t optimum = search.optimum();
  Curve measured{
      .name = "simulated", .x_label = "iterations", .y_label = "probability of measuring the key"};
  Curve theory = measured;
  theory.name = "sin^2((2k + 1) theta)";
  double deviation = 0;
  double success = 0;
  std::uint64_t found = 0;
  for (std::uint64_t k = 0; k <= kCycles * optimum; ++k) {
    measured.x.push_back(static_cast<double>(k));
    measured.y.push_back(search.success());
    theory.x.push_back(static_cast<double>(k));
    theory.y.push_back(search.theory());
    deviation = std::max(deviation, std::abs(search.success() - search.theory()));
    if (k == optimum) {
      success = search.success();
      GroverSearch once = search;
      found = once.measure(random);
    }
    search.iterate();
  }

  Evidence evidence;
  evidence.samples = optimum;
  evidence.effect = {.name = "probability of measuring the key", .value = success, .unit = "share"};
  evidence.reference = 1 / static_cast<double>(marked.size());
  evidence.figures = {
      {.name = "iterations", .value = static_cast<double>(optimum)},
      {.name = "qubits of the key", .value = std::log2(static_cast<double>(marked.size()))},
      {.name = "largest deviation from theory", .value = deviation},
      iterations_for_all};
  evidence.curves = {std::move(measured), std::move(theory)};
  const bool right = marked[found] != 0;
  evidence.verdict = right ? Verdict::kBreakFound : Verdict::kNoEvidence;
  if (right) evidence.log10_p = check.log10_chance();
  evidence.summary = right ? "Grover's search measures the key among " + words(candidates) +
                                 " after " + words(optimum) + " iterations with probability " +
                                 readable(success) + "."
                           : "None of " + words(candidates) + " candidates was the key.";
  return evidence;
}

}  // namespace

constinit const Attack kQuantumSimon = {
    .name = "quantum/simon",
    .question =
        "Does Simon's algorithm find a period of three rounds, by queries in superposition?",
    .source = "Kuwakado and Morii, ISIT 2010",
    .needs = kEncrypt | kShortBlocks,
    .run = run_simon,
    .breaks = "toy-coupling/3-8-xor",
    .spares = "toy-coupling/4-8-xor"};

constinit const Attack kQuantumSimonDecrypt = {
    .name = "quantum/simon_decrypt",
    .question = "Does it find one of four rounds, if it may decrypt in superposition too?",
    .source = "Ito, Hosoyamada, Matsumoto, Sasaki and Iwata, CT-RSA 2019",
    .needs = kEncrypt | kDecrypt | kShortBlocks,
    .run = run_simon_decrypt,
    .breaks = "toy-coupling/4-8-xor",
    .spares = "toy-coupling/5-8-xor"};

constinit const Attack kQuantumHiddenShift = {
    .name = "quantum/hidden_shift",
    .question = "Do queries in superposition find the shift that addition makes of that period?",
    .source = "Bonnetain and Naya-Plasencia, ASIACRYPT 2018; Ettinger and Hoyer, STACS 1999",
    .needs = kEncrypt | kShortBlocks,
    .run = run_hidden_shift,
    .breaks = "toy-coupling/3",
    .spares = "toy-coupling/4"};

constinit const Attack kQuantumGrover = {
    .name = "quantum/grover",
    .question = "Does Grover's search find the key, and after how many iterations?",
    .source = "Grover, STOC 1996",
    .needs = kKnownPairs | kKeySpace,
    .run = run_grover,
    .breaks = "toy-seed",
    .spares = "aes-256"};

}  // namespace neurocrypt::lab
