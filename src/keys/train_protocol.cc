#include "keys/train_protocol.h"

#include <algorithm>
#include <cstdio>

#include "base/crypto.h"

namespace neurocrypt {
namespace {

constexpr std::uint8_t kHeader[] = {'N', 'C', 'T', 'K', 1};
constexpr std::size_t kDigestBytes = sizeof(Sha256Digest);

Error corrupt(const char* what) {
  return {ErrorCode::kCorrupt, std::string("the trainer's message ") + what};
}

std::uint8_t* append(ByteView field, std::uint8_t* to) {
  for (int shift = 0; shift < 32; shift += 8)
    *to++ = static_cast<std::uint8_t>(field.size() >> shift);
  return std::copy(field.begin(), field.end(), to);
}

Result<ByteView> take(ByteView& rest) {
  if (rest.size() < 4) return corrupt("ends early");
  const std::size_t size =
      rest[0] | std::size_t{rest[1]} << 8 | std::size_t{rest[2]} << 16 | std::size_t{rest[3]} << 24;
  rest = rest.subspan(4);
  if (rest.size() < size) return corrupt("ends early");
  const ByteView field = rest.first(size);
  rest = rest.subspan(size);
  return field;
}

}  // namespace

std::string print_progress(const TrainProgress& progress) {
  char line[200];
  std::snprintf(line, sizeof(line),
                R"({"phase":"%.20s","round":%d,"done":%llu,"total":%llu,"bit_error_rate":%.9f})",
                progress.phase.c_str(), progress.round,
                static_cast<unsigned long long>(progress.done),
                static_cast<unsigned long long>(progress.total), progress.bit_error_rate);
  return line;
}

std::optional<TrainProgress> parse_progress(std::string_view line) {
  char phase[21];
  int round = 0;
  unsigned long long done = 0;
  unsigned long long total = 0;
  double bit_error_rate = 0;
  if (std::sscanf(
          std::string(line).c_str(),
          R"({"phase":"%20[a-z]","round":%d,"done":%llu,"total":%llu,"bit_error_rate":%lf})", phase,
          &round, &done, &total, &bit_error_rate) != 5) {
    return std::nullopt;
  }
  return TrainProgress{phase, round, done, total, bit_error_rate};
}

SecretBytes print_trained_key(const KeyMaterial& material) {
  const std::string architecture = print(material.architecture);
  const std::size_t fields =
      architecture.size() + material.certificate.size() + material.weights.size();
  SecretBytes message(sizeof(kHeader) + 3 * 4 + fields + kDigestBytes);
  std::uint8_t* to = std::copy(std::begin(kHeader), std::end(kHeader), message.begin());
  to = append(as_bytes(architecture), to);
  to = append(as_bytes(material.certificate), to);
  to = append(material.weights, to);
  const Sha256Digest digest = sha256({ByteView(message).first(message.size() - kDigestBytes)});
  std::copy(digest.begin(), digest.end(), to);
  return message;
}

Result<KeyMaterial> parse_trained_key(ByteView message) {
  if (message.size() < sizeof(kHeader) + kDigestBytes) return corrupt("ends early");
  if (!std::equal(std::begin(kHeader), std::end(kHeader), message.begin())) {
    return corrupt("has another version than this program");
  }
  const ByteView covered = message.first(message.size() - kDigestBytes);
  const Sha256Digest digest = sha256({covered});
  if (!std::equal(digest.begin(), digest.end(), message.last(kDigestBytes).begin())) {
    return corrupt("is damaged: its checksum is wrong");
  }
  ByteView rest = covered.subspan(sizeof(kHeader));
  NC_ASSIGN_OR_RETURN(const ByteView architecture_text, take(rest));
  NC_ASSIGN_OR_RETURN(const ByteView certificate, take(rest));
  NC_ASSIGN_OR_RETURN(const ByteView weights, take(rest));
  if (!rest.empty()) return corrupt("has bytes after its end");
  NC_ASSIGN_OR_RETURN(Architecture architecture, parse_architecture(as_text(architecture_text)));
  KeyMaterial material{.family = FamilyId::kAutoencoder,
                       .architecture = std::move(architecture),
                       .weights = SecretBytes(weights.size()),
                       .certificate = std::string(as_text(certificate))};
  std::copy(weights.begin(), weights.end(), material.weights.begin());
  return material;
}

}  // namespace neurocrypt
