#pragma once
// One loaded platform, wherever its code runs. Sync talks to platforms through this and nothing else.

#include <cstdint>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "domain/clock.h"
#include "domain/ids.h"
#include "domain/instant.h"
#include "domain/post.h"
#include "domain/result.h"
#include "domain/secret.h"
#include "host/manifest.h"

namespace tidemark {

/// An account as a plugin call needs it: identity for the plugin, credentials for the engine's own HTTP.
struct AccountAccess {
  AccountId id;
  std::vector<std::pair<std::string, std::string>> fields;  ///< "platform_user_id", ...: those that are known
  Secret access_token;
  Secret refresh_token;
};

struct SyncItem {
  enum class Kind { account, post };
  Kind kind = Kind::post;
  std::string platform_id;  ///< empty for the account itself
  std::string type;         ///< as the plugin's discover named it; empty: unknown
  std::optional<Instant> published_at;
};

/// A metric that a platform refuses for one account's items of `type` (empty: all types).
struct UnavailableMetric {
  std::string metric;
  std::string type;
  std::optional<Instant> until;  ///< absent: until the account's token changes
  std::string why;
};

/// One metric of one item, as a plugin emitted it.
struct EmittedSample {
  std::size_t item = 0;
  std::string_view metric;  ///< lives as long as the host
  std::int64_t value = 0;
  struct Window {
    Instant since, until;
  };
  std::optional<Window> window = {};  ///< with window totals only
};

/// Takes a sync's answers as they arrive. Called by one thread at a time.
class SyncSink {
 public:
  virtual ~SyncSink() = default;
  /// Durable when it returns success; all or none. Indexes and metrics have been checked.
  virtual Result<> emit(std::span<const EmittedSample> samples) = 0;
  virtual void item_read(std::size_t item) = 0;
  virtual void item_failed(std::size_t item, const Error& why) = 0;
  virtual void metric_unavailable(const UnavailableMetric& metric) = 0;
};

struct FoundPost {
  std::string platform_post_id;
  std::string url;
  std::string text;
  std::string type;
  std::vector<Media> media;
  std::optional<Instant> published_at;
};

/// Takes a discovery's answers as they arrive. Called by one thread at a time.
class DiscoverySink {
 public:
  virtual ~DiscoverySink() = default;
  virtual Result<> found(FoundPost post) = 0;
  /// Figures that the listing told: `item` counts the posts found in this call, from 0. Durable when it
  /// returns success; all or none. Indexes and metrics have been checked.
  virtual Result<> emit(std::span<const EmittedSample> samples) = 0;
  virtual void metric_unavailable(const UnavailableMetric& metric) = 0;
};

/// What a discovery that succeeded says at its end.
struct DiscoveryEnd {
  std::string cursor;  ///< for next time
  struct Listed {
    std::optional<Instant> since;  ///< absent: every post there is
  };
  /// If set: every post that the platform still has and that was published since then was found.
  std::optional<Listed> listed = {};
};

/// What a platform says about an account's access.
struct AccessReport {
  std::vector<std::string> scopes;  ///< granted; empty: the platform does not say
  std::vector<std::string> missing;
  std::string role;
  enum class Expiry { unknown, never, at };
  Expiry expiry = Expiry::unknown;
  Instant expires_at = {};  ///< with Expiry::at
};

/// What bounds one call into a plugin.
struct CallLimits {
  Clock::Steady deadline;
  std::stop_token stop;
  std::string run;  ///< for the log: "run 17"
};

/// Threads: any, concurrently; each call takes an instance of its own, made on demand and kept.
class PluginHost {
 public:
  virtual ~PluginHost() = default;
  virtual const Manifest& manifest() const = 0;

  /// Success: every item was emitted, read or reported as failed; the host reports those that the plugin
  /// forgot as `plugin_error`. An error is about the items that are still unanswered.
  virtual Result<> sync(const AccountAccess& account, std::span<const SyncItem> items,
                        std::span<const UnavailableMetric> unavailable, const CallLimits& limits,
                        SyncSink& sink) = 0;

  /// With an empty cursor: everything that the platform lists. Error `unsupported` if the plugin has no
  /// discover.
  virtual Result<DiscoveryEnd> discover(const AccountAccess& account, std::string_view cursor,
                                        std::span<const UnavailableMetric> unavailable,
                                        const CallLimits& limits, DiscoverySink& sink) = 0;

  /// Success: the account's access is good. `report` gets what the platform says of it, in both cases. Error
  /// `unsupported` if the plugin has no check.
  virtual Result<> check(const AccountAccess& account, const CallLimits& limits, AccessReport& report) = 0;
};

}  // namespace tidemark
