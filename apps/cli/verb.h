// What a verb of the program is, and the list of them.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>

#include "neurocrypt/result.h"

namespace neurocrypt::cli {

/// One verb: its part of the command line, and what it does once that is parsed.
struct Verb {
  CLI::App* command;
  std::function<Status()> run;
  bool writes_messages = false;  ///< standard output may be messages: --json goes to standard error
};

// Each declares the options of one verb; the file is named after the verb.
Verb add_keygen(CLI::App& app);
Verb add_inspect(CLI::App& app);
Verb add_rotate(CLI::App& app);
Verb add_retire(CLI::App& app);
Verb add_encrypt(CLI::App& app);
Verb add_decrypt(CLI::App& app);
Verb add_seal(CLI::App& app);
Verb add_open(CLI::App& app);
Verb add_families(CLI::App& app);
Verb add_selftest(CLI::App& app);
Verb add_bench(CLI::App& app);
Verb add_demo(CLI::App& app);
Verb add_lab(CLI::App& app);
Verb add_convert(CLI::App& app);
Verb add_schema(CLI::App& app);
Verb add_policy(CLI::App& app);
Verb add_link(CLI::App& app);
Verb add_translate(CLI::App& app);

}  // namespace neurocrypt::cli
