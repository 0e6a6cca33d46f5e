#include "catalog/owners.h"

#include "catalog/database.h"
#include "catalog/session.h"

namespace tidemark {

Result<std::vector<std::optional<PostOwner>>> Owners::of(std::span<const PostId> posts) {
  return database_.glance([&](Session& session) -> Result<std::vector<std::optional<PostOwner>>> {
    std::vector<std::optional<PostOwner>> owners(posts.size());
    for (std::size_t i = 0; i < posts.size(); ++i)
      session.each(
          "SELECT posts.business_id, account_id, platform, IFNULL(published_at >= tracked_since, 0) "
          "FROM posts JOIN accounts ON accounts.id = account_id WHERE posts.id = ?",
          {posts[i]}, [&](Row& row) {
            PostOwner& owner = owners[i].emplace();
            row >> owner.business >> owner.account >> owner.platform >> owner.from_zero;
          });
    return owners;
  });
}

Result<std::optional<BusinessId>> Owners::of(AccountId account) {
  return database_.glance([&](Session& session) -> Result<std::optional<BusinessId>> {
    return session.value<BusinessId>("SELECT business_id FROM accounts WHERE id = ?", {account});
  });
}

}  // namespace tidemark
