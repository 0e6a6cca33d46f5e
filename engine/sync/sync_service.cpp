#include "sync/sync_service.h"

#include <mutex>
#include <utility>

#include "sync/account_calls.h"
#include "sync/discovery_runner.h"
#include "sync/lanes.h"
#include "sync/piece_runner.h"
#include "sync/planner.h"
#include "sync/run_book.h"
#include "sync/scheduler.h"
#include "sync/visitors.h"

namespace tidemark {

struct SyncService::Impl {
  Impl(Parts given, SyncOptions wanted)
      : parts(given),
        options(wanted),
        planner(given, wanted.discover),
        book(given.directory, given.clock, given.log, given.telemetry),
        runner({given.directory, given.measurements, book, given.clock, given.log, given.telemetry},
               given.hosts, wanted.call_deadline),
        discovery({given.directory, given.measurements, book, given.clock, given.log, given.telemetry},
                  given.hosts, wanted.discovery_deadline,
                  [this](std::span<const PiecePtr> pieces, bool urgent) { lanes.submit(pieces, urgent); }),
        account_calls(given, wanted.check_deadline),
        lanes(wanted.workers,
              [this](const PiecePtr& piece, std::stop_token stop) {
                if (piece->discovers)
                  discovery.run(piece, std::move(stop));
                else
                  runner.run(piece, std::move(stop));
              }),
        scheduler({given.directory, given.clock, given.log}, wanted.every,
                  [this](BusinessId id) { return scheduled(id); }) {}

  Result<RunId> start_run(const WantedRun& wanted);
  /// False if there was nobody to ask.
  bool scheduled(BusinessId business);
  void note_pause(std::optional<GapReason> reason);

  const Parts parts;
  const SyncOptions options;
  Visitors visitors;
  Planner planner;
  RunBook book;
  PieceRunner runner;
  DiscoveryRunner discovery;
  AccountCalls account_calls;
  Lanes lanes;
  Scheduler scheduler;
  std::once_flag stopped;
};

namespace {

Error stopping() {
  return {.code = Code::busy, .message = "the engine is stopping"};
}

}  // namespace

Result<RunId> SyncService::Impl::start_run(const WantedRun& wanted) {
  RunBook::Entry entry = book.enter(wanted, planner.bulk(wanted),
                                    {.most = options.workers, .least_requests = options.requests_per_call});
  const bool urgent = wanted.trigger != Trigger::schedule;
  if (urgent) lanes.promote(entry.awaited);
  if (entry.joined) return book.id_of(*entry.run);
  const auto id = book.begin(entry);
  if (id) {
    parts.log.info("sync", "run " + std::to_string(id->value) + " of business " +
                               std::to_string(wanted.business.value) + " (" +
                               std::string(to_string(wanted.trigger)) +
                               "): " + std::to_string(wanted.posts.size()) + " posts of " +
                               std::to_string(wanted.accounts.size()) + " accounts in " +
                               std::to_string(entry.pieces.size()) + " calls");
  } else {
    parts.log.error("sync", "a run of business " + std::to_string(wanted.business.value) +
                                " could not be started: " + id.error().message);
  }
  lanes.submit(entry.pieces, urgent);
  book.release(entry.run);
  return id;
}

/// While the scheduler is paused, what would have been measured is missing for that reason.
void SyncService::Impl::note_pause(std::optional<GapReason> reason) {
  if (!options.scheduled) return;
  const GapNote note{.subject = kEngineSubject, .at = parts.clock.now(), .reason = reason};
  if (auto noted = parts.measurements.note_gaps({&note, 1}); !noted)
    parts.log.warning("sync", "the pause could not be kept among the gaps: " + noted.error().message);
}

bool SyncService::Impl::scheduled(BusinessId business) {
  const auto visit = visitors.enter();
  if (!visit || book.is_running(business, Trigger::schedule)) return true;
  const auto wanted = planner.of_business(Asker::engine(), {.business = business}, Trigger::schedule);
  if (!wanted) {
    if (wanted.error().code != Code::not_found)  // deleted since the scheduler looked
      parts.log.error("sync", "a run of business " + std::to_string(business.value) +
                                  " could not be planned: " + wanted.error().message);
    return true;
  }
  if (wanted->accounts.empty()) return false;  // no run, so that none clutters the history
  (void)start_run(*wanted);                    // what went wrong has been logged
  return true;
}

SyncService::SyncService(Parts parts, SyncOptions options) : impl_(std::make_unique<Impl>(parts, options)) {}
SyncService::~SyncService() {
  stop();
}

void SyncService::start() {
  if (impl_->options.scheduled) impl_->scheduler.start();
}

void SyncService::stop() {
  std::call_once(impl_->stopped, [this] {
    impl_->visitors.close();
    impl_->lanes.stop();  // stops the token too, on which checks end
    impl_->scheduler.stop();
    impl_->visitors.wait_until_empty();
  });
}

Result<RunId> SyncService::refresh(const Asker& asker, const RefreshRequest& request, Trigger trigger) {
  const auto visit = impl_->visitors.enter();
  if (!visit) return stopping();
  const auto wanted = impl_->planner.of_business(asker, request, trigger);
  if (!wanted) return wanted.error();
  return impl_->start_run(*wanted);
}

Result<RunId> SyncService::refresh_post(const Asker& asker, PostId post) {
  const auto visit = impl_->visitors.enter();
  if (!visit) return stopping();
  const auto wanted = impl_->planner.of_post(asker, post);
  if (!wanted) return wanted.error();
  return impl_->start_run(*wanted);
}

Result<std::optional<Run>> SyncService::wait(RunId run, std::chrono::milliseconds patience) {
  return impl_->book.wait(run, patience);
}

std::optional<Run> SyncService::running(RunId run) const {
  return impl_->book.running(run);
}

bool SyncService::is_syncing(BusinessId business) const {
  return impl_->book.is_syncing(business);
}

std::optional<Instant> SyncService::next_sync_at(BusinessId business) const {
  return impl_->scheduler.next(business);
}

Result<AccountCheck> SyncService::check(const Asker& asker, AccountId account) {
  const auto visit = impl_->visitors.enter();
  if (!visit) return stopping();
  return impl_->account_calls.check(asker, account, impl_->lanes.token());
}

Result<RunId> SyncService::discover(const Asker& asker, AccountId account) {
  const auto visit = impl_->visitors.enter();
  if (!visit) return stopping();
  const auto wanted = impl_->planner.of_discovery(asker, account);
  if (!wanted) return wanted.error();
  return impl_->start_run(*wanted);
}

Result<std::optional<Discovered>> SyncService::wait_discovered(RunId run, AccountId account,
                                                               std::chrono::milliseconds patience) {
  return impl_->book.wait_discovered(run, account, patience);
}

SchedulerStatus SyncService::status() const {
  return {.enabled = impl_->options.scheduled,
          .paused = impl_->scheduler.is_paused(),
          .every = impl_->options.every,
          .running = impl_->book.running_ids(),
          .next_run_at = impl_->scheduler.next()};
}

void SyncService::pause() {
  impl_->scheduler.pause();
  impl_->note_pause(GapReason::paused);
}
void SyncService::resume() {
  impl_->scheduler.resume();
  impl_->note_pause(std::nullopt);
}
void SyncService::reschedule(BusinessId business) {
  impl_->scheduler.reschedule(business);
}

}  // namespace tidemark
