#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "catalog/page.h"
#include "domain/access.h"
#include "domain/clock.h"
#include "domain/post.h"
#include "domain/result.h"

namespace tidemark {

class Database;

/// An absent optional leaves a known post's value as it is.
struct NewPost {
  BusinessId business;
  AccountId account;
  std::string platform_post_id;
  std::optional<std::string> platform_post_url = {};
  std::optional<Instant> published_at = {};
  std::optional<std::string> content_text = {};
  std::optional<std::string> media_type = {};
  std::optional<std::vector<Media>> media = {};
  std::optional<std::map<std::string, std::string>> labels = {};
};

struct PostChange {
  Change<std::string> platform_post_url = {};
  Change<Instant> published_at = {};
  Change<std::string> content_text = {};
  std::optional<std::vector<Media>> media = {};
  /// Merge patch: a label with an absent value goes, others are set; outer absent with `clear_labels`: all
  /// go.
  std::map<std::string, std::optional<std::string>> labels = {};
  bool clear_labels = false;
};

struct PostFilter {
  std::optional<BusinessId> business = {};
  std::optional<std::string> platform = {};
  std::optional<AccountId> account = {};
  std::optional<Instant> published_from = {};  ///< [from, to)
  std::optional<Instant> published_to = {};
  std::optional<std::pair<std::string, std::string>> label = {};
};

struct Registered {
  PostId id;
  bool created = false;
  bool moved = false;  ///< known, and published at another time than was known
};

/// A post that a complete listing should have had.
struct ExpectedPost {
  PostId id;
  bool doubted = false;  ///< the complete listing before had not got it either, and was not believed
};

/// A post as a sync needs it.
struct DuePost {
  PostId id;
  AccountId account;
  std::string platform;
  std::string platform_post_id;
  std::string media_type;
  std::optional<Instant> published_at;
  bool gone = false;  ///< looked for again, a day after the last time
};

/// See catalog.h for threads and scope.
class Posts {
 public:
  static constexpr std::size_t kMaxAtOnce = 10'000;

  Posts(Database& database, const Clock& clock) : database_(database), clock_(clock) {}

  /// All or nothing, at most kMaxAtOnce; the same platform_post_id again for the account updates that post.
  /// Errors `invalid` name the field as "account_id", or "posts[3].account_id" when `numbered`: unknown or
  /// out of sight, blank, too long; `conflict` with field business_id: it is not the account's.
  Result<std::vector<Registered>> add(const Asker& asker, std::span<const NewPost> posts, bool numbered);
  Result<Post> get(const Asker& asker, PostId id);
  /// As `get`, but without media and labels, and with the beginning of a long text only; from memory, for
  /// posts asked for lately.
  Result<Post> brief(const Asker& asker, PostId id);
  /// Error `not_found` with field business_id for a business that is unknown or out of sight.
  Result<Page<Post>> list(const Asker& asker, const PostFilter& filter, PageRequest page);
  Result<Post> change(const Asker& asker, PostId id, const PostChange& change);
  Result<> remove(const Asker& asker, PostId id);

  // For sync, without an asker. Posts that were deleted meanwhile are passed over. A post's updated_at does
  // not move.
  /// Active posts of the business's active accounts on `platforms`, newest first by publication (unknown
  /// last), at most `limit` a platform; and after them, beyond the limit, gone ones whose last look was
  /// before `look_again_before`. Platform by platform, in the order of their names.
  Result<std::vector<DuePost>> due(BusinessId business, std::span<const std::string> platforms,
                                   std::optional<std::size_t> limit, Instant look_again_before);
  Result<std::vector<PostId>> ids_of(BusinessId business, std::optional<std::string> platform);
  Result<std::vector<PostId>> ids_of(AccountId account);
  /// Registers what a platform lists of one account, or updates what is known; what a user gave stays. Texts
  /// are cut, and media left out, where they are longer than the catalog takes. Error `invalid` with field
  /// account_id: it was deleted.
  Result<std::vector<Registered>> add_found(std::vector<NewPost> posts);
  /// Active posts that were registered and published by `begun`, and published since `since`; without it all,
  /// also those of which nobody knows when.
  Result<std::vector<ExpectedPost>> expected(AccountId account, std::optional<Instant> since, Instant begun);
  /// In the place of those that were doubted before.
  Result<> doubt(AccountId account, std::span<const PostId> ids);
  Result<> mark_gone(std::span<const PostId> ids);  ///< also notes the look
  Result<> mark_found(std::span<const PostId> ids);
  Result<std::uint64_t> count();

 private:
  Database& database_;
  const Clock& clock_;
};

}  // namespace tidemark
