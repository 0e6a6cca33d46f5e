#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "store/bookings.h"
#include "store/gain_table.h"
#include "store/metric_dictionary.h"
#include "store/post_scan.h"

namespace tidemark {

/// What posts' own histories book, in the stretches that a table left open: edges may lie at any millisecond,
/// and cells know quarters of an hour, or less of what is long past.
class PostGains {
 public:
  PostGains(const MetricDictionary& dictionary, std::span<const std::uint32_t> metrics);

  /// Of the post that `scan` shows, whose platform's table it is. False: its history is damaged.
  bool add(PostScan& scan, GainTable& table);

 private:
  /// One metric on its way through the post's history.
  struct Track {
    MetricKind kind = MetricKind::running_total;
    Bookings bookings;
    bool known = false;  // what stood before is in `bookings`
  };
  static constexpr std::size_t kOutside = static_cast<std::size_t>(-1);

  bool add_chunk(const disk::Chunk& chunk, GainTable& table);
  bool add_rows(GainTable& table);
  void add_sample(GainTable& table, std::size_t metric, std::size_t bucket, std::int64_t value);
  void all_known(bool known);

  const std::span<const std::uint32_t> metrics_;
  std::vector<Track> tracks_;

  // Of the post under way.
  HistoryCursor* history_ = nullptr;
  bool from_zero_ = false;
  Instant chunks_before_;  // in which is what stood before what is read now

  std::vector<Instant> times_;
  std::vector<std::size_t> buckets_;  // of times_; kOutside the open stretches
  std::vector<std::int64_t> values_;
  std::vector<std::uint8_t> present_;
};

}  // namespace tidemark
