#pragma once
// Graph's field expansion: "id,shares,reactions.type(LIKE).limit(0).as(like),children{id,media_type}".
// Source: Facebook facts, sections 2, 5.2 and 5.5.

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tidemark::sandbox::graph {

struct Field {
  std::string name;
  std::vector<std::pair<std::string, std::string>> calls;  ///< ".limit(0)" is {"limit", "0"}
  std::vector<Field> fields;                               ///< in braces
  bool has_fields = false;

  /// What the answer calls it: `as(...)`, else its name.
  const std::string& shown_as() const;
  /// The argument of ".name(...)", or null.
  const std::string* call(std::string_view call_name) const;
};

/// Throws a Refusal (code 2500) that points at the place.
std::vector<Field> parse_fields(std::string_view text);

/// Every name in the list and below, lists of metrics name by name: what an answer costs.
std::size_t weight(const std::vector<Field>& fields);

}  // namespace tidemark::sandbox::graph
