// Seals and opens one message with the installed library.
#include <cstdio>

#include "neurocrypt/keyset.h"
#include "neurocrypt/seal.h"

int main() {
  using namespace neurocrypt;
  auto material = generate_key_material(FamilyId::kLattice, LatticeArchitecture{});
  if (!material) return std::puts(material.error().message.c_str()), 1;
  const auto keyset = Keyset::create(*std::move(material));
  if (!keyset) return std::puts(keyset.error().message.c_str()), 1;
  const auto sealed = Sealer::create(*keyset)->seal(as_bytes("hello"));
  if (!sealed) return std::puts(sealed.error().message.c_str()), 1;
  const auto opened = Opener::create(*keyset)->open(*sealed);
  if (!opened) return std::puts(opened.error().message.c_str()), 1;
  return as_text(*opened) == "hello" ? 0 : 1;
}
