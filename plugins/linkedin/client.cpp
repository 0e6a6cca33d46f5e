#include "client.h"

#include <algorithm>

namespace tidemark::linkedin {
namespace {

std::int64_t next_midnight(std::int64_t now_ms) {
  return (now_ms / kDay + 1) * kDay;
}

/// Somewhere in [0, range), another place for each instant and account.
std::int64_t jitter(std::int64_t range, std::int64_t now_ms, std::string_view page) {
  auto mixed = static_cast<std::uint64_t>(now_ms);
  for (const char c : page) mixed = mixed * 31 + static_cast<unsigned char>(c);
  return static_cast<std::int64_t>((mixed * 0x9E3779B97F4A7C15u >> 32) % static_cast<std::uint64_t>(range));
}

json::Document read(const Endpoint& endpoint, const sdk::Response& answer) {
  try {
    json::Document document = answer.json();
    if (document.root().type() != json::Type::object) document.root().fail("an object");
    return document;
  } catch (const json::Error& problem) {
    throw json::Error(std::string(endpoint.resource) + ": " + problem.what());
  }
}

/// Whatever the letters' case; `part` is in small ones.
bool contains(std::string_view text, std::string_view part) {
  return std::search(text.begin(), text.end(), part.begin(), part.end(), [](char a, char b) {
           return (a >= 'A' && a <= 'Z' ? a - 'A' + 'a' : a) == b;
         }) != text.end();
}

}  // namespace

std::int64_t Throttles::wait_until(std::uint32_t bucket, std::string_view page, bool of_the_day,
                                   std::int64_t now_ms) {
  auto& met = met_[{bucket, std::string(page)}];
  std::erase_if(met, [&](std::int64_t at) { return now_ms - at >= kHour || at > now_ms; });
  met.push_back(now_ms);
  if (of_the_day || met.size() >= 3) {
    met.clear();
    return next_midnight(now_ms);
  }
  const std::int64_t step = met.size() == 1 ? kMinute : 5 * kMinute;
  return now_ms + step + jitter(step, now_ms, page);
}

Client::Client(const sdk::Host& host, const Settings& settings, Throttles& throttles, std::string_view page)
    : host_(host), settings_(settings), throttles_(throttles), page_(page) {
  for (const Endpoint* endpoint :
       {&kShareStatistics, &kPosts, &kSocialMetadata, &kVideoAnalytics, &kNetworkSizes, &kPageStatistics,
        &kFollowerStatistics, &kOrganizationAcls}) {
    if (settings.member_calls_per_day > 0)
      host.quota(endpoint->member_bucket, settings.member_calls_per_day, std::nullopt, std::nullopt);
    if (settings.app_calls_per_day > 0)
      host.quota(endpoint->app_bucket, settings.app_calls_per_day, std::nullopt, std::nullopt);
  }
}

json::Document Client::get(const Endpoint& endpoint, std::string_view rest, Method method) {
  sdk::Request request{
      .target = "/rest/" + std::string(endpoint.resource) + std::string(rest),
      .bucket = endpoint.member_bucket,
      .headers = {{"LinkedIn-Version", settings_.version}, {"X-Restli-Protocol-Version", "2.0.0"}}};
  if (method != Method::get)
    request.headers.push_back({"X-RestLi-Method", method == Method::finder ? "FINDER" : "BATCH_GET"});
  for (;;) {
    const sdk::Response answer = host_.http(request);
    const auto complaint = complaint_in(answer);
    if (!complaint) return read(endpoint, answer);
    // A brand-new token is called revoked for some seconds: it is asked once more before it is given up.
    if (!complaint->is_revoked() || tried_twice_) refuse(endpoint, answer, *complaint);
    tried_twice_ = true;
  }
}

void Client::refuse(const Endpoint& endpoint, const sdk::Response& answer, const Complaint& complaint) {
  std::int64_t wait = answer.limited() ? std::max<std::int64_t>(answer.limited()->retry_after_ms, 0) : -1;
  if (complaint.is_throttle()) {
    const bool of_the_day = contains(complaint.message, "day limit");
    // "APPLICATION_AND_MEMBER DAY limit" is the member's: per member and application.
    const bool of_the_app =
        contains(complaint.message, "application") && !contains(complaint.message, "member");
    const std::uint32_t bucket = of_the_app ? endpoint.app_bucket : endpoint.member_bucket;
    const std::int64_t until =
        throttles_.wait_until(bucket, of_the_app ? "" : page_, of_the_day, host_.now_ms());
    host_.quota(bucket, std::nullopt, 0, until);
    wait = std::max(wait, until - host_.now_ms());
  }
  throw refusal(complaint, endpoint, settings_.version, wait);
}

}  // namespace tidemark::linkedin
