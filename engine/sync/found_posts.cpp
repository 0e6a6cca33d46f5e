#include "sync/found_posts.h"

#include <utility>

#include "sync/account_keeper.h"
#include "sync/run_book.h"

namespace tidemark {

Result<> FoundPosts::found(FoundPost post) {
  waiting_.push_back(std::move(post));
  return waiting_.size() < kBatch ? Result<>(Done{}) : flush();
}

Result<> FoundPosts::flush() {
  if (waiting_.empty()) return Done{};
  const auto registered = parts_.directory.register_found(account_, waiting_);
  if (!registered) return registered.error().at("the posts that were found could not be registered");
  waiting_.clear();
  std::vector<PostId> known;
  for (const RegisteredPost& post : *registered) {
    items_.push_back(post.id);
    if (!found_.insert(post.id).second) continue;  // pages may overlap
    if (post.created)
      ++fresh_;
    else
      known.push_back(post.id);
  }
  if (known.empty()) return Done{};
  if (auto marked = parts_.directory.mark_found(known); !marked)
    return marked.error().at("posts found again could not be marked so");
  return Done{};
}

Result<> FoundPosts::emit(std::span<const EmittedSample> samples) {
  if (auto registered = flush(); !registered) return registered;
  const Instant now = parts_.clock.now();
  ++batches_;
  std::vector<Snapshot> batch;
  std::vector<WindowReading> windows;
  for (const EmittedSample& sample : samples) {
    const PostId post = items_.at(sample.item);
    Figures& figures = figures_.try_emplace(post, Figures{.fetched_at = now}).first->second;
    if (figures.batch != batches_) {
      figures.batch = batches_;
      figures.row = batch.size();
      batch.push_back({.subject = subject_of(post), .fetched_at = figures.fetched_at, .samples = {}});
    }
    if (sample.window)
      windows.push_back({subject_of(post), sample.metric, sample.window->since, sample.window->until,
                         figures.fetched_at, sample.value});
    else
      batch[figures.row].samples.push_back({sample.metric, sample.value});
  }
  if (batch.empty()) return Done{};
  // The snapshots come last: where there is one, all is there.
  if (!windows.empty())
    if (auto stored = parts_.measurements.append_windows(windows); !stored) return stored;
  const auto landed = parts_.measurements.append(batch);
  if (!landed) return landed.error().at("the snapshots could not be stored");
  settle(batch, *landed);
  return Done{};
}

void FoundPosts::settle(const std::vector<Snapshot>& batch, const std::vector<Landed>& landed) {
  std::vector<Settlement> deleted;
  std::vector<PostId> posts;
  for (std::size_t row = 0; row < batch.size(); ++row) {
    const PostId post{batch[row].subject.id};
    figures_.at(post).fetched_at = landed[row].fetched_at;
    if (landed[row].deleted) {
      deleted.push_back({.subject = batch[row].subject, .outcome = Outcome::withdrawn});
      continue;
    }
    posts.push_back(post);
    gaps_.measured(batch[row].subject, landed[row].fetched_at);
  }
  parts_.book.settle(*piece_, deleted);
  if (posts.empty()) return;
  gaps_.flush();
  verdict_.missed().post_measured();
  verdict_.stored(parts_.clock.now());
  parts_.telemetry.snapshots_stored(piece_->platform, posts.size());
  parts_.book.figures_found(piece_, posts);
}

void FoundPosts::metric_unavailable(const UnavailableMetric& metric) {
  keep_refusal(parts_.directory, parts_.log, account_.id, metric);
  gaps_.refused(metric, parts_.clock.now());
  parts_.book.metric_unavailable(*piece_, metric);
}

}  // namespace tidemark
