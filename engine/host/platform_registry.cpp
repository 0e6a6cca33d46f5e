#include "host/platform_registry.h"

#include <algorithm>

#include "host/in_process_host.h"
#include "host/manifest_config.h"
#include "host/platform_outbound.h"
#include "host/plugin_library.h"
#include "host/plugin_text.h"

namespace tidemark {
namespace {

constexpr std::string_view kPart = "host";

struct Platform {
  std::shared_ptr<const Manifest> manifest;
  std::shared_ptr<PluginHost> host;
  std::string sha256;
};

Result<std::shared_ptr<PluginHost>> load(std::shared_ptr<const Manifest> manifest,
                                         const PlatformSettings& settings, const HostServices& services) {
  if (auto fine = check_settings(*manifest, settings); !fine) return fine.error();
  auto plugin = load_plugin(*manifest);
  if (!plugin) return plugin.error();
  auto outbound = std::make_unique<PlatformOutbound>(
      PlatformHttp(*manifest, settings, services.retry, services.http, services.quota, services.clock,
                   services.log, services.telemetry),
      services.quota);
  auto host = InProcessHost::start(**plugin, config_json(*manifest, settings),
                                   {manifest, std::move(outbound), services.clock, services.log});
  if (!host) return host.error().at("the plugin does not start");
  return std::shared_ptr<PluginHost>(std::move(*host));
}

PlatformStatus refused(const PluginFile& file, std::string reason) {
  PlatformStatus status{.id = file.library.stem().string(),
                        .file = file.library.string(),
                        .sha256 = file.sha256,
                        .reason = std::move(reason)};
  if (file.manifest) status.version = file.manifest->version;
  return status;
}

// What the book knows, and every other declared bucket as it was declared.
std::vector<BucketStatus> buckets_of(const Manifest& manifest, const QuotaBook& quota) {
  std::vector<BucketStatus> all = quota.status(manifest.platform);
  for (const Manifest::Bucket& declared : manifest.buckets) {
    const bool known = std::any_of(all.begin(), all.end(),
                                   [&](const BucketStatus& one) { return one.name == declared.name; });
    const bool apps = declared.per == Manifest::Bucket::Per::app;
    if (!known)
      all.push_back({.name = declared.name, .scope = apps ? "app" : "account", .limit = declared.limit});
  }
  return all;
}

}  // namespace

// Nothing in it changes after the constructor.
struct PlatformRegistry::Impl {
  explicit Impl(HostServices given) : services(std::move(given)) {}

  const Platform* find(std::string_view id) const {
    const auto found = platforms.find(id);
    return found == platforms.end() ? nullptr : &found->second;
  }

  void refuse(const PluginFile& file, const std::string& reason) {
    services.log.warning(kPart, one_line(file.library.string() + " is refused: " + reason, 2000));
    refusals.push_back(refused(file, reason));
  }

  // A plugin that was refused owns no name: it must not keep a good one out.
  std::string owner_of(const Manifest& manifest) const {
    std::vector<std::string> names = manifest.aliases;
    names.insert(names.begin(), manifest.platform);
    for (const std::string& name : names)
      if (const auto taken = canonical.find(name); taken != canonical.end())
        return "platform \"" + name + "\" is already taken by " +
               find(taken->second)->manifest->file.string();
    return {};
  }

  void add(PluginFile& file, const PlatformSettings& settings) {
    if (!file.refusal.empty()) return refuse(file, file.refusal);
    if (!file.manifest) return refuse(file, "no manifest");
    const auto manifest = std::make_shared<const Manifest>(*file.manifest);
    if (const auto owner = owner_of(*manifest); !owner.empty()) return refuse(file, owner);
    auto host = load(manifest, settings, services);
    if (!host) return refuse(file, host.error().message);
    for (const std::string& alias : manifest->aliases) canonical.emplace(alias, manifest->platform);
    canonical.emplace(manifest->platform, manifest->platform);
    platforms.emplace(manifest->platform, Platform{manifest, std::move(*host), file.sha256});
    services.log.info(kPart,
                      manifest->platform + " " + manifest->version + " loaded from " + file.library.string());
  }

  HostServices services;
  std::map<std::string, Platform, std::less<>> platforms;
  std::map<std::string, std::string, std::less<>> canonical;  // id or alias -> id
  std::vector<PlatformStatus> refusals;
};

PlatformRegistry::PlatformRegistry(std::vector<PluginFile> files,
                                   const std::map<std::string, PlatformSettings>& settings,
                                   HostServices services)
    : impl_(std::make_unique<Impl>(std::move(services))) {
  for (PluginFile& file : files) {
    const auto own = file.manifest ? settings.find(file.manifest->platform) : settings.end();
    impl_->add(file, own == settings.end() ? PlatformSettings{} : own->second);
  }
  for (const auto& [platform, ignored] : settings)
    if (!impl_->find(platform))
      impl_->services.log.warning(kPart,
                                  "[platforms." + platform + "] is set and no such platform is loaded");
}

PlatformRegistry::~PlatformRegistry() = default;

std::shared_ptr<PluginHost> PlatformRegistry::find(std::string_view platform) const {
  const Platform* found = impl_->find(platform);
  return found ? found->host : nullptr;
}

std::optional<std::string> PlatformRegistry::canonical(std::string_view id_or_alias) const {
  const auto found = impl_->canonical.find(id_or_alias);
  if (found == impl_->canonical.end()) return std::nullopt;
  return found->second;
}

std::vector<std::string> PlatformRegistry::loaded() const {
  std::vector<std::string> ids;
  for (const auto& [id, platform] : impl_->platforms) ids.push_back(id);
  return ids;
}

std::vector<PlatformStatus> PlatformRegistry::status() const {
  std::vector<PlatformStatus> all;
  for (const auto& [id, platform] : impl_->platforms) {
    const Manifest& manifest = *platform.manifest;
    all.push_back({.id = id,
                   .version = manifest.version,
                   .file = manifest.file.string(),
                   .sha256 = platform.sha256,
                   .loaded = true,
                   .isolation = "in-process",
                   .capabilities = manifest.capabilities,
                   .metrics = manifest.metrics,
                   .buckets = buckets_of(manifest, impl_->services.quota)});
  }
  all.insert(all.end(), impl_->refusals.begin(), impl_->refusals.end());
  return all;
}

std::vector<Metric> PlatformRegistry::metrics(std::string_view platform) const {
  const Platform* found = impl_->find(platform);
  return found ? found->manifest->metrics : std::vector<Metric>{};
}

Result<> PlatformRegistry::check_post_id(std::string_view platform, std::string_view platform_post_id) const {
  const Platform* found = impl_->find(platform);
  if (!found)
    return Error{Code::invalid, "no platform \"" + one_line(platform, 64) + "\" is loaded", "platform"};
  const Manifest::Form& form = found->manifest->post_id;
  if (form.compiled.matches(platform_post_id)) return Done{};
  const std::string wanted = form.sentence.empty() ? "a text that is not blank" : form.sentence;
  return Error{Code::invalid, "is no post id of " + found->manifest->platform + "; wanted " + wanted,
               "platform_post_id"};
}

Result<> PlatformRegistry::check_account_field(std::string_view platform, std::string_view field,
                                               std::string_view value) const {
  const Platform* found = impl_->find(platform);
  if (!found)
    return Error{Code::invalid, "no platform \"" + one_line(platform, 64) + "\" is loaded", "platform"};
  const auto& forms = found->manifest->account_fields;
  const auto form = forms.find(std::string(field));
  if (form == forms.end() || form->second.compiled.matches(value)) return Done{};
  return Error{Code::invalid, "is none of " + found->manifest->platform + "; wanted " + form->second.sentence,
               std::string(field)};
}

}  // namespace tidemark
