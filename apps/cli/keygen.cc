#include <unistd.h>

#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "ciphers/cipher.h"
#include "interrupt.h"
#include "neurocrypt/train.h"
#include "passphrase.h"
#include "report.h"
#include "training.h"
#include "verb.h"
#include "voice.h"

namespace neurocrypt::cli {
namespace {

struct KeygenOptions {
  std::string family = "lattice";
  std::optional<std::string> set;
  std::optional<int> depth;
  std::optional<std::string> arch;
  bool random_arch = false;
  std::optional<std::uint64_t> seed;
  bool passphrase = false;
  std::string passphrase_file;
  std::string path;
  bool force = false;
  bool json = false;
  bool quiet = false;
};

/// Refuses options that mean nothing to the family, with the reason.
Status check_options(const KeygenOptions& options, FamilyId family) {
  const auto refuse = [&](const std::string& option, const std::string& why) {
    return Error{ErrorCode::kInvalidArgument,
                 option + " does not apply to the " + options.family + " family: " + why,
                 "leave it out, or see neurocrypt keygen --help"};
  };
  if (family == FamilyId::kLattice) {
    const std::string why = "its layer is fixed by --set and --depth, which are public";
    if (options.arch) return refuse("--arch", why);
    if (options.random_arch) return refuse("--random-arch", why);
  } else {
    const std::string why = "its layers come from --arch or --random-arch";
    if (options.set) return refuse("--set", why);
    if (options.depth) return refuse("--depth", why);
  }
  if (options.seed && family != FamilyId::kAutoencoder) {
    return refuse(
        "--seed",
        "its weights are sampled with the operating system's generator, never from a seed");
  }
  return {};
}

Result<Architecture> choose_architecture(const KeygenOptions& options, FamilyId id) {
  const Family& row = family(id);
  if (id == FamilyId::kLattice) {
    const std::string set = options.set.value_or("r2");
    std::string text = set.starts_with("r") ? "lattice-" + set : set;
    if (options.depth) text += " depth " + std::to_string(*options.depth);
    return parse_architecture(text);
  }
  if (options.arch) return parse_architecture(*options.arch);
  if (options.random_arch) return row.draw_architecture(row.default_architecture());
  return row.default_architecture();
}

Result<KeyMaterial> make_material(const KeygenOptions& options, const FamilyInfo& info) {
  NC_ASSIGN_OR_RETURN(const Architecture architecture, choose_architecture(options, info.id));
  NC_RETURN_IF_ERROR(family(info.id).check(architecture));
  if (!info.trained) return generate_key_material(info.id, architecture);
  if (options.seed) {
    print_warning("a key made from --seed is as guessable as the seed: for research only");
  }
  return train_with_progress(std::get<MlpArchitecture>(architecture),
                             {.research_seed = options.seed}, options.quiet);
}

Status keygen(const KeygenOptions& options) {
  NC_ASSIGN_OR_RETURN(const FamilyInfo info, find_family(options.family));
  NC_RETURN_IF_ERROR(check_options(options, info.id));
  // Found out now rather than after a minute of training.
  if (!options.force && access(options.path.c_str(), F_OK) == 0) {
    return Error{ErrorCode::kRefused, "'" + options.path + "' exists already",
                 "choose another name: files sealed under a lost key cannot be opened. --force "
                 "replaces it; neurocrypt rotate adds a key to it"};
  }
  std::optional<SecretBytes> passphrase;
  if (!options.passphrase_file.empty()) {
    NC_ASSIGN_OR_RETURN(passphrase, read_passphrase(options.passphrase_file));
  } else if (options.passphrase) {
    NC_ASSIGN_OR_RETURN(passphrase, ask_passphrase("New passphrase for " + options.path, true));
  }
  catch_interrupts();
  NC_ASSIGN_OR_RETURN(KeyMaterial material, make_material(options, info));
  NC_ASSIGN_OR_RETURN(const Keyset keyset, Keyset::create(std::move(material)));
  if (interrupted()) return cancelled();
  NC_RETURN_IF_ERROR(
      store_key_file(keyset, options.path, passphrase ? &*passphrase : nullptr, options.force));
  if (options.json) {
    std::cout << to_json(options.path, keyset.keys()).dump(2) << "\n";
  } else if (!options.quiet) {
    print_key(keyset.primary());
    std::cout << "written to " << options.path
              << (passphrase ? ", sealed under the passphrase\n" : ", readable by you only\n");
  }
  return {};
}

}  // namespace

Verb add_keygen(CLI::App& app) {
  auto options = std::make_shared<KeygenOptions>();
  CLI::App* const verb = app.add_subcommand("keygen", "Makes a key file with one new neural key.");
  verb->add_option(
          "--family", options->family,
          "lattice (default), reversible or autoencoder; neurocrypt families explains them")
      ->type_name("NAME");
  verb->add_option("--set", options->set, "lattice only: r2 (default), r1, dense-336 or dense-592")
      ->type_name("SET");
  verb->add_option("--depth", options->depth, "lattice only: layers, 1 (default) to 5")
      ->type_name("N")
      ->check(CLI::Range(1, kLatticeDepthMax).description(""));
  CLI::Option* const arch =
      verb->add_option(
              "--arch", options->arch,
              "reversible, autoencoder: 2 to 5 hidden layers of 64, 128, 256 or 512 units, "
              "each relu, tanh or sigmoid, as in \"256 tanh, 128 relu\"")
          ->type_name("LAYERS");
  verb->add_flag("--random-arch", options->random_arch,
                 "reversible, autoencoder: draw the layers at random")
      ->excludes(arch);
  verb->add_option(
          "--seed", options->seed,
          "autoencoder only, for research: train from this number, so that the same number "
          "gives the same key. Anyone who guesses it has the key")
      ->type_name("N");
  CLI::Option* const file =
      verb->add_option("--passphrase-file", options->passphrase_file,
                       "seal the key file under the first line of FILE, which may be a pipe, as in "
                       "<(pass show x)")
          ->type_name("FILE");
  verb->add_flag("-p,--passphrase", options->passphrase,
                 "seal the key file under a passphrase asked for on the terminal")
      ->excludes(file);
  verb->add_option("-o,--output", options->path, "the key file to write, readable by you only")
      ->type_name("KEY")
      ->required();
  verb->add_flag("--force", options->force, "replace an existing file");
  verb->add_flag("--json", options->json, "print the new key as JSON");
  verb->add_flag("-q,--quiet", options->quiet, "no progress bar, no summary");
  verb->footer(
      "Examples:\n"
      "  neurocrypt keygen -o my.key\n"
      "  neurocrypt keygen --family lattice --set r1 --depth 2 --passphrase -o my.key\n"
      "  neurocrypt keygen --family autoencoder --arch \"256 tanh, 256 tanh\" -o toy.key");
  return {verb, [options] { return keygen(*options); }};
}

}  // namespace neurocrypt::cli
