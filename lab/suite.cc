#include "lab/suite.h"

#include <time.h>

#include <algorithm>
#include <chrono>
#include <mutex>
#include <numeric>
#include <thread>

namespace neurocrypt::lab {
namespace {

using Clock = std::chrono::steady_clock;

/// CPU time that an attack may take, on its one thread; on a busy machine, or where a program on a
/// pipe does the work, it may last longer.
double deadline_s(double budget_s) { return std::max(60.0, 4 * budget_s); }
constexpr double kWallFactor = 5;

double thread_cpu_s() {
  timespec time{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
}

/// What the threads of one suite share.
class Suite {
 public:
  Suite(const std::vector<Job>& jobs, const SuiteOptions& options, const SuiteCallbacks& callbacks)
      : jobs_(jobs), options_(options), callbacks_(callbacks), done_(jobs.size(), 0) {}

  /// Runs jobs [next, end) on this thread and as many others as there are.
  void run(bool alone) {
    next_ = 0;
    const auto cores = std::max(1U, std::thread::hardware_concurrency());
    const unsigned threads = alone                  ? 1
                             : options_.threads > 0 ? static_cast<unsigned>(options_.threads)
                                                    : cores;
    std::vector<std::thread> others;
    for (unsigned i = 1; i < threads; ++i) others.emplace_back([=, this] { work(alone); });
    work(alone);
    for (std::thread& other : others) other.join();
  }
  [[nodiscard]] Status status() const { return status_; }

 private:
  void work(bool alone) {
    for (;;) {
      std::size_t job = 0;
      {
        const std::lock_guard lock(mutex_);
        while (next_ < jobs_.size() && jobs_[next_].attack->alone != alone) ++next_;
        if (next_ == jobs_.size() || !status_.ok()) return;
        job = next_++;
      }
      run_job(job);
    }
  }

  void run_job(std::size_t index) {
    const auto& [attack, target] = jobs_[index];
    const std::string label = std::string(attack->name) + " on " + target.name;
    const auto start = Clock::now();
    const double cpu_start_s = thread_cpu_s();
    Oracle oracle(target, options_.queries_max, options_.allowed);
    const Trial trial{
        .budget_s = options_.budget_s, .seed = options_.seed, .progress = [&](double done) {
          const std::chrono::duration<double> seconds = Clock::now() - start;
          const double deadline = deadline_s(options_.budget_s);
          return report(index, std::clamp(done, 0.0, 1.0), label) &&
                 thread_cpu_s() - cpu_start_s < deadline &&
                 seconds.count() < kWallFactor * deadline;
        }};
    if (!report(index, 0, label)) return;
    Result<Evidence> evidence = run_attack(*attack, oracle, trial);
    if (!report(index, 1, label)) return;
    const std::lock_guard lock(mutex_);
    if (!status_.ok()) return;
    if (!evidence) {
      status_ = Error{evidence.error().code, label + ": " + evidence.error().message,
                      evidence.error().hint};
    } else {
      status_ = callbacks_.evidence(std::move(*evidence));
    }
  }

  /// False when the suite is to stop.
  bool report(std::size_t job, double done, const std::string& label) {
    const std::lock_guard lock(mutex_);
    if (status_.ok() && callbacks_.interrupted && callbacks_.interrupted()) {
      status_ = Error{ErrorCode::kCancelled, "interrupted", {}};
    }
    done_[job] = done;
    if (status_.ok() && callbacks_.progress) {
      callbacks_.progress(std::accumulate(done_.begin(), done_.end(), 0.0), jobs_.size(), label);
    }
    return status_.ok();
  }

  const std::vector<Job>& jobs_;
  const SuiteOptions& options_;
  const SuiteCallbacks& callbacks_;
  std::mutex mutex_;
  std::size_t next_ = 0;
  std::vector<double> done_;
  Status status_;
};

}  // namespace

std::vector<Job> plan_jobs(const std::vector<Target>& targets,
                           const std::vector<const Attack*>& attacks, unsigned allowed) {
  std::vector<Job> jobs;
  for (const Target& target : targets) {
    const Oracle oracle(target, 0, allowed);
    for (const Attack* const attack : attacks) {
      if (oracle.offers(attack->needs)) jobs.push_back({attack, target});
    }
  }
  return jobs;
}

Status run_suite(const std::vector<Job>& jobs, const SuiteOptions& options,
                 const SuiteCallbacks& callbacks) {
  Suite suite(jobs, options, callbacks);
  suite.run(false);
  if (suite.status().ok()) suite.run(true);
  return suite.status();
}

}  // namespace neurocrypt::lab
