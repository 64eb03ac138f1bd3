#include <algorithm>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <memory>
#include <set>
#include <string>

#include "bench/environment.h"
#include "files.h"
#include "help.h"
#include "interrupt.h"
#include "keys/key_file.h"
#include "lab/guard.h"
#include "lab/report/scorecard.h"
#include "lab/suite.h"
#include "lab/targets/catalogue.h"
#include "passphrase.h"
#include "progress.h"
#include "report.h"
#include "verb.h"
#include "voice.h"

namespace neurocrypt::cli {
namespace {

constexpr double kQuickBudgetS = 2;
constexpr std::string_view kPipe = "pipe:";

// --- list --------------------------------------------------------------------------------------

Status list_lab(bool json) {
  if (json) {
    Json attacks = Json::array(), targets = Json::array();
    for (const lab::Attack* const attack : lab::attacks()) {
      attacks.push_back({{"name", attack->name},
                         {"question", attack->question},
                         {"source", attack->source},
                         {"needs", lab::describe_access(attack->needs)},
                         {"must_break", attack->breaks},
                         {"must_not_break", attack->spares}});
    }
    for (const lab::CatalogueEntry& entry : lab::catalogue()) {
      targets.push_back({{"name", entry.name},
                         {"parameter", entry.parameter},
                         {"description", entry.description}});
    }
    std::cout << Json{{"attacks", attacks}, {"targets", targets}}.dump(2) << "\n";
    return {};
  }
  const Colours colour = colours();
  std::cout << colour.bold << "Attacks" << colour.reset << "\n";
  for (const lab::Attack* const attack : lab::attacks()) {
    std::cout << "  " << attack->name << "\n      " << wrap(std::string(attack->question), 6)
              << "\n      "
              << wrap("needs " + lab::describe_access(attack->needs) + "; must break " +
                          std::string(attack->breaks) + ", must not break " +
                          std::string(attack->spares),
                      6)
              << "\n";
  }
  std::cout << colour.bold << "\nTargets" << colour.reset << "\n";
  for (const lab::CatalogueEntry& entry : lab::catalogue()) {
    std::cout << "  " << entry.name;
    if (!entry.parameter.empty()) std::cout << ", or " << entry.name << "/...: " << entry.parameter;
    std::cout << "\n      " << wrap(std::string(entry.description), 6) << "\n";
  }
  std::cout << "  KEY\n      the primary key of a key file\n"
            << "  pipe:COMMAND\n      a program that answers lines: docs/formats/lab-pipe.md\n";
  return {};
}

// --- run ---------------------------------------------------------------------------------------

struct RunOptions {
  std::vector<std::string> targets;
  std::vector<std::string> attacks;
  double budget_s = lab::Trial{}.budget_s;
  bool quick = false;
  std::uint64_t seed = 1;
  std::uint64_t queries_max = UINT64_MAX;
  bool samples_only = false;
  std::string guard;
  int threads = 0;
  std::string output;
  bool resume = false;
  bool force = false;
  bool quiet = false;
  std::string passphrase_file;
};

Result<lab::Target> open_target(const std::string& name, const RunOptions& options) {
  if (name.starts_with(kPipe)) return lab::make_pipe_target(name.substr(kPipe.size()));
  if (!std::filesystem::is_regular_file(name)) return lab::make_target(name, options.seed);
  NC_ASSIGN_OR_RETURN(const OpenedKeyset opened, open_keyset(name, options.passphrase_file));
  return lab::make_key_target(opened.keyset, name);
}

Result<lab::GuardRules> parse_guard(std::string_view text) {
  lab::GuardRules rules;
  const auto number = [&](std::string_view part, double& value) {
    const auto [end, error] = std::from_chars(part.data(), part.data() + part.size(), value);
    return error == std::errc() && end == part.data() + part.size() && value >= 0;
  };
  const std::size_t comma = std::min(text.find(','), text.size());
  if (!number(text.substr(0, comma), rules.burst) ||
      (comma < text.size() && !number(text.substr(comma + 1), rules.per_second))) {
    return Error{ErrorCode::kInvalidArgument, "--guard: '" + std::string(text) + "'",
                 "write BURST or BURST,PER_SECOND, as in 256 or 256,0.5; 0 is no limit"};
  }
  return rules;
}

/// What a line of results stands for: the runs of one key, seed and budget need no repetition.
using Done = std::set<std::tuple<std::string, std::string, std::uint64_t, double>>;

Result<Done> load_done(const RunOptions& options) {
  Done done;
  if (options.output.empty() || options.output == "-") return done;
  if (!std::filesystem::exists(options.output)) return done;
  if (!options.resume) {
    if (options.force) {
      std::filesystem::remove(options.output);
      return done;
    }
    return Error{ErrorCode::kRefused, "'" + options.output + "' exists",
                 "--resume adds to it what is missing, --force replaces it"};
  }
  NC_ASSIGN_OR_RETURN(const std::vector<lab::Evidence> evidence,
                      lab::load_evidence(options.output));
  for (const lab::Evidence& e : evidence) done.emplace(e.attack, e.target, e.seed, e.budget_s);
  return done;
}

/// The command that repeats one run.
std::string command_of(const lab::Evidence& evidence, const std::string& target,
                       const RunOptions& options) {
  const auto quoted = [](const std::string& word) {
    return word.find_first_of(" '\"$*&|;<>()") == std::string::npos ? word : "'" + word + "'";
  };
  char budget[32];
  std::snprintf(budget, sizeof budget, "%g", evidence.budget_s);
  std::string command = "neurocrypt lab run --target " + quoted(target) + " --attack " +
                        evidence.attack + " --budget " + budget + " --seed " +
                        std::to_string(evidence.seed);
  if (options.queries_max != UINT64_MAX) {
    command += " --queries " + std::to_string(options.queries_max);
  }
  if (options.samples_only) command += " --samples-only";
  if (!options.guard.empty()) command += " --guard " + options.guard;
  return command;
}

std::string_view colour_of(lab::Verdict verdict, const Colours& colour) {
  if (verdict == lab::Verdict::kBreakFound) return colour.red;
  return verdict == lab::Verdict::kNoEvidence ? colour.green : colour.yellow;
}

Status run_lab(const RunOptions& options) {
  catch_interrupts();
  std::vector<lab::Target> targets;
  for (const std::string& name : options.targets) {
    NC_ASSIGN_OR_RETURN(lab::Target target, open_target(name, options));
    if (!options.guard.empty()) {
      NC_ASSIGN_OR_RETURN(const lab::GuardRules rules, parse_guard(options.guard));
      target = lab::guarded(std::move(target), rules);
    }
    targets.push_back(std::move(target));
  }
  std::vector<const lab::Attack*> attacks;
  for (const std::string& name : options.attacks) {
    NC_ASSIGN_OR_RETURN(const std::vector<const lab::Attack*> found, lab::find_attacks(name));
    attacks.insert(attacks.end(), found.begin(), found.end());
  }
  if (attacks.empty()) attacks.assign(lab::attacks().begin(), lab::attacks().end());

  lab::SuiteOptions suite{.budget_s = options.quick ? kQuickBudgetS : options.budget_s,
                          .seed = options.seed,
                          .threads = options.threads,
                          .queries_max = options.queries_max};
  if (options.samples_only) suite.allowed = lab::kSamplesOnly;
  NC_ASSIGN_OR_RETURN(const Done done, load_done(options));
  std::vector<lab::Job> jobs = lab::plan_jobs(targets, attacks, suite.allowed);
  if (jobs.empty()) {
    return Error{ErrorCode::kInvalidArgument, "none of these attacks applies to these targets",
                 "neurocrypt lab list says what each attack needs"};
  }
  const std::size_t planned = jobs.size();
  std::erase_if(jobs, [&](const lab::Job& job) {
    return done.contains(
        {std::string(job.attack->name), job.target.name, suite.seed, suite.budget_s});
  });
  if (jobs.size() < planned) {
    print_note(std::to_string(planned - jobs.size()) + " of " + std::to_string(planned) +
                   " runs are in '" + options.output + "' already",
               options.quiet);
  }

  const bool to_stdout = options.output == "-";
  std::ofstream file;
  if (!options.output.empty() && !to_stdout) {
    file.open(options.output, std::ios::app);
    if (!file) return Error{ErrorCode::kIo, "cannot write '" + options.output + "'", {}};
  }
  const std::string commit = bench::environment().commit;
  const Colours colour = colours();
  constexpr std::uint64_t kPerJob = 100;
  auto bar = std::make_unique<ProgressBar>("lab", ProgressBar::Unit::kSteps, kPerJob * jobs.size(),
                                           options.quiet);
  const Status status =
      lab::run_suite(jobs, suite,
                     {.evidence = [&](lab::Evidence evidence) -> Status {
                        std::string target = evidence.target;
                        for (std::size_t i = 0; i < targets.size(); ++i) {
                          if (targets[i].name == evidence.target) target = options.targets[i];
                        }
                        evidence.commit = commit;
                        evidence.command = command_of(evidence, target, options);
                        if (to_stdout) std::cout << lab::print_json(evidence) << std::endl;
                        if (file.is_open() && !(file << lab::print_json(evidence) << std::endl)) {
                          return Error{ErrorCode::kIo, "cannot write '" + options.output + "'", {}};
                        }
                        if (!to_stdout && !options.quiet) {
                          bar->clear();
                          std::cout << colour_of(evidence.verdict, colour) << name(evidence.verdict)
                                    << colour.reset << ": " << evidence.attack << " on "
                                    << evidence.target << " (" << fixed(evidence.seconds, 1)
                                    << " s)\n  " << wrap(evidence.summary, 2) << std::endl;
                        }
                        return {};
                      },
                      .progress =
                          [&](double part, std::size_t, const std::string& last) {
                            bar->update(static_cast<std::uint64_t>(kPerJob * part), last);
                          },
                      .interrupted = interrupted});
  bar.reset();
  if (!status.ok() && status.error().code == ErrorCode::kCancelled) return cancelled();
  return status;
}

// --- report ------------------------------------------------------------------------------------

struct ReportOptions {
  std::vector<std::string> results;
  std::string output = "-";
  bool markdown = false;
  bool force = false;
};

Status report_lab(const ReportOptions& options) {
  std::vector<lab::Evidence> all;
  for (const std::string& path : options.results) {
    NC_ASSIGN_OR_RETURN(std::vector<lab::Evidence> some, lab::load_evidence(path));
    std::ranges::move(some, std::back_inserter(all));
  }
  if (all.empty()) {
    return Error{ErrorCode::kInvalidArgument, "there is no evidence to report",
                 "neurocrypt lab run -o RESULTS.jsonl makes some"};
  }
  const std::string page = options.markdown ? lab::print_markdown(all) : lab::print_html(all);
  NC_ASSIGN_OR_RETURN(const std::unique_ptr<OutputFile> output,
                      OutputFile::create(options.output, options.force, TerminalRule::kTextOnly));
  NC_RETURN_IF_ERROR(output->write(as_bytes(page)));
  return output->commit();
}

}  // namespace

Verb add_lab(CLI::App& app) {
  CLI::App* const verb = app.add_subcommand(
      "lab", "Attacks keys and ciphers, and reports what broke, from how much data.");
  verb->require_subcommand(1);

  auto json = std::make_shared<bool>(false);
  CLI::App* const list = verb->add_subcommand(
      "list", "Lists the attacks, what each needs, and the targets that have a name.");
  list->add_flag("--json", *json, "print them as JSON");

  auto run_options = std::make_shared<RunOptions>();
  RunOptions& o = *run_options;
  CLI::App* const run = verb->add_subcommand(
      "run", "Runs every attack that applies to the targets, and writes the evidence.");
  run->add_option("-t,--target", o.targets,
                  "a key file, a name from neurocrypt lab list, or pipe:COMMAND; several are "
                  "allowed")
      ->required();
  run->add_option("-a,--attack", o.attacks, "only these attacks, or all of one folder")
      ->delimiter(',');
  CLI::Option* const budget = run->add_option(
      "--budget", o.budget_s, "seconds of one core that each attack sizes its work for (20)");
  budget->check(CLI::Range(0.1, 86'400.0).description(""));
  run->add_flag("--quick", o.quick, "a budget of 2 seconds: the suite takes two minutes")
      ->excludes(budget);
  run->add_option("--seed", o.seed, "of all randomness of attacks and named targets (1)");
  run->add_option("--queries", o.queries_max, "queries that each attack may ask (no limit)");
  run->add_flag("--samples-only", o.samples_only,
                "no chosen queries: only random messages with their codes");
  run->add_option("--guard", o.guard,
                  "put a defender before every target: BURST or BURST,PER_SECOND queries, and "
                  "none after queries that look chosen");
  run->add_option("--threads", o.threads, "attacks at a time (one for each core)")
      ->check(CLI::Range(1, 1024).description(""));
  run->add_option("-o,--output", o.output,
                  "file for the evidence, JSON lines; - for standard output");
  run->add_flag("--resume", o.resume, "add what is missing to the output");
  run->add_flag("-f,--force", o.force, "replace the output");
  run->add_option("--passphrase-file", o.passphrase_file, kPassphraseFileHelp);
  run->add_flag("-q,--quiet", o.quiet, "no progress and no summaries");
  run->footer("Example:\n  neurocrypt lab run -t my.key -t aes-256-ctr --quick -o results.jsonl");

  auto report_options = std::make_shared<ReportOptions>();
  CLI::App* const report = verb->add_subcommand(
      "report", "Makes one self-contained HTML page, or a Markdown table, from evidence.");
  report->add_option("RESULTS", report_options->results, "files of neurocrypt lab run")->required();
  report->add_option("-o,--output", report_options->output, "the page (standard output)");
  report->add_flag("--markdown", report_options->markdown, "a table for a README instead");
  report->add_flag("-f,--force", report_options->force, "replace the output");
  report->footer("Example:\n  neurocrypt lab report results.jsonl -o report.html");

  verb->footer(
      "Example:\n  neurocrypt lab run -t my.key --quick -o results.jsonl\n"
      "  neurocrypt lab report results.jsonl -o report.html");
  return {verb, [=]() -> Status {
            if (list->parsed()) return list_lab(*json);
            if (run->parsed()) return run_lab(*run_options);
            return report_lab(*report_options);
          }};
}

}  // namespace neurocrypt::cli
