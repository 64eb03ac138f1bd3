// Values drawn at random, for properties that hold for all of them.
#pragma once

#include <iterator>
#include <random>
#include <string>
#include <string_view>
#include <utility>

#include "schema/record.h"

namespace neurocrypt::test {

/// A Value of at most `depth` levels, drawn with every kind that JSON has.
inline Value random_value(std::mt19937& random, int depth) {
  const auto below = [&random](std::size_t bound) { return random() % bound; };
  const auto text = [&] {
    constexpr std::string_view kPieces[] = {
        "a", "é", "\"", "\\", "\n", "\x01", "𝄞", "/", "~", "", "long plain text"};
    std::string joined;
    for (std::size_t i = below(5); i > 0; --i) joined += kPieces[below(std::size(kPieces))];
    return joined;
  };
  switch (below(depth > 0 ? 6 : 4)) {
    case 0:
      return Value();
    case 1:
      return below(2) == 0;
    case 2: {
      constexpr const char* kNumbers[] = {"0",      "-0",  "1.50", "-12e-7", "9007199254740993",
                                          "1E+400", "0.10"};
      return Number{kNumbers[below(std::size(kNumbers))]};
    }
    case 3:
      return text();
    case 4: {
      Array values;
      for (std::size_t i = below(5); i > 0; --i) values.push_back(random_value(random, depth - 1));
      return values;
    }
    default: {
      Object members;
      for (std::size_t i = below(25); i > 0; --i) {
        members.push_back({text() + std::to_string(i), random_value(random, depth - 1)});
      }
      return members;
    }
  }
}

}  // namespace neurocrypt::test
