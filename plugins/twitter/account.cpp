#include "account.h"

#include "answers.h"
#include "tables.h"

namespace tidemark::twitter {
namespace {

/// GET /2/users/me, or /2/users/:id where the number is known.
struct UserLookup {
  std::string_view id;
  const char* name() const { return id.empty() ? "GET /2/users/me" : "GET /2/users/:id"; }
  sdk::Response ask(const sdk::Host& host, std::string_view fields) const {
    const auto target =
        sdk::Target("/2/users").part(id.empty() ? "me" : id).add("user.fields", std::string(fields));
    return twitter::ask(host, target, id.empty() ? bucket("users_me") : bucket("users"));
  }
};

/// The user in a document; throws where it has none, or another than was asked for.
json::Value user_in(const json::Document& document, std::string_view wanted, std::string_view what) {
  const json::Value user = document.root().object()["data"].object();
  if (user.absent()) throw not_there(document.root(), what);
  if (!wanted.empty() && id_of(user["id"]) != wanted)
    throw json::Error("\"data.id\" is not the account that was asked for, " + std::string(wanted));
  return user;
}

/// Runs `work`, and says of bad data which request brought it.
template <class Work>
auto reading_of(const UserLookup& lookup, Work work) {
  try {
    return work();
  } catch (const json::Error& problem) {
    throw sdk::Failure(TIDEMARK_BAD_RESPONSE, std::string(lookup.name()) + ": " + problem.what());
  }
}

/// Whether a failed account look-up leaves hope for the posts: they have buckets and permissions of their
/// own.
bool ends_the_sync(tidemark_code code) {
  return code == TIDEMARK_CANCELLED || code == TIDEMARK_INVALID_TOKEN || code == TIDEMARK_AUTH_FAILED ||
         code == TIDEMARK_PLUGIN_ERROR;
}

/// What syncs need of a user; X demands both for every request of ours, so one answer proves both.
constexpr std::string_view kScopes = "tweet.read users.read";

/// The token is another user's: whether it reads the account all the same.
void check_from_outside(const sdk::Check& check, const UserLookup& account) {
  const sdk::Response answer = account.ask(check, "protected");
  if (!answer.ok()) throw refusal(answer, account.name(), check);
  const json::Document document = answer.json();
  if (user_in(document, account.id, "the account")["protected"].boolean().value_or(false))
    throw sdk::Failure(TIDEMARK_PERMISSION_DENIED,
                       "the account is protected and the token is another user's; sign in as the account");
}

}  // namespace

sdk::Failure not_there(const json::Value& root, std::string_view what) {
  for (const json::Value error : root["errors"].array())
    if (const auto read = read_partial_error(error))
      return {read->code == TIDEMARK_POST_NOT_FOUND ? TIDEMARK_PLATFORM_ERROR : read->code,
              std::string(what) + ": " + read->sentence};
  return {TIDEMARK_BAD_RESPONSE, std::string(what) +
                                     ": X's answer of /2/users has neither \"data\" nor \"errors\" about the "
                                     "account"};
}

void read_account(const sdk::Sync& sync, const sdk::Item& item) {
  const UserLookup lookup{sync.account("platform_user_id")};
  sdk::Batch batch(sync);
  try {
    reading_of(lookup, [&] {
      const sdk::Response answer = lookup.ask(sync, "public_metrics");
      if (!answer.ok()) throw refusal(answer, lookup.name(), sync);
      const json::Document document = answer.json();
      const json::Value shown =
          user_in(document, lookup.id, "the account's own figures")["public_metrics"].object();
      batch.item(item.index, [&] {
        batch.add(metric("followers_count"), shown["followers_count"].count());
        batch.add(metric("following_count"), shown["following_count"].count());
        batch.add(metric("posts_count"),
                  (shown["tweet_count"] ? shown["tweet_count"] : shown["post_count"]).count());
        batch.add(metric("listed_count"), shown["listed_count"].count());
      });
    });
  } catch (const sdk::Failure& why) {
    if (ends_the_sync(why.code)) throw;
    batch.fail(item.index, why);
  }
  batch.commit();
}

std::string account_number(const sdk::Reading& reading) {
  const std::string_view known = reading.account("platform_user_id");
  if (!known.empty()) return std::string(known);
  const UserLookup me{};
  return reading_of(me, [&] {
    const sdk::Response answer = me.ask(reading, "id");
    if (!answer.ok()) throw refusal(answer, me.name(), reading);
    const json::Document document = answer.json();
    const auto id = id_of(user_in(document, {}, "the token's user")["id"]);
    if (!id || id->empty()) throw json::Error("\"data.id\" is absent");
    return std::string(*id);
  });
}

void check_access(const sdk::Check& check) {
  const UserLookup me{}, account{check.account("platform_user_id")};
  reading_of(me, [&] {
    const sdk::Response answer = me.ask(check, "protected");
    if (is_app_only(answer) && !account.id.empty()) {
      check.access({.missing = std::string(kScopes), .role = "app only: no figures of the author's own"});
      return check_from_outside(check, account);
    }
    if (!answer.ok()) throw refusal(answer, me.name(), check);
    const json::Document document = answer.json();
    const auto id = id_of(user_in(document, {}, "the token's user")["id"]);
    if (!id || id->empty()) throw json::Error("\"data.id\" is absent");
    const bool own = account.id.empty() || id == account.id;
    check.access({.scopes = std::string(kScopes),
                  .role = own ? "owner" : "another user: no figures of the author's own"});
    if (!own) check_from_outside(check, account);
  });
}

}  // namespace tidemark::twitter
