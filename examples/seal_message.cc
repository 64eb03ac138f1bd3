// Seals one message and opens it again.
#include <iostream>

#include "neurocrypt/seal.h"

using namespace neurocrypt;

Status run() {
  // A key of the lattice family: secret weights from the operating system's generator.
  NC_ASSIGN_OR_RETURN(KeyMaterial material,
                      generate_key_material(FamilyId::kLattice, LatticeArchitecture{}));
  NC_ASSIGN_OR_RETURN(const Keyset keyset, Keyset::create(std::move(material)));

  // Both are made once and used for many messages. The default suite is hybrid.
  NC_ASSIGN_OR_RETURN(const Sealer sealer, Sealer::create(keyset));
  NC_ASSIGN_OR_RETURN(const Opener opener, Opener::create(keyset));

  // The associated data is bound to the message but not stored: both sides must know it.
  const ByteView context = as_bytes("invoice 7, to ACME");
  NC_ASSIGN_OR_RETURN(const ByteString sealed, sealer.seal(as_bytes("pay 12.50 EUR"), context));
  NC_ASSIGN_OR_RETURN(const ByteString opened, opener.open(sealed, context));
  std::cout << sealed.size() << " sealed bytes open to: " << as_text(opened) << "\n";

  const auto moved = opener.open(sealed, as_bytes("invoice 8, to ACME"));
  std::cout << "under another context: " << name(moved.error().code) << "\n";
  return {};
}

int main() {
  const Status status = run();
  if (!status.ok()) std::cerr << "error: " << status.error().message << "\n";
  return status.ok() ? 0 : 1;
}
