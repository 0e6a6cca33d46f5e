// What a sync reads and writes of posts.

#include <algorithm>

#include "catalog/database.h"
#include "catalog/posts.h"

namespace tidemark {
namespace {

/// A list of ids as a parameter for json_each().
std::string list_of(std::span<const PostId> ids) {
  std::string list = "[";
  for (const PostId id : ids) list.append(list.size() > 1 ? "," : "").append(std::to_string(id.value));
  return list + "]";
}

}  // namespace

Result<std::vector<DuePost>> Posts::due(BusinessId business, std::span<const std::string> platforms,
                                        std::optional<std::size_t> limit, Instant look_again_before) {
  return database_.read([&](Session& session) -> Result<std::vector<DuePost>> {
    std::vector<DuePost> due;
    const auto take = [&](Row& row) {
      DuePost& post = due.emplace_back();
      row >> post.id >> post.account >> post.platform >> post.platform_post_id >> post.media_type >>
          post.published_at >> post.gone;
    };
    const std::int64_t most = limit ? static_cast<std::int64_t>(*limit) : INT64_MAX;
    std::vector<std::string> once(platforms.begin(), platforms.end());
    std::sort(once.begin(), once.end());
    once.erase(std::unique(once.begin(), once.end()), once.end());
    for (const std::string& platform : once) {
      session.each(
          "SELECT posts.id, account_id, platform, platform_post_id, media_type, published_at, gone "
          "FROM posts JOIN accounts ON accounts.id = account_id "
          "WHERE posts.business_id = ? AND platform = ? AND is_active AND NOT gone "
          "ORDER BY published_at DESC NULLS LAST, posts.id DESC LIMIT ?",
          {business, platform, most}, take);
      session.each(
          "SELECT posts.id, account_id, platform, platform_post_id, media_type, published_at, gone "
          "FROM posts JOIN accounts ON accounts.id = account_id "
          "WHERE posts.business_id = ? AND platform = ? AND is_active AND gone AND looked_at < ? "
          "ORDER BY published_at DESC NULLS LAST, posts.id DESC",
          {business, platform, look_again_before}, take);
    }
    return due;
  });
}

Result<std::vector<PostId>> Posts::ids_of(BusinessId business, std::optional<std::string> platform) {
  return database_.glance([&](Session& session) -> Result<std::vector<PostId>> {
    std::vector<PostId> ids;
    session.each(
        "SELECT posts.id FROM posts JOIN accounts ON accounts.id = account_id "
        "WHERE posts.business_id = ?1 AND (?2 IS NULL OR platform = ?2) ORDER BY posts.id",
        {business, platform}, [&](Row& row) { row >> ids.emplace_back(); });
    return ids;
  });
}

Result<std::vector<PostId>> Posts::ids_of(AccountId account) {
  return database_.glance([&](Session& session) -> Result<std::vector<PostId>> {
    std::vector<PostId> ids;
    session.each("SELECT id FROM posts WHERE account_id = ? ORDER BY id", {account},
                 [&](Row& row) { row >> ids.emplace_back(); });
    return ids;
  });
}

Result<std::vector<ExpectedPost>> Posts::expected(AccountId account, std::optional<Instant> since,
                                                  Instant begun) {
  return database_.glance([&](Session& session) -> Result<std::vector<ExpectedPost>> {
    std::vector<ExpectedPost> posts;
    session.each(
        "SELECT id, EXISTS (SELECT 1 FROM doubted_posts WHERE post_id = posts.id) FROM posts "
        "WHERE account_id = ?1 AND NOT gone AND created_at <= ?3 AND ((published_at IS NULL AND ?2 IS NULL) "
        "OR "
        "(published_at < ?3 AND published_at >= COALESCE(?2, published_at))) ORDER BY id",
        {account, since, begun}, [&](Row& row) {
          ExpectedPost& post = posts.emplace_back();
          row >> post.id >> post.doubted;
        });
    return posts;
  });
}

Result<> Posts::doubt(AccountId account, std::span<const PostId> ids) {
  return database_.write([&](Session& session) -> Result<> {
    session.run("DELETE FROM doubted_posts WHERE post_id IN (SELECT id FROM posts WHERE account_id = ?)",
                {account});
    session.run(
        "INSERT INTO doubted_posts (post_id) SELECT id FROM posts WHERE account_id = ?2 AND id IN "
        "(SELECT value FROM json_each(?1))",
        {list_of(ids), account});
    return Done{};
  });
}

Result<> Posts::mark_gone(std::span<const PostId> ids) {
  if (ids.empty()) return Done{};
  return database_.write([&](Session& session) -> Result<> {
    session.run("UPDATE posts SET gone = 1, looked_at = ?2 WHERE id IN (SELECT value FROM json_each(?1))",
                {list_of(ids), clock_.now()});
    database_.touched().posts.assign(ids.begin(), ids.end());
    return Done{};
  });
}

Result<> Posts::mark_found(std::span<const PostId> ids) {
  if (ids.empty()) return Done{};
  const std::string list = list_of(ids);
  // Nearly always there is nothing to write, which a reader finds out without waiting for the writer.
  auto any_gone = database_.glance([&](Session& session) -> Result<bool> {
    return session.any("SELECT 1 FROM posts WHERE id IN (SELECT value FROM json_each(?)) AND gone LIMIT 1",
                       {list});
  });
  if (!any_gone) return any_gone.error();
  if (!*any_gone) return Done{};
  return database_.write([&](Session& session) -> Result<> {
    session.run(
        "UPDATE posts SET gone = 0, looked_at = NULL WHERE gone AND id IN (SELECT value FROM json_each(?))",
        {list});
    database_.touched().posts.assign(ids.begin(), ids.end());
    return Done{};
  });
}

Result<std::uint64_t> Posts::count() {
  return database_.glance([&](Session& session) -> Result<std::uint64_t> {
    return session.value<std::uint64_t>("SELECT COUNT(*) FROM posts").value_or(0);
  });
}

}  // namespace tidemark
