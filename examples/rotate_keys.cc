// Keeps a keyset in a file sealed under a passphrase, rotates it, and retires the old key.
// Usage: example_rotate_keys FOLDER
#include <algorithm>
#include <filesystem>
#include <iostream>
#include <string_view>

#include "neurocrypt/seal.h"

using namespace neurocrypt;

Status run(const std::string& path) {
  constexpr std::string_view kWords = "correct horse battery staple";
  SecretBytes passphrase(kWords.size());
  std::ranges::copy(kWords, passphrase.begin());

  NC_ASSIGN_OR_RETURN(KeyMaterial material,
                      generate_key_material(FamilyId::kLattice, LatticeArchitecture{}));
  NC_ASSIGN_OR_RETURN(Keyset keyset, Keyset::create(std::move(material)));
  NC_RETURN_IF_ERROR(store_key_file(keyset, path, &passphrase, /*replace=*/false));
  NC_ASSIGN_OR_RETURN(const Sealer old_sealer, Sealer::create(keyset));
  NC_ASSIGN_OR_RETURN(const ByteString old_message, old_sealer.seal(as_bytes("sealed last year")));

  // New weights become the primary key; the old one still opens.
  const KeyId old_key = keyset.primary().id;
  NC_RETURN_IF_ERROR(keyset.rotate());
  NC_RETURN_IF_ERROR(store_key_file(keyset, path, &passphrase, /*replace=*/true));

  NC_ASSIGN_OR_RETURN(Keyset loaded, load_key_file(path, &passphrase));
  NC_ASSIGN_OR_RETURN(const Opener opener, Opener::create(loaded));
  NC_ASSIGN_OR_RETURN(const ByteString opened, opener.open(old_message));
  std::cout << "after rotation: " << as_text(opened) << "\n";

  // Once nothing needs it any more:
  NC_RETURN_IF_ERROR(loaded.retire(old_key));
  NC_ASSIGN_OR_RETURN(const Opener strict, Opener::create(loaded));
  std::cout << "after retiring: " << strict.open(old_message).error().message << "\n";
  return {};
}

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "usage: example_rotate_keys FOLDER\n";
    return 2;
  }
  const std::filesystem::path path = std::filesystem::path(argv[1]) / "example.key";
  std::filesystem::remove(path);
  const Status status = run(path);
  if (!status.ok()) std::cerr << "error: " << status.error().message << "\n";
  return status.ok() ? 0 : 1;
}
