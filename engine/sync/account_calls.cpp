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
    keep_refusal(parts_.directory, parts_.log, account_, metric);
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

Error not_loaded(const std::string& platform) {
  return {Code::unsupported, "no plugin for " + platform + " is loaded; see GET /platforms for the reason"};
}

std::string list_of(const std::vector<std::string>& words) {
  std::string list;
  for (const std::string& word : words) list.append(list.empty() ? "" : ", ").append(word);
  return list;
}

/// Access that works, and not for all that syncs need.
Error incomplete(const AccessReport& report) {
  return {Code::permission_denied, "The access lacks " + list_of(report.missing)};
}

AccountCheck answer_of(const Account& account, const std::optional<Error>& problem,
                       const AccessReport& report, const AccountVerdict& verdict) {
  AccountCheck answer{.ok = !problem,
                      .state = account.state,
                      .message = problem ? with_advice(*problem) : "The platform answers for this account.",
                      .scopes = report.scopes,
                      .missing = report.missing,
                      .role = report.role,
                      .expires_at = account.token_expires_at};
  if (report.expiry == AccessReport::Expiry::at) answer.expires_at = report.expires_at;
  if (report.expiry == AccessReport::Expiry::never) answer.expires_at.reset();
  if (auto state = verdict.state()) answer.state = state->state;
  if (!account.is_active) {
    answer.state = AccountState::disabled;
    answer.message += " The account is switched off.";
  }
  return answer;
}

}  // namespace

Result<AccountCalls::Asked> AccountCalls::ask(PluginHost& host, const AccountForCall& account,
                                              std::stop_token stop) {
  const CallLimits limits{.deadline = parts_.clock.steady() + call_deadline_,
                          .stop = stop,
                          .run = "check of account " + std::to_string(account.account.id.value)};
  Asked asked;
  auto call = host.check(account.access, limits, asked.report);
  if (!call && call.error().code == Code::unsupported) return ask_figures(host, account, limits);
  if (!call && call.error().code == Code::cancelled && stop.stop_requested()) return call.error();
  if (!call) {
    asked.problem = call.error();
  } else {
    asked.verdict.worked();
    if (!asked.report.missing.empty()) asked.problem = incomplete(asked.report);
  }
  return asked;
}

Result<AccountCalls::Asked> AccountCalls::ask_figures(PluginHost& host, const AccountForCall& account,
                                                      const CallLimits& limits) {
  CheckSink sink(parts_, account.account.id);
  const SyncItem item{.kind = SyncItem::Kind::account};
  auto call = host.sync(account.access, {&item, 1}, account.unavailable, limits, sink);
  if (!call && call.error().code == Code::cancelled && limits.stop.stop_requested()) return call.error();
  Asked asked{.problem = call ? sink.failed() : call.error()};
  if (asked.problem && asked.problem->code == Code::unsupported)
    return Error{
        Code::unsupported,
        account.account.platform + " has neither a check of access nor figures about an account to ask for"};
  asked.verdict = sink.verdict;
  return asked;
}

void AccountCalls::keep(const AccountForCall& account, const Asked& asked) {
  const AccountId id = account.account.id;
  if (account.account.is_active) keep_state(parts_.directory, parts_.log, id, asked.verdict);
  if (asked.report.expiry == AccessReport::Expiry::unknown) return;
  const auto now = parts_.directory.secrets(id);  // a token renewed meanwhile has an end of its own
  if (!now || now->access_token.reveal() != account.access.access_token.reveal()) return;
  const auto told =
      asked.report.expiry == AccessReport::Expiry::at ? std::optional(asked.report.expires_at) : std::nullopt;
  if (auto kept = parts_.directory.keep_told_expiry(id, told); !kept)
    parts_.log.warning("sync", "account " + std::to_string(id.value) +
                                   ": when its token ends could not be kept: " + kept.error().message);
}

Result<AccountCheck> AccountCalls::check(const Asker& asker, AccountId id, std::stop_token stop) {
  const auto account = read_account(parts_.directory, asker, id);
  if (!account) return account.error();
  const auto host = parts_.hosts.find(account->account.platform);
  if (!host) return not_loaded(account->account.platform);
  auto asked = ask(*host, *account, std::move(stop));
  if (!asked) return asked.error();
  if (asked->problem) asked->verdict.failed(AccountVerdict::About::call, *asked->problem, parts_.clock.now());
  asked->verdict.used(account->access.access_token);
  keep(*account, *asked);
  return answer_of(account->account, asked->problem, asked->report, asked->verdict);
}

}  // namespace tidemark
