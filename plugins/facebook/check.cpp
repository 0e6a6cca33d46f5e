#include "check.h"

#include <algorithm>

namespace tidemark::facebook {
namespace {

constexpr std::string_view kNeeded[] = {"pages_read_engagement", "read_insights", "pages_read_user_content"};
constexpr std::string_view kPageToken = "page_access_token";  // insights want one; a person's is not enough

void append(std::string& list, std::string_view word) {
  (list += list.empty() ? "" : " ") += word;
}

/// Those that syncs need and that are not in `granted`.
std::string missing_in(const std::set<std::string, std::less<>>& granted) {
  std::string missing;
  for (const std::string_view scope : kNeeded)
    if (!granted.contains(scope)) append(missing, scope);
  return missing;
}

std::string joined(const std::set<std::string, std::less<>>& words) {
  std::string all;
  for (const std::string& word : words) append(all, word);
  return all;
}

std::string string_of(const json::Value& value, std::string_view what) {
  if (value.type() != json::Type::string) value.fail(what);
  return std::string(*value.string());
}

/// The scopes that hold for `page`: one that names what it is for and leaves the page out does not.
std::set<std::string, std::less<>> scopes_for(const json::Value& data, std::string_view page) {
  std::set<std::string, std::less<>> scopes;
  for (const json::Value scope : data["scopes"].array()) scopes.insert(string_of(scope, "a scope"));
  for (const json::Value one : data["granular_scopes"].array()) {
    const std::string scope = string_of(one.object()["scope"], "a scope");
    const auto targets = one["target_ids"].array();
    bool is_for_us = !one["target_ids"] || page == "me";  // without a list it is for all
    for (const json::Value target : targets) is_for_us = is_for_us || string_of(target, "an id") == page;
    if (is_for_us)
      scopes.insert(scope);
    else
      scopes.erase(scope);
  }
  return scopes;
}

/// What the platform says of the token to its app. Nothing if the app's keys are not configured, or are
/// wrong.
std::optional<sdk::Access> ask_about_token(const sdk::Check& check, const Client& client) {
  std::optional<graph::Answer> answer;
  try {
    // Not through Target::add: the engine looks for these braces.
    answer = client.ask(std::string(client.target("debug_token")) + "?input_token={access_token}",
                        "GET /debug_token", true);
  } catch (const sdk::Failure& why) {
    if (why.code != TIDEMARK_BAD_CONFIG) throw;
    check.info("without app_id and app_secret the token's scopes are asked of itself: " + why.message);
    return std::nullopt;
  }
  if (!answer->ok()) {
    const auto& error = answer->error();
    if (error.is_limit() || error.trouble == graph::Trouble::transient) throw answer->failure();
    check.warn("the app may not look at the token, see app_id and app_secret: " + answer->failure().message);
    return std::nullopt;
  }
  const json::Value data = answer->root().object()["data"].object();
  if (data.absent()) throw json::Error("the answer of debug_token has no \"data\"");
  const auto scopes = scopes_for(data, client.page());
  sdk::Access access{.scopes = joined(scopes), .missing = missing_in(scopes)};
  if (const auto type = data["type"].string(); type && *type == "USER") append(access.missing, kPageToken);
  const auto expires = data["expires_at"].count();
  if (expires) access.expires_at_ms = *expires == 0 ? TIDEMARK_NEVER : graph::moment(data["expires_at"]);
  const bool is_valid = data["is_valid"].boolean().value_or(true);
  if (is_valid) {
    const auto data_until = graph::moment(data["data_access_expires_at"]);
    if (data_until && *data_until > 0 && *data_until < check.now_ms())
      check.warn("the app's access to this person's data has ended: the person must grant it again");
    return access;
  }
  check.access(access);
  if (const auto error = graph::error_in(data, 0); error && error->trouble == graph::Trouble::token)
    throw error->failure("the token");
  const bool is_over = access.expires_at_ms && *access.expires_at_ms < check.now_ms();
  throw sdk::Failure(is_over ? TIDEMARK_INVALID_TOKEN : TIDEMARK_AUTH_FAILED,
                     is_over ? "the access token has expired: give the account a fresh one"
                             : "the access token is not valid any more: connect the account again");
}

/// What the token itself says it may; only a person's tokens answer this.
std::optional<sdk::Access> ask_token(const Client& client) {
  const graph::Answer answer = client.ask(client.target("me", "permissions"), "GET /me/permissions");
  if (!answer.ok()) {
    if (answer.error().is_limit()) throw answer.failure();
    return std::nullopt;
  }
  std::set<std::string, std::less<>> granted;
  for (const json::Value one : answer.root().object()["data"].array())
    if (one.object()["status"].string().value_or("") == "granted")
      granted.insert(string_of(one["permission"], "a permission"));
  sdk::Access access{.scopes = joined(granted), .missing = missing_in(granted)};
  append(access.missing, kPageToken);
  return access;
}

}  // namespace

void check_access(const sdk::Check& check, const Client& client) {
  const auto told = reading("GET /debug_token", [&] { return ask_about_token(check, client); });
  if (told) check.access(*told);
  const graph::Answer page =
      client.ask(client.target(client.page()).add("fields", "id,followers_count"), "GET /{page}");
  if (!page.ok()) throw page.failure();
  reading("GET /{page}", [&] {
    if (client.page() != "me" && page.root().object()["id"].string() != client.page())
      throw json::Error("\"id\" is not the page " + client.page());
  });
  if (told) return;
  if (const auto access = reading("GET /me/permissions", [&] { return ask_token(client); }))
    check.access(*access);
}

}  // namespace tidemark::facebook
