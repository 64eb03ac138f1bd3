// What the words of a field say: names cut into tokens, compared whole with the phrases of each
// kind.
#pragma once

#include <string_view>
#include <vector>

#include "policy/kinds.h"

namespace neurocrypt {

/// Something that speaks for a kind, and how far: weights in [0, 1] combine as independent chances.
struct Sign {
  Kind kind;
  double weight;            ///< negative: it speaks against the kind
  std::string_view reason;  ///< static text
  std::string_view phrase;  ///< the words that were read; empty for signs of a value
};

/// Adds what the words in `name` say. The first word may be a path: its last part counts, with the
/// parts above it as context; the other words are a name of their own. Tokens are cut at anything
/// but letters and digits, at capitals, and around digits, which are dropped; phrases are compared
/// with whole tokens: "assigned_to" does not hold "sign". What follows a phrase may take it back:
/// "email_verified" is no address.
void add_name_signs(std::string_view name, std::vector<Sign>& signs);

/// Adds what a description says: at most of the weight where it begins with it, else at about half.
void add_description_signs(std::string_view description, std::vector<Sign>& signs);

/// Adds what the name of a type or format says: "string (email)".
void add_type_signs(std::string_view type, std::vector<Sign>& signs);

}  // namespace neurocrypt
