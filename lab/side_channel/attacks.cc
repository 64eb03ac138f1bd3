#include "lab/side_channel/attacks.h"

#include <algorithm>
#include <vector>

#include "lab/side_channel/architecture.h"
#include "lab/side_channel/leakage.h"

namespace neurocrypt::lab {
namespace {

std::function<Status(double)> progress_of(const Trial& trial) {
  return [&trial](double done) { return trial.report(done); };
}

Result<Evidence> run_leakage(const Trial& trial, std::string_view name, const std::string& what,
                             const TimedOperation& operation) {
  Random random(trial.seed, name);
  NC_ASSIGN_OR_RETURN(const Leakage leakage,
                      measure_leakage(operation, trial.budget_s / 2, random, progress_of(trial)));
  return judge_leakage(leakage, what);
}

Result<Evidence> run_encrypt(Oracle& oracle, const Trial& trial) {
  const BlockShape shape = oracle.shape();
  ByteString block(shape.block_bytes), code(shape.code_bytes);
  return run_leakage(trial, "side_channel/encrypt", "encrypting one block",
                     {.secret_bytes = shape.block_bytes,
                      .prepare = [&](ByteView secret) -> Status {
                        std::ranges::copy(secret, block.begin());
                        return {};
                      },
                      .run = [&] { return oracle.encrypt(block, code); }});
}

Result<Evidence> run_decrypt(Oracle& oracle, const Trial& trial) {
  const BlockShape shape = oracle.shape();
  ByteString block(shape.block_bytes), code(shape.code_bytes);
  return run_leakage(trial, "side_channel/decrypt", "decrypting one block",
                     {.secret_bytes = shape.block_bytes,
                      .prepare = [&](ByteView secret) { return oracle.encrypt(secret, code); },
                      .run = [&] { return oracle.decrypt(code, block); }});
}

// Long enough for several blocks, short enough for many measurements.
constexpr std::size_t kMessageBytes = 256;

Result<Evidence> run_seal(Oracle& oracle, const Trial& trial) {
  ByteString message(kMessageBytes);
  std::uint64_t draw = trial.seed << 32;
  return run_leakage(trial, "side_channel/seal", "sealing 256 bytes",
                     {.secret_bytes = kMessageBytes,
                      .prepare = [&](ByteView secret) -> Status {
                        std::ranges::copy(secret, message.begin());
                        return {};
                      },
                      .run = [&]() -> Status {
                        NC_RETURN_IF_ERROR(oracle.seal(message, ++draw));
                        return {};
                      }});
}

Result<Evidence> run_open(Oracle& oracle, const Trial& trial) {
  ByteString sealed;
  std::uint64_t draw = trial.seed << 32;
  return run_leakage(trial, "side_channel/open", "opening 256 bytes",
                     {.secret_bytes = kMessageBytes,
                      .prepare = [&](ByteView secret) -> Status {
                        NC_ASSIGN_OR_RETURN(ByteString fresh, oracle.seal(secret, ++draw));
                        // Into the same memory every time.
                        sealed.resize(fresh.size());
                        std::ranges::copy(fresh, sealed.begin());
                        return {};
                      },
                      .run = [&]() -> Status {
                        NC_RETURN_IF_ERROR(oracle.open(sealed));
                        return {};
                      }});
}

Result<Evidence> run_key_load(Oracle& oracle, const Trial& trial) {
  // As many copies of the fixed key as there are random ones, so that both come from memory that is
  // equally cold.
  constexpr std::size_t kPool = 64;
  const KeyLoadFace& loader = oracle.key_load();
  std::vector<ByteString> pool;  // fixed, drawn, fixed, drawn, ...
  NC_ASSIGN_OR_RETURN(const ByteString one, loader.draw(trial.seed << 32));
  for (std::size_t i = 0; i < kPool; ++i) {
    pool.push_back(one);
    NC_ASSIGN_OR_RETURN(ByteString other, loader.draw((trial.seed << 32) + 1 + i));
    pool.push_back(std::move(other));
  }
  ByteString key(one.size());
  std::size_t turn = 0;
  return run_leakage(trial, "side_channel/key_load", "loading a key",
                     {.secret_bytes = 8,
                      .prepare = [&](ByteView secret) -> Status {
                        // The same steps for both classes: what went before a measurement shows
                        // in it.
                        unsigned bits = 0;
                        for (const std::uint8_t byte : secret) bits |= byte;
                        const std::size_t drawn = bits == 0 ? 0 : 1;
                        ++turn;
                        std::ranges::copy(pool[2 * (turn % kPool) + drawn], key.begin());
                        return {};
                      },
                      .run = [&] { return loader.load(key); }});
}

Result<Evidence> run_architecture(Oracle& oracle, const Trial& trial) {
  Random random(trial.seed, "side_channel/architecture");
  // Making a key of the full space takes a tenth of a second on average.
  const auto keys = static_cast<std::size_t>(std::clamp(10 * trial.budget_s, 160.0, 400.0));
  NC_ASSIGN_OR_RETURN(const ArchitectureRecovery recovery,
                      recover_architectures(oracle.architectures(), keys / 2, keys / 4, random,
                                            progress_of(trial)));
  return judge_recovery(recovery);
}

constexpr std::string_view kDudect = "Reparaz, Balasch and Verbauwhede (dudect), DATE 2017";

}  // namespace

constinit const Attack kSideChannelEncrypt = {
    .name = "side_channel/encrypt",
    .question = "Does the time of encrypting a block depend on the block?",
    .source = kDudect,
    .needs = kEncrypt,
    .run = run_encrypt,
    .breaks = "toy-timing",
    .spares = "aes-256",
    .alone = true};

constinit const Attack kSideChannelDecrypt = {
    .name = "side_channel/decrypt",
    .question = "Does the time of decrypting a block depend on the block?",
    .source = kDudect,
    .needs = kEncrypt | kDecrypt,
    .run = run_decrypt,
    .breaks = "toy-timing",
    .spares = "aes-256",
    .alone = true};

constinit const Attack kSideChannelSeal = {
    .name = "side_channel/seal",
    .question = "Does the time of sealing a message depend on what it says?",
    .source = kDudect,
    .needs = kMessages,
    .run = run_seal,
    .breaks = "toy-timing",
    .spares = "aes-256-ctr",
    .alone = true};

constinit const Attack kSideChannelOpen = {
    .name = "side_channel/open",
    .question = "Does the time of opening a message depend on what it says?",
    .source = kDudect,
    .needs = kMessages,
    .run = run_open,
    .breaks = "toy-timing",
    .spares = "aes-256-ctr",
    .alone = true};

constinit const Attack kSideChannelKeyLoad = {
    .name = "side_channel/key_load",
    .question = "Does the time of loading a key depend on the key?",
    .source = kDudect,
    .needs = kKeyLoad,
    .run = run_key_load,
    .breaks = "toy-timing",
    .spares = "aes-256",
    .alone = true};

constinit const Attack kSideChannelArchitecture = {
    .name = "side_channel/architecture",
    .question = "How many bits of a secret architecture does a stopwatch give away?",
    .source = "docs/concept.md",
    .needs = kArchitectures,
    .run = run_architecture,
    .breaks = "toy-architecture",
    .spares = "toy-architecture/padded",
    .alone = true};

}  // namespace neurocrypt::lab
