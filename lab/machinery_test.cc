// The machinery itself: budgets, evidence as text, guards, suites, pipes.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "lab/guard.h"
#include "lab/inference.h"
#include "lab/suite.h"
#include "lab/targets/catalogue.h"

namespace neurocrypt::lab {
namespace {

Target target(std::string_view name, std::uint64_t seed = 1) {
  auto made = make_target(name, seed);
  EXPECT_TRUE(made.ok()) << name;
  return std::move(*made);
}

TEST(Oracle, CountsAndRefuses) {
  Oracle oracle(target("aes-256"), 10);
  ByteString blocks(7 * 16), codes(7 * 16);
  EXPECT_TRUE(oracle.encrypt(blocks, codes).ok());
  EXPECT_EQ(oracle.queries(), 7u);
  const ByteString before = codes;
  EXPECT_EQ(oracle.decrypt(codes, blocks).error().code, ErrorCode::kExhausted);
  EXPECT_EQ(codes, before);
  EXPECT_EQ(oracle.queries(), 7u);
  EXPECT_EQ(oracle.keystream({}, 0, blocks).error().code, ErrorCode::kUnsupported);
  Oracle samples(target("aes-256"), 10, kSamplesOnly);
  EXPECT_EQ(samples.encrypt(blocks, codes).error().code, ErrorCode::kUnsupported);
  Random random(1);
  EXPECT_TRUE(samples.known_pairs(10, random).ok());
}

// Every named target is what it says: blocks decrypt, messages open, changes of one bit of AES are
// noticed.
TEST(Targets, RoundTrip) {
  for (const CatalogueEntry& entry : catalogue()) {
    SCOPED_TRACE(entry.name);
    Oracle oracle(target(entry.name));
    Random random(3);
    if (oracle.offers(kEncrypt | kDecrypt)) {
      const BlockShape shape = oracle.shape();
      const ByteString blocks = random.bytes(33 * shape.block_bytes);
      ByteString codes(33 * shape.code_bytes), again(blocks.size());
      ASSERT_TRUE(oracle.encrypt(blocks, codes).ok());
      ASSERT_TRUE(oracle.decrypt(codes, again).ok());
      EXPECT_EQ(again, blocks);
    }
    if (oracle.offers(kKeystream)) {
      ByteString first(100), second(40);
      Nonce nonce{};
      ASSERT_TRUE(oracle.keystream(nonce, 5, first).ok());
      ASSERT_TRUE(oracle.keystream(nonce, 5, second).ok());
      EXPECT_TRUE(std::equal(second.begin(), second.end(), first.begin()));
    }
    if (oracle.offers(kMessages)) {
      const ByteString message = random.bytes(160);
      const auto sealed = oracle.seal(message, 1);
      ASSERT_TRUE(sealed.ok());
      EXPECT_EQ(oracle.open(*sealed).value(), message);
    }
    for (const auto& [access, variant] :
         {std::pair{kNearKey, Variant::kNearKey}, std::pair{kOtherKey, Variant::kOtherKey},
          std::pair{kOtherArchitecture, Variant::kOtherArchitecture}}) {
      if (oracle.offers(access)) {
        EXPECT_TRUE(oracle.variant(variant, 1).ok());
      }
    }
  }
}

TEST(Targets, SayWhatIsWrong) {
  EXPECT_EQ(make_target("enigma", 1).error().code, ErrorCode::kNotFound);
  for (const std::string_view name :
       {"reversible/0", "reversible/x", "toy-seed/99", "aes-256/3", "lattice/q9"}) {
    EXPECT_EQ(make_target(name, 1).error().code, ErrorCode::kInvalidArgument) << name;
  }
}

TEST(Evidence, SurvivesText) {
  Evidence evidence{.verdict = Verdict::kBreakFound,
                    .summary = "a \"quoted\" \xc3\xa9 sentence",
                    .effect = share("bits right", 99, 100),
                    .reference = 0.5,
                    .log10_p = -12.5,
                    .samples = 100};
  evidence.figures = {{.name = "not measured", .value = NAN}, {"time", 3.5, "s", 3.0, 4.0}};
  evidence.curves = {{.name = "c",
                      .x_label = "x",
                      .y_label = "y",
                      .log_x = true,
                      .x = {1, 2},
                      .y = {0.5, 0.25},
                      .low = {0, 0},
                      .high = {1, 1}}};
  evidence.attack = "a/b";
  evidence.target = "t";
  evidence.seed = UINT64_MAX;
  const std::string line = print_json(evidence);
  EXPECT_EQ(line.find('\n'), std::string::npos);
  const auto again = parse_evidence(line);
  ASSERT_TRUE(again.ok()) << again.error().message;
  EXPECT_EQ(print_json(*again), line);
}

TEST(Evidence, RefusesWhatItIsNot) {
  const std::string good =
      print_json({.summary = "s", .effect = {.name = "e"}, .attack = "a", .target = "t"});
  ASSERT_TRUE(parse_evidence(good).ok());
  for (const std::string& bad : {std::string("{}"), std::string("[1]"), std::string(""), good + "x",
                                 std::string("{\"verdict\":\"secure\"}")}) {
    EXPECT_EQ(parse_evidence(bad).error().code, ErrorCode::kCorrupt) << bad;
  }
}

TEST(Inference, KnowsKnownTails) {
  EXPECT_NEAR(log10_normal_tail(1.959964), std::log10(0.05), 1e-6);
  EXPECT_NEAR(log10_normal_tail(40), -349.136, 0.002);
  EXPECT_NEAR(log10_chi2_tail(293.2478, 255), std::log10(0.05), 0.01);
  // Chernoff's bound is never below the exact tail, and near it: 90 heads of 100.
  EXPECT_GT(log10_share_p(90, 100, 0.5), -16.5);
  EXPECT_LT(log10_share_p(90, 100, 0.5), -14);
  EXPECT_EQ(log10_share_p(50, 100, 0.5, 1000), 0);
  const Figure all = share("x", 100, 100);
  EXPECT_EQ(all.value, 1);
  EXPECT_LT(*all.low, 0.97);
}

TEST(Guard, BucketRefills) {
  double now = 0;
  TokenBucket bucket({.burst = 10, .per_second = 2, .clock = [&] { return now; }});
  EXPECT_TRUE(bucket.take(10));
  EXPECT_FALSE(bucket.take(1));
  now = 0.5;
  EXPECT_TRUE(bucket.take(1));
  now = 1000;
  EXPECT_TRUE(bucket.take(10));
  EXPECT_FALSE(bucket.take(1));
}

// Traffic that people send, and what attackers choose.
ByteString random_traffic(std::size_t blocks) { return Random(9).bytes(16 * blocks); }
ByteString unit_vectors(std::size_t blocks) {
  ByteString bytes(16 * blocks);
  for (std::size_t i = 0; i < blocks; ++i) {
    bytes[16 * i + i % 128 / 8] = static_cast<std::uint8_t>(1 << (i % 8));
  }
  return bytes;
}
ByteString hadamard_rows(std::size_t blocks) {
  ByteString bytes(16 * blocks);
  for (std::size_t i = 0; i < 128 * blocks; ++i) {
    if (std::popcount((i / 128) & (i % 128)) % 2 != 0) {
      bytes[i / 8] |= static_cast<std::uint8_t>(1 << (i % 8));
    }
  }
  return bytes;
}
ByteString difference_pairs(std::size_t blocks) {
  ByteString bytes = random_traffic(blocks);
  for (std::size_t i = 1; i < blocks; i += 2) {
    std::copy_n(&bytes[16 * (i - 1)], 16, &bytes[16 * i]);
    bytes[16 * i] ^= 0x40;
  }
  return bytes;
}
ByteString english(std::size_t blocks) {
  const std::string_view text =
      "It was the best of times, it was the worst of times, it was the age of wisdom, it was the "
      "age of foolishness, it was the epoch of belief, it was the epoch of incredulity, it was the "
      "season of Light, it was the season of Darkness, it was the spring of hope. ";
  ByteString bytes;
  while (bytes.size() < 16 * blocks) bytes.insert(bytes.end(), text.begin(), text.end());
  bytes.resize(16 * blocks);
  return bytes;
}

TEST(Guard, DetectorKnowsChosenQueries) {
  const auto flagged = [](const ByteString& blocks) {
    return PatternDetector().looks_chosen(blocks, 16);
  };
  EXPECT_FALSE(flagged(random_traffic(10'000)));
  EXPECT_FALSE(flagged(english(1'000)));
  EXPECT_TRUE(flagged(unit_vectors(64)));
  EXPECT_TRUE(flagged(hadamard_rows(64)));
  EXPECT_TRUE(flagged(difference_pairs(64)));
  // Where it is wrong: a number that counts up in a template, and chosen pairs among random blocks.
  ByteString counted(16 * 64, 'x');
  for (std::size_t i = 0; i < 64; ++i) counted[16 * i] = static_cast<std::uint8_t>(i);
  EXPECT_TRUE(flagged(counted));
  ByteString mixed = random_traffic(512);
  for (std::size_t i = 0; i < 512; i += 8) {
    std::copy_n(&mixed[16 * i], 16, &mixed[16 * (i + 1)]);
    mixed[16 * i] ^= 0x40;
  }
  EXPECT_FALSE(flagged(mixed));
}

// What limits do to attacks, measured: the codec falls from 256 known blocks and stands at 64; and
// a detector stops chosen blocks while known ones go through.
TEST(Guard, StopsAttacksThatNeedMore) {
  const auto attacks = find_attacks("known_plaintext/ridge");
  ASSERT_TRUE(attacks.ok());
  const auto bits_right = [&](double burst) {
    Oracle oracle(guarded(target("toy-codec"), {.burst = burst}));
    const auto evidence = run_attack(*attacks->front(), oracle, {.budget_s = 2});
    EXPECT_TRUE(evidence.ok());
    return evidence->effect.value;
  };
  EXPECT_GT(bits_right(8'000), 0.999);
  EXPECT_LT(bits_right(512 + 4 * 32), 0.85);

  Oracle oracle(guarded(target("toy-codec"), {}));
  ByteString codes(64 * 128);
  EXPECT_TRUE(oracle.encrypt(random_traffic(64), codes).ok());
  EXPECT_EQ(oracle.encrypt(unit_vectors(64), codes).error().code, ErrorCode::kRefused);
  EXPECT_EQ(oracle.encrypt(random_traffic(64), codes).error().code, ErrorCode::kRefused);
}

TEST(Suite, SameEvidenceForAnyNumberOfThreads) {
  const std::vector<Target> targets = {target("toy-codec"), target("aes-256-ctr")};
  const auto attacks = find_attacks("known_plaintext/ridge");
  ASSERT_TRUE(attacks.ok());
  const auto jobs = plan_jobs(targets, *attacks);
  const auto run = [&](int threads) {
    std::vector<std::string> lines;
    double last = 0;
    const Status status =
        run_suite(jobs, {.budget_s = 1, .threads = threads},
                  {.evidence = [&](Evidence evidence) -> Status {
                     evidence.seconds = 0;
                     lines.push_back(print_json(evidence));
                     return {};
                   },
                   .progress = [&](double done, std::size_t, const std::string&) { last = done; }});
    EXPECT_TRUE(status.ok());
    EXPECT_EQ(last, static_cast<double>(jobs.size()));
    std::ranges::sort(lines);
    return lines;
  };
  const auto one = run(1);
  EXPECT_EQ(one.size(), 2u);
  EXPECT_EQ(one, run(3));
}

TEST(Suite, StopsWhenAsked) {
  const auto attacks = find_attacks("known_plaintext/ridge");
  ASSERT_TRUE(attacks.ok());
  const auto jobs = plan_jobs({target("toy-codec")}, *attacks);
  const Status stopped = run_suite(jobs, {.budget_s = 1},
                                   {.evidence = [](const Evidence&) -> Status {
                                      ADD_FAILURE() << "evidence of an interrupted attack";
                                      return {};
                                    },
                                    .interrupted = [] { return true; }});
  EXPECT_EQ(stopped.error().code, ErrorCode::kCancelled);
  const Status failed =
      run_suite(jobs, {.budget_s = 1}, {.evidence = [](const Evidence&) -> Status {
                  return Error{ErrorCode::kIo, "disk full", {}};
                }});
  EXPECT_EQ(failed.error().code, ErrorCode::kIo);
}

TEST(Suite, OutOfTimeIsNotEnoughSamples) {
  Oracle oracle(target("toy-codec"));
  const auto attacks = find_attacks("known_plaintext/ridge");
  ASSERT_TRUE(attacks.ok());
  const auto evidence = run_attack(*attacks->front(), oracle,
                                   {.budget_s = 1, .progress = [](double) { return false; }});
  ASSERT_TRUE(evidence.ok());
  EXPECT_EQ(evidence->verdict, Verdict::kNotEnoughSamples);
  EXPECT_EQ(evidence->summary, "stopped: out of time");
}

const std::string kExample =
    std::string("python3 ") + NC_SOURCE_DIR + "/examples/lab/xor_cipher.py";

TEST(Pipe, AProgramIsATarget) {
  auto made = make_pipe_target(kExample);
  ASSERT_TRUE(made.ok()) << made.error().message;
  Oracle oracle(std::move(*made));
  EXPECT_EQ(oracle.access(), kKnownPairs | kEncrypt | kDecrypt | kKeystream | kMessages);
  const ByteString blocks = random_traffic(600);
  ByteString codes(blocks.size()), again(blocks.size());
  ASSERT_TRUE(oracle.encrypt(blocks, codes).ok());
  EXPECT_NE(codes, blocks);
  ASSERT_TRUE(oracle.decrypt(codes, again).ok());
  EXPECT_EQ(again, blocks);
}

TEST(Pipe, BrokenProgramsAreErrors) {
  for (const std::string command :
       {"true", "echo nonsense", "echo block 0 16 bits; cat", "echo error no; cat",
        "echo block 16 16 bits; echo ready", "/no/such/program",
        "read hello; echo block 16 16 bits; echo ready; read line; echo 00ff"}) {
    auto made = make_pipe_target(command);
    if (!made.ok()) continue;
    ByteString blocks(16), codes(16);
    Oracle oracle(std::move(*made));
    EXPECT_FALSE(oracle.encrypt(blocks, codes).ok()) << command;
  }
}

}  // namespace
}  // namespace neurocrypt::lab
