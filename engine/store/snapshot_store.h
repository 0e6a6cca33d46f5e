#pragma once
// What was measured, for good. README.md in this folder has the format on disk in bytes.

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "domain/gap.h"
#include "domain/ids.h"
#include "domain/instant.h"
#include "domain/metric.h"
#include "domain/result.h"
#include "domain/snapshot.h"
#include "store/bulk_snapshots.h"
#include "store/upkeep.h"

namespace rocksdb {
class FileSystem;
}

namespace tidemark {

/// A total of a stated window, as observed at one instant.
struct WindowTotal {
  Subject subject;
  std::string metric;
  Instant since, until;
  Instant fetched_at;
  std::int64_t value = 0;
};

/// What stands: each metric's last reported value and when it was reported.
struct Standing {
  struct Value {
    std::string_view metric;  ///< lives as long as the store
    std::int64_t value = 0;
    Instant fetched_at;
  };
  Instant fetched_at;         ///< of the newest snapshot
  std::vector<Value> values;  ///< by metric name, rising
};

/// Snapshots of one subject, a column a metric.
struct Columns {
  struct Column {
    std::string_view metric;            ///< lives as long as the store
    std::vector<std::int64_t> values;   ///< one a snapshot; 0 where absent
    std::vector<std::uint8_t> present;  ///< one a snapshot, 0 or 1; empty: all are present
    bool has(std::size_t i) const { return present.empty() || present[i] != 0; }
    std::optional<std::int64_t> at(std::size_t i) const {
      return has(i) ? std::optional(values[i]) : std::nullopt;
    }
  };
  std::vector<Instant> times;   ///< rising; also of snapshots that said nothing
  std::vector<Column> columns;  ///< by metric name, rising; those with a value
};

/// A post's history as `each_post` shows it. Valid until the visit is over.
struct VisitedPost {
  PostId post;
  std::string_view platform;  ///< lives as long as the store
  bool from_zero = false;     ///< its first known running totals are gains, not baselines
  const Columns& history;
};

/// What stood for a post at its last snapshot in a window. Valid until the visit is over.
struct WindowStanding {
  PostId post;
  std::string_view platform;
  std::size_t window = 0;  ///< [edges[window], edges[window + 1])
  Instant at;              ///< of its last snapshot in the window
  /// In the order of the request's metrics; also what was reported before the window and stood in it.
  std::span<const std::optional<std::int64_t>> values;
};

/// Which posts of a business, and what of them.
struct PostsRequest {
  BusinessId business;
  std::optional<std::string_view> platform = {};
  std::span<const std::string_view> metrics = {};  ///< one that nobody declared is absent everywhere
};

/// What posts were measured to have gained, as it is kept ready for sums (README.md).
struct Booked {
  std::int64_t gains = 0;      ///< how many samples brought a gain
  std::int64_t gain = 0;       ///< their sum, modulo 2^64
  std::int64_t baselines = 0;  ///< how many were a post's first known value, from which it gains
  std::int64_t baseline = 0;   ///< their sum
  bool operator==(const Booked&) const = default;
};

struct GainsRequest {
  std::optional<BusinessId> business = {};  ///< absent: all businesses together
  std::optional<std::string_view> platform = {};
  std::span<const std::string_view> metrics = {};
  std::span<const Instant> edges = {};  ///< rising, at least one; of any instant, exactly
};

struct PlatformGains {
  std::string_view platform;  ///< lives as long as the store
  /// By the request's metrics: first all that was booked before the first edge, then one for each
  /// [edges[i], edges[i + 1]).
  std::vector<std::vector<Booked>> metrics;
};

/// What to do when a snapshot is already there with the same subject and instant and another value for a
/// metric.
enum class OnConflict {
  next_millisecond,  ///< a sync: the snapshot moves to the next free one
  reject,            ///< an import: the first stays, this one is not stored
};

/// What became of one snapshot of a batch.
struct Appended {
  enum class As {
    stored,
    merged,
    unchanged,
    rejected,
    dropped
  } as = As::stored;   ///< dropped: its subject was deleted
  Instant fetched_at;  ///< where it stands now
};

struct StoreOptions {
  std::filesystem::path folder;
  std::size_t memory = 48u << 20;  ///< bytes for write buffers and block cache together
  /// For tests that lose power; null: the operating system's. Owned by the store.
  std::shared_ptr<rocksdb::FileSystem> file_system = nullptr;
};

struct StoreStats {
  std::uint64_t bytes_on_disk = 0;
  std::uint64_t snapshots = 0;  ///< packed ones too
  std::uint64_t subjects = 0;
  std::uint64_t unpacked = 0;  ///< snapshots
  std::uint64_t chunks = 0;    ///< of packed snapshots
  struct Part {
    std::string name;  ///< as README.md has it
    std::uint64_t bytes = 0;
  };
  std::vector<Part> parts;  ///< in tables; the write-ahead log is in `bytes_on_disk` only
};

/// What a check of the whole store looked at, and what it found wrong.
struct VerifyReport {
  std::uint64_t subjects = 0, snapshots = 0, points = 0;
  std::uint64_t chunks = 0, rows = 0, cells = 0, windows = 0;
  std::uint64_t found = 0;            ///< how much is wrong
  std::vector<std::string> findings;  ///< the first of it, a line each: whose it is and what is wrong
  static constexpr std::size_t kMostFindings = 100;
};

/// Threads: any. Writers of one subject are put in order; readers never wait for writers.
class SnapshotStore {
 public:
  /// Errors `storage`: the folder cannot be written, is held by another process, is damaged, or has a format
  /// number that this version does not know (the message says which and what to do).
  static Result<std::unique_ptr<SnapshotStore>> open(StoreOptions options);
  ~SnapshotStore();

  /// Enters metrics into the dictionary. Error `conflict`: one is known with another unit or kind.
  Result<> declare(std::span<const Metric> metrics);

  /// Stores a batch atomically: rows and what stands; durable when it returns. Order of arrival never
  /// matters: late snapshots find their place, equal ones change nothing, new metrics for a stored (subject,
  /// instant) are added. Samples name declared metrics; a snapshot without samples is stored too (it was
  /// read, and nothing was said). One Appended per snapshot, in order. Error: `storage`, and nothing was
  /// stored; `invalid`: a metric nobody declared.
  /// A snapshot that names a metric twice with two values keeps the first, or is rejected with
  /// OnConflict::reject. One that conflicts at the last millisecond there is is rejected.
  Result<std::vector<Appended>> append(std::span<const Snapshot> batch, OnConflict on_conflict);
  Result<std::vector<Appended>> append(const BulkSnapshots& batch, OnConflict on_conflict);

  /// Window totals are observations: a restated one is one more, never a replacement.
  Result<> append_windows(std::span<const WindowTotal> batch);

  /// Snapshots with `from <= fetched_at < to`, rising, at most `limit`. Samples by metric name.
  Result<std::vector<Snapshot>> history(Subject subject, Instant from, Instant to, std::size_t limit) const;

  /// The same as columns: of `metrics`, or of all if it is empty.
  Result<Columns> columns(Subject subject, Instant from, Instant to,
                          std::span<const std::string_view> metrics = {}) const;

  /// Every measured post of a business, by rising id, with its whole history before `to`.
  Result<> each_post(const PostsRequest& request, Instant to,
                     const std::function<void(const VisitedPost&)>& visit) const;
  /// What stood for each post at its last snapshot in each window [edges[i], edges[i + 1]), by rising post,
  /// then window. A post without a snapshot in a window is not in it. `edges` rise.
  Result<> standings(const PostsRequest& request, std::span<const Instant> edges,
                     const std::function<void(const WindowStanding&)>& visit) const;
  /// What was booked, by platform name; platforms of which nothing was ever booked are left out.
  Result<std::vector<PlatformGains>> gains(const GainsRequest& request) const;
  /// Whether a post gains from zero was decided anew (its publication, or since when its account is tracked):
  /// its sums are booked afresh. A post without snapshots, or that is booked so already, costs one look.
  Result<> rebook(Subject post, bool from_zero);

  /// All observations of windows that begin in [from, to), by window, then by observation. None of
  /// a metric that nobody declared.
  Result<std::vector<WindowTotal>> windows(Subject subject, std::string_view metric, Instant from,
                                           Instant to) const;

  /// Whether there is any, of any metric.
  Result<bool> has_windows(Subject subject) const;

  /// Nothing if the subject was never measured.
  Result<std::optional<Standing>> latest(Subject subject) const;
  /// The same for many, in order.
  Result<std::vector<std::optional<Standing>>> latest(std::span<const Subject> subjects) const;

  /// Forgets everything about a subject, for good: a batch still under way cannot bring it back while the
  /// process lives.
  Result<> drop(Subject subject) { return drop(std::span(&subject, 1)); }
  /// The same for many: a deleted business leaves thousands. A crash between leaves some; to drop the others
  /// again does no harm.
  Result<> drop(std::span<const Subject> subjects);

  /// Holds every invariant against one state of the store, while writing goes on: packed history against
  /// itself and rows, what stands and what was gained against history. Reads everything, in flat memory.
  /// Errors: `storage`, a table cannot be read; `cancelled`, `stop` was asked for.
  Result<VerifyReport> verify(std::stop_token stop = {}) const;
  /// Packs what lies unpacked. One at a time; a second waits.
  Result<PackReport> pack(const Packing& packing);
  /// Forgets what is no longer wanted. One at a time, as pack().
  Result<RetentionReport> retain(const Retention& retention);

  /// What attempts said about gaps, in order. Durable when it returns; where nothing changes, nothing is
  /// written. On error the notes are kept and written with the next ones.
  Result<> note_gaps(std::span<const GapNote> notes);
  /// The subject's gaps that overlap [from, to), whole, by beginning. One without any costs no look at the
  /// disk.
  Result<std::vector<Gap>> gaps(Subject subject, Instant from, Instant to) const;
  /// The same of all accounts of a business, by account.
  Result<std::vector<std::pair<Subject, Gap>>> account_gaps(BusinessId business, Instant from,
                                                            Instant to) const;
  /// The engine lives: to be told every minute or so. Not synced: what a loss of power takes of it is a
  /// minute.
  Result<> note_alive(Instant now);
  /// The engine starts. If it was last told that it lives more than `tolerance` ago, the time since is a gap
  /// of kEngineSubject; true then. To be called once, before anything is measured.
  Result<bool> note_start(Instant now, std::chrono::milliseconds tolerance);

  /// Every metric ever declared.
  std::vector<Metric> metrics() const;
  /// Quick; but for bytes_on_disk these are estimates.
  StoreStats stats() const;
  /// The same, counted: a look at every chunk and row.
  Result<StoreStats> count() const;
  /// Error `storage` while nothing can be written (a full disk, say), and once damage was met; the message
  /// says what to do.
  Result<> healthy() const;
  /// Tries to write again, if it could not. Error: as healthy(). To be called every few seconds.
  Result<> recover();

 private:
  struct Impl;
  explicit SnapshotStore(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace tidemark
