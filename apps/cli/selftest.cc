#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <memory>
#include <string>

#include "base/cpu.h"
#include "checks.h"
#include "report.h"
#include "verb.h"
#include "voice.h"

namespace neurocrypt::cli {
namespace {

constexpr Isa kIsas[] = {Isa::kScalar, Isa::kAvx2, Isa::kAvx512};

/// Runs the checks with the kernels of `isa` and writes a JSON line for each to `out`. The choice
/// of kernels is made once in a process, which is why every one gets a process of its own.
int run_child(Isa isa, std::FILE* out) {
  setenv("NEUROCRYPT_ISA", name(isa), 1);
  bool passed = true;
  const Status status = run_checks([&](const Check& check) {
    passed = passed && check.failure.empty();
    const Json line = {{"isa", name(isa)},
                       {"subject", check.subject},
                       {"what", check.what},
                       {"passed", check.failure.empty()},
                       {"failure", check.failure}};
    std::fprintf(out, "%s\n", line.dump().c_str());
    std::fflush(out);
  });
  if (!status.ok()) print_error(status.error());
  return status.ok() && passed ? 0 : 1;
}

/// The child's lines, each passed on as it arrives; false when the child failed.
bool read_child(std::FILE* in, const std::function<void(const Json&)>& report) {
  bool passed = true;
  char* text = nullptr;
  std::size_t capacity = 0;
  while (getline(&text, &capacity, in) > 0) {
    const Json line = Json::parse(text);
    passed = passed && line["passed"].get<bool>();
    report(line);
  }
  std::free(text);
  return passed;
}

Result<bool> check_isa(Isa isa, const std::function<void(const Json&)>& report) {
  int ends[2];
  if (pipe(ends) != 0) return Error{ErrorCode::kIo, "cannot make a pipe"};
  std::cout.flush();
  const pid_t child = fork();
  if (child < 0) return Error{ErrorCode::kIo, "cannot start a process"};
  if (child == 0) {
    close(ends[0]);
    _exit(run_child(isa, fdopen(ends[1], "w")));
  }
  close(ends[1]);
  std::FILE* const in = fdopen(ends[0], "r");
  const bool passed = read_child(in, report);
  std::fclose(in);
  int status = 0;
  waitpid(child, &status, 0);
  return passed && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

Status selftest(bool json) {
  bool passed = true;
  Json checks = Json::array();
  Json isas = Json::array();
  for (const Isa isa : kIsas) {
    if (!supports(isa)) continue;
    isas.push_back(name(isa));
    std::size_t count = 0;
    NC_ASSIGN_OR_RETURN(const bool isa_passed, check_isa(isa, [&](const Json& check) {
                          ++count;
                          checks.push_back(check);
                          if (!json && !check["passed"].get<bool>()) {
                            std::cout << name(isa) << ": " << check["subject"].get<std::string>()
                                      << ", " << check["what"].get<std::string>() << ": "
                                      << check["failure"].get<std::string>() << "\n";
                          }
                        }));
    if (!json) {
      std::cout << name(isa) << " kernels: " << (isa_passed ? "all " : "not all ") << count
                << " checks passed\n";
    }
    passed = passed && isa_passed;
  }
  if (json) {
    std::cout << Json{{"passed", passed}, {"isas", isas}, {"checks", checks}}.dump(2) << "\n";
  }
  if (passed) return {};
  return Error{ErrorCode::kInternal, "the self-test failed: do not use this build",
               "report it with the output of neurocrypt selftest --json"};
}

}  // namespace

Verb add_selftest(CLI::App& app) {
  auto json = std::make_shared<bool>(false);
  CLI::App* const verb = app.add_subcommand(
      "selftest",
      "Checks every suite and family on this machine, once for each instruction set it has: known "
      "answers, round trips, and refusal of wrong keys and changed bytes.");
  verb->add_flag("--json", *json, "print every check as JSON");
  verb->footer("Example:\n  neurocrypt selftest");
  return {verb, [json] { return selftest(*json); }};
}

}  // namespace neurocrypt::cli
