#include "admin/sync_status.h"

#include <algorithm>
#include <map>
#include <vector>

#include "admin/json_writer.h"

namespace tidemark {
namespace {

AccountState state_of(const Account& account) {
  return account.is_active ? account.state : AccountState::disabled;
}

bool is_connected(const Account& account) {
  return account.is_active && account.has_access_token && account.state != AccountState::auth_failed;
}

void write_state(JsonWriter& json, const Account& account) {
  json.field("connected", is_connected(account))
      .field("last_sync_at", account.last_sync_at)
      .field("state", to_string(state_of(account)));
  if (account.is_active && account.retry_at) json.field("retry_at", *account.retry_at);
  if (account.is_active && account.state_message) json.field("message", *account.state_message);
}

void write_platform(JsonWriter& json, const std::vector<const Account*>& accounts) {
  // The one in the worst state speaks for all, save that one connection is a connection.
  const Account* speaker = accounts.front();
  bool connected = false;
  std::optional<Instant> last_sync;
  for (const Account* account : accounts) {
    if (worst(state_of(*speaker), state_of(*account)) != state_of(*speaker)) speaker = account;
    connected = connected || is_connected(*account);
    last_sync = std::max(last_sync, account->last_sync_at);
  }
  json.begin_object()
      .field("connected", connected)
      .field("last_sync_at", last_sync)
      .field("state", to_string(state_of(*speaker)));
  if (speaker->is_active && speaker->retry_at) json.field("retry_at", *speaker->retry_at);
  if (speaker->is_active && speaker->state_message) json.field("message", *speaker->state_message);
  json.key("accounts").begin_array();
  for (const Account* account : accounts) {
    json.begin_object().field("id", account->id.value);
    write_state(json, *account);
    json.end_object();
  }
  json.end_array().end_object();
}

Result<std::vector<Account>> accounts_of(const Call& call, AdminContext& context, BusinessId business) {
  std::vector<Account> all;
  PageRequest request{.limit = 1000};
  for (;;) {
    auto page = context.parts.catalog.accounts().list(call.asker, {.business = business}, request);
    if (!page) return page.error();
    std::move(page->items.begin(), page->items.end(), std::back_inserter(all));
    if (!page->next) return all;
    request.after = page->next;
  }
}

std::vector<Field> state_fields() {
  return {{"connected", truth()},
          {"last_sync_at", text(Format::instant).or_null()},
          {"state", one_of({"ok", "rate_limited", "auth_failed", "error", "disabled"})},
          {"retry_at", text(Format::instant), Need::lasting},
          {"message", text(), Need::lasting}};
}

}  // namespace

AccountState worst(AccountState one, AccountState other) {
  constexpr AccountState order[] = {AccountState::auth_failed, AccountState::error,
                                    AccountState::rate_limited, AccountState::ok, AccountState::disabled};
  return std::min(one, other, [&](AccountState a, AccountState b) {
    return std::find(order, std::end(order), a) < std::find(order, std::end(order), b);
  });
}

Reply sync_status(const Call& call, AdminContext& context) {
  const auto given = call.number("business_id");
  if (!given) return bad_request({{"business_id", "is required"}});
  const BusinessId business{*given};
  const auto measured = context.parts.queries.measured(call.asker, business);
  if (!measured) return problem(measured.error());
  const auto accounts = accounts_of(call, context, business);
  if (!accounts) return problem(accounts.error());

  std::map<std::string, std::vector<const Account*>> platforms;
  std::optional<Instant> last_sync;
  for (const auto& account : *accounts) {
    platforms[account.platform].push_back(&account);
    last_sync = std::max(last_sync, account.last_sync_at);
  }
  Reply reply;
  JsonWriter json(reply.body);
  json.begin_object()
      .field("total_posts", measured->total)
      .field("synced_posts", measured->measured)
      .field("unsynced_posts", measured->total - measured->measured)
      .field("last_sync_at", last_sync)
      .field("next_sync_at", context.parts.sync.next_sync_at(business))
      .key("sync_percentage");
  if (measured->total == 0)
    json.null();
  else
    json.value(100.0 * static_cast<double>(measured->measured) / static_cast<double>(measured->total));
  json.field("is_syncing", context.parts.sync.is_syncing(business)).key("platforms").begin_object();
  for (const auto& [platform, members] : platforms) {
    json.key(platform);
    write_platform(json, members);
  }
  json.end_object().end_object();
  return reply;
}

Schema sync_status_schema() {
  auto account = state_fields();
  account.insert(account.begin(), {"id", id()});
  auto platform = state_fields();
  platform.push_back({"accounts", list_of(object(account))});
  return object({{"total_posts", whole(0)},
                 {"synced_posts", whole(0)},
                 {"unsynced_posts", whole(0)},
                 {"last_sync_at", text(Format::instant).or_null()},
                 {"next_sync_at", text(Format::instant).or_null()},
                 {"sync_percentage", fraction().or_null()},
                 {"is_syncing", truth()},
                 {"platforms", map_of(object(platform))}})
      .named("SyncStatus");
}

}  // namespace tidemark
