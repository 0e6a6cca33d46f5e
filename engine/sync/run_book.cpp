#include "sync/run_book.h"

#include <algorithm>
#include <cassert>
#include <set>
#include <string>
#include <utility>

namespace tidemark {
namespace {

std::string title_of(const Run& run) {
  return "run " + std::to_string(run.id.value) + " of business " + std::to_string(run.business.value);
}

}  // namespace

RunBook::Entry RunBook::enter(const WantedRun& wanted, const std::map<std::string, std::size_t>& bulk,
                              PieceLimits limits) {
  Entry entry;
  const bool urgent = wanted.trigger != Trigger::schedule;
  std::lock_guard lock(mutex_);
  for (const LedgerPtr& run : active_)
    if (run->covers(wanted)) {
      run->urgent_ |= urgent;
      entry.run = run;
      entry.joined = true;
      entry.awaited = run->pieces();
      return entry;
    }
  entry.run = std::make_shared<RunLedger>(wanted, clock_.now());
  entry.run->bulk_ = bulk;
  entry.run->limits_ = limits;
  entry.run->urgent_ = urgent;
  entry.run->hold(1);
  active_.push_back(entry.run);
  open(entry, wanted);
  return entry;
}

Result<RunId> RunBook::begin(Entry& entry) {
  Run first;
  {
    std::lock_guard lock(mutex_);  // what it awaits of other runs is being settled already
    first = entry.run->report;
  }
  const Result<RunId> id = directory_.begin_run(first);
  if (id) save_late();
  std::lock_guard lock(mutex_);
  entry.run->begun_ = true;
  if (id) {
    entry.run->report.id = *id;
    entry.run->saved_at_ = clock_.steady();
    changed_.notify_all();
    return id;
  }
  abandon(entry);
  changed_.notify_all();
  return id.error();
}

Result<RunId> RunBook::id_of(const RunLedger& run) {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return run.begun_; });
  if (run.abandoned_) return Error{Code::storage, "the run could not be entered into the catalog; try again"};
  return run.report.id;
}

void RunBook::settle(const Piece& piece, std::span<const Settlement> settled) {
  if (settled.empty()) return;
  const Instant now = clock_.now();
  const Clock::Steady steady = clock_.steady();
  std::set<LedgerPtr> over, due;
  {
    std::lock_guard lock(mutex_);
    for (const Settlement& one : settled) {
      for (const LedgerPtr& run : flights_.land(one.subject).runs) {
        if (run->abandoned_) continue;
        run->settle(piece.platform, one, now);
        if (run->release(1))
          over.insert(run);
        else if (run->begun_ && !run->saving_ && steady - run->saved_at_ >= kCheckpoint)
          due.insert(run);
      }
    }
  }
  for (const LedgerPtr& run : over) conclude(run);
  for (const LedgerPtr& run : due)
    if (!over.contains(run)) checkpoint(run);
}

void RunBook::metric_unavailable(const Piece& piece, const UnavailableMetric& metric) {
  std::lock_guard lock(mutex_);
  auto tell = [&](Subject subject) {
    if (InFlight::Flight* flight = flights_.find(subject))
      for (const LedgerPtr& run : flight->runs) run->metric_error(piece.account, piece.platform, metric);
  };
  if (!piece.run->abandoned_) piece.run->metric_error(piece.account, piece.platform, metric);
  if (piece.with_account) tell(subject_of(piece.account));
  for (const SyncPost& post : piece.posts) tell(subject_of(post.id));
}

void RunBook::account_failed(const Piece& piece, const Error& why) {
  std::lock_guard lock(mutex_);
  if (!piece.run->abandoned_) piece.run->account_error(piece.platform, why);
}

std::optional<Error> RunBook::dead(const Piece& piece, const Secret& token) const {
  std::lock_guard lock(mutex_);
  return piece.run->dead(piece.account, token);
}

std::string RunBook::name_of(const Piece& piece) const {
  std::lock_guard lock(mutex_);
  return "run " + std::to_string(piece.run->report.id.value);
}

std::optional<AccountVerdict> RunBook::piece_ended(const Piece& piece, const AccountVerdict& verdict) {
  std::lock_guard lock(mutex_);
  return piece.run->piece_ended(piece.account, verdict);
}

void RunBook::release(const LedgerPtr& run) {
  {
    std::lock_guard lock(mutex_);
    if (run->abandoned_ || !run->release(1)) return;
  }
  conclude(run);
}

void RunBook::checkpoint(const LedgerPtr& run) {
  Run copy;
  {
    std::lock_guard lock(mutex_);
    if (run->saving_ || run->over_) return;
    run->saving_ = true;
    run->saved_at_ = clock_.steady();
    copy = run->report;
  }
  if (auto saved = directory_.save_run(copy); !saved)
    log_.warning("sync", title_of(copy) + ": its progress could not be saved: " + saved.error().message);
  {
    std::lock_guard lock(mutex_);
    run->saving_ = false;
    if (!run->over_) return;
  }
  save_last(run);  // it ended meanwhile, and left its end to us
}

void RunBook::conclude(const LedgerPtr& run) {
  {
    std::lock_guard lock(mutex_);
    run->over_ = true;
    run->close(clock_.now());
    if (run->saving_) return;
    run->saving_ = true;
  }
  save_last(run);
}

void RunBook::save_last(const LedgerPtr& run) {
  const Run& report = run->report;  // final: nobody changes it any more
  const Result<> saved = directory_.save_run(report);
  if (saved)
    save_late();
  else
    log_.error("sync", title_of(report) +
                           ": its report could not be saved, which is tried again: " + saved.error().message);
  const SyncCounts counts = report.counts();
  log_.info("sync", title_of(report) + " " + std::string(to_string(report.status)) + ": " +
                        std::to_string(counts.synced) + " synced, " + std::to_string(counts.failed) +
                        " failed, " + std::to_string(counts.rate_limited) + " rate limited of " +
                        std::to_string(report.total_posts));
  telemetry_.run_finished(to_string(report.trigger), to_string(report.status));
  std::lock_guard lock(mutex_);
  run->ended_ = true;
  run->forget_plan();
  std::erase(active_, run);
  ended_.push_back({run, clock_.steady()});
  if (!saved) unsaved_.push_back(run);
  forget_old();
  changed_.notify_all();
}

void RunBook::save_late() {
  std::vector<LedgerPtr> late;
  {
    std::lock_guard lock(mutex_);
    late = unsaved_;
  }
  for (const LedgerPtr& run : late) {
    if (!directory_.save_run(run->report)) return;  // its failure has been told
    std::lock_guard lock(mutex_);
    std::erase(unsaved_, run);
  }
}

void RunBook::forget_old() {
  const Clock::Steady now = clock_.steady();
  while (!ended_.empty() && (ended_.size() > kKeptRuns || now - ended_.front().at > kKept))
    ended_.pop_front();
}

RunBook::LedgerPtr RunBook::find_run(RunId id) const {
  auto is_it = [&](const LedgerPtr& run) { return run->begun_ && run->report.id == id; };
  for (const LedgerPtr& one : active_)
    if (is_it(one)) return one;
  for (const Ended& one : ended_)
    if (is_it(one.run)) return one.run;
  return {};
}

Result<std::optional<Run>> RunBook::wait(RunId id, std::chrono::milliseconds patience) {
  std::unique_lock lock(mutex_);
  forget_old();
  const LedgerPtr run = find_run(id);
  if (!run) return Error{Code::not_found, "run " + std::to_string(id.value) + " is not under way"};
  if (!changed_.wait_for(lock, patience, [&] { return run->ended_; })) return std::optional<Run>{};
  return std::optional<Run>(run->report);
}

std::optional<Run> RunBook::running(RunId id) const {
  std::lock_guard lock(mutex_);
  for (const LedgerPtr& run : active_)
    if (run->begun_ && run->report.id == id) return run->report;
  for (const LedgerPtr& run : unsaved_)
    if (run->report.id == id) return run->report;
  return {};
}

std::vector<RunId> RunBook::running_ids() const {
  std::lock_guard lock(mutex_);
  std::vector<RunId> ids;
  for (const LedgerPtr& run : active_)
    if (run->begun_) ids.push_back(run->report.id);
  std::sort(ids.begin(), ids.end());
  return ids;
}

bool RunBook::is_syncing(BusinessId business) const {
  std::lock_guard lock(mutex_);
  return std::any_of(active_.begin(), active_.end(),
                     [&](const LedgerPtr& run) { return run->report.business == business; });
}

bool RunBook::is_running(BusinessId business, Trigger trigger) const {
  std::lock_guard lock(mutex_);
  return std::any_of(active_.begin(), active_.end(), [&](const LedgerPtr& run) {
    return run->report.business == business && run->report.trigger == trigger;
  });
}

}  // namespace tidemark
