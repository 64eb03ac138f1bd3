#include "ciphers/reversible/family.h"

namespace neurocrypt {

extern const Family kReversibleFamily = {
    .info = {.id = FamilyId::kReversible,
             .name = "reversible",
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
