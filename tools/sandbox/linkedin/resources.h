#pragma once
// The resources of LinkedIn that the sandbox knows. Source: LinkedIn API facts, section 3.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sandbox/linkedin/identity.h"
#include "sandbox/linkedin/restli.h"
#include "sandbox/linkedin/state.h"
#include "sandbox/tokens.h"
#include "sandbox/world.h"

namespace tidemark::sandbox::linkedin {

/// One request that was let in.
struct Call {
  const World& world;
  const State& state;
  const Token& token;
  const Reading& asked;
  std::string key;  ///< of "/rest/posts/{key}", decoded; empty without one
  std::string version;
  std::int64_t now_ms = 0;

  /// Whether the token's member runs that account's page.
  bool runs(int account) const { return token.account == account && state.has_role(account); }
};

/// A resource as a whole, or one of its entities.
struct Resource {
  std::string_view name;
  bool entity = false;
  std::vector<Parameter> parameters;
  std::vector<std::string_view> scopes;  ///< one of them is enough
  Answer (*answer)(const Call&) = nullptr;
};

struct Route {
  const Resource* resource = nullptr;
  std::string key;
};

/// Of "/rest/NAME" or "/rest/NAME/KEY"; nothing for an unknown path, or a key that is not encoded whole.
std::optional<Route> route(std::string_view path);
/// "/rest/posts" or "/rest/posts/{id}".
std::string endpoint_name(const Resource& resource);
bool is_resource(std::string_view name);

// posts.cpp
Answer posts(const Call&);
Answer one_post(const Call&);
// share_statistics.cpp
Answer share_statistics(const Call&);
// page_statistics.cpp
Answer follower_statistics(const Call&);
Answer page_statistics(const Call&);
Answer network_size(const Call&);
// social.cpp
Answer social_metadata(const Call&);
Answer one_social_metadata(const Call&);
Answer social_actions(const Call&);
Answer video_analytics(const Call&);
// organizations.cpp
Answer organization_acls(const Call&);
Answer organization(const Call&);

/// The page that a parameter names, or the refusal: no URN of an organization, or not the member's to see.
struct Page {
  int account = 0;
  std::optional<Answer> refusal;
};
Page page_of(const Call& call, std::string_view parameter);

/// Days of UTC, `[since, until)` in days since the epoch.
struct Days {
  std::int64_t since = 0, until = 0;
};
/// What a `timeIntervals` asks.
struct Intervals {
  std::vector<Days> spans;  ///< one for each day, week or month, in order
  std::optional<Answer> refusal;
};
/// `granularities`: those that the resource knows. Only what lies within the last twelve months and before
/// `until_ms` is listed.
Intervals read_intervals(const Call& call, const std::vector<std::string_view>& granularities,
                         std::int64_t until_ms);

}  // namespace tidemark::sandbox::linkedin
