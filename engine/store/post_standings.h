#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "domain/instant.h"
#include "store/post_scan.h"
#include "store/snapshot_store.h"

namespace tidemark {

/// What stood for posts at their last snapshots in windows (SnapshotStore::standings). Looks into no history
/// that the windows do not touch, and into none at all where what stands now is the answer.
class PostStandings {
 public:
  using Visit = std::function<void(const WindowStanding&)>;
  /// `metrics` by number, 0 for one that nobody declared; `edges`: two at least.
  PostStandings(std::span<const std::uint32_t> metrics, std::span<const Instant> edges, const Visit& visit)
      : metrics_(metrics), edges_(edges), visit_(visit), values_(metrics.size()), columns_(metrics.size()) {}

  /// The post that `scan` shows. False: its history is damaged.
  bool show(PostScan& scan, std::string_view platform);

 private:
  struct Column {
    std::vector<std::int64_t> values;
    std::vector<std::uint8_t> present;
  };
  struct Pending {
    std::size_t window = 0;
    Instant at;
  };
  std::size_t window_of(Instant at) const;
  void take_latest(const disk::LatestRow& latest);
  bool take_chunks(PostScan& scan);
  bool take_chunk(PostScan& scan, const disk::Chunk& chunk);
  bool take_rows(PostScan& scan);
  /// Brings values_ to what stood after the chunk's first `count` snapshots; `count` rises.
  bool advance(const disk::Chunk& chunk, std::size_t count);
  void look_back(PostScan& scan);
  void put_pending();

  const std::span<const std::uint32_t> metrics_;
  const std::span<const Instant> edges_;
  const Visit& visit_;

  // Of the post under way.
  PostId post_;
  std::string_view platform_;
  std::vector<std::optional<std::int64_t>> values_;  // what stood as far as was read
  std::optional<Pending> pending_;  // a window of which no later snapshot was met yet; values_ are as of it
  std::optional<Instant> unread_before_;  // chunks that begin before were left out

  // Of the chunk under way.
  std::vector<Instant> times_;
  std::vector<Column> columns_;
  bool decoded_ = false;  // columns_ are the chunk's
  std::size_t advanced_ = 0;
};

}  // namespace tidemark
