// How sensitive the fields of a message are, and why.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "neurocrypt/result.h"
#include "schema/record.h"

namespace neurocrypt {

/// One value of a message, with all the words that its schema has for it.
struct FieldView {
  std::string_view path;         ///< JSON pointer, for reports
  std::string_view name;         ///< the words to read: "/customer/card_number payment card number"
  std::string_view type;         ///< may be empty
  std::string_view description;  ///< may be empty
  const Value* value = nullptr;  ///< may be null: then only the words speak
};

/// What a value was found to be: "payment card number", "email address".
struct Finding {
  std::string path;
  std::string kind;         ///< of the list in docs/formats/policy.md; a checksum's or a name's
  std::string sensitivity;  ///< a level's name: "confidential"
  double confidence = 0;    ///< in [0, 1]
  std::vector<std::string> reasons;  ///< "Luhn checksum holds", "name says card number"
};

}  // namespace neurocrypt
