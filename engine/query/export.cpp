#include "query/export.h"

#include <algorithm>
#include <limits>
#include <set>

namespace tidemark {
namespace {

constexpr std::size_t kPieceBytes = 64u << 10;
constexpr std::size_t kPage = 100;  // posts have texts of up to 256 KiB

bool fits(const PostFilter& filter, const Post& post) {
  if (filter.business && *filter.business != post.business) return false;
  if (filter.account && *filter.account != post.account) return false;
  if (filter.platform && *filter.platform != post.platform) return false;
  if (!filter.label) return true;
  const auto label = post.labels.find(filter.label->first);
  return label != post.labels.end() && label->second == filter.label->second;
}

}  // namespace

Export::Export(Catalog& catalog, SnapshotStore& store, Asker asker, ExportRequest request)
    : catalog_(catalog), store_(store), asker_(std::move(asker)), request_(std::move(request)) {}

Result<std::unique_ptr<Export>> Export::begin(Catalog& catalog, SnapshotStore& store, const Asker& asker,
                                              ExportRequest request) {
  if (request.posts.business)
    if (const auto there = catalog.businesses().get(asker, *request.posts.business); !there) {
      Error error = there.error();
      error.field = "business_id";
      return error;
    }
  std::unique_ptr<Export> one(new Export(catalog, store, asker, std::move(request)));
  if (auto chosen = one->choose_metrics(); !chosen) return chosen.error();
  const bool csv = one->request_.format == ExportFormat::csv;
  one->writer_ = export_writer(one->request_.format, csv ? one->metrics_ : std::vector<std::string>());
  return one;
}

/// What a CSV's header and the order of openmetrics need to know before the first row.
Result<> Export::choose_metrics() {
  std::set<std::string> known;
  for (Metric& metric : store_.metrics())
    if (metric.kind != MetricKind::window_total) known.insert(std::move(metric.name));
  for (const std::string& name : request_.metrics) {
    if (!known.contains(name))
      return Error{Code::invalid, "metric " + name + " is unknown, or the total of a window of time",
                   "metrics"};
    if (std::find(metrics_.begin(), metrics_.end(), name) == metrics_.end()) metrics_.push_back(name);
  }
  if (!request_.metrics.empty()) {
    for (const std::string& name : metrics_) wanted_.push_back(name);
    return Done{};
  }
  if (request_.format != ExportFormat::csv && request_.format != ExportFormat::openmetrics) return Done{};

  // Whatever a post was ever told to have stands for it.
  std::set<std::string_view> occur;
  std::vector<Subject> subjects;
  while (occur.size() < known.size()) {
    const auto more = next_page();
    if (!more) return more.error();
    if (!*more) break;
    subjects.clear();
    for (const Post& post : page_) subjects.push_back(subject_of(post.id, post.business));
    const auto latest = store_.latest(subjects);
    if (!latest) return latest.error();
    for (const auto& standing : *latest)
      if (standing)
        for (const Standing::Value& value : standing->values) occur.insert(value.metric);
  }
  for (const std::string_view name : occur)
    if (known.contains(std::string(name))) metrics_.emplace_back(name);
  page_.clear();
  after_.reset();
  pages_over_ = false;
  return Done{};
}

Result<bool> Export::next_page() {
  page_.clear();
  post_ = 0;
  if (pages_over_) return false;
  if (request_.post) {
    pages_over_ = true;
    auto post = catalog_.posts().get(asker_, *request_.post);
    if (!post && post.error().code == Code::not_found) return false;
    if (!post) return post.error();
    if (!fits(request_.posts, *post)) return false;
    page_.push_back(std::move(*post));
    return true;
  }
  auto page = catalog_.posts().list(asker_, request_.posts, {.after = after_, .limit = kPage});
  if (!page) return page.error();
  page_ = std::move(page->items);
  after_ = page->next;
  pages_over_ = !after_;
  return !page_.empty();
}

bool Export::next_metric() {
  if (request_.format != ExportFormat::openmetrics || metric_ == metrics_.size()) return false;
  wanted_ = {metrics_[metric_]};
  writer_->metric(metrics_[metric_++]);
  page_.clear();
  post_ = 0;
  after_.reset();
  pages_over_ = false;
  return true;
}

Result<bool> Export::next_post() {
  history_ = {};
  row_ = 0;
  if (post_ == page_.size()) {
    const auto more = next_page();
    if (!more || !*more) return more;
  }
  const Post& post = page_[post_++];
  constexpr Instant first{std::numeric_limits<std::int64_t>::min()};
  constexpr Instant last{std::numeric_limits<std::int64_t>::max()};
  auto history = store_.columns(subject_of(post.id, post.business), request_.from.value_or(first),
                                request_.to.value_or(last), wanted_);
  if (!history) return history.error();
  history_ = std::move(*history);
  writer_->post(post);
  return true;
}

Result<bool> Export::next(std::string& into) {
  if (ended_) return false;
  const std::size_t full = into.size() + kPieceBytes;
  if (!begun_) {
    writer_->begin(into);
    begun_ = true;
    if (request_.format == ExportFormat::openmetrics && !next_metric()) pages_over_ = true;
  }
  while (into.size() < full) {
    if (row_ < history_.times.size()) {
      writer_->row(into, history_, row_++);
      continue;
    }
    const auto more = next_post();
    if (!more) return more;
    if (*more || next_metric()) continue;
    writer_->end(into);
    ended_ = true;
    return false;
  }
  return true;
}

}  // namespace tidemark
