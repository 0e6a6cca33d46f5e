#pragma once
// The way of a plugin's request to its platform: origin, quota, credentials, retry; and of the answer back:
// secrets out.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "domain/clock.h"
#include "domain/log.h"
#include "domain/telemetry.h"
#include "host/http_client.h"
#include "host/manifest.h"
#include "host/plugin_host.h"
#include "host/quota_book.h"
#include "host/retry.h"

namespace tidemark {

/// What a plugin asks for; never a host, never a credential.
struct PlatformRequest {
  std::string method = "GET";
  std::string target;
  Headers headers = {};
  std::string body = {};
  std::uint32_t origin = 0;
  std::uint32_t bucket = 0;
  std::uint32_t cost = 1;
  bool as_app = false;  ///< with the app's own token instead of the account's
};

/// An answer, an error, or with `rate_limited` both.
struct PlatformAnswer {
  std::optional<Error> error;
  HttpResponse response;  ///< status 0 if none came
};

/// Threads: any.
class PlatformHttp {
 public:
  PlatformHttp(const Manifest& manifest, const PlatformSettings& settings, RetryOptions retry,
               HttpClient& client, QuotaBook& quota, const Clock& clock, Log& log, Telemetry& telemetry);

  /// Error `rate_limited`: the bucket did not consent (nothing was sent, status 0), the platform answered
  /// 429, or it asked for a pause over two seconds; the bucket is closed until Retry-After (either form),
  /// else the manifest's reset headers say, else for a minute. Error `plugin_error`: a target that is not a
  /// path, a header that is the engine's, an origin or bucket that does not exist. Error `auth_failed`: the
  /// account has no token. Otherwise HttpClient's errors. GET and HEAD are sent again after network errors
  /// and 500, 502, 503, 504 (not after a timeout, which has cost its time already), up to `max_retries` times
  /// with full jitter, each with the bucket's consent, while the deadline allows. Every secret of the account
  /// and of the settings is overwritten in what comes back (host/scrub.h).
  PlatformAnswer send(const AccountAccess& account, const PlatformRequest& request, const CallLimits& limits);

  /// The counter of `bucket` for this account.
  BucketKey key_of(std::uint32_t bucket, const AccountAccess& account) const;

 private:
  struct Impl;
  std::shared_ptr<const Impl> impl_;
};

}  // namespace tidemark
