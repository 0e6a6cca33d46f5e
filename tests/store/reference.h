#pragma once
// What the store's questions mean, written plainly over whole histories: slow, and short enough to be checked
// by eye. Whatever packs, skips or sums ahead has to answer the same.

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <ostream>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "store/bookings.h"
#include "store/snapshot_store.h"

namespace tidemark {

inline void PrintTo(const Booked& one, std::ostream* out) {
  *out << one.gains << " gains of " << one.gain << ", " << one.baselines << " from " << one.baseline;
}

}  // namespace tidemark

namespace tidemark::testing {

/// Answers of a store and of the reference alike, made comparable.
struct ColumnsAnswer {
  std::vector<Instant> times;
  std::map<std::string, std::vector<std::optional<std::int64_t>>> columns;
  bool operator==(const ColumnsAnswer&) const = default;
};
struct PostAnswer {
  std::uint64_t post = 0;
  std::string platform;
  bool from_zero = false;
  ColumnsAnswer history;
  bool operator==(const PostAnswer&) const = default;
};
struct StandingAnswer {
  std::uint64_t post = 0;
  std::string platform;
  std::size_t window = 0;
  std::int64_t at = 0;
  std::vector<std::optional<std::int64_t>> values;
  bool operator==(const StandingAnswer&) const = default;
};
/// By platform; then metric of the request, then bucket.
using GainsAnswer = std::vector<std::pair<std::string, std::vector<std::vector<Booked>>>>;

class Reference {
 public:
  struct Post {
    Subject subject;
    std::string platform;
    bool from_zero = false;
    std::map<Instant, std::map<std::string, std::int64_t>> history;
  };

  explicit Reference(std::span<const Metric> metrics) : metrics_(metrics.begin(), metrics.end()) {}

  /// Snapshots in any order; of two values for one metric and instant the first stays.
  void add(const Snapshot& one) {
    Post& post = posts_[{one.subject.business, one.subject}];
    post.subject = one.subject;
    post.platform = one.platform;
    post.from_zero = one.from_zero;
    auto& values = post.history[one.fetched_at];
    for (const Sample& sample : one.samples) values.emplace(sample.metric, sample.value);
  }
  void drop(Subject subject) { posts_.erase({subject.business, subject}); }
  void rebook(Subject subject, bool from_zero) { posts_[{subject.business, subject}].from_zero = from_zero; }

  /// By rising business, then kind, then id.
  std::vector<const Post*> posts() const {
    std::vector<const Post*> all;
    for (const auto& entry : posts_) all.push_back(&entry.second);
    return all;
  }

  ColumnsAnswer columns(Subject subject, Instant from, Instant to,
                        std::span<const std::string_view> metrics) const {
    const auto found = posts_.find({subject.business, subject});
    return found == posts_.end() ? ColumnsAnswer{} : columns(found->second, from, to, metrics);
  }

  std::vector<PostAnswer> each_post(const PostsRequest& request, Instant to) const {
    std::vector<PostAnswer> answers;
    for (const Post* post : asked(request.business, request.platform))
      if (const auto history = columns(*post, kFirst, to, request.metrics); !history.times.empty())
        answers.push_back({post->subject.id, post->platform, post->from_zero, history});
    return answers;
  }

  std::vector<StandingAnswer> standings(const PostsRequest& request, std::span<const Instant> edges) const {
    std::vector<StandingAnswer> answers;
    for (const Post* post : asked(request.business, request.platform))
      for (std::size_t window = 0; window + 1 < edges.size(); ++window) {
        StandingAnswer answer{post->subject.id, post->platform, window, 0, {}};
        answer.values.resize(request.metrics.size());
        bool measured = false;
        for (const auto& [at, values] : post->history) {
          if (at >= edges[window + 1]) break;
          for (std::size_t m = 0; m < request.metrics.size(); ++m)
            if (const auto value = values.find(std::string(request.metrics[m])); value != values.end())
              answer.values[m] = value->second;
          if (at < edges[window]) continue;
          measured = true;
          answer.at = at.ms;
        }
        if (measured) answers.push_back(answer);
      }
    return answers;
  }

  GainsAnswer gains(const GainsRequest& request) const {
    std::map<std::string, std::vector<std::vector<Booked>>> sums;
    for (const Post* post : asked(request.business, request.platform)) {
      if (post->platform.empty()) continue;
      for (const Metric& metric : metrics_) {
        Bookings bookings(metric.kind, post->from_zero);
        for (const auto& [at, values] : post->history) {
          const auto value = values.find(metric.name);
          if (value == values.end()) continue;
          auto& platform = sums[post->platform];
          platform.resize(request.metrics.size(), std::vector<Booked>(request.edges.size()));
          const Booked booked = bookings.next(value->second);
          const auto bucket = static_cast<std::size_t>(std::count_if(
              request.edges.begin(), request.edges.end(), [&](Instant edge) { return edge <= at; }));
          for (std::size_t m = 0; m < request.metrics.size(); ++m)
            if (request.metrics[m] == metric.name && bucket < request.edges.size())
              platform[m][bucket] += booked;
        }
      }
    }
    return {sums.begin(), sums.end()};
  }

 private:
  static constexpr Instant kFirst{std::numeric_limits<std::int64_t>::min()};

  std::vector<const Post*> asked(std::optional<BusinessId> business,
                                 std::optional<std::string_view> platform) const {
    std::vector<const Post*> all = posts();
    std::erase_if(all, [&](const Post* post) {
      return post->subject.kind != Subject::Kind::post || (business && post->subject.business != *business) ||
             (platform && post->platform != *platform);
    });
    return all;
  }

  static ColumnsAnswer columns(const Post& post, Instant from, Instant to,
                               std::span<const std::string_view> metrics) {
    ColumnsAnswer answer;
    for (const auto& [at, values] : post.history) {
      if (at < from || at >= to) continue;
      for (const auto& [metric, value] : values)
        if (metrics.empty() || std::find(metrics.begin(), metrics.end(), metric) != metrics.end()) {
          answer.columns[metric].resize(answer.times.size());
          answer.columns[metric].push_back(value);
        }
      answer.times.push_back(at);
    }
    for (auto& [metric, column] : answer.columns) column.resize(answer.times.size());
    return answer;
  }

  std::vector<Metric> metrics_;
  std::map<std::pair<BusinessId, Subject>, Post> posts_;
};

inline ColumnsAnswer answer(const Columns& columns) {
  ColumnsAnswer answer{columns.times, {}};
  for (const Columns::Column& column : columns.columns) {
    auto& values = answer.columns[std::string(column.metric)];
    for (std::size_t i = 0; i < columns.times.size(); ++i) values.push_back(column.at(i));
  }
  return answer;
}

inline std::vector<PostAnswer> each_post(const SnapshotStore& store, const PostsRequest& request,
                                         Instant to) {
  std::vector<PostAnswer> answers;
  const auto done = store.each_post(request, to, [&](const VisitedPost& post) {
    answers.push_back({post.post.value, std::string(post.platform), post.from_zero, answer(post.history)});
  });
  EXPECT_TRUE(done) << done.error().message;
  return answers;
}

inline std::vector<StandingAnswer> standings(const SnapshotStore& store, const PostsRequest& request,
                                             std::span<const Instant> edges) {
  std::vector<StandingAnswer> answers;
  const auto done = store.standings(request, edges, [&](const WindowStanding& one) {
    answers.push_back({one.post.value,
                       std::string(one.platform),
                       one.window,
                       one.at.ms,
                       {one.values.begin(), one.values.end()}});
  });
  EXPECT_TRUE(done) << done.error().message;
  return answers;
}

inline GainsAnswer gains(const SnapshotStore& store, const GainsRequest& request) {
  GainsAnswer answers;
  const auto gains = store.gains(request);
  EXPECT_TRUE(gains) << gains.error().message;
  if (gains)
    for (const PlatformGains& one : *gains) answers.emplace_back(one.platform, one.metrics);
  return answers;
}

inline void PrintTo(const StandingAnswer& one, std::ostream* out) {
  *out << "post " << one.post << " window " << one.window << " at " << one.at << ":";
  for (const auto& value : one.values) *out << " " << (value ? std::to_string(*value) : "absent");
}

}  // namespace tidemark::testing
