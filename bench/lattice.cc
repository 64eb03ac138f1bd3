// Time of the lattice family's ciphers, by parameter set and instruction set, against AES-256-GCM
// in the same run: one thread, JSON lines. The best of many repetitions, taken in turns, since a
// shared machine only ever adds time.
//
//     cmake --build --preset release --target bench_lattice && build/release/bin/bench_lattice
//     [TEXT]
//
// With TEXT, only the tasks that have it in their names: "avx2", "lattice-r2".
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <functional>
#include <string>
#include <vector>

#include "base/crypto.h"
#include "ciphers/lattice/family.h"
#include "neurocrypt/seal.h"

namespace {

using namespace neurocrypt;
using namespace neurocrypt::lattice;

struct Task {
  std::string name;
  std::size_t size_bytes;
  std::function<void()> run;
  double best_ns = 1e18;
};

double run_ns(const std::function<void()>& run, int times) {
  const auto start = std::chrono::steady_clock::now();
  for (int i = 0; i < times; ++i) run();
  return std::chrono::duration<double, std::nano>(std::chrono::steady_clock::now() - start)
             .count() /
         times;
}

/// Every chunk of `data` through `each`.
void for_each_chunk(ByteString& data,
                    const std::function<void(std::uint64_t, MutableBytes)>& each) {
  std::uint64_t chunk = 0;
  for (std::size_t at = 0; at < data.size(); at += kChunkPlaintextBytes) {
    const std::size_t size = std::min(kChunkPlaintextBytes, data.size() - at);
    each(chunk++, MutableBytes(data.data() + at, size));
  }
}

}  // namespace

int main(int argc, char** argv) {
  const std::string filter = argc > 1 ? argv[1] : "";
  const std::array<std::uint8_t, 32> key{1, 2, 3};
  const std::array<std::uint8_t, kGcmNonceBytes> nonce{};
  std::array<std::uint8_t, kGcmTagBytes> tag{};
  Aes256Gcm gcm(key);
  std::vector<Task> tasks;
  std::vector<std::unique_ptr<ChunkCipher>> streams;
  ByteString data(1 << 20);
  for (const std::size_t size : {std::size_t{1024}, data.size()}) {
    const auto resized = [&data,
                          size](const std::function<void(std::uint64_t, MutableBytes)>& each) {
      return [&data, size, each] {
        data.resize(size);
        for_each_chunk(data, each);
      };
    };
    const auto encrypt_gcm = [&](std::uint64_t, MutableBytes bytes) {
      gcm.encrypt(nonce, {}, bytes, bytes, tag);
    };
    tasks.push_back({"aes-256-gcm", size, resized(encrypt_gcm)});
    for (const Isa isa : {Isa::kScalar, Isa::kAvx2, Isa::kAvx512}) {
      if (!supports(isa)) continue;
      for (const Parameters& set : kParameters) {
        for (const int depth : {1, 2}) {
          const LatticeArchitecture architecture{set.set, depth};
          streams.push_back(make_cipher(architecture,
                                        expand_weights(architecture, ByteString(kSeedBytes, 1)),
                                        isa)
                                ->stream(StreamSalt{1}));
          const ChunkCipher* const stream = streams.back().get();
          const auto add = [&, size](const std::string& what,
                                     const std::function<void(std::uint64_t, MutableBytes)>& each) {
            tasks.push_back({print(Architecture(architecture)) + ' ' + what + ' ' + name(isa), size,
                             resized(each)});
          };
          const auto encrypt = [stream](std::uint64_t chunk, MutableBytes bytes, TagKey* tag_key) {
            if (!stream->encrypt(chunk, bytes, bytes, tag_key).ok()) std::abort();
          };
          add("keystream", [encrypt](std::uint64_t chunk, MutableBytes bytes) {
            encrypt(chunk, bytes, nullptr);
          });
          if (depth > 1) continue;
          add("with Poly1305", [encrypt, &tag](std::uint64_t chunk, MutableBytes bytes) {
            TagKey tag_key;
            encrypt(chunk, bytes, &tag_key);
            poly1305(tag_key, {bytes}, tag);
          });
          add("inside AES-256-GCM",
              [encrypt, encrypt_gcm](std::uint64_t chunk, MutableBytes bytes) {
                encrypt(chunk, bytes, nullptr);
                encrypt_gcm(chunk, bytes);
              });
        }
      }
    }
  }
  std::erase_if(tasks, [&filter](const Task& task) {
    return task.name != "aes-256-gcm" && task.name.find(filter) == std::string::npos;
  });
  for (int round = 0; round < 200; ++round) {
    for (Task& task : tasks) {
      const bool slow = task.best_ns < 1e18 && task.best_ns > 5e6;
      if (slow && round > 2) continue;
      task.best_ns = std::min(task.best_ns, run_ns(task.run, task.size_bytes > 4096 ? 1 : 64));
    }
  }
  double gcm_ns = 0;
  for (const Task& task : tasks) {
    if (task.name == "aes-256-gcm") gcm_ns = task.best_ns;
    std::printf(
        R"({"task": "%s", "bytes": %zu, "ns": %.0f, "mb_per_s": %.1f, "times_aes_256_gcm": %.2f})"
        "\n",
        task.name.c_str(), task.size_bytes, task.best_ns,
        static_cast<double>(task.size_bytes) * 1e3 / task.best_ns, task.best_ns / gcm_ns);
  }
  return 0;
}
