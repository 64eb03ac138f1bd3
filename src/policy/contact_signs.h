// What a value says of being an address of a person or a machine.
#pragma once

#include <string_view>
#include <vector>

#include "policy/name_signs.h"

namespace neurocrypt {

/// Adds signs of e-mail, telephone, IP, MAC and postal addresses and of positions. Linear in the
/// text, but for street names: those are looked for in the first kilobyte.
void add_contact_signs(std::string_view text, std::vector<Sign>& signs);

}  // namespace neurocrypt
