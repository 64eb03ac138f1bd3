// What a fuzz target says when a property does not hold: assertions would vanish in a release
// build.
#pragma once

#include <cstdio>
#include <cstdlib>

#define NC_CHECK(condition)                                                               \
  do {                                                                                    \
    if (!(condition)) {                                                                   \
      std::fprintf(stderr, "%s:%d: does not hold: %s\n", __FILE__, __LINE__, #condition); \
      std::abort();                                                                       \
    }                                                                                     \
  } while (false)
