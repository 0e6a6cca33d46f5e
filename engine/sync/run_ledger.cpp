#include "sync/run_ledger.h"

#include <algorithm>
#include <cassert>

namespace tidemark {
namespace {

template <typename T>
bool contains(const std::vector<T>& sorted, T value) {
  return std::binary_search(sorted.begin(), sorted.end(), value);
}

SyncError sync_error(std::optional<PostId> post, std::string_view platform, const Error& why) {
  SyncError error{.post = post,
                  .platform = std::string(platform),
                  .code = reported_code(why.code),
                  .message = why.message};
  if (error.code == Code::rate_limited) error.retry_after_s = retry_after_seconds(why);
  return error;
}

template <typename Count>
std::string posts(Count count) {
  return std::to_string(count) + (count == 1 ? " post" : " posts");
}

void insert_sorted(std::vector<PostId>& sorted, PostId post) {
  sorted.insert(std::upper_bound(sorted.begin(), sorted.end(), post), post);
}

}  // namespace

RunLedger::RunLedger(const WantedRun& wanted, Instant started_at)
    : limit_(wanted.limit), only_discovery_(wanted.only_discovery) {
  report.business = wanted.business;
  report.trigger = wanted.trigger;
  report.platforms = wanted.platforms;
  report.started_at = started_at;
  for (const std::string& platform : wanted.platforms) report.by_platform[platform];
  for (const SyncPost& post : wanted.posts)
    (post.gone && !wanted.gone_count ? looked_for_ : posts_).push_back(post.id);
  for (const auto& account : wanted.accounts) {
    if (account.itself) accounts_.push_back(account.id);
    if (account.discover) discoveries_[account.id];
  }
  std::sort(posts_.begin(), posts_.end());
  std::sort(looked_for_.begin(), looked_for_.end());
  std::sort(accounts_.begin(), accounts_.end());
  report.total_posts = static_cast<std::int64_t>(posts_.size());
  report.message = "Syncing " + posts(report.total_posts) + ".";
  hold(wanted.posts.size() + accounts_.size());
}

bool RunLedger::covers(const WantedRun& wanted) const {
  if (report.business != wanted.business || over_ || interrupted_ || abandoned_) return false;
  for (const std::string& platform : wanted.platforms)
    if (std::find(report.platforms.begin(), report.platforms.end(), platform) == report.platforms.end())
      return false;
  if (wanted.only_discovery) {
    const auto found = discoveries_.find(wanted.accounts.front().id);
    return found != discoveries_.end() && !found->second;
  }
  if (only_discovery_) return false;
  for (const auto& account : wanted.accounts) {
    if (account.itself && !contains(accounts_, account.id)) return false;
    if (account.discover && (!discoveries_.contains(account.id) || (limit_ && limit_ != wanted.limit)))
      return false;
  }
  return std::all_of(wanted.posts.begin(), wanted.posts.end(), [&](const SyncPost& post) {
    return contains(posts_, post.id) || (post.gone && !wanted.gone_count && contains(looked_for_, post.id));
  });
}

void RunLedger::settle(std::string_view platform, const Settlement& what, Instant now) {
  if (what.outcome == Outcome::interrupted) interrupted_ = true;
  if (what.outcome == Outcome::synced) report.last_synced_at = now;
  if (what.subject.kind == Subject::Kind::account) {
    if (what.why) account_error(platform, *what.why);
    return;
  }
  const PostId post{what.subject.id};
  if (!looked_for_.empty() && contains(looked_for_, post)) {
    if (what.outcome != Outcome::synced) return;
    ++report.total_posts;  // found again
  }
  SyncCounts& counts = report.by_platform[std::string(platform)];
  switch (what.outcome) {
    case Outcome::synced:
      ++counts.synced;
      synced_.emplace(post, now);
      return;
    case Outcome::failed:
      ++counts.failed;
      break;
    case Outcome::rate_limited:
      ++counts.rate_limited;
      break;
    case Outcome::interrupted:
      return;
    case Outcome::withdrawn:
      --report.total_posts;
      return;
  }
  report.errors.push_back(sync_error(post, platform, *what.why));
}

std::optional<Instant> RunLedger::synced_at(PostId post) const {
  const auto found = synced_.find(post);
  return found == synced_.end() ? std::nullopt : std::optional(found->second);
}

bool RunLedger::knows(PostId post) const {
  return contains(posts_, post) || contains(looked_for_, post);
}

void RunLedger::add(PostId post, bool looked_for) {
  insert_sorted(looked_for ? looked_for_ : posts_, post);
  if (!looked_for) ++report.total_posts;
  hold(1);
}

void RunLedger::discovered(AccountId account, const Result<Discovered>& what) {
  discoveries_[account] = what;
  if (!what) return;
  Discovered& all = report.discovered ? *report.discovered : report.discovered.emplace();
  all.found += what->found;
  all.fresh += what->fresh;
  all.gone += what->gone;
}

void RunLedger::account_error(std::string_view platform, const Error& why) {
  report.errors.push_back(sync_error({}, platform, why));
}

void RunLedger::metric_error(AccountId account, std::string_view platform, const UnavailableMetric& metric) {
  if (!told_metrics_.emplace(account, metric.metric, metric.type).second) return;
  std::string message = "The platform does not give " + metric.metric;
  if (!metric.type.empty()) message += " of " + metric.type + " posts";
  message += " for account " + std::to_string(account.value);
  if (!metric.why.empty()) message += ": " + metric.why;
  account_error(platform, {Code::metric_unavailable, message});
}

bool RunLedger::release(std::size_t count) {
  assert(held_ >= count);
  held_ -= count;
  return count > 0 && held_ == 0;
}

void RunLedger::piece_planned(const PiecePtr& piece) {
  ++by_account_[piece->account].pieces;
  pieces_.push_back(piece);
  hold(1);
}

std::optional<AccountVerdict> RunLedger::piece_ended(AccountId account, const AccountVerdict& verdict) {
  Accounts& of = by_account_[account];
  of.verdict.merge(verdict);
  if (--of.pieces > 0) return {};
  return of.verdict;
}

std::optional<Error> RunLedger::dead(AccountId account, const Secret& token) const {
  const auto found = by_account_.find(account);
  if (found == by_account_.end()) return {};
  const AccountVerdict& verdict = found->second.verdict;
  return verdict.dead_token().reveal() == token.reveal() ? verdict.dead() : std::nullopt;
}

std::vector<PiecePtr> RunLedger::pieces() const {
  std::vector<PiecePtr> alive;
  for (const auto& piece : pieces_)
    if (PiecePtr one = piece.lock()) alive.push_back(std::move(one));
  return alive;
}

void RunLedger::close(Instant now) {
  const SyncCounts counts = report.counts();
  if (interrupted_)
    report.status = RunStatus::interrupted;
  else if (counts.failed + counts.rate_limited == 0)
    report.status = RunStatus::completed;
  else
    report.status = counts.synced == 0 ? RunStatus::failed : RunStatus::partial;
  report.finished_at = now;
  report.message = sentence_of(report);
  if (!only_discovery_ || interrupted_) return;
  const auto& what = discoveries_.begin()->second;
  if (what && !*what) {
    report.status = RunStatus::failed;
    report.message = "The posts could not be listed: " + what->error().message;
  } else if (report.discovered) {
    report.message = "Found " + posts(report.discovered->found) + ", " +
                     std::to_string(report.discovered->fresh) + " of them new; " +
                     std::to_string(report.discovered->gone) + " gone.";
  }
}

void RunLedger::forget_plan() {
  posts_ = {};
  looked_for_ = {};
  accounts_ = {};
  by_account_ = {};
  told_metrics_ = {};
  synced_ = {};
  pieces_ = {};
}

namespace {

/// What the discoveries found, as a sentence more.
std::string news_of(const Run& run) {
  std::string news;
  if (!run.discovered) return news;
  if (run.discovered->fresh > 0) news += " Found " + std::to_string(run.discovered->fresh) + " new.";
  if (run.discovered->gone > 0) news += " " + std::to_string(run.discovered->gone) + " gone.";
  return news;
}

std::string sentence_of_counts(const Run& run) {
  const SyncCounts counts = run.counts();
  if (run.status == RunStatus::interrupted)
    return "The engine stopped after " + std::to_string(counts.synced) + " of " + posts(run.total_posts) +
           " had been synced.";
  if (run.total_posts == 0) return "There was no post to sync.";
  if (run.status == RunStatus::completed)
    return run.total_posts == 1 ? "The post was synced." : "All " + posts(run.total_posts) + " were synced.";

  std::string lost;
  if (counts.failed > 0) lost = std::to_string(counts.failed) + " failed";
  if (counts.rate_limited > 0)
    lost += (lost.empty() ? "" : " and ") + std::to_string(counts.rate_limited) +
            (counts.rate_limited == 1 ? " was rate limited" : " were rate limited");
  std::string text = counts.synced == 0
                         ? "No post was synced: " + lost
                         : std::to_string(counts.synced) + " of " + posts(run.total_posts) +
                               (counts.synced == 1 ? " was synced, " : " were synced, ") + lost;
  const auto first = std::find_if(run.errors.begin(), run.errors.end(),
                                  [](const SyncError& e) { return e.post.has_value(); });
  if (first != run.errors.end()) text += " (first reason: " + first->message + ")";
  return text + ".";
}

}  // namespace

std::string sentence_of(const Run& run) {
  return sentence_of_counts(run) + news_of(run);
}

}  // namespace tidemark
