#include "store/post_gains.h"

#include <algorithm>

namespace tidemark {
namespace {

bool touch(std::span<const Stretch> open, Instant first, Instant last) {
  return std::any_of(open.begin(), open.end(),
                     [&](const Stretch& one) { return one.since <= last && first < one.until; });
}

bool within(std::span<const Stretch> open, Instant at) {
  return touch(open, at, at);
}

}  // namespace

PostGains::PostGains(const MetricDictionary& dictionary, std::span<const std::uint32_t> metrics)
    : metrics_(metrics) {
  const std::vector<MetricKind> kinds = dictionary.kinds();
  for (const std::uint32_t metric : metrics)
    tracks_.push_back({kinds[metric], Bookings(kinds[metric], false)});
}

void PostGains::all_known(bool known) {
  for (Track& track : tracks_) {
    track.known = known;
    track.bookings = Bookings(track.kind, from_zero_);
  }
}

bool PostGains::add(PostScan& scan, GainTable& table) {
  const disk::LatestRow& latest = scan.latest();
  const Instant since = table.open.front().since, until = table.open.back().until;
  if (latest.fetched_at < since) return true;
  history_ = &scan.history();
  from_zero_ = latest.from_zero && !latest.trimmed;
  all_known(true);
  if (scan.has_chunks() && history_->seek_chunk(since)) {
    if (!history_->at_first_chunk()) all_known(false);
    do {
      if (history_->chunk_since() >= until) return true;
      const disk::Chunk* chunk = history_->chunk();
      if (!chunk) return false;
      if (!touch(table.open, chunk->first(), chunk->last()))
        all_known(false);
      else if (chunks_before_ = history_->chunk_since(); !add_chunk(*chunk, table))
        return false;
    } while (history_->next_chunk());
  }
  return !scan.has_rows() || add_rows(table);
}

bool PostGains::add_chunk(const disk::Chunk& chunk, GainTable& table) {
  times_.clear();
  if (!chunk.times(times_)) return false;
  buckets_.assign(times_.size(), kOutside);
  auto stretch = table.open.begin();
  std::size_t bucket = bucket_of(table.edges, times_.front());
  for (std::size_t i = 0; i < times_.size(); ++i) {
    while (stretch != table.open.end() && stretch->until <= times_[i]) ++stretch;
    if (stretch == table.open.end()) break;
    if (times_[i] < stretch->since) continue;
    while (bucket < table.edges.size() && table.edges[bucket] <= times_[i]) ++bucket;
    buckets_[i] = bucket;
  }
  for (std::size_t m = 0; m < metrics_.size(); ++m) {
    values_.clear();
    present_.clear();
    if (!chunk.values(metrics_[m], values_, present_)) return false;
    for (std::size_t i = 0; i < values_.size(); ++i)
      if (present_[i]) add_sample(table, m, buckets_[i], values_[i]);
  }
  return true;
}

bool PostGains::add_rows(GainTable& table) {
  chunks_before_ = kLatest;
  if (!history_->seek_row(kEarliest)) return true;
  do {
    const Instant at = history_->row_at();
    if (at >= table.open.back().until) break;
    const disk::Row* row = history_->row();
    if (!row) return false;
    const std::size_t bucket = within(table.open, at) ? bucket_of(table.edges, at) : kOutside;
    for (const disk::NumberedSample& sample : *row) {
      const auto found = std::lower_bound(metrics_.begin(), metrics_.end(), sample.metric);
      if (found != metrics_.end() && *found == sample.metric)
        add_sample(table, static_cast<std::size_t>(found - metrics_.begin()), bucket, sample.value);
    }
  } while (history_->next_row());
  return true;
}

/// `bucket` kOutside: it only stands before what comes.
void PostGains::add_sample(GainTable& table, std::size_t metric, std::size_t bucket, std::int64_t value) {
  Track& track = tracks_[metric];
  if (!track.known) {
    track.known = true;
    if (bucket != kOutside)
      if (const auto before = history_->value_before(metrics_[metric], chunks_before_))
        track.bookings = Bookings::after(*before);
  }
  const Booked booked = track.bookings.next(value);
  if (bucket != kOutside) table.add(metric, bucket, booked);
}

}  // namespace tidemark
