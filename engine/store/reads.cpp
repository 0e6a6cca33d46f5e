// Questions about histories: each is answered from one state of the store.

#include <algorithm>
#include <limits>

#include "store/columns_builder.h"
#include "store/history_cursor.h"
#include "store/keys.h"
#include "store/post_scan.h"
#include "store/post_standings.h"
#include "store/store_impl.h"

namespace tidemark {
namespace {

constexpr std::size_t kNoLimit = std::numeric_limits<std::size_t>::max();

/// Which of a subject's snapshots.
struct Range {
  Instant from = kEarliest, to = kLatest;
  std::size_t limit = kNoLimit;  ///< so many at least, if there are
};

/// False: damaged.
bool read_chunks(HistoryCursor& history, const Range& range, ColumnsBuilder& columns) {
  if (!history.seek_chunk(range.from)) return true;
  do {
    if (history.chunk_since() >= range.to || columns.size() >= range.limit) break;
    const disk::Chunk* chunk = history.chunk();
    if (!chunk || !columns.add(*chunk, range.from, range.to)) return false;
  } while (history.next_chunk());
  return true;
}

bool read_rows(HistoryCursor& history, const Range& range, ColumnsBuilder& columns) {
  if (!history.seek_row(range.from)) return true;
  do {
    if (history.row_at() >= range.to || columns.size() >= range.limit) break;
    const disk::Row* row = history.row();
    if (!row) return false;
    columns.add(history.row_at(), *row);
  } while (history.next_row());
  return true;
}

Result<> read(const Rocks& rocks, Subject subject, const Range& range, ColumnsBuilder& columns) {
  const View view(rocks);
  const std::string key = disk::subject_key(subject);
  HistoryCursor history(view, key, disk::row_key(subject, range.to));
  history.begin(key);
  const bool good = read_chunks(history, range, columns) && read_rows(history, range, columns);
  return history.status(!good);
}

}  // namespace

Result<Columns> SnapshotStore::columns(Subject subject, Instant from, Instant to,
                                       std::span<const std::string_view> metrics) const {
  if (from >= to) return Columns{};
  ColumnsBuilder columns(impl_->dictionary, metrics);
  if (auto done = read(*impl_->rocks, subject, {from, to}, columns); !done) return done.error();
  return std::move(columns.finish());
}

Result<std::vector<Snapshot>> SnapshotStore::history(Subject subject, Instant from, Instant to,
                                                     std::size_t limit) const {
  std::vector<Snapshot> snapshots;
  if (from >= to) return snapshots;
  ColumnsBuilder builder(impl_->dictionary, {});
  if (auto done = read(*impl_->rocks, subject, {from, to, limit}, builder); !done) return done.error();
  const Columns& columns = builder.finish();
  snapshots.reserve(std::min(limit, columns.times.size()));
  for (std::size_t i = 0; i < columns.times.size() && snapshots.size() < limit; ++i) {
    Snapshot& snapshot = snapshots.emplace_back(Snapshot{subject, columns.times[i], {}});
    snapshot.samples.reserve(columns.columns.size());
    for (const Columns::Column& column : columns.columns)
      if (column.has(i)) snapshot.samples.push_back({column.metric, column.values[i]});
  }
  return snapshots;
}
Result<> SnapshotStore::each_post(const PostsRequest& request, Instant to,
                                  const std::function<void(const VisitedPost&)>& visit) const {
  const auto platform = impl_->platforms.asked(request.platform);
  if (!platform) return Done{};
  const View view(*impl_->rocks);
  PostScan scan(view, request.business, platform->number);
  ColumnsBuilder columns(impl_->dictionary, request.metrics);
  const Range range{.to = to};
  while (scan.next()) {
    columns.clear();
    const bool good = (!scan.has_chunks() || read_chunks(scan.history(), range, columns)) &&
                      (!scan.has_rows() || read_rows(scan.history(), range, columns));
    if (!good) return scan.history().status(true);
    if (columns.size() == 0) continue;
    const disk::LatestRow& latest = scan.latest();
    visit({{scan.post().id},
           impl_->platforms.name_of(latest.platform),
           latest.from_zero && !latest.trimmed,
           columns.finish()});
  }
  return scan.status();
}

Result<> SnapshotStore::standings(const PostsRequest& request, std::span<const Instant> edges,
                                  const std::function<void(const WindowStanding&)>& visit) const {
  const auto platform = impl_->platforms.asked(request.platform);
  if (!platform || edges.size() < 2) return Done{};
  std::vector<std::uint32_t> metrics;
  for (const std::string_view metric : request.metrics)
    metrics.push_back(impl_->dictionary.number_of(metric).value_or(0));
  const View view(*impl_->rocks);
  PostScan scan(view, request.business, platform->number);
  PostStandings standings(metrics, edges, visit);
  while (scan.next())
    if (!standings.show(scan, impl_->platforms.name_of(scan.latest().platform)))
      return scan.history().status(true);
  return scan.status();
}

}  // namespace tidemark
