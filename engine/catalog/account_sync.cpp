// What a sync reads and writes of an account.

#include "catalog/account_rows.h"
#include "catalog/accounts.h"
#include "catalog/checks.h"
#include "catalog/database.h"
#include "catalog/secret_box.h"

namespace tidemark {
namespace {

const std::string kOfBusiness = std::string(kSelectAccount) + "WHERE business_id = ? ORDER BY id";

}  // namespace

Account read_account(Row& row) {
  Account account;
  std::string state;
  row >> account.id >> account.business >> account.platform >> account.platform_user_id >> account.page_id >>
      account.instagram_account_id >> account.has_access_token >> account.has_refresh_token >>
      account.token_expires_at >> account.is_active >> account.tracked_since >> state >>
      account.state_message >> account.retry_at >> account.last_sync_at >> account.created_at >>
      account.updated_at;
  account.state = parse_account_state(state).value_or(AccountState::error);
  if (!account.is_active) {
    account.state = AccountState::disabled;
    account.state_message.reset();
    account.retry_at.reset();
  }
  return account;
}

Result<std::vector<Account>> Accounts::of_business(BusinessId business) {
  return database_.glance([&](Session& session) -> Result<std::vector<Account>> {
    std::vector<Account> found;
    session.each(kOfBusiness, {business}, [&](Row& row) { found.push_back(read_account(row)); });
    return found;
  });
}

Result<AccountSecrets> Accounts::secrets(AccountId id) {
  return database_.read([&](Session& session) -> Result<AccountSecrets> {
    if (!session.any("SELECT 1 FROM accounts WHERE id = ?", {id})) return not_found("account", id.value);
    AccountSecrets secrets;
    Result<> opened = Done{};
    session.each("SELECT field, key_id, sealed FROM account_secrets WHERE account_id = ?", {id},
                 [&](Row& row) {
                   std::string field;
                   Sealed sealed;
                   row >> field >> sealed.key_id >> sealed.bytes;
                   auto secret = box_.open(id, field, sealed);
                   if (!secret)
                     opened = secret.error();
                   else if (field == kAccessToken)
                     secrets.access_token = *std::move(secret);
                   else if (field == kRefreshToken)
                     secrets.refresh_token = *std::move(secret);
                 });
    if (!opened) return opened.error();
    return secrets;
  });
}

Result<> Accounts::set_state(AccountId id, AccountState state, std::optional<std::string> message,
                             std::optional<Instant> retry_at, std::optional<Instant> synced_at) {
  if (state == AccountState::disabled)
    return Error{Code::invalid, "is_active says that an account is disabled"};
  if (message) message = storable(*std::move(message));
  return database_.write([&](Session& session) -> Result<> {
    session.run(
        "UPDATE accounts SET state = ?2, state_message = ?3, retry_at = ?4 "
        "WHERE id = ?1 AND (state IS NOT ?2 OR state_message IS NOT ?3 OR retry_at IS NOT ?4)",
        {id, to_string(state), message, retry_at});
    if (synced_at)
      session.run(
          "UPDATE accounts SET last_sync_at = ?2 WHERE id = ?1 AND (last_sync_at IS NULL OR last_sync_at < "
          "?2)",
          {id, *synced_at});
    database_.touched().accounts.push_back(id);
    return Done{};
  });
}

Result<std::vector<RefusedMetric>> Accounts::refused_metrics(AccountId id) {
  return database_.glance([&](Session& session) -> Result<std::vector<RefusedMetric>> {
    std::vector<RefusedMetric> refused;
    session.each(
        "SELECT metric, type, until, why FROM refused_metrics WHERE account_id = ? AND (until IS NULL OR "
        "until > ?) "
        "ORDER BY type, metric",
        {id, clock_.now()}, [&](Row& row) {
          RefusedMetric& metric = refused.emplace_back();
          row >> metric.metric >> metric.type >> metric.until >> metric.why;
        });
    return refused;
  });
}

Result<> Accounts::remember_refused(AccountId id, const RefusedMetric& metric) {
  return database_.write([&](Session& session) -> Result<> {
    session.run(
        "INSERT OR REPLACE INTO refused_metrics (account_id, type, metric, until, why) "
        "SELECT id, ?2, ?3, ?4, ?5 FROM accounts WHERE id = ?1",
        {id, storable(metric.type), storable(metric.metric), metric.until, storable(metric.why)});
    return Done{};
  });
}

Result<std::vector<RefusedOfAccount>> Accounts::all_refused(const Asker& asker) {
  return database_.glance([&](Session& session) -> Result<std::vector<RefusedOfAccount>> {
    std::vector<RefusedOfAccount> refused;
    session.each(
        "SELECT account_id, platform, metric, type, until, why "
        "FROM refused_metrics JOIN accounts ON accounts.id = account_id "
        "WHERE (?1 IS NULL OR business_id IN (SELECT value FROM json_each(?1))) AND (until IS NULL OR until "
        "> ?2) "
        "ORDER BY account_id, type, metric",
        {scope_of(asker), clock_.now()}, [&](Row& row) {
          RefusedOfAccount& one = refused.emplace_back();
          row >> one.account >> one.platform >> one.metric.metric >> one.metric.type >> one.metric.until >>
              one.metric.why;
        });
    return refused;
  });
}

Result<> Accounts::set_told_expiry(AccountId id, std::optional<Instant> expires_at) {
  return database_.write([&](Session& session) -> Result<> {
    session.run("UPDATE accounts SET told_expires_at = ?2 WHERE id = ?1 AND told_expires_at IS NOT ?2",
                {id, expires_at});
    database_.touched().accounts.push_back(id);
    return Done{};
  });
}

Result<Listing> Accounts::listing(AccountId id) {
  return database_.glance([&](Session& session) -> Result<Listing> {
    std::optional<Listing> found;
    session.each("SELECT discovery_cursor, full_listing_at, listed_at FROM accounts WHERE id = ?", {id},
                 [&](Row& row) {
                   Bytes cursor;
                   Listing& listing = found.emplace();
                   row >> cursor >> listing.full_at >> listing.listed_at;
                   listing.cursor = std::move(cursor.data);
                 });
    if (!found) return not_found("account", id.value);
    return *std::move(found);
  });
}

Result<> Accounts::begin_full_listing(AccountId id) {
  return database_.write([&](Session& session) -> Result<> {
    session.run("UPDATE accounts SET full_listing_at = ?2 WHERE id = ?1", {id, clock_.now()});
    return Done{};
  });
}

Result<> Accounts::keep_listing(AccountId id, const std::string& cursor, bool full) {
  return database_.write([&](Session& session) -> Result<> {
    session.run("UPDATE accounts SET discovery_cursor = ?2 WHERE id = ?1 AND discovery_cursor IS NOT ?2",
                {id, Bytes{cursor}});
    if (full) session.run("UPDATE accounts SET listed_at = ?2 WHERE id = ?1", {id, clock_.now()});
    return Done{};
  });
}

}  // namespace tidemark
