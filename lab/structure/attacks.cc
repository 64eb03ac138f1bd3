#include "lab/structure/attacks.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <span>

#include "lab/inference.h"
#include "lab/report/number.h"
#include "lab/structure/recovery.h"

namespace neurocrypt::lab {
namespace {

constexpr double kLog10_2 = 0.30103;
constexpr Combine kCombines[] = {Combine::kAdd, Combine::kXor};

std::string words(Combine combine) {
  return combine == Combine::kAdd ? "addition" : "exclusive or";
}

/// Bits of a half: of n-bit halves in n / 4 bytes.
int half_bits(const BlockShape& shape) { return static_cast<int>(4 * shape.block_bytes); }

/// Answered blocks as halves.
std::vector<std::pair<Halves, Halves>> halves_of(const Pairs& pairs) {
  const int bits = half_bits(pairs.shape);
  std::vector<std::pair<Halves, Halves>> all;
  for (std::size_t at = 0; at < pairs.blocks.size(); at += pairs.shape.block_bytes) {
    all.emplace_back(read_halves(&pairs.blocks[at], bits), read_halves(&pairs.codes[at], bits));
  }
  return all;
}

/// How many blocks a recovered network encrypts right.
double count_right(const SmallFeistel& network, std::span<const std::pair<Halves, Halves>> fresh) {
  return static_cast<double>(std::ranges::count_if(
      fresh, [&](const auto& pair) { return network.encrypt(pair.first) == pair.second; }));
}

void append(Curve& curve, double x, const Figure& figure) {
  curve.x.push_back(x);
  curve.y.push_back(figure.value);
  curve.low.push_back(*figure.low);
  curve.high.push_back(*figure.high);
}

Curve recovery_curve(Combine combine) {
  return {.name = "as a network with " + words(combine),
          .x_label = "blocks seen",
          .y_label = "share of fresh blocks right",
          .log_x = true};
}

Evidence refuse(const std::string& reason) {
  Evidence evidence;
  evidence.effect = {.name = "none"};
  evidence.summary = reason;
  return evidence;
}
Evidence refuse_length(const BlockShape& shape) {
  return refuse("Blocks of " + std::to_string(8 * shape.block_bytes) +
                " bits are too long: the attack takes at most 16.");
}

/// A recovered network's success on fresh blocks, and the fewest blocks that gave nine tenths of
/// it.
struct Best {
  double right = 0, tried = 1;
  std::string how{};
  std::uint64_t samples = 0;

  /// `curve` goes from few blocks to many; right and tried are those of its last point.
  void offer(const Curve& curve, double last_right, double last_tried, Combine combine) {
    if (last_right * tried <= right * last_tried) return;
    const auto enough =
        std::ranges::find_if(curve.y, [&](double y) { return y >= 0.9 * curve.y.back(); });
    *this = {
        last_right, last_tried, words(combine),
        static_cast<std::uint64_t>(curve.x[static_cast<std::size_t>(enough - curve.y.begin())])};
  }
};

/// `samples` and `fresh`: blocks seen and kept for judging in all.
Evidence judge(const Best& best, int bits, const std::string& rounds, std::size_t samples,
               std::size_t fresh) {
  const double tried = best.right > 0 ? best.tried : static_cast<double>(fresh);
  Evidence evidence;
  evidence.samples = best.right > 0 ? best.samples : samples;
  evidence.effect =
      share("fresh blocks that the recovered network encrypts right", best.right, tried);
  evidence.reference = std::exp2(-2 * bits);
  evidence.log10_p = log10_share_p(best.right, tried, evidence.reference, std::size(kCombines));
  const bool broken = best.right > 0 && *evidence.log10_p < kLog10Threshold;
  evidence.verdict = broken ? Verdict::kBreakFound : Verdict::kNoEvidence;
  evidence.figures = {{.name = "bits of a half", .value = static_cast<double>(bits)}};
  evidence.summary =
      broken ? "The round functions of " + rounds + " (" + best.how + "), recovered from " +
                   readable(static_cast<double>(best.samples)) + " blocks, encrypt " +
                   readable(100 * evidence.effect.value) + " % of fresh blocks right."
             : "No " + rounds + " with halves of " + std::to_string(bits) +
                   " bits explain the blocks.";
  return evidence;
}

// --- three rounds, any size ---

Result<Evidence> run_coupling(Oracle& oracle, const Trial& trial) {
  const BlockShape shape = oracle.shape();
  if (shape.block_bytes % 2 != 0 || shape.code_bytes != shape.block_bytes) {
    return refuse("The relation needs codes as long as blocks, and halves of whole bytes.");
  }
  const auto trials = static_cast<std::size_t>(2048 * std::max(1.0, trial.budget_s / 2));
  Random random(trial.seed, "structure/coupling");
  constexpr std::uint8_t kDifference = 128;  // of the left half's first byte, carries nowhere
  const auto flip = [&](ByteString& blocks) {
    for (std::size_t at = 0; at < blocks.size(); at += shape.block_bytes) blocks[at] ^= kDifference;
  };
  const ByteString a = random.bytes(trials * shape.block_bytes);
  ByteString b = a;
  flip(b);
  ByteString a_code(a.size()), b_code(a.size()), back(a.size());
  NC_RETURN_IF_ERROR(oracle.encrypt(a, a_code));
  NC_RETURN_IF_ERROR(oracle.encrypt(b, b_code));
  ByteString c_code = b_code;
  flip(c_code);
  NC_RETURN_IF_ERROR(oracle.decrypt(c_code, back));
  double agree = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (i % shape.block_bytes < shape.block_bytes / 2) continue;
    agree += ((a[i] ^ a_code[i] ^ b_code[i] ^ back[i]) & 1) == 0 ? 1 : 0;
  }
  const double bits = static_cast<double>(trials * (shape.block_bytes / 2));

  Evidence evidence;
  evidence.samples = trials;
  evidence.effect = share("low bits of bytes that obey the relation", agree, bits);
  evidence.reference = 0.5;
  evidence.log10_p = log10_share_p(agree, bits, 0.5);
  evidence.verdict =
      *evidence.log10_p < kLog10Threshold ? Verdict::kBreakFound : Verdict::kNoEvidence;
  evidence.summary = "The relation that no three rounds avoid holds for " +
                     readable(100 * evidence.effect.value) + " % of the bits, 50 % by chance.";
  return evidence;
}

// --- two and three rounds from known blocks ---

Result<Evidence> run_equations(Oracle& oracle, const Trial& trial) {
  constexpr std::size_t kFresh = 4096;
  constexpr double kPortions[] = {0.25, 0.5, 1, 1.5, 2, 3, 4, 6, 8};  // known blocks / 2^n
  const int bits = half_bits(oracle.shape());
  const auto blocks_of = [=](double portion) {
    return static_cast<std::size_t>(portion * std::exp2(bits));
  };
  Random random(trial.seed, "structure/equations");
  NC_ASSIGN_OR_RETURN(const Pairs pairs,
                      oracle.known_pairs(blocks_of(std::end(kPortions)[-1]), random));
  NC_ASSIGN_OR_RETURN(const Pairs more, oracle.known_pairs(kFresh, random));
  // Two rounds are three of which the last adds nothing.
  std::vector<Seen> blocks;
  std::set<std::pair<std::uint32_t, std::uint32_t>> known;
  for (const auto& [block, code] : halves_of(pairs)) {
    blocks.push_back(seen(block, code, 3));
    known.emplace(block.left, block.right);
  }
  auto fresh = halves_of(more);
  std::erase_if(fresh, [&](const auto& pair) {
    return known.contains({pair.first.left, pair.first.right});
  });

  Best best;
  std::vector<Curve> curves;
  for (const Combine combine : kCombines) {
    Curve curve = recovery_curve(combine);
    std::optional<SmallFeistel> network;
    double right = 0;
    for (const double portion : kPortions) {
      NC_RETURN_IF_ERROR(trial.report(portion / std::end(kPortions)[-1]));
      const std::size_t count = blocks_of(portion);
      network = recover_three({bits, combine}, std::span(blocks).first(count));
      if (!network) break;  // and more blocks contradict it too
      right = count_right(*network, fresh);
      append(curve, static_cast<double>(count),
             share("", right, static_cast<double>(fresh.size())));
    }
    if (!network || right == 0) continue;
    best.offer(curve, right, static_cast<double>(fresh.size()), combine);
    curves.push_back(std::move(curve));
  }
  Evidence evidence = judge(best, bits, "three rounds", blocks.size(), fresh.size());
  evidence.curves = std::move(curves);
  return evidence;
}

// --- four rounds from chosen blocks ---

Result<Evidence> run_collisions(Oracle& oracle, const Trial& trial) {
  constexpr double kPortions[] = {1.0 / 16, 1.0 / 8, 1.0 / 4, 1.0 / 2, 7.0 / 8};
  const BlockShape shape = oracle.shape();
  if (shape.block_bytes > 2) return refuse_length(shape);
  const int bits = half_bits(shape);
  const std::uint32_t size = std::uint32_t{1} << bits;

  // Every block in random order, but first those whose right half is 0: the row that shows most
  // collisions.
  Random random(trial.seed, "structure/collisions");
  std::vector<Halves> order;
  for (std::uint32_t right = 0; right < size; ++right) {
    for (std::uint32_t left = 0; left < size; ++left) order.push_back({left, right});
  }
  for (std::size_t i = order.size(); i-- > size + 1;) {
    std::swap(order[i], order[size + random.below(i + 1 - size)]);
  }
  ByteString asked(order.size() * shape.block_bytes), codes(asked.size());
  for (std::size_t i = 0; i < order.size(); ++i) {
    write_halves(order[i], bits, &asked[i * shape.block_bytes]);
  }
  NC_RETURN_IF_ERROR(oracle.encrypt(asked, codes));
  const auto all = halves_of({.shape = shape, .blocks = asked, .codes = codes});
  std::vector<Seen> blocks;
  for (const auto& [block, code] : all) blocks.push_back(seen(block, code, 4));

  const auto blocks_of = [&](double portion) {
    return size + static_cast<std::size_t>(portion * static_cast<double>(order.size() - size));
  };
  Best best;
  std::vector<Curve> curves;
  for (const Combine combine : kCombines) {
    Curve curve = recovery_curve(combine);
    double right = 0, tried = 1;
    for (const double portion : kPortions) {
      NC_RETURN_IF_ERROR(trial.report(portion));
      const std::size_t count = blocks_of(portion);
      const auto network = recover_four({bits, combine}, std::span(blocks).first(count));
      const auto fresh = std::span(all).subspan(count);
      right = network ? count_right(*network, fresh) : 0;
      tried = static_cast<double>(fresh.size());
      append(curve, static_cast<double>(count), share("", right, tried));
    }
    if (right == 0) continue;
    best.offer(curve, right, tried, combine);
    curves.push_back(std::move(curve));
  }
  Evidence evidence =
      judge(best, bits, "four rounds", all.size(), all.size() - blocks_of(std::end(kPortions)[-1]));
  evidence.curves = std::move(curves);
  return evidence;
}

// --- five rounds from every block ---

Result<CodeBook> ask_every_block(Oracle& oracle, int bits) {
  const std::size_t bytes = oracle.shape().block_bytes;
  CodeBook book{bits, std::vector<Halves>(std::size_t{1} << (2 * bits)), {}};
  book.blocks = book.codes;
  ByteString blocks(book.codes.size() * bytes), codes(blocks.size());
  const std::uint32_t mask = (1U << bits) - 1;
  const auto block_of = [=](std::size_t i) {
    return Halves{static_cast<std::uint32_t>(i) & mask, static_cast<std::uint32_t>(i >> bits)};
  };
  for (std::size_t i = 0; i < book.codes.size(); ++i) {
    write_halves(block_of(i), bits, &blocks[i * bytes]);
  }
  NC_RETURN_IF_ERROR(oracle.encrypt(blocks, codes));
  for (std::size_t i = 0; i < book.codes.size(); ++i) {
    book.codes[i] = read_halves(&codes[i * bytes], bits);
    book.blocks[book.index(book.codes[i])] = block_of(i);
  }
  return book;
}

Result<Evidence> run_yoyo(Oracle& oracle, const Trial& trial) {
  const BlockShape shape = oracle.shape();
  if (shape.block_bytes > 2) return refuse_length(shape);
  const int bits = half_bits(shape);
  Random random(trial.seed, "structure/yoyo");
  NC_ASSIGN_OR_RETURN(const CodeBook book, ask_every_block(oracle, bits));
  // A right pair comes after about 2 2^(2n) games: a quick run misses one cipher in eight.
  const auto starts_max =
      static_cast<std::uint64_t>(std::exp2(2 * bits) * std::clamp(trial.budget_s, 4.0, 20.0));
  NC_ASSIGN_OR_RETURN(const YoyoGame game, recover_five(book, starts_max, random, [&](double done) {
                        return trial.report(done);
                      }));
  double right = 0;
  double entries = 0;
  const auto tried = static_cast<double>(book.codes.size());
  if (game.network) {
    for (std::size_t i = 0; i < book.codes.size(); ++i) {
      const Halves code = book.codes[i];
      const Halves block = book.blocks[book.index(code)];
      right += game.network->encrypt(block) == code ? 1 : 0;
    }
    entries = 5 * std::exp2(bits);
  }

  Evidence evidence;
  evidence.samples = book.codes.size();
  evidence.effect = share("blocks that the recovered network encrypts right", right, tried);
  evidence.reference = 0;
  // No block is left to predict, so the evidence is economy: few bits explain many. There are
  // 2^(n entries) networks, and tried over right choices of the blocks that one of them explains
  // by chance, each with probability 2^-(2n right).
  const double log2_p = bits * entries + tried - 2 * bits * right;
  evidence.log10_p = std::min(0.0, log2_p * kLog10_2);
  const bool broken = *evidence.log10_p < kLog10Threshold;
  evidence.verdict = broken ? Verdict::kBreakFound : Verdict::kNoEvidence;
  evidence.figures = {{.name = "bits of a half", .value = static_cast<double>(bits)},
                      {.name = "games", .value = static_cast<double>(game.starts)},
                      {.name = "pairs seen in them", .value = static_cast<double>(game.moves)}};
  const std::string games = readable(static_cast<double>(game.starts)) + " yoyo games";
  evidence.summary = broken ? "Five rounds with exclusive or: after " + games +
                                  " the recovered round functions encrypt " +
                                  readable(100 * evidence.effect.value) + " % of all blocks right."
                            : games + " found no five rounds with exclusive or.";
  return evidence;
}

}  // namespace

constinit const Attack kStructureCoupling = {
    .name = "structure/coupling",
    .question = "Do four related blocks and codes show three rounds of additive coupling?",
    .source = "Luby and Rackoff, SIAM J. Comput. 17 (1988)",
    .needs = kEncrypt | kDecrypt,
    .run = run_coupling,
    .breaks = "reversible/3",
    .spares = "reversible/4"};

constinit const Attack kStructureEquations = {
    .name = "structure/equations",
    .question = "Do known blocks give the round functions of three rounds with short halves?",
    .source = "linear algebra; compare Biryukov, Leurent and Perrin, SAC 2015",
    .needs = kKnownPairs | kShortBlocks,
    .run = run_equations,
    .breaks = "toy-coupling/3",
    .spares = "toy-coupling/4"};

constinit const Attack kStructureCollisions = {
    .name = "structure/collisions",
    .question = "Do chosen blocks give the round functions of four rounds with short halves?",
    .source = "of our own, on the collisions that permutations would not have",
    .needs = kEncrypt | kShortBlocks,
    .run = run_collisions,
    .breaks = "toy-coupling/4",
    .spares = "toy-coupling/5"};

constinit const Attack kStructureYoyo = {
    .name = "structure/yoyo",
    .question = "Do yoyo games give the round functions of five rounds with short halves?",
    .source = "Biryukov, Leurent and Perrin, SAC 2015 (eprint 2015/723)",
    .needs = kEncrypt | kDecrypt | kShortBlocks,
    .run = run_yoyo,
    .breaks = "toy-coupling/5-8-xor",
    .spares = "toy-coupling/5"};

}  // namespace neurocrypt::lab
