#include "lab/random.h"

#include <cmath>
#include <numbers>

namespace neurocrypt::lab {
namespace {

// FNV-1a, folded into the seed.
std::uint64_t mix(std::uint64_t seed, std::string_view purpose) {
  std::uint64_t hash = 0xcbf29ce484222325U ^ seed;
  for (const char c : purpose) hash = (hash ^ static_cast<std::uint8_t>(c)) * 0x100000001b3U;
  return hash ^ seed << 1;
}

}  // namespace

Random::Random(std::uint64_t seed, std::string_view purpose) : engine_(mix(seed, purpose)) {}

std::uint64_t Random::below(std::uint64_t bound) {
  __extension__ using Wide = unsigned __int128;
  return static_cast<std::uint64_t>(Wide{engine_()} * bound >> 64);
}

double Random::normal() {
  const double radius = std::sqrt(-2 * std::log1p(-uniform()));
  return radius * std::cos(2 * std::numbers::pi * uniform());
}

void Random::fill(MutableBytes out) {
  for (std::size_t i = 0; i < out.size();) {
    std::uint64_t word = engine_();
    for (int byte = 0; byte < 8 && i < out.size(); ++byte, word >>= 8) {
      out[i++] = static_cast<std::uint8_t>(word);
    }
  }
}

ByteString Random::bytes(std::size_t size) {
  ByteString out(size);
  fill(out);
  return out;
}

}  // namespace neurocrypt::lab
