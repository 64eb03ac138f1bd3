#include "ciphers/lattice/family.h"

namespace neurocrypt {

extern const Family kLatticeFamily = {
    .info = {.id = FamilyId::kLattice,
             .name = "lattice",
             .lifecycle = Lifecycle::kExperimental,
             .construction = "",
             .basis = "",
             .trained = false},
    .default_architecture = [] { return Architecture{}; },
    .draw_architecture = [](const Architecture& current) { return current; },
    .check = [](const Architecture&) { return Status(); },
    .generate = nullptr,
    .load = [](const Architecture&, ByteView) -> Result<std::unique_ptr<Cipher>> {
      return Error{ErrorCode::kUnsupported, "not built yet"};
    },
    .strength = [](const Architecture&) { return Strength{}; }};

}  // namespace neurocrypt
