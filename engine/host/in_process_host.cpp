#include "host/in_process_host.h"

#include <algorithm>

#include "host/credentials.h"
#include "host/host_table.h"
#include "host/plugin_error.h"
#include "host/plugin_text.h"

namespace tidemark {
namespace {

// What the plugin may know of the account, and of its token only the kind.
std::vector<tidemark_pair> lent_fields(const AccountAccess& account, const Manifest& manifest) {
  std::vector<tidemark_pair> fields;
  for (const auto& [name, value] : account.fields) fields.push_back({lent(name), lent(value)});
  if (!manifest.auth.kinds.empty())
    fields.push_back({lent("token_kind"), lent(token_kind(manifest.auth, account))});
  return fields;
}

std::vector<tidemark_item> lent_items(std::span<const SyncItem> items) {
  std::vector<tidemark_item> all;
  all.reserve(items.size());
  for (const SyncItem& item : items)
    all.push_back({.struct_size = sizeof(tidemark_item),
                   .kind = item.kind == SyncItem::Kind::post ? 1u : 0u,
                   .platform_id = lent(item.platform_id),
                   .type = lent(item.type),
                   .published_at_ms = item.published_at ? item.published_at->ms : TIDEMARK_UNKNOWN_TIME});
  return all;
}

// What was reported earlier, by the plugin's numbers; without what has run out and what the plugin no longer
// declares.
std::vector<tidemark_unavailable> lent_unavailable(std::span<const UnavailableMetric> unavailable,
                                                   const Manifest& manifest, Instant now) {
  std::vector<tidemark_unavailable> all;
  for (const UnavailableMetric& one : unavailable) {
    const auto metric = std::find_if(manifest.metrics.begin(), manifest.metrics.end(),
                                     [&](const Metric& declared) { return declared.name == one.metric; });
    if (metric == manifest.metrics.end() || (one.until && *one.until <= now)) continue;
    all.push_back(
        {.type = lent(one.type), .metric = static_cast<std::uint32_t>(metric - manifest.metrics.begin())});
  }
  return all;
}

}  // namespace

// One instance of the plugin with the table that serves it.
class InProcessHost::Instance {
 public:
  Instance(const tidemark_plugin& plugin, const PluginSurroundings& around)
      : plugin_(plugin), host_(around) {}
  ~Instance() {
    if (instance_) plugin_.destroy(instance_);
  }
  Instance(const Instance&) = delete;
  Instance& operator=(const Instance&) = delete;

  Result<> create(const std::string& config) {
    tidemark_error error = blank_error();
    void* made = nullptr;
    const tidemark_code code = plugin_.create(host_.table(), lent(config), &made, &error);
    if (code != TIDEMARK_OK) return read_error(code, &error);
    if (!made) return Error{Code::plugin_error, "its create succeeded and made no instance"};
    instance_ = made;
    return Done{};
  }

  tidemark_code sync(PluginCall& call, const tidemark_sync& what, tidemark_error& error) {
    HostTable::Serving serving(host_, call);
    return plugin_.sync(instance_, &what, &error);
  }
  tidemark_code discover(PluginCall& call, const tidemark_discovery& what, tidemark_error& error) {
    HostTable::Serving serving(host_, call);
    return plugin_.discover(instance_, &what, &error);
  }
  tidemark_code check(PluginCall& call, const tidemark_check& what, tidemark_error& error) {
    HostTable::Serving serving(host_, call);
    return plugin_.check(instance_, &what, &error);
  }

 private:
  const tidemark_plugin& plugin_;
  HostTable host_;
  void* instance_ = nullptr;
};

// An instance for the time of one call.
class InProcessHost::Borrowed {
 public:
  Borrowed(InProcessHost& host, std::unique_ptr<Instance> instance)
      : host_(host), instance_(std::move(instance)) {}
  ~Borrowed() { host_.give_back(std::move(instance_)); }
  Borrowed(const Borrowed&) = delete;
  Borrowed& operator=(const Borrowed&) = delete;
  Instance* operator->() { return instance_.get(); }

 private:
  InProcessHost& host_;
  std::unique_ptr<Instance> instance_;
};

InProcessHost::InProcessHost(const tidemark_plugin& plugin, std::string config, Parts parts)
    : plugin_(plugin),
      config_(std::move(config)),
      parts_(std::move(parts)),
      around_{*parts_.manifest, *parts_.outbound, parts_.clock, parts_.log} {}

InProcessHost::~InProcessHost() = default;

Result<std::shared_ptr<InProcessHost>> InProcessHost::start(const tidemark_plugin& plugin, std::string config,
                                                            Parts parts) {
  std::shared_ptr<InProcessHost> host(new InProcessHost(plugin, std::move(config), std::move(parts)));
  auto first = host->make();
  if (!first) return first.error();
  host->give_back(std::move(*first));
  return host;
}

Result<std::unique_ptr<InProcessHost::Instance>> InProcessHost::make() {
  std::lock_guard lock(creating_);
  auto instance = std::make_unique<Instance>(plugin_, around_);
  if (auto made = instance->create(config_); !made) return made.error();
  return instance;
}

Result<std::unique_ptr<InProcessHost::Instance>> InProcessHost::take() {
  {
    std::lock_guard lock(mutex_);
    if (!free_.empty()) {
      auto instance = std::move(free_.back());
      free_.pop_back();
      return instance;
    }
  }
  return make();
}

void InProcessHost::give_back(std::unique_ptr<Instance> instance) {
  std::lock_guard lock(mutex_);
  free_.push_back(std::move(instance));
}

Result<> InProcessHost::sync(const AccountAccess& account, std::span<const SyncItem> items,
                             std::span<const UnavailableMetric> unavailable, const CallLimits& limits,
                             SyncSink& sink) {
  auto taken = take();
  if (!taken) return taken.error();
  Borrowed instance(*this, std::move(*taken));

  PluginCall call(around_, account, limits);
  SyncAnswers answers(manifest(), items.size(), parts_.clock, sink,
                      [&](const std::string& remark) { call.log().warn(remark); });
  call.answer_to(answers);
  const auto fields = lent_fields(account, manifest());
  const auto lent = lent_items(items);
  const auto refused = lent_unavailable(unavailable, manifest(), parts_.clock.now());
  const tidemark_sync what{.struct_size = sizeof(tidemark_sync),
                           .account = fields.data(),
                           .account_count = fields.size(),
                           .items = lent.data(),
                           .item_count = lent.size(),
                           .unavailable = refused.data(),
                           .unavailable_count = refused.size()};
  tidemark_error error = blank_error();
  const tidemark_code code = instance->sync(call, what, error);
  return answers.finish(call.outcome(code, error));
}

Result<DiscoveryEnd> InProcessHost::discover(const AccountAccess& account, std::string_view cursor,
                                             std::span<const UnavailableMetric> unavailable,
                                             const CallLimits& limits, DiscoverySink& sink) {
  if (!plugin_.discover)
    return Error{Code::unsupported, "the plugin " + manifest().platform + " cannot list an account's posts"};
  auto taken = take();
  if (!taken) return taken.error();
  Borrowed instance(*this, std::move(*taken));

  PluginCall call(around_, account, limits);
  DiscoveryAnswers answers(manifest(), cursor, parts_.clock, sink,
                           [&](const std::string& remark) { call.log().warn(remark); });
  call.answer_to(answers);
  const auto fields = lent_fields(account, manifest());
  const auto refused = lent_unavailable(unavailable, manifest(), parts_.clock.now());
  const tidemark_discovery what{.struct_size = sizeof(tidemark_discovery),
                                .account = fields.data(),
                                .account_count = fields.size(),
                                .cursor = lent(cursor),
                                .keep_cursor = HostTable::keep_cursor,
                                .listed = HostTable::listed,
                                .unavailable = refused.data(),
                                .unavailable_count = refused.size()};
  tidemark_error error = blank_error();
  const tidemark_code code = instance->discover(call, what, error);
  return answers.finish(call.outcome(code, error));
}

Result<> InProcessHost::check(const AccountAccess& account, const CallLimits& limits, AccessReport& report) {
  if (!plugin_.check)
    return Error{Code::unsupported, "the plugin " + manifest().platform + " has no check of its own"};
  auto taken = take();
  if (!taken) return taken.error();
  Borrowed instance(*this, std::move(*taken));

  PluginCall call(around_, account, limits);
  CheckAnswers answers(report);
  call.answer_to(answers);
  const auto fields = lent_fields(account, manifest());
  const tidemark_check what{.struct_size = sizeof(tidemark_check),
                            .account = fields.data(),
                            .account_count = fields.size(),
                            .access = HostTable::access};
  tidemark_error error = blank_error();
  const tidemark_code code = instance->check(call, what, error);
  return call.outcome(code, error);
}

}  // namespace tidemark
