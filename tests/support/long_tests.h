#pragma once
// What takes minutes by nature runs in a short form, and in its full one under `tools/test --long`.

#include <cstdlib>
#include <string_view>

namespace tidemark::testing {

inline bool long_tests() {
  const char* asked = std::getenv("TIDEMARK_LONG_TESTS");
  return asked && std::string_view(asked) == "1";
}

/// How often to do something that draws at random: the more, the more is found.
inline int times(int in_short, int in_full) {
  return long_tests() ? in_full : in_short;
}

}  // namespace tidemark::testing
