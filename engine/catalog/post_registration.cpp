// Posts::add: new posts, and known ones again, up to ten thousand at once.

#include <unordered_map>

#include "catalog/checks.h"
#include "catalog/database.h"
#include "catalog/post_checks.h"
#include "catalog/post_rows.h"
#include "catalog/posts.h"

namespace tidemark {
namespace {

std::string prefix_of(std::size_t index, bool numbered) {
  return numbered ? "posts[" + std::to_string(index) + "]." : "";
}

Error unknown(const std::string& prefix, const char* what, const char* field, std::uint64_t id) {
  return {Code::invalid, std::string(what) + " " + std::to_string(id) + " does not exist", prefix + field};
}

/// Who says what a post is: a user's word stays when a platform says something else.
enum class By { user, platform };

int given_of(const NewPost& post) {
  return (post.platform_post_url ? kGivenUrl : 0) |
         (post.content_text.value_or("").empty() ? 0 : kGivenText) |
         (post.media && !post.media->empty() ? kGivenMedia : 0) | (post.published_at ? kGivenTime : 0);
}

/// One call of Posts::add or add_found within its transaction.
class Registration {
 public:
  Registration(Session& session, Touched& touched, const Asker& asker, Instant now, By by)
      : session_(session), touched_(touched), asker_(asker), now_(now), by_(by) {}

  Result<std::vector<Registered>> add_all(std::span<const NewPost> posts, bool numbered) {
    std::vector<Registered> registered;
    registered.reserve(posts.size());
    for (std::size_t i = 0; i < posts.size(); ++i) {
      auto one = add(posts[i], prefix_of(i, numbered));
      if (!one) return one.error();
      registered.push_back(*one);
    }
    return registered;
  }

 private:
  Result<Registered> add(const NewPost& post, const std::string& prefix) {
    if (auto good = check_owner(post, prefix); !good) return good.error();
    const auto fresh = session_.value<PostId>(
        "INSERT INTO posts (business_id, account_id, platform_post_id, platform_post_url, published_at, "
        "content_text, "
        "media_type, created_at, updated_at, given) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?8, ?9) "
        "ON CONFLICT (account_id, platform_post_id) DO NOTHING RETURNING id",
        {post.business, post.account, post.platform_post_id, post.platform_post_url, post.published_at,
         post.content_text, post.media_type.value_or(""), now_, by_ == By::user ? given_of(post) : 0});
    if (!fresh) return update(post);
    touched_.owners.push_back(*fresh);
    if (post.media && !post.media->empty()) write_media(session_, *fresh, *post.media);
    if (post.labels && !post.labels->empty()) write_labels(session_, *fresh, *post.labels);
    return Registered{.id = *fresh, .created = true};
  }

  /// The account is known to the asker, the business too, and it is the account's.
  Result<> check_owner(const NewPost& post, const std::string& prefix) {
    const auto owner = owner_of(post.account);
    if (!owner || !asker_.sees(*owner)) return unknown(prefix, "account", "account_id", post.account.value);
    if (*owner == post.business) return Done{};
    if (!check_in_sight(session_, asker_, post.business))
      return unknown(prefix, "business", "business_id", post.business.value);
    return Error{Code::conflict,
                 "account " + std::to_string(post.account.value) + " is not of business " +
                     std::to_string(post.business.value),
                 prefix + "business_id"};
  }

  std::optional<BusinessId> owner_of(AccountId account) {
    const auto [known, is_new] = owners_.try_emplace(account);
    if (is_new)
      known->second = session_.value<BusinessId>("SELECT business_id FROM accounts WHERE id = ?", {account});
    return known->second;
  }

  /// Fields that the new version does not give stay as they are; what is equal is not written.
  Registered update(NewPost post) {
    PostId id;
    int given = 0;
    std::optional<Instant> published_at;
    session_.each("SELECT id, given, published_at FROM posts WHERE account_id = ? AND platform_post_id = ?",
                  {post.account, post.platform_post_id}, [&](Row& row) {
                    std::int64_t bits = 0;
                    row >> id >> bits >> published_at;
                    given = static_cast<int>(bits);
                  });
    if (by_ == By::user) {
      if (const int more = given | given_of(post); more != given)
        session_.run("UPDATE posts SET given = ?2 WHERE id = ?1", {id, more});
    } else {
      if (given & kGivenUrl) post.platform_post_url.reset();
      if (given & kGivenText) post.content_text.reset();
      if (given & kGivenMedia) post.media.reset();
      if (given & kGivenTime) post.published_at.reset();
    }
    const bool moved = post.published_at && post.published_at != published_at;
    const bool changed = session_.any(
        "UPDATE posts SET platform_post_url = COALESCE(?2, platform_post_url), "
        "published_at = COALESCE(?3, published_at), content_text = COALESCE(?4, content_text), "
        "media_type = COALESCE(?5, media_type), updated_at = ?6 WHERE id = ?1 AND ("
        "(?2 IS NOT NULL AND platform_post_url IS NOT ?2) OR (?3 IS NOT NULL AND published_at IS NOT ?3) OR "
        "(?4 IS NOT NULL AND content_text IS NOT ?4) OR (?5 IS NOT NULL AND media_type IS NOT ?5)) "
        "RETURNING id",
        {id, post.platform_post_url, post.published_at, post.content_text, post.media_type, now_});
    const bool new_media = post.media && *post.media != read_media(session_, id);
    const bool new_labels = post.labels && *post.labels != read_labels(session_, id);
    if (new_media) write_media(session_, id, *post.media);
    if (new_labels) write_labels(session_, id, *post.labels);
    if (new_media || new_labels) session_.run("UPDATE posts SET updated_at = ?2 WHERE id = ?1", {id, now_});
    if (changed || new_media || new_labels) touched_.posts.push_back(id);
    if (moved) touched_.owners.push_back(id);
    return {.id = id, .moved = moved};
  }

  Session& session_;
  Touched& touched_;
  const Asker& asker_;
  const Instant now_;
  const By by_;
  std::unordered_map<AccountId, std::optional<BusinessId>> owners_;
};

}  // namespace

Result<std::vector<Registered>> Posts::add(const Asker& asker, std::span<const NewPost> posts,
                                           bool numbered) {
  if (posts.size() > kMaxAtOnce)
    return Error{Code::invalid,
                 "posts are " + std::to_string(posts.size()) + ", at most " + std::to_string(kMaxAtOnce) +
                     " are taken at once",
                 "posts"};
  for (std::size_t i = 0; i < posts.size(); ++i)
    if (auto good = check_post(posts[i], prefix_of(i, numbered)); !good) return good.error();
  return database_.write([&](Session& session) -> Result<std::vector<Registered>> {
    Registration registration(session, database_.touched(), asker, clock_.now(), By::user);
    return registration.add_all(posts, numbered);
  });
}

Result<std::vector<Registered>> Posts::add_found(std::vector<NewPost> posts) {
  for (NewPost& post : posts) make_fit(post);
  return database_.write([&](Session& session) -> Result<std::vector<Registered>> {
    const Asker engine = Asker::engine();
    Registration registration(session, database_.touched(), engine, clock_.now(), By::platform);
    return registration.add_all(posts, false);
  });
}

}  // namespace tidemark
