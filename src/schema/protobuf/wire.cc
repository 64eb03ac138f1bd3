#include "schema/protobuf/wire.h"

namespace neurocrypt::protobuf {

const char* WireReader::long_varint(std::uint64_t& value) {
  std::uint64_t sum = 0;
  const std::uint8_t* at = at_;
  for (int shift = 0; shift < 7 * kVarintBytesMax; shift += 7) {
    if (at == end_) return "a varint is cut off";
    const std::uint8_t byte = *at++;
    if (shift == 63 && byte > 1) break;
    sum |= static_cast<std::uint64_t>(byte & 0x7f) << shift;
    if (byte < 0x80) {
      value = sum;
      at_ = at;
      return nullptr;
    }
  }
  return "a varint is longer than 64 bits";
}

const char* WireReader::next(WireField& field, int depth) {
  field.begin = at_;
  std::uint64_t key = 0;
  if (const char* const wrong = varint(key)) return wrong;
  if (key >> 3 == 0 || key >> 3 > kFieldNumberMax) {
    at_ = field.begin;
    return "a field number is out of range";
  }
  field.number = static_cast<std::uint32_t>(key >> 3);
  switch (key & 7) {
    case static_cast<unsigned>(WireType::kVarint):
      field.type = WireType::kVarint;
      return varint(field.value);
    case static_cast<unsigned>(WireType::kFixed64):
      field.type = WireType::kFixed64;
      return fixed(field.value);
    case static_cast<unsigned>(WireType::kFixed32): {
      field.type = WireType::kFixed32;
      std::uint32_t value = 0;
      const char* const wrong = fixed(value);
      field.value = value;
      return wrong;
    }
    case static_cast<unsigned>(WireType::kBytes): {
      field.type = WireType::kBytes;
      std::uint64_t size = 0;
      if (const char* const wrong = varint(size)) return wrong;
      if (size > static_cast<std::size_t>(end_ - at_)) return "a length reaches past the end";
      field.payload = {at_, static_cast<std::size_t>(size)};
      at_ += size;
      return nullptr;
    }
    case static_cast<unsigned>(WireType::kStartGroup): {
      field.type = WireType::kStartGroup;
      const std::uint8_t* const begin = at_;
      const char* const wrong = skip_group(field.number, depth);
      field.payload = {begin, at_};
      return wrong;
    }
    case static_cast<unsigned>(WireType::kEndGroup):
      field.type = WireType::kEndGroup;
      return nullptr;
    default:
      at_ = field.begin;
      return "a wire type does not exist";
  }
}

const char* WireReader::skip_group(std::uint32_t number, int depth) {
  if (depth >= kDepthMax) return "messages are nested too deeply";
  WireField inner;
  while (!done()) {
    if (const char* const wrong = next(inner, depth + 1)) return wrong;
    if (inner.type == WireType::kEndGroup) {
      if (inner.number == number) return nullptr;
      at_ = inner.begin;
      return "a group ends that did not start";
    }
  }
  return "a group is cut off";
}

void BackwardWriter::grow(std::size_t bytes) {
  const std::size_t used = size();
  std::vector<std::uint8_t> larger(2 * (used + bytes));
  std::uint8_t* const end = larger.data() + larger.size();
  std::memcpy(end - used, at_, used);
  rest_ = std::move(larger);
  begin_ = rest_.data();
  end_ = end;
  at_ = end_ - used;
}

}  // namespace neurocrypt::protobuf
