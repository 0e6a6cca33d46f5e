#include "domain/gap.h"

namespace tidemark {
namespace {

struct Named {
  GapReason reason;
  std::string_view name;
};
constexpr Named kNamed[] = {
    {GapReason::rate_limited, "rate_limited"},
    {GapReason::auth_failed, "auth_failed"},
    {GapReason::invalid_token, "invalid_token"},
    {GapReason::permission_denied, "permission_denied"},
    {GapReason::platform_error, "platform_error"},
    {GapReason::network_error, "network_error"},
    {GapReason::timeout, "timeout"},
    {GapReason::bad_response, "bad_response"},
    {GapReason::plugin_error, "plugin_error"},
    {GapReason::storage, "storage"},
    {GapReason::engine_down, "engine_down"},
    {GapReason::paused, "paused"},
    {GapReason::metric_unavailable, "metric_unavailable"},
    {GapReason::post_gone, "post_gone"},
};

}  // namespace

std::string_view to_string(GapReason reason) {
  for (const Named& one : kNamed)
    if (one.reason == reason) return one.name;
  return {};
}

std::optional<GapReason> parse_gap_reason(std::uint8_t number) {
  for (const Named& one : kNamed)
    if (static_cast<std::uint8_t>(one.reason) == number) return one.reason;
  return std::nullopt;
}

GapReason gap_reason(Code code) {
  switch (code) {
    case Code::rate_limited:
      return GapReason::rate_limited;
    case Code::auth_failed:
      return GapReason::auth_failed;
    case Code::invalid_token:
      return GapReason::invalid_token;
    case Code::permission_denied:
      return GapReason::permission_denied;
    case Code::platform_error:
      return GapReason::platform_error;
    case Code::network_error:
      return GapReason::network_error;
    case Code::timeout:
    case Code::cancelled:  // by its deadline: a stop of the engine is no attempt
      return GapReason::timeout;
    case Code::bad_response:
      return GapReason::bad_response;
    case Code::storage:
      return GapReason::storage;
    case Code::metric_unavailable:
      return GapReason::metric_unavailable;
    case Code::post_not_found:
      return GapReason::post_gone;
    default:
      return GapReason::plugin_error;
  }
}

}  // namespace tidemark
