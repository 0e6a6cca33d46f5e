#include "sync/vanished.h"

namespace tidemark {

Vanished vanished(std::span<const ListedPost> expected, const std::unordered_set<PostId>& found) {
  std::vector<ListedPost> missing;
  for (const ListedPost& post : expected)
    if (!found.contains(post.id)) missing.push_back(post);
  const bool hardly_true = (expected.size() >= kMany && missing.size() * 2 > expected.size()) ||
                           (missing.size() == expected.size() && missing.size() >= kSome);
  Vanished verdict;
  for (const ListedPost& post : missing)
    (hardly_true && !post.doubted ? verdict.doubted : verdict.gone).push_back(post.id);
  return verdict;
}

}  // namespace tidemark
