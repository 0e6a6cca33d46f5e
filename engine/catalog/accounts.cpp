#include "catalog/accounts.h"

#include "catalog/account_rows.h"
#include "catalog/checks.h"
#include "catalog/database.h"
#include "catalog/secret_box.h"

namespace tidemark {
namespace {

const std::string kInScope = "(?1 IS NULL OR business_id IN (SELECT value FROM json_each(?1))) ";
const std::string kOne = std::string(kSelectAccount) + "WHERE id = ?2 AND " + kInScope;
const std::string kList = std::string(kSelectAccount) + "WHERE id > ?2 AND " + kInScope +
                          "AND (?4 IS NULL OR platform = ?4) ORDER BY id LIMIT ?3";
const std::string kListOfBusiness = std::string(kSelectAccount) +
                                    "WHERE business_id = ?1 AND id > ?2 AND (?4 IS NULL OR platform = ?4) "
                                    "ORDER BY id LIMIT ?3";

Result<Account> find(Session& session, const Asker& asker, AccountId id) {
  std::optional<Account> found;
  session.each(kOne, {scope_of(asker), id}, [&](Row& row) { found = read_account(row); });
  if (!found) return not_found("account", id.value);
  return *std::move(found);
}

/// A token goes into a header line: a line end in it would begin another header.
Result<> check_secret(std::string_view field, const Secret& secret) {
  if (auto good = check_text(field, secret.reveal(), kToken); !good) return good;
  for (const char c : secret.reveal())
    if (static_cast<unsigned char>(c) < ' ' || c == '\x7f')
      return Error{Code::invalid, std::string(field) + " contains a line end or another control character",
                   std::string(field)};
  return Done{};
}

void write_secret(Session& session, const SecretBox& box, AccountId id, std::string_view field,
                  const Secret& secret) {
  if (secret.empty()) {
    session.run("DELETE FROM account_secrets WHERE account_id = ? AND field = ?", {id, field});
    return;
  }
  Sealed sealed = box.seal(id, field, secret);
  session.run(
      "INSERT OR REPLACE INTO account_secrets (account_id, field, key_id, sealed) VALUES (?, ?, ?, ?)",
      {id, field, sealed.key_id, std::move(sealed.bytes)});
}

/// Sets or clears one column, if the patch says so.
template <typename T>
void write_change(Session& session, std::string_view sql, AccountId id, const Change<T>& change) {
  if (change) session.run(sql, {id, *change});
}

Result<> check_id(std::string_view field, const Change<std::string>& change) {
  return change ? check_text(field, *change, kPlatformId) : Done{};
}

/// The first error of several checks.
Result<> all_good(std::initializer_list<Result<>> checks) {
  for (const Result<>& check : checks)
    if (!check) return check;
  return Done{};
}

}  // namespace

Result<Account> Accounts::add(const Asker& asker, const NewAccount& account) {
  auto good = all_good({check_text("platform", account.platform, kWord),
                        check_text("platform_user_id", account.platform_user_id, kPlatformId),
                        check_text("page_id", account.page_id, kPlatformId),
                        check_text("instagram_account_id", account.instagram_account_id, kPlatformId),
                        check_secret("access_token", account.access_token),
                        check_secret("refresh_token", account.refresh_token)});
  if (!good) return good.error();
  return database_.write([&](Session& session) -> Result<Account> {
    if (!check_in_sight(session, asker, account.business))
      return Error{Code::invalid, "business " + std::to_string(account.business.value) + " does not exist",
                   "business_id"};
    const Instant now = clock_.now();
    const auto id = session.value<AccountId>(
        "INSERT INTO accounts (business_id, platform, platform_user_id, page_id, instagram_account_id, "
        "token_expires_at, is_active, tracked_since, created_at, updated_at) "
        "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?9) RETURNING id",
        {account.business, account.platform, account.platform_user_id, account.page_id,
         account.instagram_account_id, account.token_expires_at, account.is_active,
         account.tracked_since.value_or(now), now});
    write_secret(session, box_, *id, kAccessToken, account.access_token);
    write_secret(session, box_, *id, kRefreshToken, account.refresh_token);
    database_.touched().tracking.push_back(*id);
    return find(session, asker, *id);
  });
}

Result<Account> Accounts::get(const Asker& asker, AccountId id) {
  auto& known = database_.caches().accounts;
  auto account = known.find(id);
  if (!account) {
    const std::uint64_t age = known.age();
    auto read = database_.glance([&](Session& session) { return find(session, Asker::engine(), id); });
    if (!read) return read;
    known.put(id, *read, age);
    account = *std::move(read);
  }
  if (!asker.sees(account->business)) return not_found("account", id.value);
  return *std::move(account);
}

Result<Page<Account>> Accounts::list(const Asker& asker, const AccountFilter& filter, PageRequest page) {
  return database_.read([&](Session& session) -> Result<Page<Account>> {
    if (filter.business)
      if (auto seen = check_in_sight(session, asker, *filter.business); !seen) return seen.error();
    std::vector<Account> found;
    const Param whose = filter.business ? Param(*filter.business) : Param(scope_of(asker));
    session.each(filter.business ? kListOfBusiness : kList,
                 {whose, page.after.value_or(0), page.limit + 1, filter.platform},
                 [&](Row& row) { found.push_back(read_account(row)); });
    return page_of(std::move(found), page.limit);
  });
}

Result<Account> Accounts::change(const Asker& asker, AccountId id, const AccountChange& change) {
  return database_.write([&](Session& session) -> Result<Account> {
    const auto known = find(session, asker, id);
    if (!known) return known;
    database_.touched().accounts.push_back(id);
    if (change.tracked_since) database_.touched().tracking.push_back(id);
    auto good =
        all_good({check_id("platform_user_id", change.platform_user_id), check_id("page_id", change.page_id),
                  check_id("instagram_account_id", change.instagram_account_id),
                  check_secret("access_token", change.access_token.value_or(Secret())),
                  check_secret("refresh_token", change.refresh_token.value_or(Secret()))});
    if (!good) return good.error();
    write_change(session, "UPDATE accounts SET platform_user_id = ?2 WHERE id = ?1", id,
                 change.platform_user_id);
    write_change(session, "UPDATE accounts SET page_id = ?2 WHERE id = ?1", id, change.page_id);
    write_change(session, "UPDATE accounts SET instagram_account_id = ?2 WHERE id = ?1", id,
                 change.instagram_account_id);
    write_change(session, "UPDATE accounts SET token_expires_at = ?2 WHERE id = ?1", id,
                 change.token_expires_at);
    if (change.platform_user_id || change.page_id || change.instagram_account_id) {
      const auto now = find(session, asker, id);  // in this transaction, and so with the changes above
      if (!now) return now;
      if (now->platform_user_id != known->platform_user_id || now->page_id != known->page_id ||
          now->instagram_account_id != known->instagram_account_id)
        session.run(
            "UPDATE accounts SET discovery_cursor = x'', full_listing_at = NULL, listed_at = NULL WHERE id = "
            "?",
            {id});
    }
    session.run(
        "UPDATE accounts SET is_active = COALESCE(?2, is_active), tracked_since = COALESCE(?3, "
        "tracked_since), "
        "updated_at = ?4 WHERE id = ?1",
        {id, change.is_active, change.tracked_since, clock_.now()});
    if (change.access_token) write_secret(session, box_, id, kAccessToken, *change.access_token);
    if (change.refresh_token) write_secret(session, box_, id, kRefreshToken, *change.refresh_token);
    if (change.access_token && !change.access_token->empty()) {
      // What the old token could not do, the new one may.
      session.run("DELETE FROM refused_metrics WHERE account_id = ?", {id});
      session.run("UPDATE accounts SET told_expires_at = NULL WHERE id = ?", {id});
      session.run(
          "UPDATE accounts SET state = 'ok', state_message = NULL, retry_at = NULL "
          "WHERE id = ? AND state IN ('auth_failed', 'error')",
          {id});
    }
    return find(session, asker, id);
  });
}

Result<> Accounts::remove(const Asker& asker, AccountId id) {
  return database_.write([&](Session& session) -> Result<> {
    if (auto known = find(session, asker, id); !known) return known.error();
    session.run(
        "INSERT INTO tombstones (kind, id, business_id) SELECT ?2, id, business_id FROM posts WHERE "
        "account_id = ?1",
        {id, static_cast<int>(Subject::Kind::post)});
    session.run(
        "INSERT INTO tombstones (kind, id, business_id) SELECT ?2, id, business_id FROM accounts WHERE id = "
        "?1",
        {id, static_cast<int>(Subject::Kind::account)});
    session.run("DELETE FROM accounts WHERE id = ?", {id});
    database_.touched().everything = true;
    return Done{};
  });
}

}  // namespace tidemark
