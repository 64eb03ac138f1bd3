#include "container/turns.h"

#include <system_error>
#include <thread>
#include <vector>

namespace neurocrypt {

Status Turns::run(int threads, const std::function<void()>& worker) {
  std::vector<std::jthread> helpers;
  for (int i = 1; i < threads; ++i) {
    try {
      helpers.emplace_back(worker);
    } catch (const std::system_error&) {
      break;  // the system has no more threads: the ones there are will do
    }
  }
  worker();
  helpers.clear();  // joins
  return outcome_;
}

}  // namespace neurocrypt
