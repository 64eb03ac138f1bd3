#include <iostream>
#include <memory>
#include <string>

#include "passphrase.h"
#include "report.h"
#include "verb.h"

namespace neurocrypt::cli {
namespace {

struct RetireOptions {
  std::string path;
  std::string id;
  std::string passphrase_file;
  bool undo = false;
  bool json = false;
  bool quiet = false;
};

Status retire(const RetireOptions& options) {
  NC_ASSIGN_OR_RETURN(const KeyId id, parse_key_id(options.id));
  NC_ASSIGN_OR_RETURN(OpenedKeyset opened, open_keyset(options.path, options.passphrase_file));
  NC_RETURN_IF_ERROR(options.undo ? opened.keyset.enable(id) : opened.keyset.retire(id));
  NC_RETURN_IF_ERROR(
      store_key_file(opened.keyset, options.path, opened.passphrase_or_null(), true));
  if (options.json) {
    std::cout << to_json(options.path, opened.keyset.keys()).dump(2) << "\n";
  } else if (!options.quiet) {
    for (const KeyInfo& key : opened.keyset.keys()) print_key_line(key);
  }
  return {};
}

}  // namespace

Verb add_retire(CLI::App& app) {
  auto options = std::make_shared<RetireOptions>();
  CLI::App* const verb = app.add_subcommand(
      "retire",
      "Stops one key of a key file from opening anything. It stays in the file: --undo enables it "
      "again.");
  verb->add_option("KEY", options->path, "the key file, rewritten in place")->required();
  verb->add_option("--id", options->id, "16 hexadecimal digits; neurocrypt inspect KEY lists them")
      ->type_name("ID")
      ->required();
  verb->add_flag("--undo", options->undo, "enable the key again");
  verb->add_option("--passphrase-file", options->passphrase_file, kPassphraseFileHelp)
      ->type_name("FILE");
  verb->add_flag("--json", options->json, "print the keys as JSON");
  verb->add_flag("-q,--quiet", options->quiet, "no summary");
  verb->footer("Example:\n  neurocrypt retire my.key --id 9f31c0de55aa0142");
  return {verb, [options] { return retire(*options); }};
}

}  // namespace neurocrypt::cli
