#pragma once
// When a platform is asked again.

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/instant.h"
#include "host/http_client.h"

namespace tidemark {

struct RetryOptions {
  int max_retries = 3;
  double backoff_factor = 2.0;
  std::chrono::milliseconds first_pause{500};
  std::chrono::milliseconds longest_pause{30'000};
};

/// A pause that a platform asks for is waited when it is no longer than this; else the bucket is closed.
inline constexpr std::chrono::milliseconds kShortPause{2000};

/// The pause before retry `number` (from 0): anything from nothing to the full exponential step, evenly, so
/// that many who failed together do not come back together. Threads: any.
std::chrono::milliseconds jittered_pause(const RetryOptions& options, int number);

/// GET and HEAD may be repeated.
bool is_retryable_method(std::string_view method);
/// 500, 502, 503, 504: answers of something before the platform, or of a platform that stumbled.
bool is_retryable_status(int status);

/// Retry-After in both forms (seconds, HTTP date), relative to `now`; nothing if absent or unreadable. A date
/// in the past is 0; what is absurdly long is cut to QuotaBook::kLongest.
std::optional<std::chrono::milliseconds> parse_retry_after(const std::string& value, Instant now);

/// The pause of an answer's reset headers (epoch seconds): of the first of `names` that lies in the future,
/// plus QuotaBook::kGrace.
std::optional<std::chrono::milliseconds> pause_until_reset(const HttpResponse& response,
                                                           const std::vector<std::string>& names,
                                                           Instant now);

}  // namespace tidemark
