#include "link/match/pair_features.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "link/match/portable_math.h"

namespace neurocrypt {
namespace {

constexpr double kNumberScale = 2, kYearScale = 10;  // mean distances of spreads that say "unlike"

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

/// Columns for rows; nothing when all are zero.
Rows transposed(const Rows& rows) {
  const auto is_zero = [&](std::size_t j) {
    return std::all_of(rows[j].begin(), rows[j].end(), [](float x) { return x == 0; });
  };
  std::size_t zeros = 0;
  while (zeros < rows.count() && is_zero(zeros)) ++zeros;
  if (zeros == rows.count()) return {};
  Rows across(rows.size(), rows.count());
  for (std::size_t j = 0; j < rows.count(); ++j) {
    for (std::size_t d = 0; d < rows.size(); ++d) across[d][j] = rows[j][d];
  }
  return across;
}

/// Adds the dot products of `x` with every row of a transposed matrix to `out`. The inner loop runs
/// along `out`, so that each sum is in one order whatever the compiler makes of it.
void add_products(std::span<const float> x, const Rows& across, std::span<float> out) {
  for (std::size_t d = 0; d < across.count(); ++d) {
    const float factor = x[d];
    if (factor == 0) continue;
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

std::string_view first_character(std::string_view text) {
  std::size_t end = 1;
  while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) ++end;
  return text.substr(0, end);
}

/// A word of one name is the initials of the other's words.
bool is_acronym(const FieldMarks& a, const FieldMarks& b) {
  return (character_count(b.initials) >= 2 && contains(a.runs, b.initials)) ||
         (character_count(a.initials) >= 2 && contains(b.runs, a.initials));
}

/// The shorter spelling's share of the longer one when dropping letters of this makes that; first
/// letters stay. Characters of well-formed UTF-8.
float subsequence(std::string_view x, std::string_view y) {
  std::size_t x_count = character_count(x), y_count = character_count(y);
  if (x_count > y_count) {
    std::swap(x, y);
    std::swap(x_count, y_count);
  }
  if (x_count < 3 || first_character(x) != first_character(y)) return 0;
  std::size_t at = 0;
  for (std::size_t i = 0; i < y.size() && at < x.size();) {
    const std::string_view wanted = first_character(x.substr(at));
    const std::string_view next = first_character(y.substr(i));
    if (wanted == next) at += wanted.size();
    i += next.size();
  }
  if (at < x.size()) return 0;
  return static_cast<float>(x_count) / static_cast<float>(y_count);
}

float profile_likeness(const ValueColumn& a, const ValueColumn& b) {
  float distance = 0;
  for (std::size_t k = 0; k < a.profile.size(); ++k) {
    distance += std::abs(a.profile[k] - b.profile[k]);
  }
  return std::max(0.0F, 1 - 0.25F * distance);
}

/// The shares of values that are formed alike.
double mask_overlap(const ValueColumn& a, const ValueColumn& b) {
  double sum = 0;
  for (auto i = a.masks.begin(), j = b.masks.begin(); i != a.masks.end() && j != b.masks.end();) {
    const int order = i->first.compare(j->first);
    if (order == 0) sum += std::min(i->second, j->second);
    if (order <= 0) ++i;
    if (order >= 0) ++j;
  }
  return sum;
}

double spread_likeness(const std::optional<Spread>& a, const std::optional<Spread>& b,
                       double scale) {
  if (!a || !b) return 0;
  double distance = 0;
  for (std::size_t q = 0; q < a->size(); ++q) distance += std::abs((*a)[q] - (*b)[q]);
  return std::max(0.0, 1 - distance / static_cast<double>(a->size()) / scale);
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

PairFeatures::SharedItems::SharedItems(const FieldTable& a, const FieldTable& b, Items items) {
  std::unordered_map<std::string_view, std::uint32_t> ids;
  std::vector<double> seen;
  std::size_t columns = 0;
  const auto read = [&](const FieldTable& table, Side& side) {
    side.items.resize(table.size());
    for (std::size_t f = 0; f < table.size(); ++f) {
      if (!table[f].column) continue;
      ++columns;
      for (const std::string& item : *table[f].column.*items) {
        const auto [at, is_new] = ids.emplace(item, static_cast<std::uint32_t>(seen.size()));
        if (is_new) seen.push_back(0);
        ++seen[at->second];
        side.items[f].push_back(at->second);
      }
      std::sort(side.items[f].begin(), side.items[f].end());
    }
  };
  read(a, a_);
  read(b, b_);
  const double all = portable_log(static_cast<double>(columns) + 1);
  for (const double count : seen) weights_.push_back((all - portable_log(count)) / all);
  for (Side* const side : {&a_, &b_}) {
    for (const std::vector<std::uint32_t>& list : side->items) {
      double sum = 0;
      for (const std::uint32_t item : list) sum += weights_[item];
      side->totals.push_back(sum);
    }
  }
}

std::pair<float, float> PairFeatures::SharedItems::likeness(std::size_t i, std::size_t j) const {
  const std::vector<std::uint32_t>&x = a_.items[i], &y = b_.items[j];
  double common = 0;
  for (auto p = x.begin(), q = y.begin(); p != x.end() && q != y.end();) {
    if (*p == *q) common += weights_[*p];
    const bool next_p = *p <= *q, next_q = *q <= *p;
    if (next_p) ++p;
    if (next_q) ++q;
  }
  const double least = std::min(a_.totals[i], b_.totals[j]);
  const double both = a_.totals[i] + b_.totals[j] - common;
  return {least > 1e-9 ? static_cast<float>(common / least) : 0,
          both > 1e-9 ? static_cast<float>(common / both) : 0};
}

PairFeatures::PairFeatures(const FieldTable& a, std::size_t first, std::size_t last,
                           const FieldTable& b)
    : a_(a),
      b_(b),
      first_(first),
      shared_values_(a, b, &ValueColumn::values),
      shared_tokens_(a, b, &ValueColumn::tokens),
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
  each([&](const FieldMarks& b) { return dice(a.skeleton, b.skeleton); });
  each([&](const FieldMarks& b) { return subsequence(a.spelling, b.spelling); });
  each([&](const FieldMarks& b) { return !a.spelling.empty() && a.spelling == b.spelling; });
  each([&](const FieldMarks& b) { return is_acronym(a, b); });
  each([&](const FieldMarks& b) { return !a.digits.empty() && a.digits == b.digits; });
  each([&](const FieldMarks& b) {
    return !a.digits.empty() && !b.digits.empty() && a.digits != b.digits;
  });
  const auto both_typed = [&](const FieldMarks& b) { return a.type >= 0 && b.type >= 0; };
  each([&](const FieldMarks& b) { return both_typed(b) && a.type == b.type; });
  each([&](const FieldMarks& b) { return both_typed(b) && a.type != b.type; });
  for (const int type : {kBooleanType, kDateType, kObjectType}) {
    each(
        [&](const FieldMarks& b) { return both_typed(b) && (a.type == type) != (b.type == type); });
  }
  each([&](const FieldMarks& b) { return gap(a.depth, b.depth); });
  each([&](const FieldMarks& b) { return gap(a.leaf_length, b.leaf_length); });
  each([&](const FieldMarks& b) { return !a.doc.empty() && !b.doc.empty(); });
  each([&](const FieldMarks& b) { return a.doc.empty() != b.doc.empty(); });
  each([&](const FieldMarks& b) { return !a.parent.empty() && !b.parent.empty(); });
  each([&](const FieldMarks& b) { return a.parent.empty() != b.parent.empty(); });
  const auto values = [&](auto measure) {
    each([&](const FieldMarks& b) {
      return a.column && b.column ? static_cast<float>(measure(*a.column, *b.column)) : 0.0F;
    });
  };
  using Column = const ValueColumn&;
  values([](Column, Column) { return 1.0F; });
  values([](Column x, Column y) { return profile_likeness(x, y); });
  values([](Column x, Column y) { return overlap(x.values, y.values); });
  for (const SharedItems* const items : {&shared_values_, &shared_tokens_}) {
    for (std::size_t j = 0; j < columns; ++j) {
      const auto [contained, jaccard] = items->likeness(i, j);
      out[k * columns + j] = contained;
      out[(k + 1) * columns + j] = jaccard;
    }
    k += 2;
  }
  values([](Column x, Column y) { return mask_overlap(x, y); });
  values([](Column x, Column y) { return spread_likeness(x.numbers, y.numbers, kNumberScale); });
  values([](Column x, Column y) { return spread_likeness(x.years, y.years, kYearScale); });
  values([](Column x, Column y) { return std::abs(x.numeric - y.numeric); });
  for (const std::size_t share : {kLengthShare, kDistinctShare}) {
    values([&](Column x, Column y) { return std::abs(x.profile[share] - y.profile[share]); });
  }
  cosine(va.value, value_);
  cosine(va.full, value_);
  cosine(va.value, full_);
  assert(k == kPairFeatures);
}

}  // namespace neurocrypt
