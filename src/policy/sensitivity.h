// How sensitive the fields of a message are, and why.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "neurocrypt/result.h"
#include "schema/format.h"
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
  std::string place;        ///< the path among the field's words, as policies write it; or empty
  std::string kind;         ///< of the list in docs/formats/policy.md; a checksum's or a name's
  std::string sensitivity;  ///< a level's name: "confidential"
  double confidence = 0;    ///< in [0, 1]
  std::vector<std::string> reasons;  ///< "Luhn checksum holds", "name says card number"
};

/// Finds what is sensitive in each field: one Finding for each kind, at the kind's default level,
/// and nothing for a field without signs. Pure; several fields of a message, in any order.
///
/// Bounds   time is linear in the text of names and values.
/// Departs  from certainty: precision and recall for each kind are in docs/formats/policy.md.
std::vector<Finding> classify(std::span<const FieldView> fields);

/// Every scalar of `message` as a field: paths point into it, names are the paths, and types and
/// descriptions are those of `schema`, if there is one. Fields are given to `visit` one after
/// another and are valid during the call only.
void for_each_field(const Value& message, const std::function<void(const FieldView&)>& visit,
                    const Field* schema = nullptr);

}  // namespace neurocrypt
