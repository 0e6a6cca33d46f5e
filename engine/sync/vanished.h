#pragma once
// Which known posts a complete listing shows to be gone, and when a listing is not believed.

#include <cstddef>
#include <span>
#include <unordered_set>
#include <vector>

#include "domain/ids.h"
#include "sync/ports.h"

namespace tidemark {

struct Vanished {
  std::vector<PostId> gone;
  std::vector<PostId> doubted;  ///< gone, if the next complete listing has not got them either
};

/// Platforms answer with an empty or a short list and "200 OK" when a scope is lost or a replica lags. So a
/// listing without more than half of the posts that it should have (of kMany or more; or without any of kSome
/// or more) takes two to be believed.
inline constexpr std::size_t kMany = 20;
inline constexpr std::size_t kSome = 5;

/// `expected`: what the listing claims to have, if it is still there; `found`: what it had.
Vanished vanished(std::span<const ListedPost> expected, const std::unordered_set<PostId>& found);

}  // namespace tidemark
