// The scorecard: rows are targets, columns are families of attacks.
#pragma once

#include <string>
#include <vector>

#include "lab/evidence.h"

namespace neurocrypt::lab {

struct Cell {
  std::vector<const Evidence*> evidence;  ///< empty: no attack of the column applied, or was run

  /// A break if any attack found one; "no evidence yet" only if every attack says so.
  [[nodiscard]] Verdict verdict() const;
  /// The evidence that the cell's verdict rests on: the break from the fewest queries, if there is
  /// one.
  [[nodiscard]] const Evidence* worst() const;
};

struct Scorecard {
  std::vector<std::string> columns;  ///< in the order of the registry, then of appearance
  struct Row {
    std::string target, description;
    std::vector<Cell> cells;  ///< [columns]
  };
  std::vector<Row> rows;  ///< in the order of appearance
};

/// `evidence` outlives the scorecard.
Scorecard make_scorecard(const std::vector<Evidence>& evidence);

/// "known_plaintext" of "known_plaintext/ridge", and how a heading writes it: "known plaintext".
std::string column_of(std::string_view attack);
std::string heading(std::string_view column);

/// The scorecard and one line for each break, as GitHub's Markdown.
std::string print_markdown(const std::vector<Evidence>& evidence);

/// One self-contained page: no network, no other file.
std::string print_html(const std::vector<Evidence>& evidence);

}  // namespace neurocrypt::lab
