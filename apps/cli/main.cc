// The program neurocrypt: parses the command line, runs one verb, reports its outcome.
#include <algorithm>
#include <cctype>
#include <exception>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "exit_code.h"
#include "help.h"
#include "message_arguments.h"
#include "report.h"
#include "verb.h"
#include "voice.h"

namespace neurocrypt::cli {
namespace {

using AddVerb = Verb (*)(CLI::App&);
// In the order in which --help lists them: keys, files, messages, measurements.
constexpr AddVerb kVerbs[] = {add_keygen,  add_inspect,  add_rotate, add_retire,   add_encrypt,
                              add_decrypt, add_link,     add_seal,   add_open,     add_translate,
                              add_convert, add_schema,   add_policy, add_families, add_lab,
                              add_bench,   add_selftest, add_demo};

std::string main_footer() {
  std::string text =
      "A first seal:\n"
      "  neurocrypt keygen -o my.key\n"
      "  neurocrypt encrypt -k my.key letter.txt letter.sealed\n"
      "  neurocrypt decrypt -k my.key letter.sealed letter.copy\n"
      "\n"
      "Exit codes:\n"
      "  0    done\n";
  for (const ExitCode& row : exit_codes()) {
    const std::string code = std::to_string(row.code);
    text += "  " + code + std::string(5 - code.size(), ' ') + std::string(row.meaning) + "\n";
  }
  text += "\nneurocrypt VERB --help explains a verb.";
  return text;
}

/// CLI11's complaint in our words. `words` are those that the user typed after the program's name.
int report_usage(const CLI::App& app, const CLI::ParseError& error,
                 const std::vector<std::string>& words) {
  const auto parsed = app.get_subcommands();
  std::string message = error.what();
  message = message.substr(0, message.find('\n'));
  if (message.size() > 1 && std::islower(static_cast<unsigned char>(message[1])) != 0) {
    message[0] = static_cast<char>(std::tolower(message[0]));  // but OUT stays OUT
  }
  if (parsed.empty()) {
    const bool named = !words.empty() && !words.front().starts_with('-');
    message = named ? "unknown verb '" + words.front() + "'" : "say what to do: a verb is missing";
  }
  const std::string verb = parsed.empty() ? "" : " " + parsed.front()->get_name();
  print_error({ErrorCode::kInvalidArgument, message, "see neurocrypt" + verb + " --help"});
  return kExitUsage;
}

int run(int argc, char** argv) {
  CLI::App app(
      "Seals messages on their way from one schema to another, and files, with neural networks as "
      "ciphers; and measures how far each can be trusted.");
  app.name("neurocrypt");
  app.formatter(help_formatter());
  app.set_help_flag("-h,--help", "show this and exit");
  app.set_version_flag("--version", "neurocrypt " NC_VERSION, "print the version and exit");
  app.footer(main_footer());
  app.require_subcommand(1);
  std::vector<Verb> verbs;
  for (const AddVerb add : kVerbs) verbs.push_back(add(app));

  const std::vector<std::string> words(argv + 1, argv + argc);
  try {
    std::vector<std::string> joined = words;
    join_on_error(joined);
    std::reverse(joined.begin(), joined.end());  // as CLI11 takes them
    app.parse(std::move(joined));
  } catch (const CLI::Success& request) {  // --help, --version
    return app.exit(request);
  } catch (const CLI::ParseError& error) {
    return report_usage(app, error, words);
  }

  const auto chosen = std::find_if(verbs.begin(), verbs.end(),
                                   [](const Verb& verb) { return verb.command->parsed(); });
  Status status = chosen->run();
  if (status.ok() && !std::cout.flush()) {
    status = Error{ErrorCode::kIo, "cannot write standard output", ""};
  }
  if (status.ok()) return kExitOk;
  const CLI::Option* const json = chosen->command->get_option_no_throw("--json");
  const bool as_json = json != nullptr && json->count() > 0;
  if (as_json && chosen->writes_messages) {
    std::cerr << print(to_json(status.error())) << "\n";
    return exit_code(status.error().code);
  }
  if (as_json) std::cout << print(to_json(status.error()), 2) << std::endl;
  print_error(status.error());
  return exit_code(status.error().code);
}

}  // namespace
}  // namespace neurocrypt::cli

int main(int argc, char** argv) {
  try {
    return neurocrypt::cli::run(argc, argv);
  } catch (const std::exception& error) {  // out of memory, or a defect
    neurocrypt::cli::print_error(
        {neurocrypt::ErrorCode::kInternal, error.what(), "this is a defect: please report it"});
    return neurocrypt::cli::exit_code(neurocrypt::ErrorCode::kInternal);
  }
}
