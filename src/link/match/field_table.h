// One list of fields as words, vectors and marks: everything about a side that does not depend on
// the other. tools/matcher/features.py (Side) is the same in Python.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "link/match/matcher.h"
#include "link/match/values.h"
#include "link/match/weights.h"

namespace neurocrypt {

/// Classes of types.
enum TypeClass : int {
  kTextType,
  kIntegerType,
  kNumberType,
  kBooleanType,
  kDateType,
  kObjectType,
  kCodeType,
  kLinkType,
  kTypeClasses
};

/// A word of a field and how much it counts there.
struct WordShare {
  std::uint32_t word;  ///< into FieldTable::words()
  float weight;
};

/// Rows of equal length, one a field or one a word.
class Rows {
 public:
  Rows() = default;
  Rows(std::size_t count, std::size_t size) : count_(count), size_(size), values_(count * size) {}
  [[nodiscard]] std::size_t count() const { return count_; }
  [[nodiscard]] std::size_t size() const { return size_; }
  std::span<float> operator[](std::size_t i) { return {values_.data() + i * size_, size_}; }
  std::span<const float> operator[](std::size_t i) const {
    return {values_.data() + i * size_, size_};
  }

 private:
  std::size_t count_ = 0, size_ = 0;
  std::vector<float> values_;
};

/// What is known of one field beside its vectors.
struct FieldMarks {
  std::vector<WordShare> leaf;    ///< the name
  std::vector<WordShare> parent;  ///< the names on the way to it, the nearest counting most
  std::vector<WordShare> full;    ///< both
  std::vector<WordShare> doc;     ///< the description
  std::optional<std::uint32_t> first_word, last_word;  ///< of the name
  std::size_t leaf_length = 0;                         ///< words of the name
  std::size_t depth = 0;                               ///< names of the path
  std::uint32_t group = 0;                             ///< equal for fields of one parent
  int type = -1;                                       ///< class of the type, or -1
  std::vector<std::uint32_t> shape, path_shape;        ///< sorted keys of shape_grams()
  std::vector<std::uint32_t> skeleton;                 ///< sorted keys of skeleton_grams()
  std::vector<std::string> runs;                       ///< word_runs() of the name
  std::string spelling, initials, digits;              ///< of the name: joined runs, their firsts
  std::optional<ValueColumn> column;                   ///< when there are samples
};

class FieldTable {
 public:
  FieldTable(std::span<const MatchField> fields, const MatchWeights& weights);

  [[nodiscard]] std::size_t size() const { return marks_.size(); }
  [[nodiscard]] const FieldMarks& operator[](std::size_t i) const { return marks_[i]; }
  [[nodiscard]] std::size_t group_count() const { return group_count_; }

  [[nodiscard]] std::span<const std::string> words() const { return words_; }
  [[nodiscard]] std::optional<std::uint32_t> find_word(const std::string& word) const;
  [[nodiscard]] bool is_known(std::uint32_t word) const { return entries_[word].known; }
  /// Unit vectors, one a word.
  [[nodiscard]] const Rows& word_vectors() const { return word_vectors_; }

  /// Unit vectors (or zero), one a field: the sums of the words' vectors.
  struct Vectors {
    Rows leaf, parent, full, doc, all, around, kind, value;
  };
  [[nodiscard]] const Vectors& vectors() const { return vectors_; }

 private:
  struct Text;
  std::uint32_t intern(const std::string& word);
  std::vector<std::uint32_t> intern(std::span<const std::string> words);
  Text read(const MatchField& field, const MatchWeights& weights, FieldMarks& marks);
  void weigh(std::span<const Text> texts);
  void add_vectors(std::span<const Text> texts);

  std::vector<FieldMarks> marks_;
  std::vector<std::string> words_;
  std::unordered_map<std::string, std::uint32_t> ids_;
  std::unordered_map<std::string, std::uint32_t> groups_;
  std::size_t group_count_ = 0;
  std::vector<WordEntry> entries_;
  Rows word_vectors_;
  Vectors vectors_;
};

}  // namespace neurocrypt
