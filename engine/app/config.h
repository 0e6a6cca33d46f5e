#pragma once
// The engine's configuration: defaults, then the TOML file, then foreign environment names, then TIDEMARK_*
// ones. config/tidemark.toml documents every key; a test holds the two together.

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "app/store_keeper.h"
#include "domain/log.h"
#include "domain/result.h"
#include "host/http_client.h"
#include "host/manifest.h"
#include "host/platform_http.h"
#include "sync/sync_service.h"

namespace tidemark {

/// A value of a [platforms.*] table as it was written, and where.
struct PlatformValue {
  std::string text;
  std::string where;  ///< "tidemark.toml:12" or the variable's name
};

struct Config {
  std::filesystem::path data_dir;
  std::vector<std::filesystem::path> plugin_dirs;
  std::string listen_host = "127.0.0.1";
  std::uint16_t listen_port = 8003;
  std::chrono::milliseconds refresh_wait{30'000};
  std::size_t max_body = 32u << 20;
  SyncOptions sync;
  HttpOptions http;
  RetryOptions retry;
  std::size_t store_memory = 48u << 20;
  StoreRetention retention;
  std::string keep_daily_where;  ///< where store.keep_daily is set, for the message that refuses it
  Log::Level log_level = Log::Level::info;
  /// By platform and key, not yet checked: what is allowed there only the manifests know.
  std::map<std::string, std::map<std::string, PlatformValue>> platforms;
};

using Environment = std::map<std::string, std::string>;

/// This process's variables.
Environment process_environment();

/// Reads `file` (absent: no file, only defaults and environment). Error `bad_config` names file, line and
/// key, or the variable.
Result<Config> read_config(const std::optional<std::filesystem::path>& file, const Environment& environment);

/// Every key outside [platforms], as "section.name".
std::vector<std::string> known_keys();

/// What each found plugin is set to, by platform: [platforms.<id>], the manifest's foreign variables, then
/// TIDEMARK_PLATFORMS_<ID>_<KEY>; secrets also from files (`<key>_file`, `<VARIABLE>_FILE`). Error
/// `bad_config`: a key that the manifest does not know, or a value it does not take. `warnings` gets one line
/// for each table without a plugin.
Result<std::map<std::string, PlatformSettings>> platform_settings(const Config& config,
                                                                  const Environment& environment,
                                                                  std::span<const Manifest* const> manifests,
                                                                  std::vector<std::string>& warnings);

}  // namespace tidemark
