#pragma once

#include <utility>

#include "host/outbound.h"
#include "host/platform_http.h"
#include "host/quota_book.h"

namespace tidemark {

/// The engine's own way out: PlatformHttp for requests, the quota book for what platforms say.
class PlatformOutbound final : public Outbound {
 public:
  /// `quota` outlives the object, and so does what `http` stands on.
  PlatformOutbound(PlatformHttp http, QuotaBook& quota) : http_(std::move(http)), quota_(quota) {}

  PlatformAnswer send(const AccountAccess& account, const PlatformRequest& request,
                      const CallLimits& limits) override {
    return http_.send(account, request, limits);
  }
  void observe(const AccountAccess& account, std::uint32_t bucket, std::optional<std::int64_t> limit,
               std::optional<std::int64_t> remaining, std::optional<Instant> reset_at) override {
    quota_.observe(http_.key_of(bucket, account), limit, remaining, reset_at);
  }

 private:
  PlatformHttp http_;
  QuotaBook& quota_;
};

}  // namespace tidemark
