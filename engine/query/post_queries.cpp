#include "query/post_queries.h"

#include <algorithm>
#include <limits>
#include <map>
#include <mutex>

#include "query/post_answers.h"

namespace tidemark {
namespace {

Error unknown_metric(const std::string& name) {
  return {.code = Code::invalid, .message = "metric " + name + " is unknown", .field = "metrics"};
}

}  // namespace

std::vector<Metric> PostQueries::known_metrics() const {
  std::map<std::string, Metric> known;
  // What a plugin declares goes before what is stored: the store does not know what adds up.
  for (const std::string& platform : platforms_.loaded())
    for (Metric& metric : platforms_.metrics(platform)) known.emplace(metric.name, std::move(metric));
  for (Metric& metric : store_.metrics()) known.emplace(metric.name, std::move(metric));
  std::vector<Metric> all;
  for (auto& [name, metric] : known) all.push_back(std::move(metric));
  return all;
}

Result<Series> PostQueries::read(Subject subject, const SeriesRequest& request, bool from_zero) const {
  const std::vector<Metric> known = known_metrics();
  for (const std::string& name : request.metrics)
    if (std::none_of(known.begin(), known.end(), [&](const Metric& metric) { return metric.name == name; }))
      return unknown_metric(name);
  const auto observed = observe(store_, subject, request, known);
  if (!observed) return observed.error();
  return series_of(*observed, request, from_zero);
}

std::optional<MetricKind> PostQueries::kind_of(std::string_view metric) const {
  {
    std::shared_lock lock(mutex_);
    if (const auto known = kinds_.find(metric); known != kinds_.end()) return known->second;
  }
  const std::vector<Metric> all = known_metrics();
  std::unique_lock lock(mutex_);
  for (const Metric& one : all) kinds_.emplace(one.name, one.kind);
  const auto known = kinds_.find(metric);
  return known == kinds_.end() ? std::nullopt : std::optional(known->second);
}

Result<std::optional<Columns>> PostQueries::raw(const Asker& asker, PostId id, const SeriesRequest& request) {
  const auto post = catalog_.posts().brief(asker, id);
  if (!post) return post.error();
  const Subject subject = subject_of(id, post->business);
  for (const std::string& name : request.metrics)
    if (!kind_of(name)) return unknown_metric(name);
  const auto windows = store_.has_windows(subject);
  if (!windows) return windows.error();
  if (*windows) return std::optional<Columns>();
  constexpr std::int64_t first = std::numeric_limits<std::int64_t>::min();
  constexpr std::int64_t last = std::numeric_limits<std::int64_t>::max();
  const std::vector<std::string_view> names(request.metrics.begin(), request.metrics.end());
  auto columns = store_.columns(subject, request.from.value_or(Instant{first}),
                                request.to.value_or(Instant{last}), names);
  if (!columns) return columns.error();
  // A total of a window that came as a snapshot's sample is no property of that instant.
  std::erase_if(columns->columns, [&](const Columns::Column& column) {
    return kind_of(column.metric) == MetricKind::window_total;
  });
  return std::optional(*std::move(columns));
}

Result<PostAnalytics> PostQueries::analytics(const Asker& asker, PostId id) {
  auto post = catalog_.posts().brief(asker, id);
  if (!post) return post.error();
  const auto standing = store_.latest(subject_of(id, post->business));
  if (!standing) return standing.error();
  const std::vector<Metric> declared = platforms_.metrics(post->platform);
  return analytics_of(std::move(*post), *standing, declared);
}

Result<Series> PostQueries::series(const Asker& asker, PostId id, const SeriesRequest& request) {
  const auto post = catalog_.posts().brief(asker, id);
  if (!post) return post.error();
  const auto owner = catalog_.owners().of(id);
  if (!owner) return owner.error();
  return read(subject_of(id, post->business), request, *owner && (*owner)->from_zero);
}

Result<Series> PostQueries::series(const Asker& asker, AccountId id, const SeriesRequest& request) {
  const auto account = catalog_.accounts().get(asker, id);
  if (!account) return account.error();
  return read(subject_of(id, account->business), request, false);
}

Result<MeasuredPosts> PostQueries::measured(const Asker& asker, BusinessId id) {
  if (const auto business = catalog_.businesses().get(asker, id); !business) {
    Error error = business.error();
    error.field = "business_id";
    return error;
  }
  const auto posts = catalog_.posts().ids_of(id, std::nullopt);
  if (!posts) return posts.error();
  MeasuredPosts answer{.total = static_cast<std::int64_t>(posts->size())};
  // In portions, so that a large business costs no more memory than a small one.
  constexpr std::size_t kPortion = 1'000;
  std::vector<Subject> subjects;
  for (std::size_t from = 0; from < posts->size(); from += kPortion) {
    subjects.clear();
    for (std::size_t i = from; i < std::min(from + kPortion, posts->size()); ++i)
      subjects.push_back(subject_of((*posts)[i], id));
    const auto latest = store_.latest(subjects);
    if (!latest) return latest.error();
    for (const auto& standing : *latest) answer.measured += standing.has_value();
  }
  return answer;
}

}  // namespace tidemark
