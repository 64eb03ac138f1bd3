#include <iostream>
#include <memory>
#include <string>
#include <utility>

#include "ciphers/cipher.h"
#include "interrupt.h"
#include "passphrase.h"
#include "report.h"
#include "training.h"
#include "verb.h"
#include "voice.h"

namespace neurocrypt::cli {
namespace {

struct RotateOptions {
  std::string path;
  std::string passphrase_file;
  bool json = false;
  bool quiet = false;
};

Status rotate(const RotateOptions& options) {
  NC_ASSIGN_OR_RETURN(OpenedKeyset opened, open_keyset(options.path, options.passphrase_file));
  catch_interrupts();
  const KeyInfo before = opened.keyset.primary();
  const Family& row = family(before.family);
  if (row.info.trained) {
    const Architecture drawn = row.draw_architecture(before.architecture);
    NC_ASSIGN_OR_RETURN(KeyMaterial material,
                        train_with_progress(std::get<MlpArchitecture>(drawn), {}, options.quiet));
    NC_RETURN_IF_ERROR(opened.keyset.add_primary(std::move(material)));
  } else {
    NC_RETURN_IF_ERROR(opened.keyset.rotate());
  }
  if (interrupted()) return cancelled();
  NC_RETURN_IF_ERROR(
      store_key_file(opened.keyset, options.path, opened.passphrase_or_null(), true));
  if (options.json) {
    std::cout << to_json(options.path, opened.keyset.keys()).dump(2) << "\n";
  } else if (!options.quiet) {
    for (const KeyInfo& key : opened.keyset.keys()) print_key_line(key);
    std::cout << "new files are sealed under " << print(opened.keyset.primary().id)
              << "; the older keys still open theirs\n";
  }
  return {};
}

}  // namespace

Verb add_rotate(CLI::App& app) {
  auto options = std::make_shared<RotateOptions>();
  CLI::App* const verb = app.add_subcommand(
      "rotate",
      "Adds a fresh key to a key file and makes it the primary one. Older keys still open what "
      "they sealed.");
  verb->add_option("KEY", options->path, "the key file, rewritten in place")->required();
  verb->add_option("--passphrase-file", options->passphrase_file, kPassphraseFileHelp)
      ->type_name("FILE");
  verb->add_flag("--json", options->json, "print the keys as JSON");
  verb->add_flag("-q,--quiet", options->quiet, "no progress bar, no summary");
  verb->footer("Example:\n  neurocrypt rotate my.key");
  return {verb, [options] { return rotate(*options); }};
}

}  // namespace neurocrypt::cli
