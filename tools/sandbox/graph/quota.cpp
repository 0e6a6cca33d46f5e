// Which quota a call counts on, and what its headers say. Source: Facebook facts, section 9; Instagram facts,
// section 9.

#include "sandbox/graph/graph.h"

namespace tidemark::sandbox::graph {
namespace {

constexpr std::int64_t kMinuteMs = 60'000, kHourMs = 60 * kMinuteMs;
/// How long a client stays away that was told to wait, but not for how long.
constexpr std::int64_t kUntoldMs = 5 * kMinuteMs;

struct Quota {
  std::int64_t limit, window_ms;
  int code;  ///< of the refusal
};

/// Where both systems apply, that of the business wins.
Quota quota_of(const Call& call, Realm realm) {
  const auto& set = call.settings;
  if (call.access.kind == kApp) return {set.app_calls, kHourMs, 4};
  if (realm == Realm::instagram) return {set.instagram_calls, 24 * kHourMs, 80002};
  if (call.access.kind == kPage) return {set.page_calls, 24 * kHourMs, set.page_limit ? 32 : 80001};
  return {set.user_calls, kHourMs, call.line.find("/me") == std::string::npos ? 32 : 17};
}

}  // namespace

std::string Graph::bucket_of(const Token& token) const {
  if (token.kind == kApp) return "app";
  if (realm_ == Realm::instagram) return "account " + std::to_string(token.account);
  return (token.kind == kPage ? "page " : "user ") + std::to_string(token.account);
}

std::pair<std::string, std::string> Graph::usage_header(const Token& token, const Meter& meter) const {
  const bool of_business = token.kind != kApp && (realm_ == Realm::instagram || token.kind == kPage);
  if (!of_business) return {"x-app-usage", usage_text(meter)};
  // Some answers have no estimate, and say 0.
  const bool estimates = token.account % 3 != 0;
  JsonText json;
  json.begin_object();
  const auto element = [&](const std::string& id, const Meter& of, const std::string& type) {
    json.key(id).begin_array().raw(business_usage_text(of, type, estimates)).end_array();
  };
  if (realm_ == Realm::instagram) {
    element(objects_.business_id(token.account), meter, "instagram");
    element(objects_.instagram_user(token.account).id, meter, "instagram");
  } else {
    const std::string page = objects_.page(token.account).id;
    // The same key twice, as in Meta's own sample.
    if (token.account % 4 == 0) element(page, Meter{}, "messenger");
    element(page, meter, "pages");
  }
  return {"x-business-use-case-usage", json.end_object().take()};
}

void Graph::charge(const Call& call, bool insights, std::int64_t units, Pairs& headers) {
  const std::string bucket = bucket_of(call.access);
  const Quota quota = quota_of(call, realm_);
  closures_.knock(bucket, call.now_ms, call.line);
  const Meter meter = usage_.take(bucket, units, quota.limit, quota.window_ms, call.now_ms);
  if (!meter.is_new) {
    if (call.settings.page_limit && call.access.kind == kPage && realm_ == Realm::pages) {
      headers.emplace_back("x-page-usage", usage_text(meter));
    } else {
      headers.push_back(usage_header(call.access, meter));
    }
  }
  if (meter.percent >= 100) {
    const bool told = quota.code >= 80000 && call.access.account % 3 != 0;
    closures_.close(bucket, call.now_ms + (told ? meter.minutes_to_wait * kMinuteMs : kUntoldMs),
                    call.now_ms);
  }
  if (meter.refused) throw too_many_calls(quota.code);

  if (insights && call.settings.insights_per_minute > 0) {
    const Meter minute = usage_.take("insights of " + bucket, units, call.settings.insights_per_minute,
                                     kMinuteMs, call.now_ms);
    if (minute.refused) throw too_many_calls(613);
  }
}

}  // namespace tidemark::sandbox::graph
