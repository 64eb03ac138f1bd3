// What neurocrypt-train and the library that starts it say to each other.
//
// Standard error   lines: progress as one JSON object each, or "error: " and a sentence.
// Standard output  nothing, or the key material in full:
//                    "NCTK" version(1 byte, 1)
//                    architecture, certificate, weights, each: size(4 bytes, little endian) bytes
//                    SHA-256 of all that came before
// Exit code        kTrainerDone and the others below.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "neurocrypt/bytes.h"
#include "neurocrypt/keyset.h"
#include "neurocrypt/result.h"
#include "neurocrypt/secret.h"
#include "neurocrypt/train.h"

namespace neurocrypt {

inline constexpr std::string_view kTrainerName = "neurocrypt-train";
inline constexpr std::string_view kTrainerErrorPrefix = "error: ";

enum TrainerExit : int {
  kTrainerDone = 0,
  kTrainerFailed = 1,        ///< a defect, or training diverged
  kTrainerBadUsage = 2,      ///< arguments, or an architecture that cannot be trained
  kTrainerNotCertified = 3,  ///< no round reached the certificate's failure rate
  kTrainerStopped = 4,       ///< SIGTERM, SIGINT, or the reader went away
};

/// More than any message there is: 5 layers of 512 have 2.4 MB of weights.
inline constexpr std::size_t kTrainerMessageBytesMax = std::size_t{8} << 20;

/// One line, without its end.
std::string print_progress(const TrainProgress& progress);
/// Nothing when the line is no progress.
std::optional<TrainProgress> parse_progress(std::string_view line);

SecretBytes print_trained_key(const KeyMaterial& material);
/// Errors   kCorrupt unless the bytes are exactly what print_trained_key writes.
Result<KeyMaterial> parse_trained_key(ByteView message);

}  // namespace neurocrypt
