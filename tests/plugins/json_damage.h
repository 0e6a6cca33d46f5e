#pragma once
// All the ways in which one answer in JSON can be wrong at one place.

#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace tidemark::testing {

struct Damage {
  enum class Kind {
    removed,      // a member or an element is not there; a page may look like the last one
    same_type,    // a value is another of its type, or null, or comes twice, or has a stranger beside it
    other_type,   // a value is of a type that it never has
    not_readable  // the body as a whole is not what anybody asked for
  };
  std::string what;  // for a person
  std::string body;
  Kind kind;
  std::vector<std::string> names;  // of the place, of those above it and below it; all where it is unknown
};

/// Each place of `body` removed, null, of another type, huge, negative, a fraction, deep, twice, beside
/// something unknown; then the body cut off, empty, HTML. A body that is not JSON has only the last ones.
std::vector<Damage> damages_of(std::string_view body);

/// One to three bytes of `body` are others.
Damage flipped(std::string_view body, std::mt19937_64& random);

}  // namespace tidemark::testing
