#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "domain/clock.h"
#include "domain/log.h"
#include "host/outbound.h"
#include "host/plugin_call.h"
#include "host/plugin_host.h"
#include "tidemark/abi.h"

namespace tidemark {

/// A platform whose code runs in the engine's process: for debuggers and for those who ask for it, since a
/// crash of the plugin is a crash of the engine. Threads: any; each call takes an instance of its own from a
/// pool that grows on demand.
class InProcessHost final : public PluginHost {
 public:
  struct Parts {
    std::shared_ptr<const Manifest> manifest;
    std::unique_ptr<Outbound> outbound;
    const Clock& clock;  ///< outlives the host
    Log& log;            ///< outlives the host
  };

  /// Makes the first instance, so that a configuration that the plugin refuses shows at once. `plugin` has
  /// been judged by load_plugin and stays mapped; `config` is what config_json made. Error: the plugin's own
  /// code and sentence.
  static Result<std::shared_ptr<InProcessHost>> start(const tidemark_plugin& plugin, std::string config,
                                                      Parts parts);
  /// No call is under way.
  ~InProcessHost() override;

  const Manifest& manifest() const override { return *parts_.manifest; }
  Result<> sync(const AccountAccess& account, std::span<const SyncItem> items,
                std::span<const UnavailableMetric> unavailable, const CallLimits& limits,
                SyncSink& sink) override;
  Result<DiscoveryEnd> discover(const AccountAccess& account, std::string_view cursor,
                                std::span<const UnavailableMetric> unavailable, const CallLimits& limits,
                                DiscoverySink& sink) override;
  Result<> check(const AccountAccess& account, const CallLimits& limits, AccessReport& report) override;

 private:
  class Instance;
  class Borrowed;

  InProcessHost(const tidemark_plugin& plugin, std::string config, Parts parts);
  Result<std::unique_ptr<Instance>> make();
  /// A free instance, or a new one.
  Result<std::unique_ptr<Instance>> take();
  void give_back(std::unique_ptr<Instance> instance);

  const tidemark_plugin& plugin_;
  const std::string config_;
  const Parts parts_;
  const PluginSurroundings around_;

  std::mutex creating_;  // create is never called by two threads at once
  std::mutex mutex_;
  std::vector<std::unique_ptr<Instance>> free_;  // guarded by mutex_
};

}  // namespace tidemark
