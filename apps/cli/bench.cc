#include <bench/environment.h>
#include <bench/suite.h>
#include <unistd.h>

#include <algorithm>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "report.h"
#include "verb.h"
#include "voice.h"

namespace neurocrypt::cli {
namespace {

using bench::Environment;
using bench::Row;

Json to_json(const Environment& environment) {
  return {{"kind", "environment"},
          {"commit", environment.commit},
          {"compiler", environment.compiler},
          {"build_type", environment.build_type},
          {"cpu", environment.cpu},
          {"cores", environment.cores},
          {"isa", environment.isa},
          {"openssl", environment.openssl},
          {"time", environment.time}};
}

/// Four significant digits: more would pretend to a precision that timing does not have.
double rounded(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.4g", value);
  return std::stod(text);
}

Json to_json(const Row& row) {
  const auto or_null = [](double value) {
    return value > 0 ? Json(rounded(value)) : Json(nullptr);
  };
  return {{"kind", "measurement"},
          {"suite", row.label.suite},
          {"family", row.label.family},
          {"set", row.label.set},
          {"op", row.label.op},
          {"bytes", row.label.bytes},
          {"threads", row.label.threads},
          {"mb_per_s", or_null(row.mb_per_s)},
          {"ns_per_op", rounded(row.ns_per_op)},
          {"spread", rounded(row.spread)},
          {"samples", row.samples},
          {"ratio_to_aes_256_gcm", or_null(row.ratio_to_aes_256_gcm)}};
}

std::string pad(const std::string& text, std::size_t columns) {
  return text.size() >= columns ? text + " " : text + std::string(columns - text.size(), ' ');
}

std::string pad_left(const std::string& text, std::size_t columns) {
  return text.size() >= columns ? text : std::string(columns - text.size(), ' ') + text;
}

std::string duration(double ns) {
  if (ns < 1e3) return fixed(ns, 0) + " ns";
  if (ns < 1e6) return fixed(ns / 1e3, ns < 1e5 ? 1 : 0) + " us";
  if (ns < 1e9) return fixed(ns / 1e6, ns < 1e8 ? 1 : 0) + " ms";
  return fixed(ns / 1e9, 1) + " s";
}

/// A group as a table, one line for each case.
void print_group(const std::vector<Row>& rows) {
  if (rows.empty()) return;
  const bench::Label& head = rows.front().label;
  const Colours colour = colours();
  std::cout << "\n" << colour.bold << head.op;
  if (head.bytes > 0) std::cout << ", " << grouped(head.bytes) << " bytes";
  if (head.threads > 1) std::cout << ", " << head.threads << " threads";
  std::cout << colour.reset << "\n";
  for (const Row& row : rows) {
    // The sets of the lattice family say which family it is; elsewhere there is one architecture.
    const bool by_set = row.label.family == "lattice";
    const std::string who = row.label.suite + " " + (by_set ? row.label.set : row.label.family);
    std::cout << "  " << pad(who, 24) << pad_left(duration(row.ns_per_op), 9);
    if (row.mb_per_s > 0) {
      std::cout << pad_left(fixed(row.mb_per_s, row.mb_per_s < 10 ? 2 : 0), 8) << " MB/s";
    }
    if (row.ratio_to_aes_256_gcm > 0) {
      std::cout << pad_left(fixed(row.ratio_to_aes_256_gcm, 2), 9) << " x";
    }
    std::cout << "   +-" << fixed(100 * row.spread, 0) << " %\n";
  }
  std::cout << std::flush;
}

Status run_bench(bool json, bool quick) {
  const Environment environment = bench::environment();
  if (json) {
    std::cout << to_json(environment).dump() << std::endl;
  } else {
    std::cout << environment.cpu << ", " << environment.cores << " cores, kernels "
              << environment.isa << "\n"
              << environment.openssl << "\n"
              << environment.compiler << ", " << environment.build_type << ", commit "
              << environment.commit << "\n"
              << "x: time relative to AES-256-GCM of OpenSSL in the same group. +-: interquartile "
                 "range.\n";
  }
  if (environment.build_type != "Release") {
    print_warning("this is a " + environment.build_type + " build: its figures mean little");
  }
  const bool show_activity = is_terminal(STDERR_FILENO);
  const auto clear = [=] {
    if (show_activity) std::cerr << "\r\033[K" << std::flush;
  };
  const Status status = bench::run_all(
      {.quick = quick},
      {.rows =
           [&](const std::vector<Row>& rows) {
             clear();
             if (!json) return print_group(rows);
             for (const Row& row : rows) std::cout << to_json(row).dump() << "\n";
             std::cout << std::flush;
           },
       .skipped =
           [&](const std::string& reason) {
             clear();
             if (json)
               std::cout << Json{{"kind", "skipped"}, {"reason", reason}}.dump() << std::endl;
             print_note("skipped: " + reason, false);
           },
       .activity =
           [&](const std::string& activity) {
             if (show_activity) std::cerr << "\r\033[K" << activity << " ..." << std::flush;
           }});
  clear();
  return status;
}

}  // namespace

Verb add_bench(CLI::App& app) {
  struct Options {
    bool json = false;
    bool quick = false;
  };
  auto options = std::make_shared<Options>();
  CLI::App* const verb = app.add_subcommand(
      "bench",
      "Measures every suite and family beside OpenSSL's AES-GCM and ChaCha20-Poly1305, in one "
      "process.");
  verb->add_flag("--json", options->json, "print JSON lines: the machine, then one line a figure");
  verb->add_flag("--quick", options->quick,
                 "a rough look in under a minute: few samples, no training");
  verb->footer("Example:\n  neurocrypt bench --json > bench.jsonl");
  return {verb, [options] { return run_bench(options->json, options->quick); }};
}

}  // namespace neurocrypt::cli
