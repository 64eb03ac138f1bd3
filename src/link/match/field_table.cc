#include "link/match/field_table.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <string_view>
#include <utility>

#include "link/match/portable_math.h"

namespace neurocrypt {
namespace {

constexpr std::size_t kLeafMax = 12, kPathMax = 16, kDocMax = 32, kKindMax = 4;  // words
constexpr std::size_t kTitleMax = 12;  // words of a human name; more are a description
constexpr std::size_t kValueWordsMax = 24, kWordsOfValue = 4;
constexpr float kParentDecay = 0.7F;  // per level away from the field
constexpr float kParentShare = 0.5F;  // of the parents in the full name
constexpr float kDocShare = 0.7F;     // of the description in everything
constexpr float kLocalMin = 0.1F;
constexpr float kTypedShare = 0.9F;      // of the values must look like a type
constexpr std::ptrdiff_t kIndexMax = 1;  // letters of a placeholder, as in "name[x]"

constexpr std::string_view kTypeWords[kTypeClasses] = {
    "string str text char varchar varchar2 markdown nvarchar st tx ft clob x characters",
    "int integer long short byte int8 int16 int32 int64 uint32 uint64 sint32 sint64 fixed32 "
    "fixed64 bigint smallint tinyint serial count positiveint unsignedint nonnegative si seq",
    "number float double decimal numeric real money amount quantity percent percentage currency "
    "nm mo comp packed",
    "bool boolean flag yesno bit indicator",
    "date datetime timestamp time instant period dt ts dtm tm day duration interval timing",
    "object struct record map dict group any message complex array list",
    "enum code codeable concept coding choice cwe ce cne is enumeration",
    "url uri link href anyuri canonical oid urn"};

/// What stands in brackets to name an element: "", "2", "*", "x".
bool is_index(std::string_view inside) {
  return std::count_if(inside.begin(), inside.end(), [](char c) {
           return static_cast<unsigned char>(c) >= 0x80 || (c >= 'A' && c <= 'Z') ||
                  (c >= 'a' && c <= 'z');
         }) <= kIndexMax;
}

/// Names on the way to a field: "/a/b[]/c", "a.b[2].c", "a:b", "a['b c']" and "a>b" alike. What
/// '="' gives a field as its value is no name.
std::vector<std::string> segments(std::string_view path) {
  path = path.substr(0, path.find("=\""));
  // "/cac:Party/cbc:Name": the names of namespaces say nothing.
  const bool prefixed = path.find('/') != std::string_view::npos;
  std::vector<std::string> parts(1);
  for (std::size_t i = 0; i < path.size(); ++i) {
    if (path[i] == '[') {
      const std::size_t close = path.find(']', i);
      if (close != std::string::npos) {
        const std::string_view inside = path.substr(i + 1, close - i - 1);
        if (!is_index(inside)) {
          parts.emplace_back(inside);
          parts.emplace_back();
        }
        i = close;
        continue;
      }
    }
    if (path[i] == ':' && prefixed) {
      parts.back().clear();
    } else if (std::string_view("/.:>|").find(path[i]) != std::string_view::npos) {
      parts.emplace_back();
    } else {
      parts.back() += path[i];
    }
  }
  std::erase_if(parts, [](const std::string& part) {
    return part.find_first_not_of(" \t\r\n\f\v") == std::string::npos;
  });
  return parts;
}

int type_class(std::string_view type) {
  static const std::unordered_map<std::string, int> classes = [] {
    std::unordered_map<std::string, int> made;
    for (int c = 0; c < kTypeClasses; ++c) {
      std::string_view rest = kTypeWords[c];
      while (!rest.empty()) {
        const std::size_t end = std::min(rest.find(' '), rest.size());
        made.emplace(rest.substr(0, end), c);
        rest.remove_prefix(std::min(end + 1, rest.size()));
      }
    }
    return made;
  }();
  std::string joined;
  for (const std::string& run : word_runs(type)) {
    if (const auto found = classes.find(run); found != classes.end()) return found->second;
    joined += run;
  }
  const auto found = classes.find(joined);
  return found == classes.end() ? -1 : found->second;
}

/// The class of type that nearly all values have, or -1.
int type_of_values(const ValueColumn& column) {
  const auto has = [&](std::size_t share) { return column.profile[share] >= kTypedShare; };
  if (has(kDateShare)) return kDateType;
  if (has(kBooleanShare) && !has(kIntegerShare)) return kBooleanType;
  if (has(kIntegerShare)) return kIntegerType;
  return column.numeric >= static_cast<double>(kTypedShare) ? kNumberType : -1;
}

std::string first_character(const std::string& run) {
  std::size_t end = 1;
  while (end < run.size() && (static_cast<unsigned char>(run[end]) & 0xC0) == 0x80) ++end;
  return run.substr(0, end);
}

std::vector<std::uint32_t> gram_keys(const std::vector<std::string>& grams) {
  std::vector<std::uint32_t> keys;
  for (const std::string& gram : grams) keys.push_back(word_key(gram));
  std::sort(keys.begin(), keys.end());
  return keys;
}

void cut(std::vector<std::string>& words, std::size_t most) {
  if (words.size() > most) words.resize(most);
}

/// Adds up the shares of equal words.
std::vector<WordShare> merged(std::vector<WordShare> shares) {
  std::stable_sort(shares.begin(), shares.end(),
                   [](const WordShare& a, const WordShare& b) { return a.word < b.word; });
  std::vector<WordShare> out;
  for (const WordShare& share : shares) {
    if (!out.empty() && out.back().word == share.word) {
      out.back().weight += share.weight;
    } else {
      out.push_back(share);
    }
  }
  return out;
}

void make_unit(std::span<float> row) {
  float square = 0;
  for (const float value : row) square += value * value;
  const float norm = std::sqrt(square);
  for (float& value : row) value = norm > 1e-9F ? value / norm : 0;
}

void add_to(std::span<float> row, std::span<const float> other, float factor) {
  for (std::size_t d = 0; d < row.size(); ++d) row[d] += factor * other[d];
}

}  // namespace

/// Word ids of a field, before they are weighed.
struct FieldTable::Text {
  std::vector<std::uint32_t> leaf, parent, doc, kind, value;
  std::vector<float> parent_shares;
};

std::uint32_t FieldTable::intern(const std::string& word) {
  const auto [at, is_new] = ids_.emplace(word, static_cast<std::uint32_t>(words_.size()));
  if (is_new) words_.push_back(word);
  return at->second;
}

std::vector<std::uint32_t> FieldTable::intern(std::span<const std::string> words) {
  std::vector<std::uint32_t> ids;
  ids.reserve(words.size());
  for (const std::string& word : words) ids.push_back(intern(word));
  return ids;
}

std::optional<std::uint32_t> FieldTable::find_word(const std::string& word) const {
  const auto found = ids_.find(word);
  if (found == ids_.end()) return std::nullopt;
  return found->second;
}

FieldTable::Text FieldTable::read(const MatchField& field, const MatchWeights& weights,
                                  FieldMarks& marks) {
  const Lexicon& lexicon = weights.lexicon();
  std::vector<std::string> parts = segments(field.path);
  if (parts.empty()) parts.push_back(field.path);
  std::string doc = field.description;
  std::vector<std::string> leaf = lexicon.words(field.title);
  const bool titled = !leaf.empty() && leaf.size() <= kTitleMax;
  if (!titled) {
    leaf = lexicon.words(parts.back());
    if (!field.title.empty()) doc = field.title + " " + doc;
  }
  cut(leaf, kLeafMax);
  Text text;
  text.leaf = intern(leaf);
  float share = 1;
  for (std::size_t p = parts.size() - 1; p-- > 0;) {
    for (const std::string& word : lexicon.words(parts[p])) {
      if (text.parent.size() == kPathMax) break;
      text.parent.push_back(intern(word));
      text.parent_shares.push_back(share);
    }
    share *= kParentDecay;
  }
  std::vector<std::string> doc_words = lexicon.words(doc, false);
  cut(doc_words, kDocMax);
  text.doc = intern(doc_words);
  std::vector<std::string> kind = word_runs(field.type);
  cut(kind, kKindMax);
  text.kind = intern(kind);

  const std::span<const std::string> samples =
      std::span(field.samples).first(std::min(field.samples.size(), kValuesMax));
  std::vector<std::string> value_words;
  for (const std::string& sample : samples) {
    std::vector<std::string> words = lexicon.words(sample, false);
    cut(words, kWordsOfValue);
    for (std::string& word : words) {
      if (value_words.size() < kValueWordsMax &&
          std::find(value_words.begin(), value_words.end(), word) == value_words.end()) {
        value_words.push_back(std::move(word));
      }
    }
  }
  text.value = intern(value_words);
  if (!samples.empty()) marks.column = read_column(samples);

  const std::string& spelt = titled ? field.title : parts.back();
  marks.runs = word_runs(spelt);
  for (const std::string& run : marks.runs) {
    marks.spelling += run;
    marks.initials += first_character(run);
    if (run[0] >= '0' && run[0] <= '9') marks.digits += run;
  }
  marks.shape = gram_keys(shape_grams(spelt));
  marks.skeleton = gram_keys(skeleton_grams(marks.runs));
  marks.path_shape = gram_keys(shape_grams(field.path));
  marks.type = type_class(field.type);
  if (marks.type < 0 && marks.column) marks.type = type_of_values(*marks.column);
  marks.depth = parts.size();
  marks.leaf_length = text.leaf.size();
  if (!text.leaf.empty()) {
    marks.first_word = text.leaf.front();
    marks.last_word = text.leaf.back();
  }
  std::string parent;
  for (std::size_t p = 0; p + 1 < parts.size(); ++p) parent += "/" + parts[p];
  marks.group =
      groups_.emplace(std::move(parent), static_cast<std::uint32_t>(groups_.size())).first->second;
  return text;
}

FieldTable::FieldTable(std::span<const MatchField> fields, const MatchWeights& weights)
    : marks_(fields.size()) {
  std::vector<Text> texts;
  texts.reserve(fields.size());
  for (std::size_t f = 0; f < fields.size(); ++f) {
    texts.push_back(read(fields[f], weights, marks_[f]));
  }
  group_count_ = groups_.size();
  word_vectors_ = Rows(words_.size(), weights.dimensions());
  entries_.reserve(words_.size());
  for (std::size_t w = 0; w < words_.size(); ++w) {
    entries_.push_back(weights.look_up(words_[w], word_vectors_[w]));
  }
  weigh(texts);
  add_vectors(texts);
}

/// A word counts by what it tells in general (the table's weight) and among these fields: one that
/// all of them have tells nothing.
void FieldTable::weigh(std::span<const Text> texts) {
  const auto local = [&](auto list_of) {
    std::vector<float> seen(words_.size());
    for (const Text& text : texts) {
      for (const std::uint32_t word : std::set(list_of(text).begin(), list_of(text).end())) {
        ++seen[word];
      }
    }
    const double all = portable_log(static_cast<double>(texts.size()) + 1);
    for (float& value : seen) {
      value = std::max(kLocalMin,
                       static_cast<float>((all - portable_log(std::max(1.0F, value))) / all));
    }
    return seen;
  };
  const std::vector<float> in_leaves = local([](const Text& t) -> auto& { return t.leaf; });
  const std::vector<float> in_parents = local([](const Text& t) -> auto& { return t.parent; });
  for (std::size_t f = 0; f < texts.size(); ++f) {
    const Text& text = texts[f];
    FieldMarks& marks = marks_[f];
    for (const std::uint32_t word : text.leaf) {
      marks.leaf.push_back({word, entries_[word].weight * in_leaves[word]});
    }
    for (std::size_t k = 0; k < text.parent.size(); ++k) {
      const std::uint32_t word = text.parent[k];
      marks.parent.push_back(
          {word, entries_[word].weight * text.parent_shares[k] * in_parents[word]});
    }
    for (const std::uint32_t word : text.doc) {
      marks.doc.push_back({word, entries_[word].weight});
    }
    marks.full = marks.leaf;
    for (const WordShare& share : marks.parent) {
      marks.full.push_back({share.word, kParentShare * share.weight});
    }
    marks.leaf = merged(std::move(marks.leaf));
    marks.parent = merged(std::move(marks.parent));
    marks.full = merged(std::move(marks.full));
    marks.doc = merged(std::move(marks.doc));
  }
}

void FieldTable::add_vectors(std::span<const Text> texts) {
  const std::size_t count = marks_.size(), size = word_vectors_.size();
  const auto sum = [&](std::span<float> row, std::span<const WordShare> shares) {
    for (const WordShare& share : shares) add_to(row, word_vectors_[share.word], share.weight);
    make_unit(row);
  };
  const auto plain_sum = [&](std::span<float> row, std::span<const std::uint32_t> words) {
    for (const std::uint32_t word : words) add_to(row, word_vectors_[word], entries_[word].weight);
    make_unit(row);
  };
  for (Rows* const rows : {&vectors_.leaf, &vectors_.parent, &vectors_.full, &vectors_.doc,
                           &vectors_.all, &vectors_.around, &vectors_.kind, &vectors_.value}) {
    *rows = Rows(count, size);
  }
  Rows groups(group_count_, size);
  for (std::size_t f = 0; f < count; ++f) {
    sum(vectors_.leaf[f], marks_[f].leaf);
    sum(vectors_.parent[f], marks_[f].parent);
    sum(vectors_.full[f], marks_[f].full);
    sum(vectors_.doc[f], marks_[f].doc);
    plain_sum(vectors_.kind[f], texts[f].kind);
    plain_sum(vectors_.value[f], texts[f].value);
    add_to(vectors_.all[f], vectors_.full[f], 1);
    add_to(vectors_.all[f], vectors_.doc[f], kDocShare);
    make_unit(vectors_.all[f]);
    add_to(groups[marks_[f].group], vectors_.leaf[f], 1);
  }
  for (std::size_t g = 0; g < group_count_; ++g) make_unit(groups[g]);
  for (std::size_t f = 0; f < count; ++f) {
    add_to(vectors_.around[f], groups[marks_[f].group], 1);
  }
}

}  // namespace neurocrypt
