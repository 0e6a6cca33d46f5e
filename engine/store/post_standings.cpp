#include "store/post_standings.h"

#include <algorithm>

namespace tidemark {
namespace {

/// From so many windows in one chunk on, decoding its columns once is cheaper than asking what stood for
/// each.
constexpr std::size_t kWindowsToDecode = 3;

}  // namespace

std::size_t PostStandings::window_of(Instant at) const {
  return static_cast<std::size_t>(std::upper_bound(edges_.begin(), edges_.end(), at) - edges_.begin()) - 1;
}

bool PostStandings::show(PostScan& scan, std::string_view platform) {
  const disk::LatestRow& latest = scan.latest();
  if (latest.fetched_at < edges_.front()) return true;
  post_ = {scan.post().id};
  platform_ = platform;
  values_.assign(metrics_.size(), std::nullopt);
  pending_.reset();
  unread_before_.reset();
  if (edges_.size() == 2 && latest.fetched_at < edges_.back()) {
    take_latest(latest);
    pending_ = {0, latest.fetched_at};
  } else {
    if (scan.has_chunks() && !take_chunks(scan)) return false;
    if (scan.has_rows() && !take_rows(scan)) return false;
  }
  put_pending();
  return true;
}

void PostStandings::put_pending() {
  if (pending_) visit_({post_, platform_, pending_->window, pending_->at, values_});
  pending_.reset();
}

void PostStandings::take_latest(const disk::LatestRow& latest) {
  for (std::size_t m = 0; m < metrics_.size(); ++m)
    for (const disk::LatestRow::Value& value : latest.values)
      if (value.metric == metrics_[m]) values_[m] = value.value;
}

/// Values that no chunk named so far were reported before the first that was read, if ever.
void PostStandings::look_back(PostScan& scan) {
  if (!unread_before_) return;
  for (std::size_t m = 0; m < metrics_.size(); ++m) {
    if (values_[m]) continue;
    const auto& known = scan.latest().values;
    if (std::any_of(known.begin(), known.end(),
                    [&](const disk::LatestRow::Value& value) { return value.metric == metrics_[m]; }))
      values_[m] = scan.history().value_before(metrics_[m], *unread_before_);
  }
  unread_before_.reset();
}

bool PostStandings::take_chunks(PostScan& scan) {
  HistoryCursor& history = scan.history();
  if (!history.seek_chunk(edges_.front())) return static_cast<bool>(history.status());
  if (!history.at_first_chunk()) unread_before_ = history.chunk_since();
  do {
    if (history.chunk_since() >= edges_.back()) break;
    const disk::Chunk* chunk = history.chunk();
    if (!chunk || !take_chunk(scan, *chunk)) return false;
  } while (history.next_chunk());
  return true;
}

bool PostStandings::take_chunk(PostScan& scan, const disk::Chunk& chunk) {
  decoded_ = false;
  advanced_ = 0;
  if (chunk.last() < edges_.front()) return advance(chunk, chunk.size());
  times_.clear();
  if (!chunk.times(times_)) return false;
  auto at = std::lower_bound(times_.begin(), times_.end(), edges_.front());
  const std::size_t windows = window_of(std::min(chunk.last(), edges_.back())) - window_of(*at) + 1;
  if (windows >= kWindowsToDecode) {
    for (std::size_t m = 0; m < metrics_.size(); ++m) {
      columns_[m].values.clear();
      columns_[m].present.clear();
      if (!chunk.values(metrics_[m], columns_[m].values, columns_[m].present)) return false;
    }
    decoded_ = true;
  }
  while (at != times_.end() && *at < edges_.back()) {
    const std::size_t window = window_of(*at);
    if (pending_ && pending_->window != window) put_pending();
    at = std::lower_bound(at, times_.end(), edges_[window + 1]);
    if (at == times_.end() && chunk.last() == scan.latest().fetched_at)
      take_latest(scan.latest());
    else if (!advance(chunk, static_cast<std::size_t>(at - times_.begin())))
      return false;
    look_back(scan);
    pending_ = {window, *std::prev(at)};
  }
  return true;
}

bool PostStandings::advance(const disk::Chunk& chunk, std::size_t count) {
  for (std::size_t m = 0; m < metrics_.size(); ++m) {
    if (decoded_) {
      for (std::size_t i = count; i-- > advanced_;)
        if (columns_[m].present[i]) {
          values_[m] = columns_[m].values[i];
          break;
        }
      continue;
    }
    std::optional<std::int64_t> value;
    if (!chunk.standing(metrics_[m], count, value)) return false;
    if (value) values_[m] = value;
  }
  advanced_ = count;
  return true;
}

bool PostStandings::take_rows(PostScan& scan) {
  HistoryCursor& history = scan.history();
  if (!history.seek_row(kEarliest)) return true;
  do {
    const Instant at = history.row_at();
    if (at >= edges_.back()) break;
    const disk::Row* row = history.row();
    if (!row) return false;
    if (at >= edges_.front()) {
      const std::size_t window = window_of(at);
      if (pending_ && pending_->window != window) put_pending();
      pending_ = {window, at};
    }
    for (const disk::NumberedSample& sample : *row)
      for (std::size_t m = 0; m < metrics_.size(); ++m)
        if (metrics_[m] == sample.metric) values_[m] = sample.value;
    if (pending_) look_back(scan);
  } while (history.next_row());
  return true;
}

}  // namespace tidemark
