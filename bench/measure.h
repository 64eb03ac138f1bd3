// Timing of operations side by side: the cases of a group take turns, so that noise hits them
// alike.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace neurocrypt::bench {

/// What was measured. Together the fields name a row.
struct Label {
  std::string suite;   ///< aes, neural, hybrid, raw (a family without container), or a peer's name
  std::string family;  ///< empty for peers and for suite aes
  std::string set;     ///< parameter set or architecture; empty as above
  std::string op;      ///< seal, open, seal+open, ...
  std::uint64_t bytes = 0;  ///< plaintext bytes of one operation; 0 where none are processed
  int threads = 1;
};

/// Does the operation `count` times.
using Operation = std::function<void(std::uint64_t count)>;

/// An operation under test; make() is called once for each thread, and each thread keeps its own.
struct Case {
  Label label;
  std::function<Operation()> make;
};

/// How long to measure.
struct Effort {
  int rounds = 21;        ///< samples of each case; the median of them is reported
  double sample_ms = 5;   ///< least duration of one sample
  double case_ms = 1500;  ///< a case that needs longer gets fewer rounds, but at least three
};

struct Row {
  Label label;
  double
      ns_per_op;  ///< median; with several threads: wall time of one thread's operation / threads
  double spread;  ///< interquartile range / median
  int samples;
  double mb_per_s;  ///< 10^6 plaintext bytes a second; 0 where bytes is 0
  double
      ratio_to_aes_256_gcm;  ///< ns_per_op / that of the group's first case; 0 where it has no peer
};

/// Measures a group: cases of the same op, bytes and threads. When the first is the peer
/// "AES-256-GCM", ratios are to it.
std::vector<Row> measure(const std::vector<Case>& group, const Effort& effort);

}  // namespace neurocrypt::bench
