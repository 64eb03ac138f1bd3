// Numbers in the summaries of this folder.
#pragma once

#include <cstdio>
#include <string>

namespace neurocrypt::lab {

/// "49.98 %".
inline std::string percent(double share) {
  char text[32];
  std::snprintf(text, sizeof text, "%.4g %%", 100 * share);
  return text;
}

/// "16384" or "1.04e+06".
inline std::string count_words(double count) {
  char text[32];
  std::snprintf(text, sizeof text, count < 1e6 ? "%.0f" : "%.3g", count);
  return text;
}

}  // namespace neurocrypt::lab
