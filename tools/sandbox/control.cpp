#include "sandbox/control.h"

#include <Poco/Exception.h>
#include <Poco/JSON/Array.h>
#include <Poco/JSON/Parser.h>

#include <algorithm>

#include "domain/instant.h"
#include "sandbox/ids.h"
#include "sandbox/json_text.h"

namespace tidemark::sandbox {
namespace {

Answer json_answer(std::string body) {
  body += '\n';
  return {200, {{"content-type", "application/json; charset=utf-8"}}, std::move(body), {}};
}

Answer refuse(int status, const std::string& why) {
  return {status, {{"content-type", "text/plain; charset=utf-8"}}, why + "\n", {}};
}

/// A cell of CSV (RFC 4180), quoted where it must be.
std::string cell(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string out = "\"";
  for (char c : text) out += c == '"' ? "\"\"" : std::string(1, c);
  return out + "\"";
}

/// In the columns that `tidemark posts add --file` takes; the engine's own ids are the asker's to give.
Answer world_as_csv(const std::vector<WorldAccount>& accounts, const Pairs& query) {
  std::string head, front;
  for (const char* name : {"business_id", "account_id"}) {
    if (const std::string* value = find(query, name)) {
      head += std::string(name) + ",";
      front += cell(*value) + ",";
    }
  }
  std::string out = head + "platform_post_id,platform_post_url,published_at,content_text\n";
  for (const auto& account : accounts)
    for (const auto& post : account.posts)
      out += front + post.id + "," + cell(post.url) + "," + to_rfc3339({post.published_ms}) + "," +
             cell(post.text) + "\n";
  return {200, {{"content-type", "text/csv; charset=utf-8"}}, std::move(out), {}};
}

Answer world_as_json(const std::vector<WorldAccount>& accounts) {
  JsonText json;
  json.begin_object().member("app_token", "sandbox-app").key("accounts").begin_array();
  for (const auto& account : accounts) {
    json.begin_object().member("user_id", account.user_id).member("username", account.username);
    json.member("name", account.name).member("token", account.token).key("posts").begin_array();
    for (const auto& post : account.posts) {
      json.begin_object().member("id", post.id).member("url", post.url);
      json.member("published_at", to_rfc3339({post.published_ms})).member("text", post.text);
      json.member("state", post.state).end_object();
    }
    json.end_array().end_object();
  }
  return json_answer(json.end_array().end_object().take());
}

}  // namespace

std::vector<WorldAccount> describe(const World& world, int posts, std::int64_t now_ms) {
  std::vector<WorldAccount> accounts;
  for (int number = 1; number <= world.accounts(); ++number) {
    const Account account = world.account(number);
    WorldAccount out{std::to_string(account.id), account.username, account.name, account.token, {}};
    const std::int64_t newest = world.newest(number, now_ms);
    for (std::int64_t at = newest; at > newest - posts; --at) {
      const Post post = world.post(number, at);
      out.posts.push_back({std::to_string(post.id), world.url(post), world.text(post), post.published_ms,
                           std::string(to_string(post.state))});
    }
    accounts.push_back(std::move(out));
  }
  return accounts;
}

Answer Control::answer(const Request& request) {
  struct {
    const char *method, *path;
  } const known[] = {{"GET", "/sandbox/world"},
                     {"GET", "/sandbox/requests"},
                     {"POST", "/sandbox/reset-counters"},
                     {"POST", "/sandbox/faults"}};
  for (const auto& [method, path] : known)
    if (request.path == path && request.method != method)
      return refuse(405, std::string(path) + " takes " + method);
  if (request.path == "/sandbox/world") return show_world(request.query);
  if (request.path == "/sandbox/requests") return show_requests();
  if (request.path == "/sandbox/faults") return change_faults(request.body);
  if (request.path != "/sandbox/reset-counters")
    return refuse(
        404,
        "the sandbox has /sandbox/world, /sandbox/requests, /sandbox/reset-counters and /sandbox/faults");
  counters_.reset();
  return {204, {}, "", {}};
}

Answer Control::show_world(const Pairs& query) const {
  if (!world_) return json_answer(R"({"accounts":[]})");
  auto accounts = describe(*world_, options_.posts, options_.now_ms());
  if (const std::string* wanted = find(query, "account")) {
    const auto number = parse_id(*wanted).value_or(0);
    if (number < 1 || number > accounts.size())
      return refuse(400,
                    "account: from 1 to " + std::to_string(accounts.size()) + ", not \"" + *wanted + "\"");
    accounts = {accounts[number - 1]};
  }
  const std::string* format = find(query, "format");
  if (format && *format != "csv" && *format != "json")
    return refuse(400, "format: csv or json, not \"" + *format + "\"");
  return format && *format == "csv" ? world_as_csv(accounts, query) : world_as_json(accounts);
}

Answer Control::show_requests() const {
  JsonText json;
  std::int64_t total = 0;
  json.begin_object().key("endpoints").begin_object();
  for (const auto& [path, count] : counters_.by_endpoint()) {
    total += count.requests;
    json.key(path)
        .begin_object()
        .member("requests", count.requests)
        .member("faults", count.faults)
        .key("by_status")
        .begin_object();
    for (const auto& [status, times] : count.by_status) json.member(std::to_string(status), times);
    json.end_object().end_object();
  }
  json.end_object().member("total", total).key("newest").begin_array();
  const auto log = counters_.log();
  for (const auto& line : log) json.string(line);
  return json_answer(json.end_array().end_object().take());
}

Answer Control::change_faults(const std::string& body) {
  std::vector<std::string> specs;
  try {
    const auto list = Poco::JSON::Parser().parse(body).extract<Poco::JSON::Array::Ptr>();
    for (const auto& spec : *list) specs.push_back(spec.extract<std::string>());
  } catch (const Poco::Exception&) {
    return refuse(400, R"(the body is a JSON array of faults: ["429:/2/tweets:x1", "slow=2s"])");
  }
  const auto done = set_faults(specs);
  return done ? Answer{204, {}, "", {}} : refuse(400, done.error().message);
}

Result<Done> Control::set_faults(const std::vector<std::string>& specs) {
  std::vector<Fault> faults;
  for (const auto& spec : specs) {
    auto fault = parse_fault(spec);
    if (!fault) return fault.error();
    faults.push_back(std::move(fault).value());
  }
  faults_.set(std::move(faults));
  return Done{};
}

}  // namespace tidemark::sandbox
