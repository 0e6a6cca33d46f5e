#pragma once
// The paths of X that the sandbox knows, with their documented quotas. Source: X API facts, sections 2 and 3.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "sandbox/exchange.h"
#include "sandbox/sandbox.h"
#include "sandbox/world.h"

namespace tidemark::sandbox::x {

/// One request that was let in.
struct Call {
  const World& world;
  const Request& request;
  std::string argument;  ///< what stands for ":id" in the path
  int caller = 0;        ///< the account whose token it is; 0: the application's
  std::int64_t now_ms = 0;
  Refused refused = Refused::drop_post;
  std::int64_t charged = 0;  ///< resources billed so far
};

struct Endpoint {
  std::string_view path;               ///< as the documentation writes it: "/2/tweets/:id"
  std::int64_t app_limit, user_limit;  ///< requests in 15 minutes; 0: this kind of token is refused
  Answer (*answer)(const Call&);
};

struct Route {
  const Endpoint* endpoint = nullptr;
  std::string argument;
};

/// A path without parameters wins over one with. Nothing for an unknown path.
std::optional<Route> route(std::string_view path);
/// By name, with or without "/2/" in front; null if unknown.
const Endpoint* endpoint_named(std::string_view name);

// lookups.cpp, timeline.cpp, analytics.cpp
Answer one_post(const Call&);
Answer many_posts(const Call&);
Answer one_user(const Call&);
Answer many_users(const Call&);
Answer user_by_name(const Call&);
Answer users_by_name(const Call&);
Answer own_user(const Call&);
Answer timeline(const Call&);
Answer post_analytics(const Call&);
Answer media_analytics(const Call&);
Answer usage(const Call&);

}  // namespace tidemark::sandbox::x
