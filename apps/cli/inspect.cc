#include <iostream>
#include <memory>
#include <string>

#include "files.h"
#include "keys/key_file.h"
#include "neurocrypt/seal.h"
#include "passphrase.h"
#include "report.h"
#include "verb.h"
#include "voice.h"

namespace neurocrypt::cli {
namespace {

constexpr std::size_t kHeaderBytesMax = 4096;

struct InspectOptions {
  std::string path;
  std::string passphrase_file;
  bool json = false;
};

Status inspect_key_file(const InspectOptions& options) {
  NC_ASSIGN_OR_RETURN(const OpenedKeyset opened,
                      open_keyset(options.path, options.passphrase_file));
  const std::vector<KeyInfo> keys = opened.keyset.keys();
  if (options.json) {
    std::cout << to_json(options.path, keys).dump(2) << "\n";
    return {};
  }
  std::cout << options.path << ": key file with " << keys.size()
            << (keys.size() == 1 ? " key" : " keys")
            << (opened.passphrase ? ", sealed under a passphrase\n" : ", not sealed\n");
  for (const KeyInfo& key : keys) {
    std::cout << "\n";
    print_key(key);
  }
  return {};
}

Status inspect_sealed_file(const InspectOptions& options, const SealedInfo& info) {
  NC_ASSIGN_OR_RETURN(const std::unique_ptr<InputFile> file, InputFile::open(options.path));
  const std::uint64_t size = file->size_bytes();
  if (options.json) {
    std::cout << Json{{"kind", "sealed file"},
                      {"path", options.path},
                      {"version", info.version},
                      {"suite", name(info.suite)},
                      {"family", name(info.family)},
                      {"key", print(info.key)},
                      {"header_bytes", info.header_bytes},
                      {"file_bytes", size}}
                     .dump(2)
              << "\n";
    return {};
  }
  std::cout << options.path << ": sealed file, container version " << info.version << "\n"
            << "  suite     " << name(info.suite) << "\n"
            << "  family    " << name(info.family) << "\n"
            << "  key       " << print(info.key) << "\n"
            << "  size      " << grouped(size) << " bytes, " << info.header_bytes
            << " of them header\n"
            << "Anyone can read this much, and work out how long the plaintext is. Nothing of\n"
            << "it is verified until the file is opened.\n";
  return {};
}

Status inspect(const InspectOptions& options) {
  NC_ASSIGN_OR_RETURN(const ByteString start, read_start(options.path, kHeaderBytesMax));
  if (is_key_file(start)) return inspect_key_file(options);
  const Result<SealedInfo> sealed = inspect_sealed(start);
  if (sealed.ok()) return inspect_sealed_file(options, *sealed);
  if (sealed.error().code != ErrorCode::kCorrupt) return sealed.error();
  return Error{ErrorCode::kCorrupt,
               "'" + options.path + "' is neither a key file nor a whole sealed file of neurocrypt",
               sealed.error().message};
}

}  // namespace

Verb add_inspect(CLI::App& app) {
  auto options = std::make_shared<InspectOptions>();
  CLI::App* const verb = app.add_subcommand("inspect",
                                            "Shows the keys of a key file, or what anyone can read "
                                            "of a sealed file. Never shows a secret.");
  verb->add_option("FILE", options->path, "a key file or a sealed file")->required();
  verb->add_option("--passphrase-file", options->passphrase_file, kPassphraseFileHelp)
      ->type_name("FILE");
  verb->add_flag("--json", options->json, "print it as JSON");
  verb->footer(
      "Examples:\n  neurocrypt inspect my.key\n  neurocrypt inspect report.pdf.sealed --json");
  return {verb, [options] { return inspect(*options); }};
}

}  // namespace neurocrypt::cli
