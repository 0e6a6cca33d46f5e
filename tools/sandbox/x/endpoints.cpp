#include "sandbox/x/endpoints.h"

#include <algorithm>

namespace tidemark::sandbox::x {
namespace {

constexpr Endpoint kEndpoints[] = {
    {"/2/tweets", 3500, 5000, many_posts},
    {"/2/tweets/analytics", 0, 300, post_analytics},
    {"/2/media/analytics", 0, 300, media_analytics},
    {"/2/tweets/:id", 450, 900, one_post},
    {"/2/users", 300, 900, many_users},
    {"/2/users/me", 0, 75, own_user},
    {"/2/users/by", 300, 900, users_by_name},
    {"/2/users/:id", 300, 900, one_user},
    {"/2/users/by/username/:username", 300, 900, user_by_name},
    {"/2/users/:id/tweets", 10000, 900, timeline},
    {"/2/usage/tweets", 50, 0, usage},
};

/// The parameter's value if `path` has the form of `pattern`, empty without a parameter; nothing if it has
/// not.
std::optional<std::string> match(std::string_view pattern, std::string_view path) {
  const auto colon = pattern.find(':');
  if (colon == std::string_view::npos) return pattern == path ? std::optional<std::string>("") : std::nullopt;
  if (path.substr(0, colon) != pattern.substr(0, colon)) return std::nullopt;
  path.remove_prefix(colon);
  pattern.remove_prefix(colon);
  const auto value = path.substr(0, path.find('/'));
  const auto rest = pattern.substr(std::min(pattern.find('/'), pattern.size()));
  if (value.empty() || path.substr(value.size()) != rest) return std::nullopt;
  return std::string(value);
}

}  // namespace

std::optional<Route> route(std::string_view path) {
  // The table lists a path without parameters before those whose parameter would swallow it.
  for (const auto& endpoint : kEndpoints)
    if (auto argument = match(endpoint.path, path)) return Route{&endpoint, *argument};
  return std::nullopt;
}

const Endpoint* endpoint_named(std::string_view name) {
  if (name.substr(0, 3) == "/2/") name.remove_prefix(3);
  for (const auto& endpoint : kEndpoints)
    if (endpoint.path.substr(3) == name) return &endpoint;
  return nullptr;
}

}  // namespace tidemark::sandbox::x
