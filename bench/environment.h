// Where and with what a benchmark ran.
#pragma once

#include <string>

namespace neurocrypt::bench {

struct Environment {
  std::string commit;  ///< of the sources, as of the last configuration of the build
  std::string compiler;
  std::string build_type;
  std::string cpu;
  int cores;
  std::string isa;  ///< the kernels in use: scalar, avx2 or avx512
  std::string openssl;
  std::string time;  ///< UTC
};
Environment environment();

}  // namespace neurocrypt::bench
