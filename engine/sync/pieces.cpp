#include "sync/pieces.h"

#include <algorithm>

namespace tidemark {

void sort_by_publication(std::vector<SyncPost>& posts) {
  // An absent time is less than any other, so that "greater first" puts it last.
  std::stable_sort(posts.begin(), posts.end(), [](const SyncPost& one, const SyncPost& other) {
    return one.published_at > other.published_at;
  });
}

std::vector<std::size_t> cut(std::size_t posts, std::size_t bulk, PieceLimits limits) {
  bulk = std::max<std::size_t>(bulk, 1);
  const std::size_t requests = (posts + bulk - 1) / bulk;
  const std::size_t least = std::max<std::size_t>(limits.least_requests, 1);
  const std::size_t pieces = std::min((requests + least - 1) / least, std::max<std::size_t>(limits.most, 1));
  std::vector<std::size_t> sizes;
  for (std::size_t i = 0; i < pieces; ++i) {
    const std::size_t share = requests / pieces + (i < requests % pieces ? 1 : 0);
    const std::size_t size = std::min(share * bulk, posts);
    sizes.push_back(size);
    posts -= size;
  }
  return sizes;
}

}  // namespace tidemark
