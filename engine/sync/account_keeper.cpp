#include "sync/account_keeper.h"

#include <string>
#include <utility>

namespace tidemark {

Result<AccountForCall> read_account(Directory& directory, const Asker& asker, AccountId id) {
  auto account = directory.account(asker, id);
  if (!account) return account.error();
  auto secrets = directory.secrets(id);
  if (!secrets) return secrets.error();
  auto unavailable = directory.unavailable_metrics(id);
  if (!unavailable) return unavailable.error();

  AccountForCall read{
      .account = std::move(*account), .access = {.id = id}, .unavailable = std::move(*unavailable)};
  auto field = [&](const char* name, const std::optional<std::string>& value) {
    if (value) read.access.fields.emplace_back(name, *value);
  };
  field("platform_user_id", read.account.platform_user_id);
  field("page_id", read.account.page_id);
  field("instagram_account_id", read.account.instagram_account_id);
  read.access.access_token = std::move(secrets->access_token);
  read.access.refresh_token = std::move(secrets->refresh_token);
  return read;
}

void keep_state(Directory& directory, Log& log, AccountId id, const AccountVerdict& verdict) {
  const auto state = verdict.state();
  if (!state) return;
  const std::string name = "account " + std::to_string(id.value);
  if (state->state == AccountState::auth_failed) {
    auto now = directory.secrets(id);
    if (now && now->access_token.reveal() != verdict.dead_token().reveal()) return;
  }
  if (state->state == AccountState::auth_failed || state->state == AccountState::error)
    log.warning("sync", name + " is now " + std::string(to_string(state->state)) + ": " +
                            state->message.value_or(""));
  auto kept =
      directory.set_account_state(id, state->state, state->message, state->retry_at, verdict.synced_at());
  if (!kept && kept.error().code != Code::not_found)
    log.warning("sync", name + ": its state could not be saved: " + kept.error().message);
}

void keep_refusal(Directory& directory, Log& log, AccountId id, const UnavailableMetric& metric) {
  if (auto kept = directory.remember_unavailable(id, metric); !kept)
    log.warning("sync", "account " + std::to_string(id.value) + ": that " + metric.metric +
                            " is refused could not be kept: " + kept.error().message);
}

}  // namespace tidemark
