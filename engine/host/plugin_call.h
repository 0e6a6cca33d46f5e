#pragma once
// One call into a plugin, as the host's side sees it: what the plugin may ask for while it runs, and what
// becomes of it. Knows nothing of how the plugin's words arrive, by function calls or by frames from another
// process.

#include <atomic>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "domain/clock.h"
#include "domain/log.h"
#include "host/check_answers.h"
#include "host/discovery_answers.h"
#include "host/outbound.h"
#include "host/plugin_log.h"
#include "host/sync_answers.h"
#include "tidemark/abi.h"

namespace tidemark {

/// What a host needs to serve a plugin. All of it outlives the host.
struct PluginSurroundings {
  const Manifest& manifest;
  Outbound& outbound;
  const Clock& clock;
  Log& log;
};

class PluginCall {
 public:
  PluginCall(const PluginSurroundings& around, const AccountAccess& account, const CallLimits& limits);
  /// What the call is: a sync, a discovery, or a check. Called before the plugin runs.
  void answer_to(SyncAnswers& answers) { items_ = &answers; }
  void answer_to(DiscoveryAnswers& answers) { items_ = discovery_ = &answers; }
  void answer_to(CheckAnswers& answers) { check_ = &answers; }

  // Threads: any.
  PluginLog& log() { return log_; }
  /// The plugin should return soon: the engine stops, the time is over, or what it brings cannot be stored.
  bool cancelled() const;
  void quota(const tidemark_quota& said);

  // Threads: the one that calls the plugin. Error `cancelled` once the engine has asked to stop.
  PlatformAnswer http(const PlatformRequest& request);
  Result<> emit(const void* first, std::uint64_t count, std::uint32_t stride);
  void item_read(std::uint32_t item);
  void item_failed(std::uint32_t item, const Error& why);
  void metric_unavailable(std::uint32_t metric, std::string_view type, std::int64_t until_ms,
                          std::string_view why);
  Result<> found(const RawFound& post);
  void keep_cursor(std::string_view cursor);
  void listed(std::int64_t since_ms);
  void access(const tidemark_access& said);

  /// What the plugin's returning `code`, and `error` with it, means.
  Result<> outcome(tidemark_code code, const tidemark_error& error);

 private:
  Result<> refuse(std::string_view function, std::string_view why);
  std::optional<Error> stopped() const;

  const PluginSurroundings& around_;
  const AccountAccess& account_;
  const CallLimits& limits_;
  PluginLog log_;
  ItemAnswers* items_ = nullptr;  // of the sync or the discovery
  DiscoveryAnswers* discovery_ = nullptr;
  CheckAnswers* check_ = nullptr;
  std::atomic<bool> sink_failed_ = false;
};

}  // namespace tidemark
