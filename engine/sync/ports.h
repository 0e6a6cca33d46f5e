#pragma once
// What sync needs of catalog and store, and no more: app implements these on the real ones, tests on maps.
// Threads: any, on all of them.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "domain/access.h"
#include "domain/account.h"
#include "domain/business.h"
#include "domain/gap.h"
#include "domain/instant.h"
#include "domain/post.h"
#include "domain/result.h"
#include "domain/run.h"
#include "domain/snapshot.h"
#include "host/plugin_host.h"

namespace tidemark {

/// A post as a sync needs it.
struct SyncPost {
  PostId id;
  AccountId account;
  std::string platform;
  std::string platform_post_id;
  std::string media_type;
  std::optional<Instant> published_at;
  bool gone = false;  ///< only looked for: counts nowhere unless it is found
};

struct RegisteredPost {
  PostId id;
  bool created = false;
};

struct ListedPost {
  PostId id;
  bool doubted = false;  ///< as `doubt` was told last
};

class Directory {
 public:
  virtual ~Directory() = default;

  virtual Result<Business> business(const Asker& asker, BusinessId id) = 0;
  virtual Result<Account> account(const Asker& asker, AccountId id) = 0;
  virtual Result<Post> post(const Asker& asker, PostId id) = 0;
  virtual Result<std::vector<Business>> businesses() = 0;
  virtual Result<std::vector<Account>> accounts_of(BusinessId id) = 0;
  virtual Result<AccountSecrets> secrets(AccountId id) = 0;

  /// Active posts of active accounts on `platforms`, newest first, at most `limit` a platform; and gone ones
  /// last looked for before `look_again_before`.
  virtual Result<std::vector<SyncPost>> due_posts(BusinessId id, std::span<const std::string> platforms,
                                                  std::optional<std::size_t> limit,
                                                  Instant look_again_before) = 0;
  /// Also notes that the platform was just asked for them.
  virtual Result<> mark_gone(std::span<const PostId> ids) = 0;
  virtual Result<> mark_found(std::span<const PostId> ids) = 0;

  virtual Result<> set_account_state(AccountId id, AccountState state, std::optional<std::string> message,
                                     std::optional<Instant> retry_at, std::optional<Instant> synced_at) = 0;
  virtual Result<std::vector<UnavailableMetric>> unavailable_metrics(AccountId id) = 0;
  virtual Result<> remember_unavailable(AccountId id, const UnavailableMetric& metric) = 0;

  /// When the platform says that the account's token ends; absent: it never does. A user's word stands.
  virtual Result<> keep_told_expiry(AccountId id, std::optional<Instant> expires_at) = 0;

  virtual Result<Listing> listing(AccountId id) = 0;
  /// Notes that a listing of everything begins now.
  virtual Result<> begin_full_listing(AccountId id) = 0;
  /// Notes that a listing came to its end.
  virtual Result<> keep_listing(AccountId id, const std::string& cursor, bool full) = 0;
  /// One answer for each post, in order. What a user gave of a known one stays.
  virtual Result<std::vector<RegisteredPost>> register_found(const Account& account,
                                                             std::span<const FoundPost> posts) = 0;
  /// Active posts, registered and published by `begun`, that a complete listing of those published since
  /// `since` should have. Without `since`: all, also those of which nobody knows when.
  virtual Result<std::vector<ListedPost>> expected_posts(AccountId id, std::optional<Instant> since,
                                                         Instant begun) = 0;
  /// These were left out by a listing that is not believed; those of the account's last one are forgotten.
  virtual Result<> doubt(AccountId id, std::span<const PostId> posts) = 0;

  virtual Result<RunId> begin_run(const Run& run) = 0;
  virtual Result<> save_run(const Run& run) = 0;
  virtual Result<std::optional<Instant>> last_run_started(BusinessId id) = 0;
};

/// One observation of a total of a stated window; as the store's WindowTotal.
struct WindowReading {
  Subject subject;
  std::string_view metric;  ///< lives as long as the plugin's host
  Instant since, until;
  Instant fetched_at;
  std::int64_t value = 0;
};

/// What became of one snapshot.
struct Landed {
  Instant fetched_at;    ///< where it stands: later than asked for, if another one held that millisecond
  bool deleted = false;  ///< its subject was deleted meanwhile, and nothing was stored
};

/// The first two: all or none of the batch, durable when they return. A subject that was deleted meanwhile is
/// passed over.
class Measurements {
 public:
  virtual ~Measurements() = default;
  /// A snapshot without samples is stored too: the item was read, and nothing was said. One Landed per
  /// snapshot, in order.
  virtual Result<std::vector<Landed>> append(std::span<const Snapshot> batch) = 0;
  virtual Result<> append_windows(std::span<const WindowReading> batch) = 0;
  /// What attempts say about gaps, in order. Subjects name their business. Costs little where nothing
  /// changes.
  virtual Result<> note_gaps(std::span<const GapNote> notes) = 0;
};

/// The loaded platforms; in the engine, the PlatformRegistry.
class PluginHosts {
 public:
  virtual ~PluginHosts() = default;
  virtual std::shared_ptr<PluginHost> find(std::string_view platform) const = 0;
};

}  // namespace tidemark
