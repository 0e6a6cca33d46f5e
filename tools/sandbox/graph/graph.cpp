#include "sandbox/graph/graph.h"

#include <Poco/Exception.h>
#include <Poco/JSON/Array.h>
#include <Poco/JSON/Object.h>
#include <Poco/JSON/Parser.h>

#include <algorithm>

#include "sandbox/chance.h"
#include "sandbox/graph/version.h"

namespace tidemark::sandbox::graph {
namespace {

// Ids of posts begin with 12, those of media with 18, as they do in 2026.
constexpr std::int64_t kPagesEpochMs = 1'504'130'000'000, kInstagramEpochMs = 1'365'850'000'000;
constexpr std::size_t kMostAtOnce = 50;

std::uint64_t hash_of(std::string_view text, std::uint64_t seed) {
  std::uint64_t mixed = seed;
  for (char c : text) mixed = hash({mixed, static_cast<unsigned char>(c)});
  return mixed;
}

Pairs all_parameters(const Request& request) {
  Pairs all = request.query;
  if (request.method == "POST")
    for (auto& pair : parse_query(request.body)) all.push_back(std::move(pair));
  return all;
}

}  // namespace

Graph::Graph(const Stage& stage, Realm realm)
    : Platform(stage, realm == Realm::pages ? "facebook" : "instagram",
               realm == Realm::pages ? kPagesEpochMs : kInstagramEpochMs),
      realm_(realm),
      started_ms_(stage.clock.now_ms()),
      objects_(world_, realm, stage.options.seed) {
  const auto set_limit = [&](const char* bucket, std::int64_t& setting) {
    if (const auto limit = own_limit(options_.limits, bucket)) setting = *limit;
  };
  set_limit("page", settings_.page_calls);
  set_limit("account", settings_.instagram_calls);
  set_limit("user", settings_.user_calls);
  set_limit("app", settings_.app_calls);
  set_limit("insights", settings_.insights_per_minute);
  // The first of an account is the one to register with an engine.
  for (int number = 1; number <= world_.accounts(); ++number) {
    if (realm == Realm::instagram) tokens_.add(instagram_token(number, token_end()));
    tokens_.add(page_token(number, token_end()));
    tokens_.add(user_token(number, token_end()));
  }
  tokens_.add(app_token());
}

Settings Graph::settings() const {
  std::lock_guard lock(mutex_);
  return settings_;
}

Host Graph::host_of(const Request& request) const {
  if (realm_ == Realm::pages) return Host::facebook;
  const auto& base = request.base;
  const bool by_facebook = base.size() >= kFacebookLoginPrefix.size() &&
                           base.substr(base.size() - kFacebookLoginPrefix.size()) == kFacebookLoginPrefix;
  return by_facebook ? Host::facebook : Host::instagram;
}

std::uint64_t Graph::variant_of(const Request& request) const {
  return hash_of(request.path + "?" + request.raw_query + std::to_string(now_ms()), objects_.seed());
}

Token Graph::require_token(const std::string& text, Host host) const {
  if (text.empty())
    throw Refusal{
        .code = 2500,
        .message = "An active access token must be used to query information about the current user."};
  const auto token = tokens_.find(text);
  if (!token || (token->kind == kInstagramLogin) != (host == Host::instagram)) throw malformed_token();
  const std::int64_t now_s = now_ms() / 1000;
  {
    std::lock_guard lock(mutex_);
    if (const auto invalid = invalid_tokens_.find(text); invalid != invalid_tokens_.end())
      throw bad_token(invalid->second, 0, now_s);
  }
  if (token->revoked) throw bad_token(460, 0, now_s);
  if (token->expired(now_ms())) throw bad_token(463, token->expires_ms / 1000, now_s);
  return *token;
}

Answer Graph::answer(const Request& request) {
  return answer_one(request, host_of(request));
}

Answer Graph::answer_one(const Request& request, Host host) {
  Pairs headers;
  Answer answer;
  try {
    answer = {200, {{"content-type", "application/json; charset=UTF-8"}}, serve(request, host, headers), {}};
  } catch (const Refusal& refusal) {
    answer = to_answer(refusal, host, variant_of(request));
  }
  for (auto& one : headers) answer.headers.push_back(std::move(one));
  return answer;
}

std::string Graph::serve(const Request& request, Host host, Pairs& headers) {
  const std::int64_t now = now_ms();
  const auto version = read_version(request.path, now / 1000);
  if (!version) throw unknown_path(host);
  headers.emplace_back("facebook-api-version", version_text(version->used));
  const Pairs query = all_parameters(request);
  if (auto body = serve_token_path(query, host, version->rest)) return *body;

  const std::string* in_query = find(query, "access_token");
  const Settings now_set = settings();
  const Call call{objects_, now_set,
                  host,     version_text(version->used),
                  now,      require_token(in_query ? *in_query : request.token, host),
                  query,    request.method + " " + request.path};
  check_proof(now_set, call.access, find(query, "appsecret_proof"));
  const bool is_root = version->rest.empty() || version->rest == "/";
  if (request.method == "POST" && is_root && find(query, "batch")) return serve_batch(call, request);
  if (request.method != "GET")
    throw Refusal{.message = "Unsupported " + request.method + " request", .type = "GraphMethodException"};
  return is_root ? serve_ids(call, headers) : serve_path(call, version->rest, headers);
}

std::string Graph::serve_path(const Call& call, std::string_view path, Pairs& headers) {
  if (path == "/debug_token") {
    charge(call, false, 1, headers);
    return debug_token(call);
  }
  if (path == "/me/permissions" || path == "/me/accounts") {
    charge(call, false, 1, headers);
    if (call.access.kind != kUser) throw unknown_field(path.substr(4), "Page");
    return path == "/me/accounts" ? my_pages(call) : my_permissions(call);
  }
  return serve_object(call, path, headers);
}

std::string Graph::serve_object(const Call& call, std::string_view path, Pairs& headers) {
  const auto parts = split(path.substr(1), '/');
  if (parts.empty() || parts.size() > 3) throw unknown_path(call.host);
  const std::string edge(parts.size() > 1 ? parts[1] : "");
  const bool insights = edge == "insights" || edge == "video_insights";
  charge(call, insights, 1, headers);

  std::string id(parts[0]);
  if (id == "me") {
    if (call.access.kind == kUser) {
      JsonText me;
      me.begin_object().member("name", "Sandbox Person " + std::to_string(call.access.account));
      return me.member("id", "10" + objects_.page(call.access.account).id).end_object().take();
    }
    id = call.access.kind == kPage ? objects_.page(call.access.account).id
                                   : objects_.instagram_user(call.access.account).id;
  }
  const auto object = objects_.find(id, call.now_ms);
  if (!object || !is_there(*object)) throw missing_object(id, call.host);
  require_access(call, *object);
  JsonText json(4096);
  if (edge.empty()) {
    write_node(json, call, *object, fields_of(call.query));
    return json.take();
  }
  Pairs parameters = call.query;
  if (parts.size() == 3) {
    if (!insights) throw unknown_path(call.host);
    parameters.emplace_back("metric", parts[2]);  // /{id}/insights/{metric}
  }
  if (!write_edge(json, call, *object, edge, parameters, fields_of(call.query)))
    throw call.host == Host::instagram ? unknown_path(call.host) : unknown_field(edge, type_name(*object));
  return json.take();
}

std::string Graph::serve_ids(const Call& call, Pairs& headers) {
  const std::string* text = find(call.query, "ids");
  if (!text || text->empty()) throw unknown_path(call.host);
  const auto ids = split(*text, ',');
  charge(call, false, static_cast<std::int64_t>(ids.size()), headers);
  if (ids.size() > kMostAtOnce)
    throw invalid_parameter("Too many IDs. Maximum: 50. Provided: " + std::to_string(ids.size()) + ".");
  const auto fields = fields_of(call.query);
  require_small(call, static_cast<std::int64_t>(ids.size()), fields);
  JsonText json(1024 * ids.size());
  json.begin_object();
  for (auto id : ids) {
    const auto object = objects_.find(id, call.now_ms);
    if (!object || !is_there(*object)) throw unknown_alias(id);
    require_access(call, *object);
    json.key(id);
    write_node(json, call, *object, fields);
  }
  return json.end_object().take();
}

std::string Graph::serve_batch(const Call& call, const Request& request) {
  Poco::JSON::Array::Ptr elements;
  try {
    elements = Poco::JSON::Parser().parse(*find(call.query, "batch")).extract<Poco::JSON::Array::Ptr>();
  } catch (const Poco::Exception&) {
    throw Refusal{.message = "Invalid batch", .type = "GraphBatchException"};
  }
  if (elements->size() > kMostAtOnce)
    throw Refusal{.message = "Too many requests in batch message. Maximum batch size is 50",
                  .type = "GraphBatchException"};
  const std::string* wish = find(call.query, "include_headers");
  const bool with_headers = !wish || *wish != "false";
  JsonText json(4096);
  json.begin_array();
  for (unsigned i = 0; i < elements->size(); ++i) {
    const auto element = elements->getObject(i);
    if (!element) throw Refusal{.message = "Invalid batch", .type = "GraphBatchException"};
    const std::string url = element->optValue<std::string>("relative_url", "");
    const auto question = std::min(url.find('?'), url.size());
    Request part{
        element->optValue<std::string>("method", "GET"), url.substr(0, question), {}, call.access.text, {}};
    if (part.path.empty() || part.path[0] != '/') part.path.insert(0, "/");
    if (part.path[1] != 'v') part.path.insert(0, "/" + call.version);
    if (question < url.size()) part.raw_query = url.substr(question + 1);
    part.query = parse_query(part.raw_query);
    if (const std::string* proof = find(call.query, "appsecret_proof");
        proof && !find(part.query, "access_token"))
      part.query.emplace_back("appsecret_proof", *proof);
    part.base = request.base;
    const Answer answer = answer_one(part, call.host);
    json.begin_object().member("code", answer.status);
    if (with_headers) {
      json.key("headers").begin_array();
      for (const auto& [name, value] : answer.headers)
        json.begin_object().member("name", name).member("value", value).end_object();
      json.end_array();
    }
    json.member("body", answer.body).end_object();
  }
  return json.end_array().take();
}

}  // namespace tidemark::sandbox::graph
