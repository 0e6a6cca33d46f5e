#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/ids.h"
#include "domain/instant.h"

namespace tidemark {

/// `gone`: the platform says it is not there. It keeps its history and is looked for once a day.
enum class PostState { active, gone };
std::string_view to_string(PostState state);

struct Media {
  std::string url;
  std::string type;
  std::string alt_text = {};
  bool operator==(const Media&) const = default;
};

struct Post {
  PostId id;
  BusinessId business;
  AccountId account;
  std::string platform;  ///< the account's
  std::string platform_post_id;
  std::optional<std::string> platform_post_url = {};
  std::optional<Instant> published_at = {};
  std::optional<std::string> content_text = {};
  std::string media_type = {};  ///< as the platform's plugin names it; empty: unknown
  std::vector<Media> media = {};
  std::map<std::string, std::string> labels = {};
  PostState state = PostState::active;
  Instant created_at = {};
  Instant updated_at = {};
};

}  // namespace tidemark
