#include "numbers_in.h"

#include <algorithm>

#include "tidemark/json.hpp"

namespace tidemark::testing {

std::set<std::int64_t> numbers_in(std::string_view text) {
  constexpr std::string_view kParts = "0123456789.eE+-";
  std::set<std::int64_t> numbers;
  for (std::size_t at = 0; (at = text.find_first_of("-0123456789", at)) < text.size();) {
    const std::size_t end = std::min(text.find_first_not_of(kParts, at), text.size());
    try {
      const json::Document number = json::parse(text.substr(at, end - at));
      numbers.insert(number.root().integer().value());
    } catch (const json::Error&) {  // a date, an id beyond 64 bits, a fraction
    }
    at = end;
  }
  return numbers;
}

}  // namespace tidemark::testing
