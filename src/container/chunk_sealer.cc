#include "container/chunk_sealer.h"

#include <algorithm>
#include <cassert>

#include "base/endian.h"

namespace neurocrypt {
namespace {

// STREAM's nonce [HRRV15]: 8 bytes of chunk number, 3 of zeros, 1 that is set in the last chunk.
using ChunkNonce = std::array<std::uint8_t, kGcmNonceBytes>;

ChunkNonce nonce_of(std::uint64_t chunk, bool final) {
  ChunkNonce nonce{};
  store_be(chunk, nonce.data(), 8);
  nonce[11] = final ? 1 : 0;
  return nonce;
}

// The tag of RFC 8439, section 2.8, with the chunk's nonce as associated data.
std::array<std::uint8_t, kTagBytes> poly1305_tag(const TagKey& key, const ChunkNonce& nonce,
                                                 ByteView ciphertext) {
  constexpr std::uint8_t kZeros[16] = {};
  const auto padding = [&](std::size_t size) {
    return ByteView(kZeros).first((16 - size % 16) % 16);
  };
  std::uint8_t sizes[16];  // both little endian, as the RFC has them
  for (int i = 0; i < 8; ++i) {
    sizes[i] = static_cast<std::uint8_t>(std::uint64_t{nonce.size()} >> (8 * i));
    sizes[8 + i] = static_cast<std::uint8_t>(std::uint64_t{ciphertext.size()} >> (8 * i));
  }
  std::array<std::uint8_t, kTagBytes> tag;
  poly1305(key, {nonce, padding(nonce.size()), ciphertext, padding(ciphertext.size()), sizes}, tag);
  return tag;
}

}  // namespace

ChunkSealer::ChunkSealer(const StreamKey& stream) : stream_(stream) {
  if (stream.suite() != Suite::kNeural) gcm_.emplace(stream.aes_key());
}

std::size_t ChunkSealer::ciphertext_bytes(std::size_t plaintext_bytes) const {
  if (stream_.suite() == Suite::kAes) return plaintext_bytes;
  return stream_.cipher()->ciphertext_bytes(plaintext_bytes);
}

std::size_t ChunkSealer::sealed_bytes(std::size_t plaintext_bytes) const {
  return ciphertext_bytes(plaintext_bytes) + kTagBytes;
}

std::optional<std::size_t> ChunkSealer::plaintext_bytes(std::size_t sealed_bytes) const {
  // ciphertext_bytes increases strictly, so bisection finds the only candidate.
  std::size_t low = 0;
  std::size_t high = kChunkPlaintextBytes;
  while (low < high) {
    const std::size_t middle = (low + high) / 2;
    if (this->sealed_bytes(middle) < sealed_bytes) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  if (this->sealed_bytes(low) != sealed_bytes) return std::nullopt;
  return low;
}

Status ChunkSealer::seal(std::uint64_t chunk, bool final, ByteView plaintext, MutableBytes sealed) {
  assert(sealed.size() == sealed_bytes(plaintext.size()));
  if (chunk >= kChunksMax) {
    return Error{ErrorCode::kExhausted,
                 "a stream holds at most " + std::to_string(kChunksMax) + " chunks",
                 "split it into several"};
  }
  const ChunkNonce nonce = nonce_of(chunk, final);
  const MutableBytes ciphertext = sealed.first(sealed.size() - kTagBytes);
  const auto tag = sealed.last<kTagBytes>();
  switch (stream_.suite()) {
    case Suite::kAes:
      gcm_->encrypt(nonce, {}, plaintext, ciphertext, tag);
      return {};
    case Suite::kHybrid:
      NC_RETURN_IF_ERROR(stream_.cipher()->encrypt(chunk, plaintext, ciphertext, nullptr));
      gcm_->encrypt(nonce, {}, ciphertext, ciphertext, tag);
      return {};
    case Suite::kNeural: {
      TagKey tag_key;
      NC_RETURN_IF_ERROR(stream_.cipher()->encrypt(chunk, plaintext, ciphertext, &tag_key));
      std::ranges::copy(poly1305_tag(tag_key, nonce, ciphertext), tag.begin());
      zeroize(tag_key);
      return {};
    }
  }
  return Error{ErrorCode::kInternal, "unknown suite"};
}

Status ChunkSealer::open(std::uint64_t chunk, bool final, ByteView sealed, MutableBytes plaintext) {
  assert(sealed.size() == sealed_bytes(plaintext.size()));
  const ChunkNonce nonce = nonce_of(chunk, final);
  const ByteView ciphertext = sealed.first(sealed.size() - kTagBytes);
  const auto tag = sealed.last<kTagBytes>();
  bool authentic = chunk < kChunksMax;
  switch (stream_.suite()) {
    case Suite::kAes:
      authentic = authentic && gcm_->decrypt(nonce, {}, ciphertext, tag, plaintext);
      break;
    case Suite::kHybrid: {
      const bool expands = ciphertext.size() != plaintext.size();
      if (expands) scratch_.resize(ciphertext.size());
      const MutableBytes inner = expands ? MutableBytes(scratch_) : plaintext;
      authentic = authentic && gcm_->decrypt(nonce, {}, ciphertext, tag, inner) &&
                  stream_.cipher()->decrypt(chunk, inner, plaintext, nullptr).ok();
      break;
    }
    case Suite::kNeural: {
      TagKey tag_key{};
      authentic = authentic &&
                  stream_.cipher()->decrypt(chunk, ciphertext, plaintext, &tag_key).ok() &&
                  equal_constant_time(poly1305_tag(tag_key, nonce, ciphertext), tag);
      zeroize(tag_key);
      break;
    }
  }
  if (authentic) return {};
  zeroize(plaintext);
  return chunk_not_authentic(chunk);
}

Error chunk_not_authentic(std::uint64_t chunk) {
  return {ErrorCode::kNotAuthentic,
          "sealed data: chunk " + std::to_string(chunk) +
              " was changed, or the data was cut or extended",
          "restore it from a copy"};
}

}  // namespace neurocrypt
