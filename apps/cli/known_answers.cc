#include "known_answers.h"

#include <algorithm>
#include <map>
#include <sstream>
#include <string_view>
#include <vector>

#include "base/crypto.h"
#include "base/hex.h"
#include "ciphers/cipher.h"
#include "neurocrypt/keyset.h"
#include "neurocrypt/seal.h"

namespace neurocrypt::cli {
namespace {

constexpr char kLatticeText[] =
#include "vectors/lattice.inc"
    ;
constexpr char kContainerText[] =
#include "vectors/container.inc"
    ;

using Block = std::map<std::string, std::string>;

/// Blocks of "name = value" lines. The tests read the same files more strictly.
std::vector<Block> parse(const char* text) {
  std::vector<Block> blocks(1);
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    if (line.empty()) blocks.emplace_back();
    const std::size_t equals = line.find(" =");
    if (line.starts_with('#') || equals == std::string::npos) continue;
    const std::size_t value = std::min(equals + 3, line.size());
    blocks.back()[line.substr(0, equals)] = line.substr(value);
  }
  return blocks;
}

/// Empty where the text is no hexadecimal, so that the answer is wrong.
ByteString bytes(const std::string& text) { return from_hex(text).value_or(ByteString()); }

std::size_t number(const std::string& text) { return std::stoul(text); }

/// True when the vector's keystream came out.
bool keystream_matches(const Cipher& cipher, const Block& vector) {
  StreamSalt salt{};
  std::ranges::copy(bytes(vector.at("salt")), salt.begin());
  ByteString keystream(number(vector.at("size")));  // of zeros, so that encrypting leaves it alone
  TagKey tag_key{};
  const Status status =
      cipher.stream(salt)->encrypt(number(vector.at("chunk")), keystream, keystream, &tag_key);
  if (!status.ok() || !std::ranges::equal(tag_key, bytes(vector.at("tag-key")))) return false;
  if (vector.contains("sha256")) {
    return std::ranges::equal(sha256({keystream}), bytes(vector.at("sha256")));
  }
  return keystream == bytes(vector.at("keystream"));
}

}  // namespace

std::string check_lattice_answers() {
  std::size_t checked = 0;
  for (const Block& vector : parse(kLatticeText)) {
    if (!vector.contains("seed")) continue;
    const std::string text = vector.at("set") + " depth " + vector.at("depth");
    const auto architecture = parse_architecture(text);
    if (!architecture.ok()) return text + ": " + architecture.error().message;
    const auto cipher = family(FamilyId::kLattice).load(*architecture, bytes(vector.at("seed")));
    if (!cipher.ok()) return text + ": " + cipher.error().message;
    if (!keystream_matches(**cipher, vector)) {
      return text + ", chunk " + vector.at("chunk") + ", " + vector.at("size") +
             " bytes: another keystream";
    }
    ++checked;
  }
  return checked == 0 ? "no vectors" : "";
}

std::string check_container_answers() {
  std::map<std::string, Keyset> keysets;
  std::size_t checked = 0;
  for (const Block& vector : parse(kContainerText)) {
    if (vector.contains("key-file")) {
      Result<Keyset> keyset = parse_key_file(bytes(vector.at("key-file")), nullptr);
      if (!keyset.ok()) return vector.at("keyset") + ": " + keyset.error().message;
      keysets.emplace(vector.at("keyset"), std::move(keyset).value());
    }
    if (!vector.contains("sealed") || !vector.contains("plaintext")) continue;
    const std::string& name = vector.at("name");
    const Result<Opener> opener = Opener::create(keysets.at(vector.at("keys")));
    if (!opener.ok()) return name + ": " + opener.error().message;
    const Result<ByteString> opened =
        opener->open(bytes(vector.at("sealed")), bytes(vector.at("ad")));
    if (!opened.ok()) return name + ": " + opened.error().message;
    if (*opened != bytes(vector.at("plaintext"))) return name + ": another plaintext";
    ++checked;
  }
  return checked == 0 ? "no vectors" : "";
}

}  // namespace neurocrypt::cli
