#include "message_report.h"

#include <algorithm>
#include <cctype>
#include <iostream>
#include <string_view>

#include "voice.h"

namespace neurocrypt::cli {
namespace {

/// Different lines of a report on a stream; more are counted together.
constexpr std::size_t kReportLinesMax = 1000;
constexpr const char* kMembers[] = {"levels", "reasons", "sealed_fields", "refusals",
                                    "losses", "rules",   "failures"};

/// "/lines/3/sku" as "/lines[]/sku": the same of all elements.
std::string without_indices(const std::string& pointer) {
  std::string text;
  for (std::size_t at = 0; at < pointer.size();) {
    const std::size_t end = std::min(pointer.find('/', at + 1), pointer.size());
    const std::string_view step = std::string_view(pointer).substr(at, end - at);
    const bool index = step.size() > 1 && std::ranges::all_of(step.substr(1), [](unsigned char c) {
                         return std::isdigit(c) != 0;
                       });
    text += index ? "[]" : step;
    at = end;
  }
  return text;
}

Json to_json(const MessageReport& report) {
  Json out = {{"message", report.number}};
  if (report.failure) {
    out.update(cli::to_json(*report.failure));
    return out;
  }
  if (!report.level.empty()) {
    out["level"] = report.level;
    out["reasons"] = report.reasons;
  }
  out["sealed_fields"] = report.sealed_fields;
  if (report.refusal) out["refusal"] = cli::to_json(*report.refusal)["error"];
  out["losses"] = Json::array();
  for (const MessageReport::Loss& loss : report.losses) {
    out["losses"].push_back(
        {{"side", name(loss.side)}, {"path", loss.path}, {"reason", loss.reason}});
  }
  out["rules"] = Json::array();
  for (const MessageReport::Rule& rule : report.rules) {
    out["rules"].push_back({{"path", rule.path}, {"rule", rule.words}});
  }
  return out;
}

}  // namespace

void add_report_options(CLI::App& verb, ReportOptions& options) {
  verb.add_flag("--report", options.wanted,
                "say on standard error what was done, by path: losses and rules, level and sealed "
                "fields");
  verb.add_flag("--json", options.json,
                "the report, and an error if there is one, as JSON Lines: an object for each "
                "message");
}

void ReportPrinter::count(const std::string& member, Json entry, const std::string& words) {
  const auto known = places_.find(words);
  if (known != places_.end()) {
    ++lines_[known->second].times;
  } else if (lines_.size() < kReportLinesMax) {
    places_.emplace(words, lines_.size());
    lines_.push_back({member, std::move(entry), words, 1});
  } else {
    ++more_;
  }
}

void ReportPrinter::add(const MessageReport& report) {
  if (options_.json) std::cerr << print(to_json(report)) << "\n";
  if (report.failure) {
    ++failed_;
    const Error& error = *report.failure;
    count("failures", {{"code", name(error.code)}}, "left out: " + std::string(name(error.code)));
    return;
  }
  ++messages_;
  const auto place_of = [&](const std::string& path) {
    return stream_ ? without_indices(path) : path;
  };
  if (!report.level.empty()) {
    count("levels", {{"level", report.level}}, "level " + report.level);
  }
  for (const std::string& reason : report.reasons) {
    count("reasons", {{"reason", reason}}, "because " + reason);
  }
  for (const std::string& path : report.sealed_fields) {
    const std::string place = place_of(path);
    count("sealed_fields", {{"path", place}}, sealed_ + place);
  }
  if (report.refusal) {
    count("refusals", {{"reason", report.refusal->message}},
          "the other side will refuse it: " + report.refusal->message);
  }
  for (const MessageReport::Loss& loss : report.losses) {
    const std::string place = place_of(loss.path);
    count("losses", {{"side", name(loss.side)}, {"path", place}, {"reason", loss.reason}},
          "lost " + place + ": " + loss.reason);
  }
  for (const MessageReport::Rule& rule : report.rules) {
    count("rules", {{"path", rule.path}, {"rule", rule.words}},
          "rule " + rule.path + ": " + rule.words);
  }
}

void ReportPrinter::finish() const {
  if (options_.json) {
    if (!stream_) return;
    Json out = {{"messages", messages_}, {"failed", failed_}};
    for (const char* const member : kMembers) out[member] = Json::array();
    for (const Line& line : lines_) {
      Json entry = line.entry;
      entry["count"] = line.times;
      out[line.member].push_back(std::move(entry));
    }
    out["not_listed"] = more_;
    std::cerr << print(out) << "\n";
    return;
  }
  for (const Line& line : lines_) {
    print_note(stream_ ? line.words + " (" + grouped(line.times) + " times)" : line.words, false);
  }
  if (more_ > 0) print_note("more that is not listed (" + grouped(more_) + " times)", false);
  if (lines_.empty()) print_note("nothing to report", false);
}

}  // namespace neurocrypt::cli
