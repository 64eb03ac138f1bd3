// What a value says of being a credential.
#pragma once

#include <string_view>
#include <vector>

#include "policy/name_signs.h"

namespace neurocrypt {

/// Adds signs of passwords, tokens and private keys. Linear in the text.
void add_secret_signs(std::string_view text, std::vector<Sign>& signs);

}  // namespace neurocrypt
