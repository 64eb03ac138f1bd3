// Credentials in values: by the prefixes that their issuers give them, and by their form.
#include "policy/secret_signs.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <iterator>

namespace neurocrypt {
namespace {

/// How an issuer marks its tokens: the prefix, and the fewest characters that follow it.
struct TokenPrefix {
  std::string_view prefix;
  std::size_t rest_min;
};

// From the issuers' documentation of their token formats and of secret scanning.
constexpr TokenPrefix kPrefixes[] = {{"AKIA", 16},
                                     {"ASIA", 16},
                                     {"ghp_", 30},
                                     {"gho_", 30},
                                     {"ghu_", 30},
                                     {"ghs_", 30},
                                     {"ghr_", 30},
                                     {"github_pat_", 30},
                                     {"glpat-", 16},
                                     {"glptt-", 16},
                                     {"xoxb-", 16},
                                     {"xoxp-", 16},
                                     {"xoxa-", 16},
                                     {"xoxr-", 16},
                                     {"xoxs-", 16},
                                     {"xapp-", 16},
                                     {"sk_live_", 16},
                                     {"sk_test_", 16},
                                     {"rk_live_", 16},
                                     {"rk_test_", 16},
                                     {"whsec_", 16},
                                     {"sk-ant-", 16},
                                     {"sk-proj-", 16},
                                     {"AIza", 30},
                                     {"ya29.", 16},
                                     {"SG.", 30},
                                     {"npm_", 30},
                                     {"pypi-", 30},
                                     {"hf_", 30},
                                     {"dop_v1_", 30},
                                     {"shpat_", 30},
                                     {"shpss_", 30},
                                     {"EAACEdEose0cBA", 8},
                                     {"key-", 32},
                                     {"sq0atp-", 16},
                                     {"sq0csp-", 16},
                                     {"dckr_pat_", 16},
                                     {"lin_api_", 16},
                                     {"PMAK-", 16},
                                     {"hvs.", 16},
                                     {"AGE-SECRET-KEY-1", 16}};

bool is_alnum(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool is_token_character(char c) {
  return is_alnum(c) || c == '-' || c == '_' || c == '.' || c == '+' || c == '/' || c == '=';
}

std::size_t token_length(std::string_view text) {
  const auto* const end = std::find_if_not(text.begin(), text.end(), is_token_character);
  return static_cast<std::size_t>(end - text.begin());
}

bool has_known_prefix(std::string_view word) {
  return std::any_of(std::begin(kPrefixes), std::end(kPrefixes), [&](const TokenPrefix& known) {
    return word.starts_with(known.prefix) && word.size() >= known.prefix.size() + known.rest_min;
  });
}

/// Three parts of base64url, the first of them an object: "eyJ" is base64 of {" [RFC 7519].
bool is_jwt(std::string_view word) {
  if (!word.starts_with("eyJ")) return false;
  const std::size_t first = word.find('.');
  if (first == std::string_view::npos) return false;
  const std::size_t second = word.find('.', first + 1);
  return second != std::string_view::npos && first >= 10 && second - first > 10;
}

/// Bits for each character of `text`, at most 6 or so for base64.
double entropy_bits(std::string_view text) {
  std::array<int, 256> counts{};
  for (const char c : text) ++counts[static_cast<unsigned char>(c)];
  double bits = 0;
  for (const int count : counts) {
    if (count == 0) continue;
    const double p = count / static_cast<double>(text.size());
    bits -= p * std::log2(p);
  }
  return bits;
}

/// Random text in an alphabet larger than hexadecimal. Digests and UUIDs are not it.
bool looks_random(std::string_view text) {
  constexpr std::size_t kShortest = 20;
  constexpr std::size_t kLongest = 512;
  if (text.size() < kShortest || text.size() > kLongest) return false;
  bool digit = false;
  bool small = false;
  bool capital = false;
  for (const char c : text) {
    if (!is_token_character(c)) return false;
    digit = digit || (c >= '0' && c <= '9');
    small = small || (c >= 'a' && c <= 'z');
    capital = capital || (c >= 'A' && c <= 'Z');
  }
  return digit && small && capital && entropy_bits(text) >= 3.8;
}

/// "scheme://user:password@host".
bool url_with_password(std::string_view text) {
  const std::size_t scheme = text.find("://");
  if (scheme == std::string_view::npos || scheme == 0 || !is_alnum(text[scheme - 1])) return false;
  const std::string_view rest = text.substr(scheme + 3);
  const std::string_view authority = rest.substr(0, rest.find_first_of("/ ?#\n"));
  const std::size_t at = authority.rfind('@');
  const std::size_t colon = authority.find(':');
  return at != std::string_view::npos && colon != std::string_view::npos && colon + 1 < at;
}

}  // namespace

void add_secret_signs(std::string_view text, std::vector<Sign>& signs) {
  if (text.find("PRIVATE KEY-----") != std::string_view::npos) {
    signs.push_back({Kind::kPrivateKey, 0.99, "it has the header of a private key", {}});
    return;
  }
  for (const std::string_view scheme : {"Bearer ", "bearer "}) {
    if (text.starts_with(scheme) && token_length(text.substr(scheme.size())) >= 8) {
      signs.push_back({Kind::kToken, 0.85, "it is a bearer's credential", {}});
    }
  }
  if (text.starts_with("Basic ") && text.size() >= 14 &&
      token_length(text.substr(6)) == text.size() - 6) {
    signs.push_back({Kind::kPassword, 0.8, "it is a credential of basic authentication", {}});
  }
  if (url_with_password(text)) {
    signs.push_back({Kind::kPassword, 0.8, "it is an address with a password", {}});
  }
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t length = token_length(text.substr(i));
    const std::string_view word = text.substr(i, length);
    const std::string_view value = word.substr(std::min(word.find('=') + 1, word.size()));
    if (has_known_prefix(word) || (!value.empty() && has_known_prefix(value))) {
      signs.push_back({Kind::kToken, 0.95, "it has the prefix of a known kind of token", {}});
      return;
    }
    if (is_jwt(word)) {
      signs.push_back({Kind::kToken, 0.9, "it has the form of a JSON web token", {}});
      return;
    }
    i += length + 1;
  }
  if (looks_random(text)) {
    signs.push_back({Kind::kToken, 0.3, "it looks random", {}});
    signs.push_back({Kind::kPassword, 0.1, "it looks random", {}});
  }
}

}  // namespace neurocrypt
