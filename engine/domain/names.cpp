// The words of the admin API for the domain's enums, each pair in one place.

#include <array>
#include <utility>

#include "domain/account.h"
#include "domain/metric.h"
#include "domain/post.h"
#include "domain/result.h"
#include "domain/run.h"

namespace tidemark {
namespace {

template <typename E, std::size_t N>
using Names = std::array<std::pair<E, std::string_view>, N>;

template <typename E, std::size_t N>
std::string_view name_of(const Names<E, N>& names, E value) {
  for (const auto& [candidate, name] : names)
    if (candidate == value) return name;
  return "unknown";
}

template <typename E, std::size_t N>
std::optional<E> named(const Names<E, N>& names, std::string_view text) {
  for (const auto& [candidate, name] : names)
    if (name == text) return candidate;
  return std::nullopt;
}

constexpr Names<Code, 20> kCodes{{{Code::platform_error, "platform_error"},
                                  {Code::rate_limited, "rate_limited"},
                                  {Code::auth_failed, "auth_failed"},
                                  {Code::invalid_token, "invalid_token"},
                                  {Code::post_not_found, "post_not_found"},
                                  {Code::permission_denied, "permission_denied"},
                                  {Code::metric_unavailable, "metric_unavailable"},
                                  {Code::bad_response, "bad_response"},
                                  {Code::timeout, "timeout"},
                                  {Code::network_error, "network_error"},
                                  {Code::plugin_error, "plugin_error"},
                                  {Code::cancelled, "cancelled"},
                                  {Code::bad_config, "bad_config"},
                                  {Code::unsupported, "unsupported"},
                                  {Code::invalid, "invalid"},
                                  {Code::not_found, "not_found"},
                                  {Code::conflict, "conflict"},
                                  {Code::forbidden, "forbidden"},
                                  {Code::storage, "storage"},
                                  {Code::busy, "busy"}}};
constexpr Names<AccountState, 5> kAccountStates{{{AccountState::ok, "ok"},
                                                 {AccountState::rate_limited, "rate_limited"},
                                                 {AccountState::auth_failed, "auth_failed"},
                                                 {AccountState::error, "error"},
                                                 {AccountState::disabled, "disabled"}}};
constexpr Names<PostState, 2> kPostStates{{{PostState::active, "active"}, {PostState::gone, "gone"}}};
constexpr Names<Trigger, 3> kTriggers{
    {{Trigger::manual, "manual"}, {Trigger::schedule, "schedule"}, {Trigger::webhook, "webhook"}}};
constexpr Names<RunStatus, 5> kRunStatuses{{{RunStatus::running, "running"},
                                            {RunStatus::completed, "completed"},
                                            {RunStatus::partial, "partial"},
                                            {RunStatus::failed, "failed"},
                                            {RunStatus::interrupted, "interrupted"}}};
constexpr Names<MetricKind, 3> kMetricKinds{{{MetricKind::gauge, "gauge"},
                                             {MetricKind::running_total, "running_total"},
                                             {MetricKind::window_total, "window_total"}}};

}  // namespace

std::string_view to_string(Code code) {
  return name_of(kCodes, code);
}
std::optional<Code> parse_code(std::string_view text) {
  return named(kCodes, text);
}
std::string_view to_string(AccountState state) {
  return name_of(kAccountStates, state);
}
std::optional<AccountState> parse_account_state(std::string_view text) {
  return named(kAccountStates, text);
}
std::string_view to_string(PostState state) {
  return name_of(kPostStates, state);
}
std::string_view to_string(Trigger trigger) {
  return name_of(kTriggers, trigger);
}
std::string_view to_string(RunStatus status) {
  return name_of(kRunStatuses, status);
}
std::optional<Trigger> parse_trigger(std::string_view text) {
  return named(kTriggers, text);
}
std::optional<RunStatus> parse_run_status(std::string_view text) {
  return named(kRunStatuses, text);
}
std::string_view to_string(MetricKind kind) {
  return name_of(kMetricKinds, kind);
}
std::optional<MetricKind> parse_metric_kind(std::string_view text) {
  return named(kMetricKinds, text);
}

}  // namespace tidemark
