#include "suite.h"

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <thread>
#include <utility>

#include "base/random.h"
#include "ciphers/cipher.h"
#include "container/header.h"
#include "neurocrypt/keyset.h"
#include "neurocrypt/seal.h"
#include "neurocrypt/train.h"
#include "peer.h"

namespace neurocrypt::bench {
namespace {

constexpr std::uint64_t kMessageBytes[] = {16, 256, 1024, 64 * 1024, 1024 * 1024};
constexpr std::uint64_t kStreamBytes = std::uint64_t{64} << 20;
constexpr std::uint64_t kQuickStreamBytes = std::uint64_t{8} << 20;
constexpr std::size_t kPeerMessageBytes = 64 * 1024;  // of a stream, as TLS-like protocols cut it
constexpr char kWholeStreamSet[] = "lattice-r2";  // streams are measured for the default key only

/// The value of a Result that can only fail by a defect once keys exist.
template <typename T>
T expect(Result<T> result) {
  if (!result.ok()) std::abort();
  return std::move(result).value();
}
void expect(const Status& status) {
  if (!status.ok()) std::abort();
}

/// A key of one family, with a keyset made of it and the cipher behind the container.
struct KeyUnderTest {
  FamilyId family;
  std::string set;
  std::shared_ptr<const Keyset> keyset;
  std::shared_ptr<const Cipher> cipher;
};

/// A sealer and an opener of one key and suite.
struct Subject {
  std::string suite;
  std::string family;
  std::string set;
  std::shared_ptr<const Keyset> keyset;
  std::shared_ptr<const Sealer> sealer;
  std::shared_ptr<const Opener> opener;

  [[nodiscard]] Label label(const std::string& op, std::uint64_t bytes, int threads) const {
    return {suite, family, set, op, bytes, threads};
  }
};

ByteString random_bytes(std::uint64_t size) {
  ByteString bytes(size);
  fill_random(bytes);
  return bytes;
}

Result<KeyUnderTest> make_key(KeyMaterial material) {
  const FamilyId id = material.family;
  NC_ASSIGN_OR_RETURN(
      std::unique_ptr<Cipher> cipher,
      family(id).load(material.architecture, {material.weights.data(), material.weights.size()}));
  std::string set = print(material.architecture);
  NC_ASSIGN_OR_RETURN(Keyset keyset, Keyset::create(std::move(material)));
  return KeyUnderTest{id, std::move(set), std::make_shared<const Keyset>(std::move(keyset)),
                      std::move(cipher)};
}

/// One key of every set of every sampled family; the trained one by train_key_material.
Result<std::vector<KeyUnderTest>> make_keys(const Options& options, const Listener& listener,
                                            std::vector<Row>& training) {
  std::vector<KeyUnderTest> keys;
  for (const LatticeSet set :
       {LatticeSet::kR2, LatticeSet::kR1, LatticeSet::kDense336, LatticeSet::kDense592}) {
    NC_ASSIGN_OR_RETURN(KeyMaterial material,
                        generate_key_material(FamilyId::kLattice, LatticeArchitecture{set, 1}));
    NC_ASSIGN_OR_RETURN(KeyUnderTest key, make_key(std::move(material)));
    keys.push_back(std::move(key));
  }
  const Family& reversible = family(FamilyId::kReversible);
  NC_ASSIGN_OR_RETURN(
      KeyMaterial material,
      generate_key_material(FamilyId::kReversible, reversible.default_architecture()));
  NC_ASSIGN_OR_RETURN(KeyUnderTest key, make_key(std::move(material)));
  keys.push_back(std::move(key));

  if (options.quick) {
    listener.skipped("autoencoder: --quick does not train");
    return keys;
  }
  listener.activity("training an autoencoder key");
  const auto architecture =
      std::get<MlpArchitecture>(family(FamilyId::kAutoencoder).default_architecture());
  const auto start = std::chrono::steady_clock::now();
  Result<KeyMaterial> trained = train_key_material(architecture);
  const double ns =
      std::chrono::duration<double, std::nano>(std::chrono::steady_clock::now() - start).count();
  if (!trained.ok()) {
    listener.skipped("autoencoder: " + trained.error().message);
    return keys;
  }
  NC_ASSIGN_OR_RETURN(KeyUnderTest autoencoder, make_key(std::move(trained).value()));
  training.push_back({.label = {"raw", "autoencoder", autoencoder.set, "keygen", 0, 1},
                      .ns_per_op = ns,
                      .spread = 0,
                      .samples = 1,
                      .mb_per_s = 0,
                      .ratio_to_aes_256_gcm = 0});
  keys.push_back(std::move(autoencoder));
  return keys;
}

Result<Subject> make_subject(const KeyUnderTest& key, Suite suite, int threads = 1) {
  NC_ASSIGN_OR_RETURN(
      Sealer sealer,
      Sealer::create(*key.keyset, {.suite = suite, .consent = {true, true}, .threads = threads}));
  NC_ASSIGN_OR_RETURN(Opener opener, Opener::create(*key.keyset, {.threads = threads}));
  const bool aes = suite == Suite::kAes;
  return Subject{std::string(name(suite)),
                 aes ? "" : std::string(name(key.family)),
                 aes ? "" : key.set,
                 key.keyset,
                 std::make_shared<const Sealer>(std::move(sealer)),
                 std::make_shared<const Opener>(std::move(opener))};
}

/// What a peer does in one operation of `op` on `bytes`.
Operation peer_operation(const std::string& name, const std::string& op, std::uint64_t bytes) {
  struct State {
    Peer peer;
    ByteString plaintext, ciphertext;
  };
  auto state = std::make_shared<State>(State{Peer(name), random_bytes(bytes), ByteString(bytes)});
  state->peer.seal(state->plaintext, state->ciphertext.data());
  if (op == "seal") {
    return [state](std::uint64_t count) {
      while (count-- > 0) state->peer.seal(state->plaintext, state->ciphertext.data());
    };
  }
  if (op == "open") {
    return [state](std::uint64_t count) {
      while (count-- > 0) state->peer.open(state->ciphertext, state->plaintext.data());
    };
  }
  return [state](std::uint64_t count) {
    while (count-- > 0) {
      state->peer.seal(state->plaintext, state->ciphertext.data());
      state->peer.open(state->ciphertext, state->plaintext.data());
    }
  };
}

/// The same for one of our suites: whole messages through the public interface.
Operation message_operation(const Subject& subject, const std::string& op, std::uint64_t bytes) {
  auto plaintext = std::make_shared<const ByteString>(random_bytes(bytes));
  const auto sealer = subject.sealer;
  const auto opener = subject.opener;
  if (op == "seal") {
    return [=](std::uint64_t count) {
      while (count-- > 0) expect(sealer->seal(*plaintext));
    };
  }
  if (op == "open") {
    auto sealed = std::make_shared<const ByteString>(expect(sealer->seal(*plaintext)));
    return [=](std::uint64_t count) {
      while (count-- > 0) expect(opener->open(*sealed));
    };
  }
  return [=](std::uint64_t count) {
    while (count-- > 0) expect(opener->open(expect(sealer->seal(*plaintext))));
  };
}

class MemorySource : public Source {
 public:
  explicit MemorySource(ByteView bytes) : left_(bytes) {}
  Result<std::size_t> read(MutableBytes buffer) override {
    const std::size_t size = std::min(buffer.size(), left_.size());
    std::memcpy(buffer.data(), left_.data(), size);
    left_ = left_.subspan(size);
    return size;
  }

 private:
  ByteView left_;
};

class NullSink : public Sink {
 public:
  Status write(ByteView /*bytes*/) override { return {}; }
};

/// All of `operations` at once, each in its own thread.
Operation side_by_side(std::vector<Operation> operations) {
  return [operations = std::move(operations)](std::uint64_t count) {
    std::vector<std::thread> threads;
    for (const Operation& operation : operations) threads.emplace_back([&] { operation(count); });
    for (std::thread& thread : threads) thread.join();
  };
}

/// The peer's way with a large file: messages of 64 KiB, as many at a time as there are threads.
Operation peer_stream(const std::string& op, std::uint64_t bytes, int threads) {
  const std::uint64_t messages = bytes / kPeerMessageBytes / static_cast<std::uint64_t>(threads);
  std::vector<Operation> workers;
  for (int i = 0; i < threads; ++i) {
    workers.push_back([=, one = peer_operation("AES-256-GCM", op == "seal_stream" ? "seal" : "open",
                                               kPeerMessageBytes)](std::uint64_t count) {
      one(count * messages);
    });
  }
  return side_by_side(std::move(workers));
}

/// Ours: seal_stream and open_stream, which start the threads themselves.
Operation stream_operation(const Subject& subject, const std::string& op, std::uint64_t size) {
  auto bytes = std::make_shared<ByteString>(random_bytes(size));
  if (op == "seal_stream") {
    return [=](std::uint64_t count) {
      while (count-- > 0) {
        MemorySource source(*bytes);
        NullSink sink;
        expect(subject.sealer->seal_stream(source, sink));
      }
    };
  }
  *bytes = expect(subject.sealer->seal(*bytes));
  return [=](std::uint64_t count) {
    while (count-- > 0) {
      MemorySource source(*bytes);
      NullSink sink;
      expect(subject.opener->open_stream(source, sink));
    }
  };
}

/// A large file in memory, as `encrypt` and `decrypt` stream it.
void measure_streams(const KeyUnderTest& key, std::uint64_t bytes, int threads,
                     const Effort& effort, const Listener& listener) {
  for (const std::string op : {"seal_stream", "open_stream"}) {
    std::vector<Case> group;
    group.push_back(
        {{"AES-256-GCM", "", "", op, bytes, 1}, [=] { return peer_stream(op, bytes, threads); }});
    for (const Suite suite : {Suite::kAes, Suite::kNeural, Suite::kHybrid}) {
      const Subject subject = expect(make_subject(key, suite, threads));
      group.push_back(
          {subject.label(op, bytes, 1), [=] { return stream_operation(subject, op, bytes); }});
    }
    std::vector<Row> rows = measure(group, effort);
    for (Row& row : rows) row.label.threads = threads;  // measured as one operation each
    listener.rows(rows);
  }
}

/// The family's network alone, without container or tag: one block, and a chunk.
void measure_raw(const std::vector<KeyUnderTest>& keys, const Effort& effort,
                 const Listener& listener) {
  for (const std::uint64_t bytes : {std::uint64_t{16}, std::uint64_t{kChunkPlaintextBytes}}) {
    for (const std::string op : {"encrypt", "decrypt"}) {
      std::vector<Case> group;
      for (const KeyUnderTest& key : keys) {
        group.push_back(
            {{"raw", std::string(name(key.family)), key.set, op, bytes, 1}, [=]() -> Operation {
               StreamSalt salt{};
               fill_random(salt);
               const std::shared_ptr<const ChunkCipher> stream = key.cipher->stream(salt);
               auto plaintext = std::make_shared<ByteString>(random_bytes(bytes));
               auto ciphertext = std::make_shared<ByteString>(stream->ciphertext_bytes(bytes));
               expect(stream->encrypt(0, *plaintext, *ciphertext, nullptr));
               if (op == "encrypt") {
                 return [=](std::uint64_t count) {
                   for (std::uint64_t i = 0; i < count; ++i) {
                     expect(stream->encrypt(0, *plaintext, *ciphertext, nullptr));
                   }
                 };
               }
               return [=](std::uint64_t count) {
                 for (std::uint64_t i = 0; i < count; ++i) {
                   expect(stream->decrypt(0, *ciphertext, *plaintext, nullptr));
                 }
               };
             }});
      }
      listener.rows(measure(group, effort));
    }
  }
}

/// Time to make a key, weights and keyset, and to expand it for use.
void measure_keygen(const std::vector<KeyUnderTest>& keys, const Effort& effort,
                    const Listener& listener) {
  std::vector<Case> group;
  for (const KeyUnderTest& key : keys) {
    if (family(key.family).info.trained) continue;
    const Architecture architecture = key.keyset->primary().architecture;
    const FamilyId id = key.family;
    group.push_back({{"raw", std::string(name(id)), key.set, "keygen", 0, 1}, [=]() -> Operation {
                       return [=](std::uint64_t count) {
                         while (count-- > 0) {
                           KeyMaterial material = expect(generate_key_material(id, architecture));
                           const Keyset keyset = expect(Keyset::create(std::move(material)));
                           expect(Sealer::create(keyset, {.consent = {true, true}}));
                         }
                       };
                     }});
  }
  listener.rows(measure(group, effort));
}

/// `sealed` with the key id in its header replaced: a message that reaches the wrong key.
ByteString relabel(ByteString sealed, KeyId id) {
  Header header = expect(parse_header(sealed));
  header.key = id;
  const HeaderBytes bytes = print(header);
  std::copy(bytes.begin(), bytes.end(), sealed.begin());
  return sealed;
}

/// How long it takes to refuse 1 MiB: sealed under another key of the same architecture and
/// relabelled, or with its last bit flipped.
void measure_rejection(const std::vector<KeyUnderTest>& keys, const Effort& effort,
                       const Listener& listener) {
  const std::uint64_t bytes = 1024 * 1024;
  std::vector<Case> wrong_key;
  std::vector<Case> flipped_bit;
  for (const KeyUnderTest& key : keys) {
    if (family(key.family).info.trained) continue;
    const Subject subject = expect(make_subject(key, Suite::kNeural));
    const auto refuse = [opener = subject.opener](std::shared_ptr<const ByteString> sealed) {
      return [=](std::uint64_t count) {
        while (count-- > 0) {
          const Result<ByteString> opened = opener->open(*sealed);
          if (opened.ok() || opened.error().code != ErrorCode::kNotAuthentic) std::abort();
        }
      };
    };
    wrong_key.push_back(
        {subject.label("reject_wrong_key", bytes, 1), [=]() -> Operation {
           const Keyset other = expect(Keyset::create(
               expect(generate_key_material(key.family, key.keyset->primary().architecture))));
           const Sealer sealer =
               expect(Sealer::create(other, {.suite = Suite::kNeural, .consent = {true, true}}));
           return refuse(std::make_shared<const ByteString>(
               relabel(expect(sealer.seal(random_bytes(bytes))), key.keyset->primary().id)));
         }});
    flipped_bit.push_back({subject.label("reject_flipped_bit", bytes, 1), [=]() -> Operation {
                             ByteString sealed = expect(subject.sealer->seal(random_bytes(bytes)));
                             sealed.back() ^= 1;
                             return refuse(std::make_shared<const ByteString>(std::move(sealed)));
                           }});
  }
  listener.rows(measure(wrong_key, effort));
  listener.rows(measure(flipped_bit, effort));
}

}  // namespace

Status run_all(const Options& options, const Listener& listener) {
  const Effort effort =
      options.quick ? Effort{.rounds = 5, .sample_ms = 1, .case_ms = 100} : Effort{};
  const int cores = std::max(1, static_cast<int>(std::thread::hardware_concurrency()));

  std::vector<Row> training;
  NC_ASSIGN_OR_RETURN(const std::vector<KeyUnderTest> keys, make_keys(options, listener, training));
  if (!training.empty()) listener.rows(training);

  std::vector<Subject> subjects;
  NC_ASSIGN_OR_RETURN(Subject aes, make_subject(keys.front(), Suite::kAes));
  subjects.push_back(std::move(aes));
  for (const Suite suite : {Suite::kNeural, Suite::kHybrid}) {
    for (const KeyUnderTest& key : keys) {
      NC_ASSIGN_OR_RETURN(Subject subject, make_subject(key, suite));
      subjects.push_back(std::move(subject));
    }
  }

  for (const int threads : cores > 1 ? std::vector<int>{1, cores} : std::vector<int>{1}) {
    for (const std::string op : {"seal", "open", "seal+open"}) {
      for (const std::uint64_t bytes : kMessageBytes) {
        listener.activity(op + " of " + std::to_string(bytes) +
                          " bytes, threads: " + std::to_string(threads));
        std::vector<Case> group;
        for (const std::string peer : kPeers) {
          group.push_back({{peer, "", "", op, bytes, threads},
                           [=] { return peer_operation(peer, op, bytes); }});
        }
        for (const Subject& subject : subjects) {
          group.push_back({subject.label(op, bytes, threads),
                           [=] { return message_operation(subject, op, bytes); }});
        }
        listener.rows(measure(group, effort));
      }
    }
    listener.activity("streams, threads: " + std::to_string(threads));
    const auto key = std::find_if(keys.begin(), keys.end(), [](const KeyUnderTest& candidate) {
      return candidate.set == kWholeStreamSet;
    });
    measure_streams(*key, options.quick ? kQuickStreamBytes : kStreamBytes, threads, effort,
                    listener);
  }
  listener.activity("families without container");
  measure_raw(keys, effort, listener);
  listener.activity("key generation and rejection");
  measure_keygen(keys, effort, listener);
  measure_rejection(keys, effort, listener);
  return {};
}

}  // namespace neurocrypt::bench
