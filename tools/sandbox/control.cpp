#include "sandbox/control.h"

#include <Poco/Exception.h>
#include <Poco/JSON/Array.h>
#include <Poco/JSON/Object.h>
#include <Poco/JSON/Parser.h>

#include <functional>
#include <map>

#include "domain/instant.h"
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

Answer world_as_json(const Platform& platform, const std::vector<WorldAccount>& accounts) {
  JsonText json;
  json.begin_object().member("platform", platform.name());
  if (const auto app = platform.tokens().of(0)) json.member("app_token", app->text);
  json.key("accounts").begin_array();
  for (const auto& account : accounts) {
    json.begin_object().member("user_id", account.user_id).member("id_field", account.id_field);
    json.member("username", account.username);
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

/// Error `invalid` if it is no object; members that are no text or number are read as text.
Result<Poco::JSON::Object::Ptr> object_of(const std::string& body) {
  try {
    return Poco::JSON::Parser().parse(body).extract<Poco::JSON::Object::Ptr>();
  } catch (const Poco::Exception&) {
    return Error{Code::invalid, "the body is a JSON object"};
  }
}

/// Empty if good, else what is wrong.
std::string read_event(const Poco::JSON::Object& object, std::string& platform, Event& event) {
  const std::map<std::string, std::string*> texts = {
      {"platform", &platform}, {"event", &event.what},    {"post", &event.post},
      {"kind", &event.kind},   {"text", &event.text},     {"token", &event.token},
      {"scope", &event.scope}, {"metric", &event.metric}, {"version", &event.version}};
  for (const auto& [name, value] : object) {
    if (const auto text = texts.find(name); text != texts.end() && value.isString()) {
      *text->second = value.extract<std::string>();
    } else if (name == "account" && value.isInteger()) {
      event.account = value.convert<int>();
    } else if (name == "at" && value.isString()) {
      const auto at = parse_rfc3339(value.extract<std::string>());
      if (!at) return "at: a time as 2026-11-22T13:45:00Z";
      event.at_ms = at->ms;
    } else {
      return name + ": not a field of an event, or of another type";
    }
  }
  return "";
}

}  // namespace

Answer Control::answer(const Request& request) {
  const bool get = request.method == "GET";
  const struct {
    const char *method, *path;
    std::function<Answer()> answer;
  } known[] = {
      {"GET", "/sandbox/world", [&] { return show_world(request.query); }},
      {"GET", "/sandbox/requests", [&] { return show_requests(); }},
      {"POST", "/sandbox/reset-counters",
       [&] {
         return reset_counters(), Answer{204, {}, "", {}};
       }},
      {"POST", "/sandbox/faults", [&] { return change_faults(request.body); }},
      {"GET, POST", "/sandbox/clock", [&] { return get ? show_clock() : move_clock(request.body); }},
      {"POST", "/sandbox/events", [&] { return let_happen(request.body); }},
  };
  std::string all;
  for (const auto& [method, path, answer] : known) {
    all += (all.empty() ? "" : ", ") + std::string(path);
    if (request.path != path) continue;
    if (std::string_view(method).find(request.method) == std::string_view::npos)
      return refuse(405, std::string(path) + " takes " + method);
    return answer();
  }
  return refuse(404, "the sandbox has " + all);
}

void Control::reset_counters() {
  counters_.reset();
  if (!platforms_) return;
  for (const auto& platform : platforms_->all()) platform->closures().reset();
}

Answer Control::show_world(const Pairs& query) const {
  if (!platforms_) return json_answer(R"({"accounts":[]})");
  const std::string* name = find(query, "platform");
  const Platform* platform = platforms_->named(name ? *name : "x");
  if (!platform) return refuse(400, "platform: none is called \"" + *name + "\"");
  auto accounts = platform->describe();
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
  return format && *format == "csv" ? world_as_csv(accounts, query) : world_as_json(*platform, accounts);
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
  json.end_array().key("platforms").begin_object();
  for (std::size_t i = 0; platforms_ && i < platforms_->all().size(); ++i) {
    const Platform& platform = *platforms_->all()[i];
    json.key(platform.name()).begin_object();
    json.member("requests", counters_.of_platform(platform.name()));
    json.member("sent_while_closed", platform.closures().sent_while_closed());
    json.key("newest_sent_while_closed").begin_array();
    for (const auto& line : platform.closures().log()) json.string(line);
    json.end_array().end_object();
  }
  return json_answer(json.end_object().end_object().take());
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

Answer Control::show_clock() const {
  JsonText json;
  const std::int64_t now = clock_.now_ms();
  json.begin_object().member("now", to_rfc3339({now})).member("now_ms", now).end_object();
  return json_answer(json.take());
}

Answer Control::move_clock(const std::string& body) {
  constexpr const char* form = R"(the body is {"advance": "1h"} or {"now": "2026-12-01T00:00:00Z"})";
  const auto object = object_of(body);
  if (!object || (*object)->size() != 1) return refuse(400, form);
  const std::string name = (*object)->getNames().front();
  const std::string text = (*object)->optValue<std::string>(name, "");
  Result<Done> moved = Error{Code::invalid, form};
  if (name == "advance") {
    if (const auto step = parse_duration(text)) moved = clock_.advance(*step);
  } else if (name == "now") {
    if (const auto at = parse_rfc3339(text)) moved = clock_.set(at->ms);
  }
  return moved ? show_clock() : refuse(400, moved.error().message);
}

Answer Control::let_happen(const std::string& body) {
  const auto object = object_of(body);
  if (!object) return refuse(400, object.error().message);
  std::string platform = "x";
  Event event;
  if (const std::string why = read_event(**object, platform, event); !why.empty()) return refuse(400, why);
  if (!platforms_) return refuse(400, "nothing happens in replay");
  Platform* const where = platforms_->named(platform);
  if (!where) return refuse(400, "platform: none is called \"" + platform + "\"");
  const auto done = where->happen(event);
  if (!done) return refuse(400, done.error().message);
  if (done->empty()) return {204, {}, "", {}};
  JsonText json;
  return json_answer(json.begin_object().member("id", *done).end_object().take());
}

}  // namespace tidemark::sandbox
