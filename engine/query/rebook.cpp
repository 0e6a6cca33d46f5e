#include "query/rebook.h"

#include <optional>

namespace tidemark {

Result<> rebook_posts(Catalog& catalog, SnapshotStore& store, std::span<const PostId> posts) {
  const auto owners = catalog.owners().of(posts);
  if (!owners) return owners.error();
  std::optional<Error> failed;
  for (std::size_t i = 0; i < posts.size(); ++i) {
    const auto& owner = (*owners)[i];
    if (!owner) continue;  // deleted meanwhile
    auto done = store.rebook(subject_of(posts[i], owner->business), owner->from_zero);
    if (!done && !failed) failed = done.error();
  }
  if (failed) return *failed;
  return Done{};
}

}  // namespace tidemark
