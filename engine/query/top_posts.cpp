// Which posts stand out in a window. Ranked are all of its posts by a few columns; only the winners are then
// read whole.

#include <algorithm>
#include <map>

#include "query/period_queries.h"
#include "query/post_answers.h"
#include "query/rank_metric.h"
#include "query/scoped_standings.h"
#include "query/standing_at.h"

namespace tidemark {
namespace {

struct Candidate {
  std::int64_t value = 0;
  PostId post;
  BusinessId business;
  Instant at;  ///< of its last snapshot in the window
};

bool goes_before(const Candidate& a, const Candidate& b) {
  return a.value != b.value ? a.value > b.value : a.post < b.post;
}

/// Hands out candidates by rank, and sorts no more of them than are asked for.
class Ranking {
 public:
  Ranking(std::vector<Candidate> candidates, std::size_t portion)
      : candidates_(std::move(candidates)), portion_(portion) {}

  const Candidate* next() {
    if (given_ == candidates_.size()) return nullptr;
    if (given_ == sorted_) {
      sorted_ = std::min(sorted_ + portion_, candidates_.size());
      std::partial_sort(place(given_), place(sorted_), candidates_.end(), goes_before);
    }
    return &candidates_[given_++];
  }

 private:
  std::vector<Candidate>::iterator place(std::size_t i) {
    return candidates_.begin() + static_cast<std::ptrdiff_t>(i);
  }

  std::vector<Candidate> candidates_;
  std::size_t portion_;
  std::size_t sorted_ = 0, given_ = 0;
};

}  // namespace

Result<TopPosts> top_posts(const QueryParts& parts, const Asker& asker, const Scope& scope,
                           const TopPostsRequest& request) {
  const auto metric = rank_metric(parts, request.metric);
  if (!metric) return metric.error();
  std::vector<Candidate> candidates;
  const Instant edges[] = {scope.from, scope.to};
  const auto read = each_standing(parts, scope, metric->reads, edges,
                                  [&](BusinessId business, const WindowStanding& standing) {
                                    if (const auto value = metric->value(standing.values))
                                      candidates.push_back({*value, standing.post, business, standing.at});
                                  });
  if (!read) return read.error();

  TopPosts top{.is_rate = metric->is_rate, .items = {}};
  std::map<std::string, std::vector<Metric>, std::less<>> declared;
  Ranking ranking(std::move(candidates), request.limit);
  while (top.items.size() < request.limit) {
    const Candidate* winner = ranking.next();
    if (!winner) break;
    auto post = parts.catalog.posts().brief(asker, winner->post);
    // Deleted, and the store has not dropped it yet.
    if (!post && post.error().code == Code::not_found) continue;
    if (!post) return post.error();
    const auto standing = standing_at(parts.store, subject_of(winner->post, winner->business), winner->at);
    if (!standing) return standing.error();
    if (!*standing) continue;
    auto metrics = declared.find(post->platform);
    if (metrics == declared.end())
      metrics = declared.emplace(post->platform, parts.platforms.metrics(post->platform)).first;
    top.items.push_back({winner->value, analytics_of(std::move(*post), *standing, metrics->second)});
  }
  return top;
}

}  // namespace tidemark
