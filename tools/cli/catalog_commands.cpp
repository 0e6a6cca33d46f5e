// Businesses, accounts and API tokens; lists and removals of posts as well.

#include <fstream>
#include <iterator>
#include <set>

#include "cli/commands.h"
#include "cli/progress.h"
#include "cli/session.h"

namespace tidemark::cli {
namespace {

const std::string kApi = "/api/v1/";

std::vector<std::string> columns_of(const std::string& kind) {
  if (kind == "businesses") return {"id", "name", "time_zone", "created_at"};
  if (kind == "accounts")
    return {"id",    "business_id", "platform",     "platform_user_id",
            "state", "is_active",   "last_sync_at", "message"};
  if (kind == "tokens") return {"id", "name", "role", "business_ids", "created_at"};
  return {"id", "account_id", "platform", "platform_post_id", "published_at", "state", "content_text"};
}

Parameters parameters_of(const ListOptions& options) {
  return {{"business_id", options.business}, {"platform", options.platform}, {"account_id", options.account},
          {"label", options.label},          {"from", options.from},         {"to", options.to}};
}

/// The metrics that any of these posts has, by name, and behind them the derived ones. What else is in
/// /analytics/posts/{id} has a name of its own.
std::vector<std::string> metrics_of(const Poco::JSON::Array& posts) {
  const std::set<std::string> others = {
      "fetched_at",   "stale",          "post_id",          "business_id",
      "account_id",   "platform",       "platform_post_id", "platform_post_url",
      "published_at", "content_preview"};
  const std::vector<std::string> derived = {"total_engagement", "engagement_rate", "click_through_rate"};
  std::set<std::string> had;
  for (std::size_t i = 0; i < posts.size(); ++i)
    for (const auto& [name, value] : members_of(*posts.getObject(static_cast<unsigned>(i))))
      if (!value.isEmpty() && !others.contains(name)) had.insert(name);
  std::vector<std::string> last;
  for (const auto& name : derived)
    if (had.erase(name) > 0) last.push_back(name);
  std::vector<std::string> all(had.begin(), had.end());
  all.insert(all.end(), last.begin(), last.end());
  return all;
}

void set_if(Json& body, const std::string& name, const std::string& value) {
  if (!value.empty()) body.set(name, value);
}

/// Without the line end that an editor leaves.
std::string first_line(std::istream& in) {
  std::string text(std::istreambuf_iterator<char>(in), {});
  text.erase(text.find_last_not_of(" \t\r\n") + 1);
  return text;
}

Result<std::string> read_secret(const Session& session, const SecretOption& secret, const std::string& what) {
  if (!secret.text.empty()) return secret.text;
  if (secret.file.empty()) return session.around.environment(secret.environment);
  std::string text;
  if (secret.file == "-") {
    text = first_line(session.around.in);
  } else {
    std::ifstream in(secret.file);
    if (!in) return Error{Code::invalid, "the file " + secret.file + " with the " + what + " cannot be read"};
    text = first_line(in);
  }
  if (text.empty())
    return Error{Code::invalid,
                 "there is no " + what + " in " + (secret.file == "-" ? "standard input" : secret.file)};
  return text;
}

/// Sends a new thing and prints what became of it.
Result<int> create(const Session& session, const std::string& kind, const Json& body) {
  const auto answer = session.api.send("POST", kApi + kind, text_of(body));
  if (!answer) return answer.error();
  return print_object(session, *answer);
}

}  // namespace

Result<int> list_things(const Session& session, const std::string& kind, const ListOptions& options) {
  const auto items = session.api.list(kApi + kind, parameters_of(options), options.limit);
  if (!items) return items.error();
  return print_items(session, **items, columns_of(kind));
}

Result<int> list_posts_with_metrics(const Session& session, const ListOptions& options) {
  const auto posts = session.api.list(kApi + "posts", parameters_of(options), options.limit);
  if (!posts) return posts.error();
  const std::size_t total = (*posts)->size();
  Progress progress(session.around.err, session.around.terminal);
  Poco::JSON::Array all;
  for (std::size_t i = 0; i < total; ++i) {
    const auto id = (*posts)->getObject(static_cast<unsigned>(i))->optValue<std::int64_t>("id", 0);
    const auto answer = session.api.get(kApi + "analytics/posts/" + std::to_string(id));
    if (!answer && answer.error().code == Code::not_found) continue;  // removed since it was listed
    if (!answer) return answer.error();
    all.add(answer->json);
    progress.show(static_cast<std::int64_t>(i + 1), static_cast<std::int64_t>(total), "posts");
  }
  std::vector<std::string> columns = {"post_id", "platform_post_id", "published_at"};
  for (auto& metric : metrics_of(all)) columns.push_back(std::move(metric));
  return print_items(session, all, columns);
}

Result<int> show_thing(const Session& session, const std::string& kind, std::int64_t id) {
  const auto answer = session.api.get(kApi + kind + "/" + std::to_string(id));
  if (!answer) return answer.error();
  return print_object(session, *answer);
}

Result<int> remove_things(const Session& session, const std::string& kind, const Ids& ids) {
  std::string removed;
  for (auto id : ids) {
    const auto answer = session.api.send("DELETE", kApi + kind + "/" + std::to_string(id));
    if (!answer) return removed.empty() ? answer.error() : answer.error().at("removed " + removed + ", then");
    removed += (removed.empty() ? "" : ",") + std::to_string(id);
  }
  if (session.json) return print_json(session, "{\"removed\":[" + removed + "]}");
  session.out() << "removed " << removed << '\n';
  return kGood;
}

Result<int> add_business(const Session& session, const NewBusiness& business) {
  Json body;
  body.set("name", business.name);
  set_if(body, "time_zone", business.time_zone);
  return create(session, "businesses", body);
}

Result<int> add_account(const Session& session, const NewAccount& account) {
  const auto access = read_secret(session, account.access_token, "access token");
  if (!access) return access.error();
  if (access->empty())
    return Error{Code::invalid,
                 "no access token: give --access-token-file FILE (\"-\" for standard input) or set "
                 "TIDEMARK_ACCESS_TOKEN",
                 "usage"};
  const auto refresh = read_secret(session, account.refresh_token, "refresh token");
  if (!refresh) return refresh.error();
  Json body;
  body.set("business_id", account.business);
  body.set("platform", account.platform);
  body.set("access_token", *access);
  set_if(body, "refresh_token", *refresh);
  set_if(body, "platform_user_id", account.user_id);
  set_if(body, "page_id", account.page_id);
  set_if(body, "instagram_account_id", account.instagram_account_id);
  set_if(body, "token_expires_at", account.token_expires_at);
  set_if(body, "tracked_since", account.tracked_since);
  if (account.inactive) body.set("is_active", false);
  return create(session, "accounts", body);
}

Result<int> add_token(const Session& session, const NewToken& token) {
  Json body;
  body.set("name", token.name);
  body.set("role", token.role);
  if (!token.businesses.empty()) {
    Poco::JSON::Array::Ptr ids = new Poco::JSON::Array;
    for (auto id : token.businesses) ids->add(id);
    body.set("business_ids", ids);
  }
  return create(session, "tokens", body);
}

}  // namespace tidemark::cli
