#include "sync/piece_sink.h"

#include <utility>

#include "sync/account_keeper.h"

namespace tidemark {

PieceSink::PieceSink(Parts parts, const Piece& piece, std::stop_token stop)
    : parts_(parts),
      piece_(piece),
      stop_(std::move(stop)),
      gaps_(parts.measurements, parts.log, piece.business, piece.account) {
  items_.reserve(piece.posts.size() + 1);
  for (const SyncPost& post : piece.posts)
    items_.push_back({SyncItem::Kind::post, post.platform_post_id, post.media_type, post.published_at});
  if (piece.with_account) items_.push_back({.kind = SyncItem::Kind::account});
  state_.resize(items_.size());
}

Subject PieceSink::subject(std::size_t item) const {
  return is_post(item) ? subject_of(piece_.posts[item].id) : subject_of(piece_.account);
}

Snapshot& PieceSink::row_of(std::size_t item, Instant now) {
  Item& state = state_[item];
  if (!std::exchange(state.seen, true)) state.fetched_at = now;
  if (state.batch != batch_number_) {
    state.batch = batch_number_;
    state.row = static_cast<std::uint32_t>(batch_.size());
    batch_.push_back({.subject = subject(item), .fetched_at = state.fetched_at, .samples = {}});
    batch_items_.push_back(item);
  }
  return batch_[state.row];
}

Result<> PieceSink::emit(std::span<const EmittedSample> samples) {
  const Instant now = parts_.clock.now();
  ++batch_number_;
  batch_.clear();
  batch_items_.clear();
  std::vector<WindowReading> windows;
  for (const EmittedSample& sample : samples) {
    Snapshot& row = row_of(sample.item, now);
    if (sample.window) {
      windows.push_back({row.subject, sample.metric, sample.window->since, sample.window->until,
                         row.fetched_at, sample.value});
    } else {
      if (row.samples.empty()) row.samples.reserve(8);
      row.samples.push_back({sample.metric, sample.value});
    }
    gaps_.sampled(sample.metric, items_[sample.item].type);
  }
  for (std::size_t item : read_) row_of(item, now);
  if (batch_.empty()) return Done{};
  auto stored = store(windows);
  if (!stored) {
    storage_ = stored.error().at("the snapshots could not be stored");
    return stored.error();
  }
  read_.clear();
  settle_batch(*stored);
  return Done{};
}

Result<std::vector<Landed>> PieceSink::store(std::span<const WindowReading> windows) {
  // The snapshots come last: where there is one, all is there.
  if (!windows.empty())
    if (auto stored = parts_.measurements.append_windows(windows); !stored) return stored.error();
  return parts_.measurements.append(batch_);
}

void PieceSink::settle_batch(const std::vector<Landed>& landed) {
  std::vector<Settlement> settled, deleted;
  settled.reserve(batch_items_.size());
  std::vector<PostId> found;
  for (std::size_t row = 0; row < batch_items_.size(); ++row) {
    const std::size_t item = batch_items_[row];
    Item& state = state_[item];
    // What is said later belongs to the same snapshot, also if another one held its millisecond.
    state.fetched_at = landed[row].fetched_at;
    if (state.answer == Answer::stored || state.answer == Answer::failed) continue;
    state.answer = Answer::stored;
    if (landed[row].deleted) {
      deleted.push_back({.subject = subject(item), .outcome = Outcome::withdrawn});
      continue;
    }
    settled.push_back({.subject = subject(item)});
    gaps_.measured(subject(item), state.fetched_at);
    if (is_post(item)) verdict_.missed().post_measured();
    if (is_post(item) && piece_.posts[item].gone) found.push_back(piece_.posts[item].id);
  }
  parts_.book.settle(piece_, deleted);
  if (settled.empty()) return;
  if (!found.empty())
    if (auto marked = parts_.directory.mark_found(found); !marked)
      parts_.log.warning("sync", "posts found again could not be marked so: " + marked.error().message);
  gaps_.flush();
  verdict_.stored(parts_.clock.now());
  parts_.telemetry.snapshots_stored(piece_.platform, settled.size());
  parts_.book.settle(piece_, settled);
}

void PieceSink::item_read(std::size_t item) {
  Item& state = state_[item];
  if (state.answer != Answer::none) return;
  if (!std::exchange(state.seen, true)) state.fetched_at = parts_.clock.now();
  state.answer = Answer::read;
  read_.push_back(item);
}

void PieceSink::item_failed(std::size_t item, const Error& why) {
  Item& state = state_[item];
  if (state.answer != Answer::none) return;
  if (why.code == Code::cancelled && stop_.stop_requested()) return;  // unanswered
  state.answer = Answer::failed;
  verdict_.failed(is_post(item) ? AccountVerdict::About::post : AccountVerdict::About::itself, why,
                  parts_.clock.now());
  miss(item, why, true);
  if (why.code == Code::post_not_found && is_post(item)) {
    missing_.push_back(item);
    missing_why_.push_back(why);
    return;
  }
  // A platform without figures about accounts has nothing to report.
  const bool nothing_there = !is_post(item) && why.code == Code::unsupported;
  settle_one(item, nothing_there ? Outcome::withdrawn : outcome_of(why), nothing_there ? nullptr : &why);
}

void PieceSink::miss(std::size_t item, const Error& why, bool alone) {
  const bool looked_for = is_post(item) && piece_.posts[item].gone;
  if (looked_for && why.code != Code::post_not_found) return;  // it is gone until somebody finds it
  if (is_post(item))
    verdict_.missed().post(piece_.posts[item].id, why, alone, parts_.clock.now());
  else if (why.code != Code::unsupported)
    verdict_.missed().itself(why, parts_.clock.now());
}

void PieceSink::settle_one(std::size_t item, Outcome outcome, const Error* why) {
  const Settlement one{subject(item), outcome, why};
  parts_.book.settle(piece_, {&one, 1});
}

void PieceSink::metric_unavailable(const UnavailableMetric& metric) {
  keep_refusal(parts_.directory, parts_.log, piece_.account, metric);
  gaps_.refused(metric, parts_.clock.now());
  parts_.book.metric_unavailable(piece_, metric);
}

void PieceSink::settle_missing() {
  if (missing_.empty()) return;
  std::vector<PostId> gone;
  std::vector<Settlement> settled;
  for (std::size_t i = 0; i < missing_.size(); ++i) {
    gone.push_back(piece_.posts[missing_[i]].id);
    settled.push_back({subject(missing_[i]), Outcome::failed, &missing_why_[i]});
  }
  if (auto marked = parts_.directory.mark_gone(gone); !marked)
    parts_.log.warning("sync", "posts that are gone could not be marked so: " + marked.error().message);
  parts_.book.settle(piece_, settled);
}

void PieceSink::finish(const Result<>& said, bool withdrawn) {
  Result<> call = said;
  if (!call && call.error().code == Code::post_not_found) {
    // Which of the posts? Only an answer about one of them makes it gone.
    Error why = call.error();
    why.code = Code::platform_error;
    if (!why.http_status) why.http_status = 404;
    call = why;
  }
  if (!read_.empty())
    if (auto stored = emit({}); !stored)
      for (std::size_t item : read_) state_[item].answer = Answer::none;
  settle_missing();
  gaps_.finish(parts_.clock.now());

  const bool stopped = !call && stop_.stop_requested();
  if (!call && !stopped && !withdrawn)
    verdict_.failed(AccountVerdict::About::call, call.error(), parts_.clock.now());
  const Error forgotten{Code::plugin_error, "the plugin gave no answer about this item"};
  const Error why = storage_ ? *storage_ : call ? forgotten : call.error();
  Outcome outcome = outcome_of(why);
  if (withdrawn) outcome = Outcome::withdrawn;
  if (stopped) outcome = Outcome::interrupted;
  std::vector<Settlement> rest;
  for (std::size_t item = 0; item < items_.size(); ++item)
    if (state_[item].answer == Answer::none) {
      const bool unlucky = outcome == Outcome::failed || outcome == Outcome::rate_limited;
      rest.push_back({subject(item), outcome, unlucky ? &why : nullptr});
      if (unlucky) miss(item, why, why.code == Code::plugin_error && call);
    }
  if (!call && !stopped && !withdrawn && rest.empty()) {
    parts_.book.account_failed(piece_, call.error());
    verdict_.missed().account(call.error(), parts_.clock.now());
  }
  parts_.book.settle(piece_, rest);
}

}  // namespace tidemark
