#pragma once

#include <cstdint>
#include <optional>

#include "domain/instant.h"
#include "host/platform_http.h"
#include "host/plugin_host.h"

namespace tidemark {

/// A plugin's only way out of the engine; behind it, in the engine, PlatformHttp and QuotaBook. Threads: any.
class Outbound {
 public:
  virtual ~Outbound() = default;
  /// As PlatformHttp::send.
  virtual PlatformAnswer send(const AccountAccess& account, const PlatformRequest& request,
                              const CallLimits& limits) = 0;
  /// The platform said how `bucket` (an index into the manifest's, checked) stands for this account.
  virtual void observe(const AccountAccess& account, std::uint32_t bucket, std::optional<std::int64_t> limit,
                       std::optional<std::int64_t> remaining, std::optional<Instant> reset_at) = 0;
};

}  // namespace tidemark
