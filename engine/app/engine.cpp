#include "app/engine.h"

#include <stop_token>
#include <thread>

#include "admin/admin_server.h"
#include "admin/prometheus_telemetry.h"
#include "app/admin_token.h"
#include "app/build_info.h"
#include "app/data_dir.h"
#include "app/ports.h"
#include "app/store_keeper.h"
#include "query/day_begins.h"
#include "query/tombstone_sweep.h"

namespace tidemark {
namespace {

struct Plugins {
  std::vector<PluginFile> files;
  std::map<std::string, PlatformSettings> settings;
};

/// What the plugin folders hold and what the user set for it.
Result<Plugins> survey(const Config& config, const Environment& environment, Log& log) {
  Plugins plugins{.files = find_plugins(config.plugin_dirs), .settings = {}};
  std::vector<const Manifest*> manifests;
  for (const PluginFile& file : plugins.files)
    if (file.refusal.empty() && file.manifest) manifests.push_back(&*file.manifest);
  std::vector<std::string> warnings;
  auto settings = platform_settings(config, environment, manifests, warnings);
  if (!settings) return settings.error();
  for (const std::string& warning : warnings) log.warning("config", warning);
  plugins.settings = std::move(*settings);
  return plugins;
}

/// Metrics go into the store's dictionary before their plugin is loaded: one that contradicts it is refused.
Result<> declare_metrics(std::vector<PluginFile>& files, SnapshotStore& store) {
  for (PluginFile& file : files) {
    if (!file.refusal.empty() || !file.manifest) continue;
    auto declared = store.declare(file.manifest->metrics);
    if (declared) continue;
    if (declared.error().code != Code::conflict) return declared;
    file.refusal = declared.error().message;
  }
  return Done{};
}

}  // namespace

// In the order of construction: each part outlives those below it.
struct Engine::Impl {
  Impl(const Config& config_, const Clock& clock_, Log& log_, DataDir data_dir_)
      : config(config_), clock(clock_), log(log_), data_dir(std::move(data_dir_)) {}
  ~Impl() {
    if (admin) admin->stop();
    if (sync) sync->stop();
    if (keeper) keeper->stop();
    quota_flush = {};
    if (quota)
      if (auto flushed = quota->flush(); !flushed) log.error("quota", flushed.error().message);
  }

  Result<> open();
  Result<> load(Plugins plugins);
  Result<> serve();
  void keep_quota_flushed();

  const Config config;
  const Clock& clock;
  Log& log;
  DataDir data_dir;
  PrometheusTelemetry telemetry;
  std::unique_ptr<Catalog> catalog;
  std::unique_ptr<SnapshotStore> store;
  std::unique_ptr<CatalogQuotas> quota_storage;
  std::unique_ptr<QuotaBook> quota;
  std::unique_ptr<HttpClient> http;
  std::unique_ptr<PlatformRegistry> registry;
  std::unique_ptr<RegistryHosts> hosts;
  std::unique_ptr<CatalogDirectory> directory;
  std::unique_ptr<StoreMeasurements> measurements;
  std::unique_ptr<SyncService> sync;
  std::unique_ptr<PostQueries> queries;
  std::unique_ptr<AdminServer> admin;
  std::unique_ptr<KeptStore> kept_store;
  std::unique_ptr<StoreKeeper> keeper;
  std::jthread quota_flush;
};

Result<> Engine::Impl::open() {
  auto opened_catalog = Catalog::open(data_dir.path(), clock);
  if (!opened_catalog) return opened_catalog.error();
  catalog = std::move(*opened_catalog);
  auto opened_store =
      SnapshotStore::open({.folder = data_dir.path() / "store", .memory = config.store_memory});
  if (!opened_store) return opened_store.error();
  store = std::move(*opened_store);
  const auto slept = store->note_start(clock.now(), StoreKeeper::kDown);
  if (!slept) return slept.error();
  if (auto swept = sweep_tombstones(*catalog, *store); !swept) return swept;
  auto closed = catalog->runs().close_interrupted();
  if (!closed) return closed.error();
  if (*closed > 0)
    log.warning("sync", std::to_string(*closed) + " runs were interrupted when the engine ended last time");
  return ensure_admin_token(catalog->api_tokens(), data_dir.path());
}

Result<> Engine::Impl::load(Plugins plugins) {
  quota_storage = std::make_unique<CatalogQuotas>(*catalog);
  quota = std::make_unique<QuotaBook>(clock, *quota_storage);
  if (auto loaded = quota->load(); !loaded) return loaded;
  if (auto declared = declare_metrics(plugins.files, *store); !declared) return declared;
  http = std::make_unique<HttpClient>(config.http, clock);
  registry = std::make_unique<PlatformRegistry>(std::move(plugins.files), plugins.settings,
                                                HostServices{.clock = clock,
                                                             .log = log,
                                                             .telemetry = telemetry,
                                                             .http = *http,
                                                             .quota = *quota,
                                                             .retry = config.retry});
  if (registry->loaded().empty())
    log.warning("app", "no platform is loaded, nothing can be synced: see plugin_dirs and what was refused");
  return Done{};
}

Result<> Engine::Impl::serve() {
  hosts = std::make_unique<RegistryHosts>(*registry);
  directory = std::make_unique<CatalogDirectory>(*catalog, *store, log);
  measurements = std::make_unique<StoreMeasurements>(*catalog, *store);
  sync = std::make_unique<SyncService>(SyncService::Parts{.directory = *directory,
                                                          .measurements = *measurements,
                                                          .hosts = *hosts,
                                                          .clock = clock,
                                                          .log = log,
                                                          .telemetry = telemetry},
                                       config.sync);
  queries = std::make_unique<PostQueries>(*catalog, *store, *registry);
  auto started = AdminServer::start({.host = config.listen_host,
                                     .port = config.listen_port,
                                     .max_body = config.max_body,
                                     .refresh_wait = config.refresh_wait,
                                     .version = kVersion},
                                    {.catalog = *catalog,
                                     .store = *store,
                                     .queries = *queries,
                                     .sync = *sync,
                                     .platforms = *registry,
                                     .telemetry = telemetry,
                                     .clock = clock,
                                     .log = log});
  if (!started) return started.error();
  admin = std::move(*started);
  keep_quota_flushed();
  kept_store = std::make_unique<KeptStore>(*store);
  keeper = std::make_unique<StoreKeeper>(
      StoreKeeper::Parts{.store = *kept_store,
                         .clock = clock,
                         .log = log,
                         .day_begins = [this] { return day_begins(*catalog, clock.now()); }},
      config.retention);
  keeper->start();
  sync->start();
  admin->ready();
  return Done{};
}

/// Counts survive a crash up to a second old; what a platform said about waiting is written at once by the
/// book itself.
void Engine::Impl::keep_quota_flushed() {
  quota_flush = std::jthread([this](std::stop_token stop) {
    std::string last_problem;
    while (clock.sleep(std::chrono::seconds(1), stop)) {
      auto flushed = quota->flush();
      std::string problem = flushed ? "" : flushed.error().message;
      if (!problem.empty() && problem != last_problem) log.error("quota", problem);
      last_problem = std::move(problem);
    }
  });
}

Engine::Engine(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Engine::~Engine() = default;

Result<> Engine::check(const Config& config, const Environment& environment, Log& log) {
  auto plugins = survey(config, environment, log);
  if (!plugins) return plugins.error();
  for (const PluginFile& file : plugins->files)
    if (!file.refusal.empty()) log.warning("plugins", file.library.string() + ": " + file.refusal);
  return Done{};
}

Result<std::unique_ptr<Engine>> Engine::start(const Config& config, const Environment& environment,
                                              const Clock& clock, Log& log) {
  auto plugins = survey(config, environment, log);
  if (!plugins) return plugins.error();
  auto data_dir = DataDir::open(config.data_dir);
  if (!data_dir) return data_dir.error();
  auto impl = std::make_unique<Impl>(config, clock, log, std::move(*data_dir));
  if (auto opened = impl->open(); !opened) return opened.error();
  if (auto loaded = impl->load(std::move(*plugins)); !loaded) return loaded.error();
  if (auto serving = impl->serve(); !serving) return serving.error();
  return std::unique_ptr<Engine>(new Engine(std::move(impl)));
}

std::uint16_t Engine::port() const {
  return impl_->admin->port();
}

}  // namespace tidemark
