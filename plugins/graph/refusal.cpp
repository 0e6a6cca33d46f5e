#include "graph/refusal.h"

#include <algorithm>
#include <charconv>
#include <string_view>
#include <vector>

namespace tidemark::graph {
namespace {

bool in_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

std::vector<std::string_view> words(std::string_view text) {
  std::vector<std::string_view> found;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t first = at;
    while (at < text.size() && in_word(text[at])) ++at;
    if (at > first) found.push_back(text.substr(first, at - first));
    if (at < text.size()) ++at;
  }
  return found;
}

bool is_asked(sdk::AskedMetrics asked, std::string_view name) {
  return std::any_of(asked.begin(), asked.end(), [&](const auto& one) { return one.name == name; });
}

/// "metric[5] must be one of the following values: a, b": the list is of all that there are.
std::optional<std::string> by_index(std::string_view message, sdk::AskedMetrics asked) {
  constexpr std::string_view kBefore = "metric[";
  const auto at = message.find(kBefore);
  const auto colon = at == std::string_view::npos ? at : message.find(':', at);
  if (colon == std::string_view::npos) return std::nullopt;
  const auto listed = words(message.substr(colon));
  const auto is_listed = [&](std::string_view name) {
    return std::find(listed.begin(), listed.end(), name) != listed.end();
  };
  std::size_t index = 0;
  const auto digits = message.substr(at + kBefore.size());
  const auto [end, problem] = std::from_chars(digits.data(), digits.data() + digits.size(), index);
  if (problem == std::errc() && index < asked.size() && !is_listed(asked[index].name))
    return std::string(asked[index].name);
  for (const auto& one : asked)
    if (!is_listed(one.name)) return std::string(one.name);
  return std::nullopt;
}

/// A name of the request beside the word "metric".
std::optional<std::string> by_name(std::string_view message, sdk::AskedMetrics asked) {
  const auto said = words(message);
  for (std::size_t i = 0; i < said.size(); ++i) {
    if (said[i] != "metric" && said[i] != "Metric") continue;
    if (i > 0 && is_asked(asked, said[i - 1])) return std::string(said[i - 1]);
    if (i + 1 < said.size() && is_asked(asked, said[i + 1])) return std::string(said[i + 1]);
  }
  return std::nullopt;
}

/// Wordings of code 100 that are about another parameter of the request.
bool is_about_something_else(std::string_view message) {
  constexpr std::string_view kOthers[] = {
      "Too many IDs", "nonexisting field", "since", "until", "limit", "period", "cursor", "breakdown"};
  return std::any_of(std::begin(kOthers), std::end(kOthers),
                     [&](std::string_view other) { return message.find(other) != std::string_view::npos; });
}

}  // namespace

std::optional<sdk::Refusal> refused_metric(const Error& error, sdk::AskedMetrics asked) {
  const bool parameter = error.number == 100 && error.subcode == 0 && error.trouble == Trouble::request;
  const bool permission = error.trouble == Trouble::permission;  // one metric may want more than the others
  if (error.trouble != Trouble::metric && !parameter && !permission) return std::nullopt;
  sdk::Refusal refusal{.why = error.failure("insights").message};
  refusal.name = by_index(error.message, asked);
  if (!refusal.name) refusal.name = by_name(error.message, asked);
  if (refusal.name || error.trouble == Trouble::metric) return refusal;
  if (permission || is_about_something_else(error.message)) return std::nullopt;
  return refusal;
}

}  // namespace tidemark::graph
