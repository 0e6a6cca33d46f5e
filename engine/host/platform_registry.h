#pragma once
// Which platforms there are: finds plugins in folders, refuses the bad ones with a reason, loads the others.

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "domain/clock.h"
#include "domain/log.h"
#include "domain/platform.h"
#include "domain/telemetry.h"
#include "host/http_client.h"
#include "host/manifest.h"
#include "host/platform_http.h"
#include "host/plugin_files.h"
#include "host/plugin_host.h"
#include "host/quota_book.h"

namespace tidemark {

/// What the host gives its plugins. All of it outlives the registry.
struct HostServices {
  const Clock& clock;
  Log& log;
  Telemetry& telemetry;
  HttpClient& http;
  QuotaBook& quota;
  RetryOptions retry = {};
};

/// Threads: any. Loaded libraries stay mapped until the process ends.
class PlatformRegistry final : public Platforms {
 public:
  /// `settings` by platform id. An id or alias belongs to the first of `files` that loads with it. A file
  /// that is refused here or was refused before is logged once and shown by `status`.
  PlatformRegistry(std::vector<PluginFile> files, const std::map<std::string, PlatformSettings>& settings,
                   HostServices services);
  ~PlatformRegistry() override;

  /// Nothing if the platform is not loaded. `platform` is a canonical id.
  std::shared_ptr<PluginHost> find(std::string_view platform) const;

  std::optional<std::string> canonical(std::string_view id_or_alias) const override;
  std::vector<std::string> loaded() const override;
  std::vector<PlatformStatus> status() const override;
  std::vector<Metric> metrics(std::string_view platform) const override;
  Result<> check_post_id(std::string_view platform, std::string_view platform_post_id) const override;
  Result<> check_account_field(std::string_view platform, std::string_view field,
                               std::string_view value) const override;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace tidemark
