#include "policy/name_signs.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <unordered_map>

#include "policy/phrases.h"

namespace neurocrypt {
namespace {

constexpr std::size_t kTokensMax = 48;      // of a name; a description is read in pieces of so many
constexpr std::size_t kTokenBytesMax = 32;  // a longer one is in no phrase
constexpr std::size_t kPhraseTokensMax = 4;
constexpr std::size_t kPhraseBytesMax = 64;

bool is_small(char c) { return c >= 'a' && c <= 'z'; }
bool is_capital(char c) { return c >= 'A' && c <= 'Z'; }

/// Other spellings of the words that phrases are made of.
constexpr std::pair<std::string_view, std::string_view> kSpellings[] = {
    {"acc", "account"},     {"acct", "account"},      {"addr", "address"},
    {"adr", "address"},     {"amt", "amount"},        {"bal", "balance"},
    {"cust", "customer"},   {"desc", "description"},  {"dt", "date"},
    {"emails", "email"},    {"emp", "employee"},      {"fname", "firstname"},
    {"frst", "first"},      {"fst", "first"},         {"identification", "identification"},
    {"lname", "lastname"},  {"lst", "last"},          {"mob", "mobile"},
    {"nbr", "number"},      {"nm", "name"},           {"no", "number"},
    {"nr", "number"},       {"nmbr", "number"},       {"num", "number"},
    {"numero", "number"},   {"ph", "phone"},          {"phn", "phone"},
    {"psswd", "passwd"},    {"str", "street"},        {"telno", "telephone"},
    {"txn", "transaction"}, {"usr", "user"},          {"crd", "card"},
    {"cd", "code"},         {"birthdt", "birthdate"},
};

/// What may follow a phrase without changing what it names.
constexpr std::string_view kTransparent[] = {
    "value",    "text",      "string",   "field",        "number",  "id",
    "original", "raw",       "primary",  "secondary",    "home",    "work",
    "business", "billing",   "shipping", "current",      "new",     "old",
    "main",     "input",     "plain",    "full",         "list",    "array",
    "alt",      "alternate", "personal", "private",      "hash",    "encrypted",
    "from",     "to",        "x",        "tx",           "in",      "of",
    "data",     "info",      "confirm",  "confirmation", "patient", "customer",
    "member",   "user",      "person",   "employee",     "line",    "mobile"};

/// What a phrase only qualifies when it follows: "email_verified" is about a flag.
constexpr std::string_view kOtherHeads[] = {
    "type",       "kind",       "verified",      "valid",        "flag",      "count",
    "status",     "enabled",    "required",      "format",       "length",    "len",
    "size",       "at",         "date",          "time",         "timestamp", "expiry",
    "expires",    "expiration", "exp",           "policy",       "template",  "provider",
    "label",      "scheme",     "created",       "updated",      "version",   "country",
    "currency",   "pattern",    "regex",         "hint",         "limit",     "reset",
    "method",     "category",   "class",         "source",       "rule",      "usage",
    "preference", "consent",    "sent",          "bounced",      "subject",   "server",
    "host",       "port",       "last",          "code",         "prefix",    "suffix",
    "brand",      "network",    "issuer",        "attempts",     "failed",    "changed",
    "ttl",        "url",        "uri",           "color",        "min",       "max",
    "seconds",    "mode",       "reader",        "game",         "level",     "index",
    "visible",    "icon",       "style",         "mask",         "present",   "strength",
    "opt",        "optin",      "notifications", "notification", "campaign",  "domain",
    "variant",    "group",      "total",         "position",     "range",     "region",
    "unit",       "units",      "error",         "errors",       "event",     "rotation",
    "algorithm",  "alg",        "scope",         "scopes",       "audience",  "client",
    "endpoint",   "expired",    "lifetime",      "duration",     "month",     "year",
    "lock",       "locked",     "complexity",    "score",        "confirmed", "is",
    "has",        "validated",  "validation",    "service",      "queue",     "page"};

template <typename Words>
bool holds(const Words& words, std::string_view word) {
  return std::find(std::begin(words), std::end(words), word) != std::end(words);
}

struct Phrase {
  std::optional<Kind> kind;
  double weight;
  std::string_view text;
};

/// From a phrase without its spaces to the phrase. A phrase may be of two kinds in two rows; the
/// first one counts.
using PhraseTable = std::unordered_map<std::string, Phrase>;

PhraseTable make_phrase_table() {
  PhraseTable table;
  for (const PhraseRow& row : kPhraseRows) {
    for (std::string_view rest = row.phrases; !rest.empty();) {
      const std::string_view phrase = rest.substr(0, rest.find(','));
      rest.remove_prefix(std::min(phrase.size() + 1, rest.size()));
      std::string joined(phrase);
      joined.erase(std::remove(joined.begin(), joined.end(), ' '), joined.end());
      table.try_emplace(joined, Phrase{row.kind, row.weight, phrase});
      // Written as one word, "number" is abbreviated too: "cardno".
      constexpr std::string_view kNumber = "number";
      if (joined.size() > kNumber.size() && joined.ends_with(kNumber)) {
        for (const char* const spelling : {"no", "num", "nr", "nbr"}) {
          table.try_emplace(joined.substr(0, joined.size() - kNumber.size()) + spelling,
                            Phrase{row.kind, row.weight, phrase});
        }
      }
    }
  }
  return table;
}

const PhraseTable& phrase_table() {
  static const PhraseTable table = make_phrase_table();
  return table;
}

/// The tokens of a name, in small letters and normal spelling.
class Tokens {
 public:
  explicit Tokens(std::string_view text) {
    std::size_t i = 0;
    while (i < text.size() && count_ < kTokensMax) {
      if (text[i] == '/') last_part_ = count_;
      if (!is_small(text[i]) && !is_capital(text[i])) {
        ++i;
        continue;
      }
      const std::size_t begin = i++;
      while (i < text.size() && !starts_token(text, i)) ++i;
      add(text.substr(begin, i - begin));
    }
    read_ = i;
  }

  [[nodiscard]] std::size_t size() const { return count_; }
  [[nodiscard]] std::string_view operator[](std::size_t i) const { return tokens_[i]; }
  /// Where the tokens of a path's last part begin.
  [[nodiscard]] std::size_t last_part() const { return last_part_; }
  /// Bytes of the text that were read.
  [[nodiscard]] std::size_t read() const { return read_; }

 private:
  /// True when the character at `i` does not belong to the token before it.
  static bool starts_token(std::string_view text, std::size_t i) {
    if (is_small(text[i])) return false;
    if (!is_capital(text[i])) return true;
    if (is_small(text[i - 1])) return true;                 // cardNumber
    return i + 1 < text.size() && is_small(text[i + 1]) &&  // SSNValue, not SSNs
           (text[i + 1] != 's' || (i + 2 < text.size() && is_small(text[i + 2])));
  }

  void add(std::string_view word) {
    if (word.size() > kTokenBytesMax) word = word.substr(0, kTokenBytesMax);
    std::array<char, kTokenBytesMax>& bytes = bytes_[count_];
    std::transform(word.begin(), word.end(), bytes.begin(),
                   [](char c) { return is_capital(c) ? static_cast<char>(c - 'A' + 'a') : c; });
    std::string_view token(bytes.data(), word.size());
    for (const auto& [spelling, normal] : kSpellings) {
      if (spelling == token) token = normal;
    }
    tokens_[count_++] = token;
  }

  std::array<std::array<char, kTokenBytesMax>, kTokensMax> bytes_;
  std::array<std::string_view, kTokensMax> tokens_;
  std::size_t count_ = 0;
  std::size_t last_part_ = 0;
  std::size_t read_ = 0;
};

/// The longest phrase that ends with token `end - 1`, or null; `begin` is where it starts.
const Phrase* longest_phrase(const Tokens& tokens, std::size_t end, std::size_t& begin) {
  std::array<char, kPhraseBytesMax> joined{};
  std::size_t used = 0;
  const Phrase* longest = nullptr;
  std::string key;
  for (std::size_t first = end; first-- > 0 && end - first <= kPhraseTokensMax;) {
    const std::string_view token = tokens[first];
    if (used + token.size() > joined.size()) break;
    used += token.size();
    std::copy(token.begin(), token.end(), joined.end() - static_cast<std::ptrdiff_t>(used));
    key.assign(joined.data() + joined.size() - used, used);
    auto found = phrase_table().find(key);
    if (found == phrase_table().end() && key.ends_with('s')) {
      key.pop_back();  // a plural
      found = phrase_table().find(key);
    }
    if (found == phrase_table().end()) continue;
    longest = &found->second;
    begin = first;
  }
  return longest;
}

/// What the tokens from `from` on leave of a phrase before them, in [0, 1].
double kept_by_tail(const Tokens& tokens, std::size_t from) {
  double kept = 1;
  for (std::size_t i = from; i < tokens.size(); ++i) {
    if (holds(kOtherHeads, tokens[i])) return 0;
    if (!holds(kTransparent, tokens[i])) kept = 0.6;
  }
  return kept;
}

void add_signs_of(std::string_view text, std::vector<Sign>& signs) {
  const Tokens tokens(text);
  const std::size_t leaf = tokens.last_part();
  if (tokens.size() > leaf && (tokens[leaf] == "is" || tokens[leaf] == "has")) return;  // a flag
  // From the end: a phrase hides those that lie inside it.
  for (std::size_t end = tokens.size(); end > leaf;) {
    std::size_t begin = 0;
    const Phrase* const phrase = longest_phrase(tokens, end, begin);
    if (phrase == nullptr) {
      --end;
      continue;
    }
    const double weight = phrase->weight * kept_by_tail(tokens, end);
    if (phrase->kind && weight != 0) {
      signs.push_back({*phrase->kind, weight, "the name says", phrase->text});
    }
    end = begin;
  }
}

/// The strong phrases anywhere in a text: a single weak word of a sentence says nothing. Near its
/// beginning ("The customer's passport number") a phrase says what the field is: `opening` of its
/// weight; further on it may only be mentioned: `factor`.
void add_phrases(std::string_view text, double opening, double factor, std::string_view reason,
                 std::vector<Sign>& signs) {
  constexpr double kStrong = 0.7;
  constexpr std::size_t kOpeningTokens = 4;
  bool first_tokens = true;
  while (!text.empty()) {
    const Tokens tokens(text);
    for (std::size_t end = tokens.size(); end > 0;) {
      std::size_t begin = 0;
      const Phrase* const phrase = longest_phrase(tokens, end, begin);
      if (phrase == nullptr) {
        --end;
        continue;
      }
      if (phrase->kind && phrase->weight >= kStrong) {
        const bool qualifies = end < tokens.size() && holds(kOtherHeads, tokens[end]);
        const bool opens = first_tokens && begin < kOpeningTokens && !qualifies;
        signs.push_back(
            {*phrase->kind, phrase->weight * (opens ? opening : factor), reason, phrase->text});
      }
      end = begin;
    }
    first_tokens = false;
    text.remove_prefix(tokens.read());
  }
}

}  // namespace

void add_name_signs(std::string_view name, std::vector<Sign>& signs) {
  if (name.starts_with('/')) {
    const std::size_t space = std::min(name.find(' '), name.size());
    add_signs_of(name.substr(0, space), signs);
    name.remove_prefix(space);
  }
  add_signs_of(name, signs);
}

void add_description_signs(std::string_view description, std::vector<Sign>& signs) {
  add_phrases(description, 0.7, 0.55, "the description says", signs);
}

void add_type_signs(std::string_view type, std::vector<Sign>& signs) {
  add_phrases(type, 0.9, 0.9, "the type says", signs);
}

}  // namespace neurocrypt
