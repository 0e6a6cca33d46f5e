#include "sandbox/platform.h"

#include "sandbox/endpoints.h"
#include "sandbox/problems.h"

namespace tidemark::sandbox {
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

std::int64_t limit_for(const Options& options, const Endpoint& endpoint, int caller) {
  const auto own = options.limits.find(std::string(endpoint.path.substr(3)));
  if (own != options.limits.end()) return own->second;
  const std::int64_t usual = caller == 0 ? endpoint.app_limit : endpoint.user_limit;
  return usual ? usual : std::max(endpoint.app_limit, endpoint.user_limit);
}

}  // namespace

Answer Platform::answer(const Request& request) {
  const auto found = route(request.path);
  if (!found || request.method != "GET") return not_found();
  const auto caller = caller_of(request.token, world_.accounts());
  if (!caller) return unauthorized();

  const Endpoint& endpoint = *found->endpoint;
  const std::int64_t now = options_.now_ms();
  const QuotaState quota =
      quotas_.take(std::string(endpoint.path), request.token, limit_for(options_, endpoint, *caller), now);
  std::optional<QuotaState> day;
  const auto daily_limit = options_.daily_limits.find(std::string(endpoint.path.substr(3)));
  if (daily_limit != options_.daily_limits.end())
    day = daily_.take(std::string(endpoint.path), request.token, daily_limit->second, now);
  Answer answer;
  if (quota.refused || (day && day->refused)) {
    answer = too_many_requests();
  } else if ((*caller == 0 ? endpoint.app_limit : endpoint.user_limit) == 0) {
    answer = unsupported_authentication();
  } else if (options_.credits && bill_.charged() >= *options_.credits) {
    answer = credits_depleted();
  } else {
    answer =
        endpoint.answer({world_, request, found->argument, *caller, now, options_.refused, bill_.charged()});
    bill_.charge(answer.billed, now);
  }
  add_quota(answer, quota);
  if (day) add_daily_quota(answer, *day, *caller);
  add_access(answer);
  return answer;
}

Answer Platform::fail(const Request& request, const Fault& fault, std::uint64_t variant) {
  const std::int64_t now_s = options_.now_ms() / 1000;
  const auto found = route(request.path);
  QuotaState quota{.limit = found ? limit_for(options_, *found->endpoint, 1) : 900};
  quota.remaining = quota.limit - 1;
  quota.reset_s = now_s + std::chrono::ceil<std::chrono::seconds>(
                              fault.time.value_or(std::chrono::milliseconds(kWindowMs)))
                              .count();
  Answer answer;
  switch (fault.status) {
    case 401:
      return unauthorized();  // without any of the headers below
    case 404:
      return not_found();
    case 402:
      answer = credits_depleted();
      break;
    case 403:
      answer = client_not_enrolled();
      break;
    case 429:
      if (fault.refusal == Refusal429::usage_cap) return usage_cap_exceeded();  // no wait of minutes helps
      answer = fault.refusal == Refusal429::legacy ? rate_limit_exceeded() : too_many_requests();
      quota.remaining = 0;
      break;
    default:
      return server_error(fault.status, variant);
  }
  add_quota(answer, quota);
  add_access(answer);
  return answer;
}

}  // namespace tidemark::sandbox
