// What Graph is beyond its answers: faults, events, names.

#include <algorithm>

#include "sandbox/graph/graph.h"
#include "sandbox/graph/version.h"

namespace tidemark::sandbox::graph {
namespace {

constexpr std::string_view kEdges[] = {"published_posts", "posts",         "feed",     "video_reels",
                                       "videos",          "stories",       "insights", "children",
                                       "media",           "video_insights"};

/// A fault's error code: its form if that is one, else the usual one of the status.
int code_of(const Fault& fault, Realm realm) {
  if (const auto own = parse_id(fault.form)) return static_cast<int>(*own);
  if (fault.form == "app") return 4;
  if (fault.form == "user") return 17;
  if (fault.form == "page") return 32;
  switch (fault.status) {
    case 401:
      return 190;
    case 402:
    case 429:
      return realm == Realm::instagram ? 80002 : 80001;
    case 403:
      return 10;
    default:
      return 100;
  }
}

bool is_rate_limit(int code) {
  constexpr int codes[] = {4, 17, 32, 613, 80001, 80002};
  return std::find(std::begin(codes), std::end(codes), code) != std::end(codes);
}

Refusal refusal_of(const Fault& fault, int code, std::int64_t now_s) {
  if (fault.form == "expired") return bad_token(463, now_s - 3600, now_s);
  if (fault.form == "revoked") return bad_token(460, 0, now_s);
  if (is_rate_limit(code)) return too_many_calls(code);
  if (code == 190) return bad_token(463, now_s - 3600, now_s);
  if (code == 10) return not_permitted();
  if (code == 200) return {.code = 200, .numbered = true, .message = "Permissions error"};
  if (code == 368)
    return {.code = 368,
            .subcode = 1390008,
            .message = "The action attempted has been deemed abusive or is otherwise disallowed"};
  if (code == 100 && fault.status != 404 && fault.status != 410)
    return invalid_parameter("Invalid parameter");
  return {.code = code, .message = "An unknown error has occurred."};
}

Answer server_error(const Fault& fault, Host host, std::uint64_t variant) {
  if (fault.form.empty() && variant % 3 == 0) return html_error(fault.status);
  const bool plain = fault.form == "1" || (fault.form != "2" && variant % 3 == 1);
  Refusal refusal = transient_error(plain ? 1 : 2);
  refusal.status = fault.status;
  return to_answer(refusal, host, variant);
}

}  // namespace

std::string Graph::endpoint_of(const Request& request) const {
  const auto version = read_version(request.path, now_ms() / 1000);
  if (!version) return "other";
  if (version->rest.empty() || version->rest == "/") return request.method == "POST" ? "/batch" : "/ids";
  for (const char* path : {"/me", "/me/accounts", "/me/permissions", "/debug_token", "/oauth/access_token",
                           "/access_token", "/refresh_access_token"})
    if (version->rest == path) return path;
  const auto parts = split(version->rest.substr(1), '/');
  if (parts.size() == 1) return "/:id";
  const bool known = std::find(std::begin(kEdges), std::end(kEdges), parts[1]) != std::end(kEdges);
  return known ? "/:id/" + std::string(parts[1]) : "other";
}

Answer Graph::fail(const Request& request, const Fault& fault, std::uint64_t variant) {
  const std::int64_t now = now_ms();
  const Host host = host_of(request);
  const std::string* in_query = find(request.query, "access_token");
  const auto token = tokens_.find(in_query ? *in_query : request.token);
  if (token) closures_.knock(bucket_of(*token), now, request.method + " " + request.path);
  const int code = code_of(fault, realm_);
  if (fault.status >= 500 && !is_rate_limit(code)) return server_error(fault, host, variant);
  if (fault.status == 404 || fault.status == 410) {
    const auto version = read_version(request.path, now / 1000);
    const std::string id(version && !version->rest.empty() ? version->rest.substr(1) : "");
    Refusal refusal = missing_object(id.substr(0, id.find('/')), host);
    refusal.status = fault.status;
    return to_answer(refusal, host, variant);
  }
  Refusal refusal = refusal_of(fault, code, now / 1000);
  refusal.status = fault.status;
  Answer answer = to_answer(refusal, host, variant);
  if (is_rate_limit(code) && token) {
    const auto minutes =
        std::chrono::ceil<std::chrono::minutes>(fault.time.value_or(std::chrono::milliseconds(3'600'000)));
    const Meter meter{.percent = 100, .minutes_to_wait = minutes.count(), .refused = true};
    answer.headers.push_back(usage_header(*token, meter));
    const bool told = answer.headers.back().second.find("\"estimated_time_to_regain_access\":" +
                                                        std::to_string(minutes.count())) != std::string::npos;
    closures_.close(bucket_of(*token), now + (told ? minutes.count() * 60'000 : 300'000), now);
  }
  return answer;
}

void Graph::add_server_headers(Answer& answer) {
  answer.headers.emplace_back("x-fb-rev", "1029384756");
  answer.headers.emplace_back("cache-control", "private, no-cache, no-store, must-revalidate");
}

std::string Graph::id_of(const Account& account) const {
  return realm_ == Realm::pages ? objects_.page(account.number).id
                                : objects_.instagram_user(account.number).id;
}
std::string Graph::id_of(const Post& post) const {
  return objects_.published(post).id;
}
std::string Graph::url_of(const Post& post) const {
  return objects_.permalink(objects_.published(post));
}

std::optional<Post> Graph::post_of(std::string_view id) const {
  const auto object = objects_.find(id, now_ms());
  const bool is_post = object && (object->kind == Kind::page_post || object->kind == Kind::video ||
                                  object->kind == Kind::media);
  return is_post ? std::optional(object->post) : std::nullopt;
}

std::string Graph::account_field() const {
  return realm_ == Realm::pages ? "page_id" : "instagram_account_id";
}

std::vector<std::string> Graph::kinds() const {
  if (realm_ == Realm::pages) return {"photo", "status", "link", "video", "reel"};
  return {"photo", "carousel", "video", "reel"};
}

Result<std::string> Graph::happen_here(const Event& event) {
  if (event.what == "set") {
    std::lock_guard lock(mutex_);
    if (auto done = change(settings_, event.text); !done) return done.error();
    return std::string();
  }
  if (event.what != "invalidate") return Platform::happen_here(event);
  const auto subcode = parse_id(event.kind);
  constexpr int known[] = {0, 458, 459, 460, 464, 467, 492};
  if (!subcode ||
      std::find(std::begin(known), std::end(known), static_cast<int>(*subcode)) == std::end(known))
    return Error{Code::invalid, "kind: 458, 459, 460, 464, 467 or 492, or 0 for a good token again", "kind"};
  const auto first = tokens_.of(event.account);
  const std::string text = event.token.empty() && first ? first->text : event.token;
  if (!tokens_.find(text)) return Error{Code::invalid, "token: no such token", "token"};
  std::lock_guard lock(mutex_);
  invalid_tokens_.erase(text);
  if (*subcode) invalid_tokens_[text] = static_cast<int>(*subcode);
  return std::string();
}

std::unique_ptr<Platform> make_facebook(const Stage& stage) {
  return std::make_unique<Graph>(stage, Realm::pages);
}
std::unique_ptr<Platform> make_instagram(const Stage& stage) {
  return std::make_unique<Graph>(stage, Realm::instagram);
}

bool facebook_has_bucket(std::string_view name) {
  return name == "page" || name == "user" || name == "app" || name == "insights";
}
bool instagram_has_bucket(std::string_view name) {
  return name == "account" || name == "app" || name == "insights";
}

}  // namespace tidemark::sandbox::graph
