#include "sync/outcome.h"

#include <chrono>

namespace tidemark {

Outcome outcome_of(const Error& why) {
  return why.code == Code::rate_limited ? Outcome::rate_limited : Outcome::failed;
}

Code reported_code(Code code) {
  switch (code) {
    case Code::platform_error:
    case Code::rate_limited:
    case Code::auth_failed:
    case Code::invalid_token:
    case Code::post_not_found:
    case Code::permission_denied:
    case Code::metric_unavailable:
    case Code::bad_response:
    case Code::timeout:
    case Code::network_error:
    case Code::plugin_error:
      return code;
    case Code::cancelled:  // by its deadline: a stop of the engine is no error
      return Code::timeout;
    default:
      return Code::plugin_error;
  }
}

std::int64_t retry_after_seconds(const Error& why) {
  if (!why.retry_after || why.retry_after->count() <= 0) return 60;
  return std::chrono::ceil<std::chrono::seconds>(*why.retry_after).count();
}

}  // namespace tidemark
