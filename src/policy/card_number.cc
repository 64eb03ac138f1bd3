#include "policy/card_number.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <iterator>

#include "policy/checksum.h"

namespace neurocrypt {
namespace {

constexpr std::size_t kShortest = 12;
constexpr std::size_t kLongest = 19;
constexpr std::size_t kZerosMax = 4;  // in front of a number in groups

constexpr std::uint32_t lengths(std::size_t from, std::size_t to) {
  std::uint32_t bits = 0;
  for (std::size_t n = from; n <= to; ++n) bits |= std::uint32_t{1} << n;
  return bits;
}

/// First six digits of an issuer's numbers, and the lengths in use.
struct IssuerRange {
  int from, to;
  std::uint32_t lengths;
};

// The networks' published ranges [ISO/IEC 7812-1, Annex C, and the acquirers' public BIN guides],
// wide rather than narrow: a card that is missed costs more than a number that goes up.
constexpr IssuerRange kIssuers[] = {
    {60400, 60499, lengths(12, 19)},    // 0604: Maestro, United Kingdom
    {100000, 199999, lengths(15, 15)},  // UATP
    {194600, 194699, lengths(16, 16)},  // GPN
    {220000, 220599, lengths(16, 19)},  // Mir, Borica
    {222100, 272099, lengths(16, 16)},  // Mastercard
    {300000, 305999, lengths(14, 19)},  // Diners Club
    {309500, 309599, lengths(14, 19)},  // Diners Club
    {340000, 349999, lengths(15, 15)},  // American Express
    {352800, 358999, lengths(16, 19)},  // JCB, RuPay, LankaPay
    {360000, 369999, lengths(14, 19)},  // Diners Club
    {370000, 379999, lengths(15, 15)},  // American Express
    {380000, 399999, lengths(14, 19)},  // Diners Club, Hipercard
    {400000, 499999, lengths(13, 19)},  // Visa
    {500000, 509999, lengths(12, 19)},  // Maestro, Verve, RuPay, Dankort, Elo
    {510000, 559999, lengths(16, 16)},  // Mastercard
    {560000, 589999, lengths(12, 19)},  // Maestro
    {600000, 699999, lengths(12, 19)},  // Discover, Maestro, UnionPay, RuPay, Troy, Elo
    {810000, 829999, lengths(16, 19)},  // UnionPay, RuPay
    {860000, 860099, lengths(16, 16)},  // UzCard
    {970400, 970499, lengths(16, 19)},  // Napas
    {979200, 979299, lengths(16, 16)},  // Troy
    {986000, 986099, lengths(16, 16)},  // Humo
};

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

bool is_card(std::string_view digits) {
  if (digits.size() < kShortest || digits.size() > kLongest) return false;
  int prefix = 0;
  for (const char c : digits.substr(0, 6)) prefix = prefix * 10 + (c - '0');
  const std::uint32_t length = std::uint32_t{1} << digits.size();
  const bool issued = std::any_of(std::begin(kIssuers), std::end(kIssuers), [&](const auto& range) {
    return prefix >= range.from && prefix <= range.to && (range.lengths & length) != 0;
  });
  return issued && luhn_holds(digits);
}

bool is_card_after_zeros(std::string_view digits) {
  if (is_card(digits)) return true;
  const std::size_t zeros = std::min(digits.find_first_not_of('0'), digits.size());
  return zeros > 0 && is_card(digits.substr(zeros));
}

/// Windows of a row of digits that is too long for a card: a fixed-width record, a barcode.
bool holds_card(std::string_view digits) {
  if (is_card_after_zeros(digits)) return true;
  if (digits.size() <= kLongest) return false;
  for (std::size_t i = 0; i + 15 <= digits.size(); ++i) {
    const char first = digits[i];
    if (first == '3' && is_card(digits.substr(i, 15))) return true;
    if (first >= '2' && first <= '6' && is_card(digits.substr(i, 16))) return true;
  }
  return false;
}

/// A run of digits, and what stands between it and the one before.
struct Group {
  std::size_t begin, size;
  std::string_view separator;
  std::size_t telephone;  ///< digits since a "+", which starts a telephone number; 0 without one
};

constexpr std::size_t kTelephoneDigitsMax = 15;  // E.164

/// The last groups that could still be one number: 19 groups of one digit at most.
class Window {
 public:
  void clear() { count_ = 0; }

  /// Adds a group; true when it completes a card number.
  bool add(std::string_view text, const Group& group) {
    if (count_ == groups_.size()) {
      std::move(groups_.begin() + 1, groups_.end(), groups_.begin());
      --count_;
    }
    groups_[count_++] = group;
    std::array<char, kLongest + kZerosMax> digits{};
    std::size_t used = 0;
    // From the last group back to each that the number may start with.
    for (std::size_t first = count_; first-- > 0;) {
      const Group& start = groups_[first];
      if (used + start.size > digits.size()) return false;
      used += start.size;
      std::copy_n(text.begin() + static_cast<std::ptrdiff_t>(start.begin), start.size,
                  digits.end() - static_cast<std::ptrdiff_t>(used));
      const std::string_view whole(digits.data() + digits.size() - used, used);
      if (first + 1 < count_ && written_as_card(first) && is_card_after_zeros(whole)) {
        return group.telephone == 0 || group.telephone > kTelephoneDigitsMax;
      }
      // One kind of separator in a number.
      if (first + 1 < count_ && groups_[first + 1].separator != groups_[count_ - 1].separator) {
        return false;
      }
    }
    return false;
  }

 private:
  /// Groups as people write cards (three digits or more, the last one any), or all of one size.
  [[nodiscard]] bool written_as_card(std::size_t first) const {
    bool long_groups = true;
    bool equal_groups = true;
    for (std::size_t i = first; i + 1 < count_; ++i) {
      if (groups_[i + 1].separator != groups_[count_ - 1].separator) return false;
      long_groups = long_groups && groups_[i].size >= 3;
      equal_groups = equal_groups && groups_[i].size == groups_[first].size;
    }
    return long_groups || (equal_groups && groups_[count_ - 1].size <= groups_[first].size);
  }

  std::array<Group, kLongest> groups_{};
  std::size_t count_ = 0;
};

constexpr std::size_t kSeparatorBytesMax = 4;  // one character of any script, or " - " and the like

}  // namespace

Found find_card_number(std::string_view text) {
  Window window;
  std::size_t i = 0;
  std::size_t last_end = 0;
  std::size_t telephone = 0;
  while (i < text.size()) {
    if (!is_digit(text[i])) {
      if (is_letter(text[i])) {
        window.clear();
        telephone = 0;
      }
      ++i;
      continue;
    }
    std::size_t end = i;
    while (end < text.size() && is_digit(text[end])) ++end;
    const std::string_view digits = text.substr(i, end - i);
    const std::string_view separator = text.substr(last_end, i - last_end);
    const bool continued = last_end > 0 && separator.size() <= kSeparatorBytesMax;
    if (!continued) {
      window.clear();
      telephone = 0;
    }
    if (i > 0 && text[i - 1] == '+') {
      telephone = digits.size();
    } else if (telephone > 0) {
      telephone += digits.size();
    }
    const bool called = telephone > 0 && telephone <= kTelephoneDigitsMax;
    if (!called && digits.size() >= kShortest && holds_card(digits)) {
      return digits.size() == text.size() ? Found::kWhole : Found::kInside;
    }
    if (window.add(text, {i, digits.size(), separator, telephone})) {
      return end == text.size() ? Found::kWhole : Found::kInside;
    }
    last_end = i = end;
  }
  return Found::kNo;
}

}  // namespace neurocrypt
