// What was done with messages, on standard error: --report of seal, open and translate.
#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "neurocrypt/message.h"
#include "report.h"

namespace neurocrypt::cli {

struct ReportOptions {
  bool wanted = false;
  bool json = false;
};
/// Adds --report and --json.
void add_report_options(CLI::App& verb, ReportOptions& options);

/// In words: of one message in full, of many each line once, with how often. As JSON Lines: an
/// object for each message as it is done and, of a stream, a last one for all: docs/cli.md.
/// Places and reasons only, never a value. In constant memory.
class ReportPrinter {
 public:
  /// `sealed` is what the words say before the place of a sealed field.
  ReportPrinter(const ReportOptions& options, bool stream, std::string sealed)
      : options_(options), stream_(stream), sealed_(std::move(sealed)) {}

  [[nodiscard]] bool wanted() const { return options_.wanted; }
  void add(const MessageReport& report);
  /// What is said when all messages are done.
  void finish() const;

 private:
  void count(const std::string& member, Json entry, const std::string& words);

  struct Line {
    std::string member;  // of the JSON object for all messages
    Json entry;
    std::string words;
    std::uint64_t times = 0;
  };
  ReportOptions options_;
  bool stream_;
  std::string sealed_;
  std::uint64_t messages_ = 0, failed_ = 0;
  std::vector<Line> lines_;                    // in the order of arrival
  std::map<std::string, std::size_t> places_;  // in lines_, by words
  std::uint64_t more_ = 0;                     // that lines_ has no room for
};

}  // namespace neurocrypt::cli
