#pragma once
// The numbers that a text holds, whether or not it is JSON.

#include <cstdint>
#include <set>
#include <string_view>

namespace tidemark::testing {

/// Each whole number of 64 bits that is written in `text` as JSON writes it (73, 1e3, 5.0; not 007, nor the
/// parts of a date).
std::set<std::int64_t> numbers_in(std::string_view text);

}  // namespace tidemark::testing
