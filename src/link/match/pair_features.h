// What the network sees of a field of one side beside a field of the other.
// tools/matcher/features.py (pair_features) is the same in Python, feature by feature.
#pragma once

#include <span>
#include <vector>

#include "link/match/field_table.h"

namespace neurocrypt {

inline constexpr std::size_t kPairFeatures = 65;
/// Some of them: meaning of everything, words of the names, spelling of the names.
inline constexpr std::size_t kAllCosine = 6, kSoftNameWords = 9, kSpelling = 30;

/// Features of fields [first, last) of `a` beside all fields of `b`. Both must outlive this.
/// Memory   about 24 bytes x distinct words of the range x fields of `b`: pass a few hundred at a
///          time.
class PairFeatures {
 public:
  PairFeatures(const FieldTable& a, std::size_t first, std::size_t last, const FieldTable& b);

  /// Shapes   out: kPairFeatures x b.size(), feature by feature. `i` is an index into `a`.
  void row(std::size_t i, std::span<float> out) const;

 private:
  /// What the columns of values have, each item weighed by how few columns have it.
  class SharedItems {
   public:
    using Items = std::vector<std::string> ValueColumn::*;
    SharedItems(const FieldTable& a, const FieldTable& b, Items items);
    /// The weight of what field i of `a` and field j of `b` have in common: as a share of the
    /// lesser, and of both together.
    [[nodiscard]] std::pair<float, float> likeness(std::size_t i, std::size_t j) const;

   private:
    struct Side {
      std::vector<std::vector<std::uint32_t>> items;  ///< of each field, sorted
      std::vector<double> totals;                     ///< their weight
    };
    Side a_, b_;
    std::vector<double> weights_;
  };

  /// For every word of one side (rows), how well the fields of the other have it.
  struct Coverage {
    Rows leaf, full, doc;
  };
  void add_coverage(const Rows& similarity, Coverage& of_a, Coverage& of_b) const;
  void coverage_row(std::size_t i, const Coverage& of_a, const Coverage& of_b,
                    std::span<float> out) const;

  const FieldTable& a_;
  const FieldTable& b_;
  std::size_t first_;
  SharedItems shared_values_, shared_tokens_;
  std::vector<std::uint32_t> a_words_;  ///< those that the range uses, ascending
  std::vector<std::uint32_t> a_place_;  ///< word of a -> place in a_words_
  Rows soft_;                           ///< a_words_ x words of b
  Coverage soft_a_, exact_a_;           ///< a_words_ x fields of b
  Coverage soft_b_, exact_b_;           ///< fields of the range x words of b
  Rows leaf_, parent_, full_, doc_, all_, around_, kind_, value_;  ///< b's vectors, transposed
};

}  // namespace neurocrypt
