#include "lab/oracle.h"

#include <algorithm>
#include <bit>
#include <cassert>

namespace neurocrypt::lab {
namespace {

struct AccessName {
  unsigned access;
  std::string_view name;
};
constexpr AccessName kAccessNames[] = {
    {kKnownPairs, "known pairs"},
    {kEncrypt, "chosen blocks"},
    {kDecrypt, "chosen codes"},
    {kKeystream, "keystreams"},
    {kRealValues, "real values"},
    {kMessages, "whole messages"},
    {kKeySpace, "the recipe of its keys"},
    {kNearKey, "a near key"},
    {kOtherKey, "another key"},
    {kOtherArchitecture, "another architecture"},
    {kNeuron, "a neuron's samples"},
    {kArchitectures, "the list of architectures"},
    {kKeyLoad, "the loading of keys"},
    {kShortBlocks, "short blocks"},
    {kRounds, "other numbers of rounds"},
    {kWhiteBox, "the weights that encrypt"},
    {kGallery, "what its classes look like"},
};

unsigned access_of(Variant variant) {
  switch (variant) {
    case Variant::kNearKey:
      return kNearKey;
    case Variant::kOtherKey:
      return kOtherKey;
    case Variant::kOtherArchitecture:
      return kOtherArchitecture;
  }
  return 0;
}

constexpr std::size_t kShortBlockBytesMax = 4;

unsigned offered(const Target& target) {
  unsigned access = 0;
  if (target.block) access |= kKnownPairs | kEncrypt;
  if (target.block && target.block->invertible()) access |= kDecrypt;
  if (target.block && target.block->invertible() &&
      target.block->shape().block_bytes <= kShortBlockBytesMax &&
      target.block->shape().code_bytes == target.block->shape().block_bytes) {
    access |= kShortBlocks;
  }
  if (target.with_rounds) access |= kRounds;
  if (target.keystream) access |= kKnownPairs | kKeystream;
  if (target.real) access |= kRealValues;
  if (target.neuron) access |= kNeuron;
  if (target.message) access |= kMessages;
  if (target.key_space) access |= kKeySpace;
  if (target.architectures) access |= kArchitectures;
  if (target.key_load) access |= kKeyLoad;
  if (target.white_box) access |= kWhiteBox;
  if (target.gallery) access |= kGallery;
  for (const Variant variant :
       {Variant::kNearKey, Variant::kOtherKey, Variant::kOtherArchitecture}) {
    if ((target.variants >> static_cast<int>(variant) & 1) != 0) access |= access_of(variant);
  }
  return access;
}

constexpr BlockShape kStreamShape = {.block_bytes = 16, .code_bytes = 16};

}  // namespace

std::string describe_access(unsigned access) {
  std::string text;
  for (const AccessName& row : kAccessNames) {
    if ((access & row.access) != 0) text += (text.empty() ? "" : ", ") + std::string(row.name);
  }
  return text;
}

void code_values(const BlockShape& shape, ByteView code, double* values) {
  switch (shape.unit) {
    case CodeUnit::kBits:
      return bit_values(code, values);
    case CodeUnit::kInt8:
      for (const std::uint8_t byte : code) *values++ = static_cast<std::int8_t>(byte);
      return;
    case CodeUnit::kFloat32:
      for (std::size_t i = 0; i + 4 <= code.size(); i += 4) {
        std::uint32_t bits = 0;
        for (std::size_t j = 0; j < 4; ++j) bits |= std::uint32_t{code[i + j]} << (8 * j);
        *values++ = std::bit_cast<float>(bits);
      }
      return;
  }
}

void bit_values(ByteView block, double* values) {
  for (const std::uint8_t byte : block) {
    for (int bit = 0; bit < 8; ++bit) *values++ = (byte >> bit & 1) != 0 ? 1 : -1;
  }
}

Oracle::Oracle(Target target, std::uint64_t queries_max, unsigned allowed)
    : target_(std::move(target)),
      access_(offered(target_) & allowed),
      queries_max_(queries_max),
      queries_(std::make_shared<std::uint64_t>(0)) {}

Status Oracle::count(unsigned access, std::uint64_t queries) {
  if (!offers(access)) {
    return Error{
        ErrorCode::kUnsupported, target_.name + " does not offer " + describe_access(access), {}};
  }
  if (queries > queries_max_ - *queries_) {
    return Error{ErrorCode::kExhausted,
                 "the attack has used up its " + std::to_string(queries_max_) + " queries",
                 {}};
  }
  *queries_ += queries;
  return {};
}

BlockShape Oracle::shape() const { return target_.block ? target_.block->shape() : kStreamShape; }

Status Oracle::encrypt(ByteView blocks, MutableBytes codes) {
  const std::size_t n = blocks.size() / shape().block_bytes;
  assert(blocks.size() == n * shape().block_bytes && codes.size() == n * shape().code_bytes);
  NC_RETURN_IF_ERROR(count(kEncrypt, n));
  return target_.block->encrypt(blocks, codes);
}

Status Oracle::decrypt(ByteView codes, MutableBytes blocks) {
  const std::size_t n = codes.size() / shape().code_bytes;
  assert(blocks.size() == n * shape().block_bytes && codes.size() == n * shape().code_bytes);
  NC_RETURN_IF_ERROR(count(kDecrypt, n));
  return target_.block->decrypt(codes, blocks);
}

Result<Pairs> Oracle::known_pairs(std::size_t count, Random& random) {
  NC_RETURN_IF_ERROR(this->count(kKnownPairs, count));
  Pairs pairs{.shape = shape(), .blocks = random.bytes(count * shape().block_bytes), .codes = {}};
  pairs.codes.resize(count * pairs.shape.code_bytes);
  if (target_.block) {
    NC_RETURN_IF_ERROR(target_.block->encrypt(pairs.blocks, pairs.codes));
    return pairs;
  }
  Nonce nonce;
  random.fill(nonce);
  for (std::size_t at = 0; at < pairs.codes.size(); at += kKeystreamChunkBytes) {
    const MutableBytes part =
        MutableBytes(pairs.codes)
            .subspan(at, std::min(kKeystreamChunkBytes, pairs.codes.size() - at));
    NC_RETURN_IF_ERROR(target_.keystream->keystream(nonce, at / kKeystreamChunkBytes, part));
  }
  for (std::size_t i = 0; i < pairs.codes.size(); ++i) pairs.codes[i] ^= pairs.blocks[i];
  return pairs;
}

Status Oracle::keystream(const Nonce& nonce, std::uint64_t chunk, MutableBytes out) {
  assert(out.size() <= kKeystreamChunkBytes);
  NC_RETURN_IF_ERROR(count(kKeystream, (out.size() + 15) / 16));
  return target_.keystream->keystream(nonce, chunk, out);
}

Status Oracle::evaluate(std::span<const double> x, std::span<double> y) {
  NC_RETURN_IF_ERROR(count(kRealValues, 1));
  return target_.real->evaluate(x, y);
}

Status Oracle::neuron_samples(std::size_t samples, std::vector<std::uint32_t>& inputs,
                              std::vector<std::uint32_t>& outputs) {
  NC_RETURN_IF_ERROR(count(kNeuron, samples));
  std::vector<std::uint32_t> input(static_cast<std::size_t>(neuron().n));
  for (std::size_t i = 0; i < samples; ++i) {
    std::uint32_t output = 0;
    NC_RETURN_IF_ERROR(target_.neuron->sample(next_sample_++, input, output));
    inputs.insert(inputs.end(), input.begin(), input.end());
    outputs.push_back(output);
  }
  return {};
}

Result<ByteString> Oracle::seal(ByteView message, std::uint64_t draw) {
  NC_RETURN_IF_ERROR(count(kMessages, 1));
  return target_.message->seal(message, draw);
}

Result<ByteString> Oracle::open(ByteView sealed) {
  NC_RETURN_IF_ERROR(count(kMessages, 1));
  return target_.message->open(sealed);
}

Result<Oracle> Oracle::variant(Variant variant, std::uint64_t seed) {
  NC_RETURN_IF_ERROR(count(access_of(variant), 0));
  NC_ASSIGN_OR_RETURN(Target other, target_.variant(variant, seed));
  return share_count(std::move(other));
}

Result<Oracle> Oracle::with_rounds(int rounds, std::uint64_t seed) {
  NC_RETURN_IF_ERROR(count(kRounds, 0));
  NC_ASSIGN_OR_RETURN(Target other, target_.with_rounds(rounds, seed));
  return share_count(std::move(other));
}

Oracle Oracle::share_count(Target target) const {
  Oracle oracle(std::move(target), queries_max_, kEveryAccess);
  oracle.queries_ = queries_;
  return oracle;
}

}  // namespace neurocrypt::lab
