// The text of a copybook as tokens: columns, comments, continuation, COPY.
#pragma once

#include <string>
#include <vector>

#include "schema/cobol/copybook.h"

namespace neurocrypt::cobol {

struct Token {
  enum class Kind : std::uint8_t { kWord, kText, kPseudoText, kPeriod };
  Kind kind = Kind::kWord;
  std::string text;  // of kText without its quotes
  Place place;
};

/// Splits a copybook into tokens; COPY statements are replaced by the tokens of what they name.
///
/// Errors   kCorrupt for a literal that does not end, with its place; those of options.copy.
Result<std::vector<Token>> tokenize(std::string_view text, const CopybookOptions& options);

/// Equal but for case.
bool equals_word(std::string_view a, std::string_view b);

}  // namespace neurocrypt::cobol
