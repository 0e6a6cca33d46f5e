#pragma once
// What is left of every platform's quota. Nothing leaves for a platform without this book's consent.

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "domain/clock.h"
#include "domain/platform.h"
#include "domain/result.h"

namespace tidemark {

/// Whose counter: of an app (scope "app") or of one account (scope "account 17").
struct BucketKey {
  std::string platform;
  std::string bucket;
  std::string scope;
  auto operator<=>(const BucketKey&) const = default;
};

/// A counter that a request needs, with what the manifest says of it until the platform says otherwise.
struct QuotaNeed {
  BucketKey key;
  std::int64_t limit = 0;  ///< 0 or less: nobody knows it, and only what the platform says counts
  std::chrono::milliseconds window{};
  /// Windows that no platform announced begin at multiples of `window` since 1970 by the wall clock, else
  /// with their first unit.
  bool starts_utc = false;
};

/// One counter as it is kept over a restart.
struct BucketState {
  std::int64_t limit = 0;
  std::int64_t remaining = 0;
  Instant reset_at;                          ///< when `remaining` is `limit` again
  std::optional<Instant> closed_until = {};  ///< the platform said wait
};

/// Where the book is kept; implemented on the catalog.
class QuotaStorage {
 public:
  virtual ~QuotaStorage() = default;
  virtual Result<std::map<BucketKey, BucketState>> load() = 0;
  virtual Result<> save(const std::map<BucketKey, BucketState>& changed) = 0;
};

/// Threads: any. A window that a platform announces counts as over only when `kGrace` more has passed: clocks
/// differ.
class QuotaBook {
 public:
  static constexpr std::chrono::milliseconds kGrace{2000};
  /// With a platform that says wait and not how long.
  static constexpr std::chrono::milliseconds kUnknownPause{60'000};
  /// No window and no pause is believed to be longer: that would be a mistake of units or of a clock.
  static constexpr std::chrono::milliseconds kLongest{std::chrono::hours(24 * 32)};

  QuotaBook(const Clock& clock, QuotaStorage& storage);

  /// Reads what was kept. Error `storage`.
  Result<> load();

  /// Takes `cost` units of every counter in `needs` (each named once), or takes nothing: error
  /// `rate_limited`, which names the counter that waits longest, with its `retry_after`.
  Result<> take(std::span<const QuotaNeed> needs, std::int64_t cost);

  /// The platform said: `remaining` of `limit` until `reset_at`. Within a window it only lowers our own
  /// count: other programs may share the quota, and answers may overtake each other. Absent: it did not say.
  /// Nothing left, until an instant before the end of a window that starts in UTC, is a pause within it.
  void observe(const BucketKey& key, std::optional<std::int64_t> limit, std::optional<std::int64_t> remaining,
               std::optional<Instant> reset_at);

  /// The platform said wait: nothing goes to this bucket before `until` (absent: kUnknownPause from now). A
  /// pause is only ever made longer. Durable before it returns, as far as storage allows.
  void close(const BucketKey& key, std::optional<Instant> until);

  /// The counters of one platform, app-wide ones first, as GET /platforms shows them.
  std::vector<BucketStatus> status(const std::string& platform) const;

  /// Writes what changed since the last call.
  Result<> flush();

 private:
  struct Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace tidemark
