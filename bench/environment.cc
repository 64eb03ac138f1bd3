#include "environment.h"

#include <openssl/crypto.h>

#include <array>
#include <ctime>
#include <fstream>
#include <thread>

#include "base/cpu.h"

namespace neurocrypt::bench {
namespace {

std::string cpu_model() {
  std::ifstream info("/proc/cpuinfo");
  for (std::string line; std::getline(info, line);) {
    if (!line.starts_with("model name")) continue;
    const std::size_t colon = line.find(": ");
    if (colon != std::string::npos) return line.substr(colon + 2);
  }
  return "unknown";
}

std::string utc_now() {
  const std::time_t now = std::time(nullptr);
  std::tm parts{};
  gmtime_r(&now, &parts);
  std::array<char, 32> text{};
  return {text.data(), std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &parts)};
}

}  // namespace

Environment environment() {
  return {.commit = NC_COMMIT,
          .compiler = NC_COMPILER,
          .build_type = NC_BUILD_TYPE,
          .cpu = cpu_model(),
          .cores = static_cast<int>(std::thread::hardware_concurrency()),
          .isa = name(best_isa()),
          .openssl = OpenSSL_version(OPENSSL_VERSION),
          .time = utc_now()};
}

}  // namespace neurocrypt::bench
