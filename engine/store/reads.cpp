// Questions that need more than one subject, or columns.

#include <rocksdb/db.h>
#include <rocksdb/snapshot.h>

#include <algorithm>
#include <limits>
#include <map>

#include "store/bookings.h"
#include "store/keys.h"
#include "store/store_impl.h"
#include "store/subject_history.h"

namespace tidemark {
namespace {

constexpr Instant kEarliest{std::numeric_limits<std::int64_t>::min()};
constexpr Instant kLatest{std::numeric_limits<std::int64_t>::max()};

/// The bucket of `edges` that `at` lies in, counted from 1; 0: before all of them, size: behind.
std::size_t bucket_of(std::span<const Instant> edges, Instant at) {
  return static_cast<std::size_t>(std::upper_bound(edges.begin(), edges.end(), at) - edges.begin());
}

}  // namespace

Result<std::vector<Snapshot>> SnapshotStore::history(Subject subject, Instant from, Instant to,
                                                     std::size_t limit) const {
  std::vector<Snapshot> snapshots;
  // Packing may go on meanwhile.
  rocksdb::ManagedSnapshot now(&impl_->rocks->db());
  rocksdb::ReadOptions options;
  options.snapshot = now.snapshot();
  const auto history = SubjectHistory::load(*impl_->rocks, subject, options);
  if (!history) return history.error();
  for (const disk::TimedRow& one : history->rows) {
    if (one.at < from || one.at >= to || snapshots.size() == limit) continue;
    Snapshot& snapshot = snapshots.emplace_back(Snapshot{subject, one.at, {}});
    for (const auto& sample : one.row)
      snapshot.samples.push_back({impl_->dictionary.name_of(sample.metric), sample.value});
    std::sort(snapshot.samples.begin(), snapshot.samples.end(),
              [](const Sample& a, const Sample& b) { return a.metric < b.metric; });
  }
  return snapshots;
}

Result<Columns> SnapshotStore::columns(Subject subject, Instant from, Instant to,
                                       std::span<const std::string_view> metrics) const {
  const auto snapshots = history(subject, from, to, std::numeric_limits<std::size_t>::max());
  if (!snapshots) return snapshots.error();
  Columns columns;
  std::map<std::string_view, Columns::Column> by_name;
  for (std::size_t i = 0; i < snapshots->size(); ++i) {
    columns.times.push_back((*snapshots)[i].fetched_at);
    for (const Sample& sample : (*snapshots)[i].samples) {
      if (!metrics.empty() && std::find(metrics.begin(), metrics.end(), sample.metric) == metrics.end())
        continue;
      Columns::Column& column = by_name[sample.metric];
      column.metric = sample.metric;
      column.values.resize(i);
      column.present.resize(i);
      column.values.push_back(sample.value);
      column.present.push_back(1);
    }
  }
  for (auto& [name, column] : by_name) {
    column.values.resize(columns.times.size());
    column.present.resize(columns.times.size());
    columns.columns.push_back(std::move(column));
  }
  return columns;
}

Result<> SnapshotStore::each_post(const PostsRequest& request, Instant to,
                                  const std::function<void(const VisitedPost&)>& visit) const {
  const std::string from = disk::business_prefix(request.business, Subject::Kind::post);
  const std::string end = disk::after_prefix(from);
  const rocksdb::Slice upper(end);
  rocksdb::ReadOptions range;
  range.iterate_upper_bound = &upper;
  const std::unique_ptr<rocksdb::Iterator> row(
      impl_->rocks->db().NewIterator(range, impl_->rocks->family(Family::latest)));
  for (row->Seek(from); row->Valid(); row->Next()) {
    const auto subject = disk::parse_subject_key(row->key().ToStringView());
    const auto latest = disk::decode_latest(row->value().ToStringView());
    if (!subject || !latest) return impl_->rocks->unreadable("what stands");
    const std::string_view platform = impl_->platforms.name_of(latest->platform);
    if (request.platform && platform != *request.platform) continue;
    const auto history = columns(*subject, kEarliest, to, request.metrics);
    if (!history) return history.error();
    if (history->times.empty()) continue;
    visit({{subject->id}, platform, latest->from_zero && !latest->trimmed, *history});
  }
  if (!row->status().ok()) return impl_->rocks->failed("reading", row->status());
  return Done{};
}

Result<> SnapshotStore::standings(const PostsRequest& request, std::span<const Instant> edges,
                                  const std::function<void(const WindowStanding&)>& visit) const {
  if (edges.size() < 2) return Done{};
  std::vector<std::optional<std::int64_t>> values;
  return each_post(request, edges.back(), [&](const VisitedPost& post) {
    const auto& times = post.history.times;
    values.assign(request.metrics.size(), std::nullopt);
    for (std::size_t i = 0; i < times.size(); ++i) {
      for (const Columns::Column& column : post.history.columns)
        for (std::size_t m = 0; m < request.metrics.size(); ++m)
          if (request.metrics[m] == column.metric && column.has(i)) values[m] = column.values[i];
      const std::size_t bucket = bucket_of(edges, times[i]);
      if (bucket == 0) continue;
      if (i + 1 == times.size() || bucket_of(edges, times[i + 1]) != bucket)
        visit({post.post, post.platform, bucket - 1, times[i], values});
    }
  });
}

Result<std::vector<PlatformGains>> SnapshotStore::gains(const GainsRequest& request) const {
  std::vector<BusinessId> businesses;
  if (request.business) {
    businesses.push_back(*request.business);
  } else {
    const std::unique_ptr<rocksdb::Iterator> row(
        impl_->rocks->db().NewIterator(rocksdb::ReadOptions(), impl_->rocks->family(Family::latest)));
    for (row->SeekToFirst(); row->Valid(); row->Next())
      if (const auto subject = disk::parse_subject_key(row->key().ToStringView()))
        if (businesses.empty() || businesses.back() != subject->business)
          businesses.push_back(subject->business);
  }
  std::map<std::string_view, PlatformGains> all;
  const std::vector<Metric> known = this->metrics();
  for (const BusinessId business : businesses) {
    const PostsRequest posts{business, request.platform, request.metrics};
    const auto visited = each_post(posts, kLatest, [&](const VisitedPost& post) {
      if (post.platform.empty()) return;
      PlatformGains& sums = all[post.platform];
      sums.platform = post.platform;
      sums.metrics.resize(request.metrics.size(), std::vector<Booked>(request.edges.size()));
      for (const Columns::Column& column : post.history.columns) {
        const auto metric = std::find_if(known.begin(), known.end(),
                                         [&](const Metric& one) { return one.name == column.metric; });
        Bookings bookings(metric->kind, post.from_zero);
        for (std::size_t i = 0; i < column.values.size(); ++i) {
          if (!column.has(i)) continue;
          const Booked booked = bookings.next(column.values[i]);
          const std::size_t bucket = bucket_of(request.edges, post.history.times[i]);
          if (bucket == request.edges.size()) continue;
          for (std::size_t m = 0; m < request.metrics.size(); ++m)
            if (request.metrics[m] == column.metric) sums.metrics[m][bucket] += booked;
        }
      }
    });
    if (!visited) return visited.error();
  }
  std::vector<PlatformGains> gains;
  for (auto& [platform, sums] : all) gains.push_back(std::move(sums));
  return gains;
}

}  // namespace tidemark
