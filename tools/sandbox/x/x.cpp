#include "sandbox/x/x.h"

#include <algorithm>
#include <cstdio>
#include <iterator>

#include "sandbox/x/endpoints.h"
#include "sandbox/x/kinds.h"
#include "sandbox/x/problems.h"

namespace tidemark::sandbox::x {
namespace {

void add_quota(Answer& answer, const QuotaState& state) {
  answer.headers.emplace_back("x-rate-limit-limit", std::to_string(state.limit));
  answer.headers.emplace_back("x-rate-limit-remaining", std::to_string(state.remaining));
  answer.headers.emplace_back("x-rate-limit-reset", std::to_string(state.reset_s));
}

void add_access(Answer& answer) {
  answer.headers.emplace_back("x-access-level", "read-write");
  answer.headers.emplace_back("api-version", "2.168");
}

/// The same three for a whole day, under names that say whose quota it is.
void add_daily_quota(Answer& answer, const QuotaState& state, int caller) {
  const std::string name = caller == 0 ? "x-app-limit-24hour-" : "x-user-limit-24hour-";
  answer.headers.emplace_back(name + "limit", std::to_string(state.limit));
  answer.headers.emplace_back(name + "remaining", std::to_string(state.remaining));
  answer.headers.emplace_back(name + "reset", std::to_string(state.reset_s));
}

std::string bucket_of(const Endpoint& endpoint, const std::string& token) {
  return std::string(endpoint.path) + " of " + token;
}

}  // namespace

X::X(const Stage& stage) : Platform(stage, "x", kSnowflakeEpochMs) {
  const std::set<std::string> scopes = {"tweet.read", "users.read", "offline.access"};
  for (int number = 1; number <= world_.accounts(); ++number)
    tokens_.add({"sandbox-user-" + std::to_string(number), number, "user", scopes, token_end()});
  tokens_.add({"sandbox-app", 0, "app"});
}

std::int64_t X::limit_for(const Endpoint& endpoint, int caller) const {
  if (const auto own = own_limit(options_.limits, std::string(endpoint.path.substr(3)))) return *own;
  const std::int64_t usual = caller == 0 ? endpoint.app_limit : endpoint.user_limit;
  return usual ? usual : std::max(endpoint.app_limit, endpoint.user_limit);
}

std::string X::endpoint_of(const Request& request) const {
  const auto found = route(request.path);
  return found ? std::string(found->endpoint->path) : "other";
}

Answer X::answer(const Request& request) {
  const auto found = route(request.path);
  if (!found || request.method != "GET") return not_found();
  const std::int64_t now = now_ms();
  const auto token = tokens_.find(request.token);
  // X does not tell an expired token from a revoked one, nor from nonsense.
  if (!token || token->revoked || token->expired(now)) return unauthorized();
  const int caller = token->account;

  const Endpoint& endpoint = *found->endpoint;
  const std::string bucket = bucket_of(endpoint, request.token);
  closures_.knock(bucket, now, request.method + " " + request.path);
  const QuotaState quota = quotas_.take(bucket, limit_for(endpoint, caller), now);
  std::optional<QuotaState> day;
  if (const auto daily_limit = own_limit(options_.daily_limits, std::string(endpoint.path.substr(3))))
    day = daily_.take(bucket, *daily_limit, now);
  if (quota.remaining == 0) closures_.close(bucket, quota.reset_s * 1000, now);
  if (day && day->remaining == 0) closures_.close(bucket, day->reset_s * 1000, now);
  Answer answer;
  if (quota.refused || (day && day->refused)) {
    answer = too_many_requests();
  } else if ((caller == 0 ? endpoint.app_limit : endpoint.user_limit) == 0) {
    answer = unsupported_authentication();
  } else if (token->kind == "user" && !(token->may("tweet.read") && token->may("users.read"))) {
    answer = not_permitted();
  } else if (options_.credits && bill_.charged() >= *options_.credits) {
    answer = credits_depleted();
  } else {
    answer =
        endpoint.answer({world_, request, found->argument, caller, now, options_.refused, bill_.charged()});
    bill_.charge(answer.billed, now);
  }
  add_quota(answer, quota);
  if (day) add_daily_quota(answer, *day, caller);
  add_access(answer);
  return answer;
}

Answer X::fail(const Request& request, const Fault& fault, std::uint64_t variant) {
  const std::int64_t now = now_ms();
  const auto found = route(request.path);
  QuotaState quota{.limit = found ? limit_for(*found->endpoint, 1) : 900};
  quota.remaining = quota.limit - 1;
  quota.reset_s = now / 1000 + std::chrono::ceil<std::chrono::seconds>(
                                   fault.time.value_or(std::chrono::milliseconds(kWindowMs)))
                                   .count();
  if (found) closures_.knock(bucket_of(*found->endpoint, request.token), now, "GET " + request.path);
  Answer answer;
  switch (fault.status) {
    case 400:
      return invalid_request({{"ids", {}, "The request was struck by a fault"}});
    case 401:
      return unauthorized();  // without any of the headers below
    case 404:
    case 410:
      return not_found();
    case 402:
      answer = credits_depleted();
      break;
    case 403:
      answer = client_not_enrolled();
      break;
    case 429:
      if (fault.form == "cap") return usage_cap_exceeded();  // no wait of minutes helps
      answer = fault.form == "legacy" ? rate_limit_exceeded() : too_many_requests();
      quota.remaining = 0;
      if (found) closures_.close(bucket_of(*found->endpoint, request.token), quota.reset_s * 1000, now);
      break;
    default:
      return server_error(fault.status, variant);
  }
  add_quota(answer, quota);
  add_access(answer);
  return answer;
}

void X::add_server_headers(Answer& answer) {
  const std::uint64_t number = ++transactions_;
  char id[20];
  std::snprintf(id, sizeof id, "%016llx", static_cast<unsigned long long>(number));
  answer.headers.emplace_back("x-transaction-id", id);
  answer.headers.emplace_back("x-response-time", std::to_string(3 + number % 40));
}

std::string X::id_of(const Account& account) const {
  return std::to_string(account.id);
}
std::string X::id_of(const Post& post) const {
  return std::to_string(post.id);
}
std::string X::url_of(const Post& post) const {
  return "https://x.com/" + world_.account(post.account).username + "/status/" + std::to_string(post.id);
}

std::optional<Post> X::post_of(std::string_view id) const {
  return world_.find(parse_id(id).value_or(0), now_ms());
}

std::vector<std::string> X::kinds() const {
  return {std::begin(kKinds), std::end(kKinds)};
}

std::unique_ptr<Platform> make(const Stage& stage) {
  return std::make_unique<X>(stage);
}

bool has_bucket(std::string_view name) {
  return endpoint_named(name) != nullptr;
}

}  // namespace tidemark::sandbox::x
