#include "link/match/pair_features.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <string_view>

namespace neurocrypt {
namespace {

enum TypeClass { kBoolean = 3, kDate = 4, kObject = 5 };

/// How well an unknown word reads as an abbreviation of another: 0, or 0.6 to 0.8.
float shortened(std::string_view brief, std::string_view word) {
  if (brief.size() < 2 || brief.size() >= word.size() || brief[0] != word[0]) return 0;
  if (word.starts_with(brief)) return brief.size() >= 3 ? 0.8F : 0.6F;
  std::size_t at = 0;
  for (const char c : word) {
    if (at < brief.size() && c == brief[at]) ++at;
  }
  return at == brief.size() && brief.size() >= 3 ? 0.7F : 0;
}

/// Columns for rows.
Rows transposed(const Rows& rows) {
  Rows across(rows.size(), rows.count());
  for (std::size_t j = 0; j < rows.count(); ++j) {
    for (std::size_t d = 0; d < rows.size(); ++d) across[d][j] = rows[j][d];
  }
  return across;
}

/// Adds the dot products of `x` with every row of a transposed matrix to `out`. The inner loop runs
/// along `out`, so that each sum is in one order whatever the compiler makes of it.
void add_products(std::span<const float> x, const Rows& across, std::span<float> out) {
  for (std::size_t d = 0; d < x.size(); ++d) {
    const float factor = x[d];
    const float* const other = across[d].data();
    for (std::size_t j = 0; j < out.size(); ++j) out[j] += factor * other[j];
  }
}

float total(std::span<const WordShare> shares) {
  float sum = 0;
  for (const WordShare& share : shares) sum += share.weight;
  return sum;
}

float dice(const std::vector<std::uint32_t>& a, const std::vector<std::uint32_t>& b) {
  std::size_t common = 0;
  for (auto i = a.begin(), j = b.begin(); i != a.end() && j != b.end();) {
    if (*i == *j) {
      ++common, ++i, ++j;
    } else if (*i < *j) {
      ++i;
    } else {
      ++j;
    }
  }
  return 2 * static_cast<float>(common) /
         static_cast<float>(std::max<std::size_t>(1, a.size() + b.size()));
}

bool contains(const std::vector<std::string>& words, const std::string& word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

/// Characters of well-formed UTF-8.
std::size_t character_count(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  }));
}

/// A word of one name is the initials of the other's words.
bool is_acronym(const FieldMarks& a, const FieldMarks& b) {
  return (character_count(b.initials) >= 2 && contains(a.runs, b.initials)) ||
         (character_count(a.initials) >= 2 && contains(b.runs, a.initials));
}

float profile_likeness(const std::optional<ValueProfile>& a, const std::optional<ValueProfile>& b) {
  if (!a || !b) return 0;
  float distance = 0;
  for (std::size_t k = 0; k < a->size(); ++k) distance += std::abs((*a)[k] - (*b)[k]);
  return std::max(0.0F, 1 - 0.25F * distance);
}

float overlap(const std::vector<std::string>& a, const std::vector<std::string>& b) {
  std::size_t common = 0;
  for (auto i = a.begin(), j = b.begin(); i != a.end() && j != b.end();) {
    const int order = i->compare(*j);
    if (order == 0) ++common;
    if (order <= 0) ++i;
    if (order >= 0) ++j;
  }
  return static_cast<float>(common) /
         static_cast<float>(std::max<std::size_t>(1, std::min(a.size(), b.size())));
}

float gap(std::size_t a, std::size_t b) {
  return std::min(1.0F, static_cast<float>(a > b ? a - b : b - a) / 4);
}

}  // namespace

PairFeatures::PairFeatures(const FieldTable& a, std::size_t first, std::size_t last,
                           const FieldTable& b)
    : a_(a),
      b_(b),
      first_(first),
      a_place_(a.words().size()),
      leaf_(transposed(b.vectors().leaf)),
      parent_(transposed(b.vectors().parent)),
      full_(transposed(b.vectors().full)),
      doc_(transposed(b.vectors().doc)),
      all_(transposed(b.vectors().all)),
      around_(transposed(b.vectors().around)),
      kind_(transposed(b.vectors().kind)),
      value_(transposed(b.vectors().value)) {
  std::vector<bool> used(a.words().size());
  for (std::size_t i = first; i < last; ++i) {
    for (const WordShare& share : a[i].full) used[share.word] = true;
    for (const WordShare& share : a[i].doc) used[share.word] = true;
  }
  for (std::uint32_t word = 0; word < used.size(); ++word) {
    if (!used[word]) continue;
    a_place_[word] = static_cast<std::uint32_t>(a_words_.size());
    a_words_.push_back(word);
  }

  const std::size_t b_words = b.words().size();
  Rows exact(a_words_.size(), b_words);
  soft_ = Rows(a_words_.size(), b_words);
  const Rows b_vectors = transposed(b.word_vectors());
  for (std::size_t p = 0; p < a_words_.size(); ++p) {
    const std::string& word = a.words()[a_words_[p]];
    const bool known = a.is_known(a_words_[p]);
    add_products(a.word_vectors()[a_words_[p]], b_vectors, soft_[p]);
    for (std::uint32_t w = 0; w < b_words; ++w) {
      float& soft = soft_[p][w];
      soft = std::max(soft, 0.0F);
      soft *= soft;
      const std::string& other = b.words()[w];
      if (word[0] != other[0]) continue;
      if (!known) soft = std::max(soft, shortened(word, other));
      if (!b.is_known(w)) soft = std::max(soft, shortened(other, word));
    }
    if (const auto same = b.find_word(word)) soft_[p][*same] = exact[p][*same] = 1;
  }

  for (Coverage* const coverage : {&soft_a_, &exact_a_}) {
    coverage->leaf = coverage->full = coverage->doc = Rows(a_words_.size(), b.size());
  }
  for (Coverage* const coverage : {&soft_b_, &exact_b_}) {
    coverage->leaf = coverage->full = coverage->doc = Rows(last - first, b_words);
  }
  add_coverage(soft_, soft_a_, soft_b_);
  add_coverage(exact, exact_a_, exact_b_);
}

/// Fills, for every word of one side, its best partner among the words of each field of the other.
void PairFeatures::add_coverage(const Rows& similarity, Coverage& of_a, Coverage& of_b) const {
  const auto best = [&](std::size_t p, std::span<const WordShare> shares) {
    float most = 0;
    for (const WordShare& share : shares) most = std::max(most, similarity[p][share.word]);
    return most;
  };
  for (std::size_t p = 0; p < a_words_.size(); ++p) {
    for (std::size_t j = 0; j < b_.size(); ++j) {
      of_a.leaf[p][j] = best(p, b_[j].leaf);
      of_a.full[p][j] = best(p, b_[j].full);
      of_a.doc[p][j] = best(p, b_[j].doc);
    }
  }
  const auto spread = [&](std::span<const WordShare> shares, std::span<float> out) {
    for (const WordShare& share : shares) {
      const auto row = similarity[a_place_[share.word]];
      for (std::size_t w = 0; w < out.size(); ++w) out[w] = std::max(out[w], row[w]);
    }
  };
  for (std::size_t r = 0; r < of_b.leaf.count(); ++r) {
    spread(a_[first_ + r].leaf, of_b.leaf[r]);
    spread(a_[first_ + r].full, of_b.full[r]);
    spread(a_[first_ + r].doc, of_b.doc[r]);
  }
}

/// Nine features: how much of one field's words the other has, by weight, both ways.
void PairFeatures::coverage_row(std::size_t i, const Coverage& of_a, const Coverage& of_b,
                                std::span<float> out) const {
  const std::size_t columns = b_.size();
  const auto forth = [&](std::span<const WordShare> shares, const Rows& rows) {
    std::vector<float> sums(columns);
    const float all = total(shares);
    if (all <= 1e-9F) return sums;
    for (const WordShare& share : shares) {
      const auto row = rows[a_place_[share.word]];
      for (std::size_t j = 0; j < columns; ++j) sums[j] += share.weight * row[j];
    }
    for (float& sum : sums) sum /= all;
    return sums;
  };
  const auto back = [&](std::span<const WordShare> shares, std::span<const float> row) {
    const float all = total(shares);
    if (all <= 1e-9F) return 0.0F;
    float sum = 0;
    for (const WordShare& share : shares) sum += share.weight * row[share.word];
    return sum / all;
  };
  const std::size_t r = i - first_;
  const std::vector<float> leaf_leaf = forth(a_[i].leaf, of_a.leaf);
  const std::vector<float> full_full = forth(a_[i].full, of_a.full);
  const std::vector<float> leaf_full = forth(a_[i].leaf, of_a.full);
  const std::vector<float> leaf_doc = forth(a_[i].leaf, of_a.doc);
  const std::vector<float> doc_doc = forth(a_[i].doc, of_a.doc);
  for (std::size_t j = 0; j < columns; ++j) {
    const auto put = [&](std::size_t k, float value) { out[k * columns + j] = value; };
    const float leaf_back = back(b_[j].leaf, of_b.leaf[r]);
    put(0, std::min(leaf_leaf[j], leaf_back));
    put(1, std::max(leaf_leaf[j], leaf_back));
    const float full_back = back(b_[j].full, of_b.full[r]);
    put(2, std::min(full_full[j], full_back));
    put(3, std::max(full_full[j], full_back));
    const float leaf_full_back = back(b_[j].leaf, of_b.full[r]);
    put(4, std::min(leaf_full[j], leaf_full_back));
    put(5, std::max(leaf_full[j], leaf_full_back));
    put(6, leaf_doc[j]);
    put(7, back(b_[j].leaf, of_b.doc[r]));
    put(8, std::min(doc_doc[j], back(b_[j].doc, of_b.doc[r])));
  }
}

void PairFeatures::row(std::size_t i, std::span<float> out) const {
  const std::size_t columns = b_.size();
  assert(out.size() == kPairFeatures * columns);
  const FieldMarks& a = a_[i];
  const auto& va = a_.vectors();
  std::size_t k = 0;
  const auto cosine = [&](const Rows& left, const Rows& right) {
    const std::span<float> column = out.subspan(k++ * columns, columns);
    std::fill(column.begin(), column.end(), 0.0F);
    add_products(left[i], right, column);
  };
  const auto each = [&](auto value) {
    for (std::size_t j = 0; j < columns; ++j) {
      out[k * columns + j] = static_cast<float>(value(b_[j]));
    }
    ++k;
  };
  cosine(va.leaf, leaf_);
  cosine(va.full, full_);
  cosine(va.parent, parent_);
  cosine(va.doc, doc_);
  cosine(va.full, doc_);
  cosine(va.doc, full_);
  cosine(va.all, all_);
  cosine(va.around, around_);
  cosine(va.kind, kind_);
  coverage_row(i, soft_a_, soft_b_, out.subspan(k * columns, 9 * columns));
  k += 9;
  coverage_row(i, exact_a_, exact_b_, out.subspan(k * columns, 9 * columns));
  k += 9;
  // The weight of the words that both names have.
  for (std::size_t j = 0; j < columns; ++j) {
    float shared = 0;
    for (const WordShare& share : a.full) {
      shared += share.weight * exact_a_.full[a_place_[share.word]][j];
    }
    out[k * columns + j] = std::min(1.0F, shared / 2);
  }
  ++k;
  const auto alike = [&](std::optional<std::uint32_t> x, std::optional<std::uint32_t> y) {
    return x && y ? soft_[a_place_[*x]][*y] : 0.0F;
  };
  each([&](const FieldMarks& b) { return alike(a.last_word, b.last_word); });
  each([&](const FieldMarks& b) { return alike(a.first_word, b.first_word); });
  each([&](const FieldMarks& b) { return dice(a.shape, b.shape); });
  each([&](const FieldMarks& b) { return dice(a.path_shape, b.path_shape); });
  each([&](const FieldMarks& b) { return !a.spelling.empty() && a.spelling == b.spelling; });
  each([&](const FieldMarks& b) { return is_acronym(a, b); });
  each([&](const FieldMarks& b) { return !a.digits.empty() && a.digits == b.digits; });
  each([&](const FieldMarks& b) {
    return !a.digits.empty() && !b.digits.empty() && a.digits != b.digits;
  });
  const auto both_typed = [&](const FieldMarks& b) { return a.type >= 0 && b.type >= 0; };
  each([&](const FieldMarks& b) { return both_typed(b) && a.type == b.type; });
  each([&](const FieldMarks& b) { return both_typed(b) && a.type != b.type; });
  for (const int type : {kBoolean, kDate, kObject}) {
    each(
        [&](const FieldMarks& b) { return both_typed(b) && (a.type == type) != (b.type == type); });
  }
  each([&](const FieldMarks& b) { return gap(a.depth, b.depth); });
  each([&](const FieldMarks& b) { return gap(a.leaf_length, b.leaf_length); });
  each([&](const FieldMarks& b) { return !a.doc.empty() && !b.doc.empty(); });
  each([&](const FieldMarks& b) { return a.doc.empty() != b.doc.empty(); });
  each([&](const FieldMarks& b) { return !a.parent.empty() && !b.parent.empty(); });
  each([&](const FieldMarks& b) { return a.parent.empty() != b.parent.empty(); });
  each([&](const FieldMarks& b) { return a.profile && b.profile; });
  each([&](const FieldMarks& b) { return profile_likeness(a.profile, b.profile); });
  each([&](const FieldMarks& b) { return overlap(a.values, b.values); });
  cosine(va.value, value_);
  cosine(va.full, value_);
  cosine(va.value, full_);
  assert(k == kPairFeatures);
}

}  // namespace neurocrypt
