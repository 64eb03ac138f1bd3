// A keyset that is the same in every run: one of the key file vectors.
#pragma once

#include <stdexcept>

#include "neurocrypt/keyset.h"
#include "support/vectors.h"

namespace neurocrypt::test {

inline Keyset fixed_keyset() {
  for (const Vector& vector : read_vectors("key_file.txt")) {
    if (vector.at("name") != "plain, one key") continue;
    return parse_key_file(from_hex(vector.at("file")), nullptr).value();
  }
  throw std::runtime_error("vectors/key_file.txt has lost a vector");
}

}  // namespace neurocrypt::test
