#include "interrupt.h"

#include <csignal>

namespace neurocrypt::cli {
namespace {

volatile std::sig_atomic_t signal_seen = 0;

void remember(int /*signal*/) { signal_seen = 1; }

}  // namespace

void catch_interrupts() {
  struct sigaction action = {};
  action.sa_handler = remember;  // without SA_RESTART: a blocked read returns EINTR
  sigemptyset(&action.sa_mask);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) sigaction(signal, &action, nullptr);
}

bool interrupted() { return signal_seen != 0; }

Error cancelled() { return {ErrorCode::kCancelled, "cancelled", ""}; }

}  // namespace neurocrypt::cli
