#pragma once
// Field expansion: what a request asks for, written as the Graph API wants it.

#include <string>
#include <string_view>
#include <tidemark/metric_sets.hpp>

namespace tidemark::graph {

/// "a,b" of "a" and "b", either of which may be empty.
inline std::string joined(std::string_view a, std::string_view b) {
  return std::string(a) + (a.empty() || b.empty() ? "" : ",") + std::string(b);
}

/// The figures of each listed object: "insights.metric(reach,views)", with `modifiers` behind it
/// (".period(lifetime)"). Empty if nothing is asked for.
inline std::string insights_field(sdk::AskedMetrics asked, std::string_view edge = "insights",
                                  std::string_view modifiers = {}) {
  if (asked.empty()) return {};
  return std::string(edge) + ".metric(" + sdk::names(asked) + ")" + std::string(modifiers);
}

/// How many an edge has, without its elements: "comments.limit(0).summary(true)".
inline std::string total_of(std::string_view edge) {
  return std::string(edge) + ".limit(0).summary(true)";
}

}  // namespace tidemark::graph
