#include "query/post_queries.h"

#include <algorithm>
#include <limits>
#include <set>

#include "query/post_answers.h"

namespace tidemark {
namespace {

/// Every name is declared by a loaded plugin or was at some time.
Result<> check_known(const std::vector<std::string>& names, const SnapshotStore& store,
                     const Platforms& platforms) {
  if (names.empty()) return Done{};
  std::set<std::string> known;
  for (const Metric& metric : store.metrics()) known.insert(metric.name);
  for (const std::string& platform : platforms.loaded())
    for (const Metric& metric : platforms.metrics(platform)) known.insert(metric.name);
  for (const std::string& name : names)
    if (!known.contains(name))
      return Error{.code = Code::invalid, .message = "metric " + name + " is unknown", .field = "metrics"};
  return Done{};
}

Result<Series> read_series(const SnapshotStore& store, Subject subject, const SeriesRequest& request) {
  const Instant from = request.from.value_or(Instant{std::numeric_limits<std::int64_t>::min()});
  const Instant to = request.to.value_or(Instant{std::numeric_limits<std::int64_t>::max()});
  const auto history = store.history(subject, from, to, std::numeric_limits<std::size_t>::max());
  if (!history) return history.error();
  return series_of(*history, request.metrics);
}

}  // namespace

Result<PostAnalytics> PostQueries::analytics(const Asker& asker, PostId id) {
  auto post = catalog_.posts().get(asker, id);
  if (!post) return post.error();
  const auto standing = store_.latest(subject_of(id));
  if (!standing) return standing.error();
  const std::vector<Metric> declared = platforms_.metrics(post->platform);
  return analytics_of(std::move(*post), *standing, declared);
}

Result<Series> PostQueries::series(const Asker& asker, PostId id, const SeriesRequest& request) {
  if (const auto post = catalog_.posts().get(asker, id); !post) return post.error();
  if (auto known = check_known(request.metrics, store_, platforms_); !known) return known.error();
  return read_series(store_, subject_of(id), request);
}

Result<Series> PostQueries::series(const Asker& asker, AccountId id, const SeriesRequest& request) {
  if (const auto account = catalog_.accounts().get(asker, id); !account) return account.error();
  if (auto known = check_known(request.metrics, store_, platforms_); !known) return known.error();
  return read_series(store_, subject_of(id), request);
}

Result<MeasuredPosts> PostQueries::measured(const Asker& asker, BusinessId id) {
  if (const auto business = catalog_.businesses().get(asker, id); !business) return business.error();
  const auto posts = catalog_.posts().ids_of(id, std::nullopt);
  if (!posts) return posts.error();
  MeasuredPosts answer{.total = static_cast<std::int64_t>(posts->size())};
  // In portions, so that a large business costs no more memory than a small one.
  constexpr std::size_t kPortion = 1'000;
  std::vector<Subject> subjects;
  for (std::size_t from = 0; from < posts->size(); from += kPortion) {
    subjects.clear();
    for (std::size_t i = from; i < std::min(from + kPortion, posts->size()); ++i)
      subjects.push_back(subject_of((*posts)[i]));
    const auto latest = store_.latest(subjects);
    if (!latest) return latest.error();
    for (const auto& standing : *latest) answer.measured += standing.has_value();
  }
  return answer;
}

}  // namespace tidemark
