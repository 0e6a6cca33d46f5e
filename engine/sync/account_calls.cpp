#include "sync/account_calls.h"

#include <string>
#include <utility>
#include <vector>

#include "sync/account_keeper.h"
#include "sync/account_verdict.h"
#include "sync/outcome.h"

namespace tidemark {
namespace {

/// Keeps what a plugin says about the account itself.
class CheckSink final : public SyncSink {
 public:
  CheckSink(const SyncService::Parts& parts, AccountId account) : parts_(parts), account_(account) {}

  Result<> emit(std::span<const EmittedSample> samples) override {
    Snapshot snapshot = start();
    std::vector<WindowReading> windows;
    for (const EmittedSample& sample : samples) {
      if (sample.window)
        windows.push_back({snapshot.subject, sample.metric, sample.window->since, sample.window->until,
                           snapshot.fetched_at, sample.value});
      else
        snapshot.samples.push_back({sample.metric, sample.value});
    }
    if (!windows.empty())
      if (auto stored = parts_.measurements.append_windows(windows); !stored) return stored;
    return keep(snapshot);
  }
  void item_read(std::size_t) override {
    if (auto stored = keep(start()); !stored) failed_ = stored.error();
  }
  void item_failed(std::size_t, const Error& why) override { failed_ = why; }
  void metric_unavailable(const UnavailableMetric& metric) override {
    if (auto kept = parts_.directory.remember_unavailable(account_, metric); !kept)
      parts_.log.warning("sync", "account " + std::to_string(account_.value) + ": that " + metric.metric +
                                     " is refused could not be kept: " + kept.error().message);
  }

  const std::optional<Error>& failed() const { return failed_; }
  AccountVerdict verdict;

 private:
  Snapshot start() {
    if (!fetched_at_) fetched_at_ = parts_.clock.now();
    return {.subject = subject_of(account_), .fetched_at = *fetched_at_, .samples = {}};
  }
  Result<> keep(const Snapshot& snapshot) {
    const auto landed = parts_.measurements.append({&snapshot, 1});
    if (!landed) return landed.error();
    fetched_at_ = landed->front().fetched_at;
    verdict.stored(parts_.clock.now());
    return Done{};
  }

  const SyncService::Parts& parts_;
  const AccountId account_;
  std::optional<Instant> fetched_at_;
  std::optional<Error> failed_;
};

/// Registers posts as a plugin lists them, many at a time.
class Registrar final : public DiscoverySink {
 public:
  static constexpr std::size_t kBatch = 500;

  Registrar(Directory& directory, const Account& account) : directory_(directory), account_(account) {}

  Result<> found(FoundPost post) override {
    batch_.push_back(std::move(post));
    return batch_.size() < kBatch ? Result<>(Done{}) : flush();
  }
  Result<> emit(std::span<const EmittedSample>) override { return Done{}; }
  void metric_unavailable(const UnavailableMetric&) override {}
  Result<> flush() {
    if (batch_.empty()) return Done{};
    auto fresh = directory_.register_found(account_, batch_);
    if (!fresh) return fresh.error();
    result.found += batch_.size();
    result.fresh += *fresh;
    batch_.clear();
    return Done{};
  }

  Discovered result;

 private:
  Directory& directory_;
  const Account& account_;
  std::vector<FoundPost> batch_;
};

Error not_loaded(const std::string& platform) {
  return {Code::unsupported, "no plugin for " + platform + " is loaded; see GET /platforms for the reason"};
}

AccountCheck answer_of(const Account& account, const std::optional<Error>& problem,
                       const AccountVerdict& verdict) {
  AccountCheck answer{.ok = !problem, .state = account.state, .expires_at = account.token_expires_at};
  if (auto state = verdict.state()) answer.state = state->state;
  answer.message = problem ? problem->message : "The platform answers for this account.";
  if (!account.is_active) {
    answer.state = AccountState::disabled;
    answer.message += " The account is switched off.";
  }
  return answer;
}

}  // namespace

CallLimits AccountCalls::limits(std::stop_token stop, std::string what) const {
  return {
      .deadline = parts_.clock.steady() + call_deadline_, .stop = std::move(stop), .run = std::move(what)};
}

Result<AccountCheck> AccountCalls::check(const Asker& asker, AccountId id, std::stop_token stop) {
  auto account = read_account(parts_.directory, asker, id);
  if (!account) return account.error();
  const auto host = parts_.hosts.find(account->account.platform);
  if (!host) return not_loaded(account->account.platform);

  CheckSink sink(parts_, id);
  const SyncItem item{.kind = SyncItem::Kind::account};
  auto call = host->sync(account->access, {&item, 1}, account->unavailable,
                         limits(stop, "check of account " + std::to_string(id.value)), sink);
  if (!call && call.error().code == Code::cancelled && stop.stop_requested()) return call.error();

  std::optional<Error> problem = call ? sink.failed() : call.error();
  if (problem && problem->code == Code::unsupported)
    return Error{Code::unsupported,
                 account->account.platform + " has no figures about an account to ask for"};
  if (problem) sink.verdict.failed(AccountVerdict::About::call, *problem, parts_.clock.now());
  sink.verdict.used(account->access.access_token);
  if (account->account.is_active) keep_state(parts_.directory, parts_.log, id, sink.verdict);
  return answer_of(account->account, problem, sink.verdict);
}

Result<Discovered> AccountCalls::discover(const Asker& asker, AccountId id, std::stop_token stop) {
  auto account = read_account(parts_.directory, asker, id);
  if (!account) return account.error();
  const auto host = parts_.hosts.find(account->account.platform);
  if (!host) return not_loaded(account->account.platform);
  auto cursor = parts_.directory.discovery_cursor(id);
  if (!cursor) return cursor.error();

  Registrar registrar(parts_.directory, account->account);
  auto next =
      host->discover(account->access, *cursor, account->unavailable,
                     limits(std::move(stop), "discovery of account " + std::to_string(id.value)), registrar);
  // What was found before an error is found all the same; only the cursor stays where it was.
  auto registered = registrar.flush();
  if (!next) {
    AccountVerdict verdict;
    verdict.failed(AccountVerdict::About::post, next.error(), parts_.clock.now());
    verdict.used(account->access.access_token);
    keep_state(parts_.directory, parts_.log, id, verdict);
    return next.error();
  }
  if (!registered) return registered.error();
  if (auto kept = parts_.directory.set_discovery_cursor(id, next->cursor); !kept) return kept.error();
  return registrar.result;
}

}  // namespace tidemark
