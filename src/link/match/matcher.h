// The network that proposes which fields of two schemas mean the same.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "neurocrypt/result.h"
#include "schema/record.h"

namespace neurocrypt {

class FieldTable;

/// One field as the network sees it. Only `path` must be there.
struct MatchField {
  std::string path;         ///< "/orders/items[]/sku", "orders.sku", "PID-7" or a bare column name
  std::string type;         ///< in the words of its format; may be empty
  std::string description;  ///< may be empty
  std::vector<std::string> samples;  ///< values as text, a few dozen at most are looked at
  std::string title = {};            ///< a name for people ("Patient primary facility"), or empty
};

/// A weight for every pair of two lists of fields: how likely it is that they mean the same,
/// calibrated in [0, 1].
class MatchMatrix {
 public:
  MatchMatrix(std::size_t rows, std::size_t columns)
      : columns_(columns), weights_(rows * columns) {}
  [[nodiscard]] std::size_t rows() const { return columns_ == 0 ? 0 : weights_.size() / columns_; }
  [[nodiscard]] std::size_t columns() const { return columns_; }
  float& at(std::size_t row, std::size_t column) { return weights_[row * columns_ + column]; }
  [[nodiscard]] float at(std::size_t row, std::size_t column) const {
    return weights_[row * columns_ + column];
  }

 private:
  std::size_t columns_;
  std::vector<float> weights_;
};

/// A name of the intermediary layer: "person given name".
struct Concept {
  std::string name;         ///< words, lower case, unique
  std::string description;  ///< may be empty
  std::vector<std::string> aliases;
};

/// How much a field stands for a concept.
struct ConceptWeight {
  std::size_t concept_index;  ///< into Matcher::concepts()
  float weight;               ///< in [0, 1]
};

/// Immutable, shared by threads. Deterministic: the same fields give the same weights everywhere.
class Matcher {
 public:
  /// The weights and the concepts that ship with the program.
  static const Matcher& builtin();
  /// The same network with more concepts: {"concepts": [{"name", "description", "aliases"}]}.
  /// Errors   kCorrupt with the place, kInvalidArgument for a name that is taken.
  static Result<Matcher> with_concepts(const Value& more);

  /// Rows are `from`, columns are `to`. All fields of a schema at once: siblings are context, and
  /// rows and columns compete.
  [[nodiscard]] MatchMatrix match(std::span<const MatchField> from,
                                  std::span<const MatchField> to) const;

  [[nodiscard]] std::span<const Concept> concepts() const { return concepts_; }
  /// The `count` nearest concepts of each field, best first.
  [[nodiscard]] std::vector<std::vector<ConceptWeight>> nearest_concepts(
      std::span<const MatchField> fields, std::size_t count) const;

 private:
  explicit Matcher(std::vector<Concept> concepts);

  std::vector<Concept> concepts_;
  std::shared_ptr<const FieldTable> names_;  ///< every name and alias as a field
  std::vector<std::size_t> name_owners_;     ///< its concept
};

}  // namespace neurocrypt
