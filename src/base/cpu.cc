#include "base/cpu.h"

#include <cstdlib>
#include <string_view>

namespace neurocrypt {

bool supports(Isa isa) {
#if defined(__x86_64__)
  switch (isa) {
    case Isa::kScalar:
      return true;
    case Isa::kAvx2:
      return __builtin_cpu_supports("avx2") != 0;
    case Isa::kAvx512:
      return __builtin_cpu_supports("avx512f") != 0 && __builtin_cpu_supports("avx512bw") != 0 &&
             __builtin_cpu_supports("avx512vl") != 0 && __builtin_cpu_supports("avx512vbmi") != 0 &&
             __builtin_cpu_supports("avx512vnni") != 0;
  }
  return false;
#else
  return isa == Isa::kScalar;
#endif
}

Isa best_isa() {
  static const Isa best = [] {
    Isa limit = Isa::kAvx512;
    if (const char* const text = std::getenv("NEUROCRYPT_ISA"); text != nullptr) {
      if (std::string_view(text) == name(Isa::kScalar)) limit = Isa::kScalar;
      if (std::string_view(text) == name(Isa::kAvx2)) limit = Isa::kAvx2;
    }
    for (const Isa isa : {Isa::kAvx512, Isa::kAvx2}) {
      if (isa <= limit && supports(isa)) return isa;
    }
    return Isa::kScalar;
  }();
  return best;
}

const char* name(Isa isa) {
  switch (isa) {
    case Isa::kScalar:
      return "scalar";
    case Isa::kAvx2:
      return "avx2";
    case Isa::kAvx512:
      return "avx512";
  }
  return "unknown";
}

}  // namespace neurocrypt
