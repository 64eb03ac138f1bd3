#include <memory>
#include <string>

#include "container/pipeline.h"
#include "files.h"
#include "interrupt.h"
#include "neurocrypt/seal.h"
#include "passphrase.h"
#include "progress.h"
#include "verb.h"
#include "voice.h"

namespace neurocrypt::cli {
namespace {

struct EncryptOptions {
  std::string key;
  std::string passphrase_file;
  std::string suite = "hybrid";
  std::string associated_data;
  int threads = 0;
  Consent consent;
  std::string in, out;
  bool force = false;
  bool quiet = false;
};

/// The suite neural rests on the family alone. The library refuses what needs consent; what the
/// user consented to is said all the same.
void warn_of_family(const FamilyInfo& family) {
  if (family.lifecycle != Lifecycle::kBroken && family.lifecycle != Lifecycle::kExperimental)
    return;
  print_warning("the family " + std::string(family.name) + " is " +
                std::string(name(family.lifecycle)) + ": " + std::string(family.basis));
}

Status encrypt(const EncryptOptions& options) {
  NC_ASSIGN_OR_RETURN(const Suite suite, parse_suite(options.suite));
  NC_ASSIGN_OR_RETURN(const std::unique_ptr<InputFile> in, InputFile::open(options.in));
  NC_ASSIGN_OR_RETURN(const OpenedKeyset opened, open_keyset(options.key, options.passphrase_file));
  NC_ASSIGN_OR_RETURN(
      const Sealer sealer,
      Sealer::create(opened.keyset,
                     {.suite = suite, .consent = options.consent, .threads = options.threads}));
  if (suite == Suite::kNeural) {
    NC_ASSIGN_OR_RETURN(const FamilyInfo family, find_family(name(opened.keyset.primary().family)));
    warn_of_family(family);
  }
  catch_interrupts();
  NC_ASSIGN_OR_RETURN(const std::unique_ptr<OutputFile> out,
                      OutputFile::create(options.out, options.force, TerminalRule::kNever));
  {
    ProgressBar bar("encrypt", ProgressBar::Unit::kBytes, in->known_size_bytes(), options.quiet);
    NC_RETURN_IF_ERROR(
        sealer.seal_stream(*in, *out, as_bytes(options.associated_data), [&](std::uint64_t done) {
          bar.update(done);
          return !interrupted();
        }));
  }
  return out->commit();
}

}  // namespace

Verb add_encrypt(CLI::App& app) {
  auto options = std::make_shared<EncryptOptions>();
  CLI::App* const verb = app.add_subcommand(
      "encrypt", "Seals a file under the primary key of a key file, in constant memory.");
  verb->add_option("-k,--key", options->key, "the key file")->type_name("KEY")->required();
  verb->add_option(
          "--suite", options->suite,
          "hybrid (default): the key's family inside AES-256-GCM; neural: the family alone, "
          "with Poly1305; aes: AES-256-GCM alone")
      ->type_name("NAME");
  verb->add_option("--ad", options->associated_data,
                   "associated data: bound to the file, not stored in it; decrypt needs the same")
      ->type_name("TEXT");
  verb->add_option("--threads", options->threads, "0 (default): one for each core")
      ->type_name("N")
      ->check(CLI::Range(0, kThreadsMax).description(""));
  verb->add_flag("--allow-broken", options->consent.broken,
                 "with --suite neural: consent to a family that is broken");
  verb->add_flag("--allow-experimental", options->consent.experimental,
                 "with --suite neural: consent to a family that nothing vouches for");
  verb->add_option("--passphrase-file", options->passphrase_file, kPassphraseFileHelp)
      ->type_name("FILE");
  verb->add_flag("--force", options->force, "replace an existing OUT");
  verb->add_flag("-q,--quiet", options->quiet, "no progress bar");
  verb->add_option("IN", options->in, "the file to seal, or - for standard input")->required();
  verb->add_option("OUT", options->out, "the sealed file, or - for standard output")->required();
  verb->footer(
      "Examples:\n"
      "  neurocrypt encrypt -k my.key report.pdf report.pdf.sealed\n"
      "  tar c photos | neurocrypt encrypt -k my.key --ad backup-2026 - photos.sealed");
  return {verb, [options] { return encrypt(*options); }};
}

}  // namespace neurocrypt::cli
