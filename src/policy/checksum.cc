#include "policy/checksum.h"

#include <cstddef>

namespace neurocrypt {
namespace {

int digit(char c) { return c - '0'; }

// The dihedral group D5: entry (i, j) is i * j; and the permutation of each position.
constexpr int kProduct[10][10] = {{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}, {1, 2, 3, 4, 0, 6, 7, 8, 9, 5},
                                  {2, 3, 4, 0, 1, 7, 8, 9, 5, 6}, {3, 4, 0, 1, 2, 8, 9, 5, 6, 7},
                                  {4, 0, 1, 2, 3, 9, 5, 6, 7, 8}, {5, 9, 8, 7, 6, 0, 4, 3, 2, 1},
                                  {6, 5, 9, 8, 7, 1, 0, 4, 3, 2}, {7, 6, 5, 9, 8, 2, 1, 0, 4, 3},
                                  {8, 7, 6, 5, 9, 3, 2, 1, 0, 4}, {9, 8, 7, 6, 5, 4, 3, 2, 1, 0}};
constexpr int kPermutation[8][10] = {
    {0, 1, 2, 3, 4, 5, 6, 7, 8, 9}, {1, 5, 7, 6, 2, 8, 3, 0, 9, 4}, {5, 8, 0, 3, 7, 9, 6, 1, 4, 2},
    {8, 9, 1, 6, 0, 4, 3, 5, 2, 7}, {9, 4, 5, 3, 1, 2, 6, 8, 7, 0}, {4, 2, 8, 6, 5, 7, 3, 9, 0, 1},
    {2, 7, 9, 3, 8, 0, 6, 4, 1, 5}, {7, 0, 4, 6, 9, 1, 3, 2, 5, 8}};

}  // namespace

bool luhn_holds(std::string_view digits) {
  int sum = 0;
  bool twice = false;
  for (std::size_t i = digits.size(); i-- > 0; twice = !twice) {
    int value = digit(digits[i]);
    if (twice) value = value < 5 ? 2 * value : 2 * value - 9;
    sum += value;
  }
  return !digits.empty() && sum % 10 == 0;
}

int modulo_97(std::string_view text) {
  int remainder = 0;
  for (const char c : text) {
    remainder = c <= '9' ? (remainder * 10 + digit(c)) % 97 : (remainder * 100 + c - 'A' + 10) % 97;
  }
  return remainder;
}

bool mod_11_10_holds(std::string_view digits) {
  int product = 10;
  for (std::size_t i = 0; i + 1 < digits.size(); ++i) {
    int sum = (digit(digits[i]) + product) % 10;
    if (sum == 0) sum = 10;
    product = 2 * sum % 11;
  }
  return !digits.empty() && (product + digit(digits.back())) % 10 == 1;
}

bool verhoeff_holds(std::string_view digits) {
  int check = 0;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    check = kProduct[check][kPermutation[i % 8][digit(digits[digits.size() - 1 - i])]];
  }
  return !digits.empty() && check == 0;
}

int weighted_sum(std::string_view digits, std::span<const int> weights) {
  int sum = 0;
  for (std::size_t i = 0; i < weights.size() && i < digits.size(); ++i) {
    sum += digit(digits[i]) * weights[i];
  }
  return sum;
}

}  // namespace neurocrypt
