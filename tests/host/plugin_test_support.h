#pragma once
// What the plugin tests share: folders with plugins in them, a sink that remembers, a platform that answers
// everything.

#include <filesystem>
#include <fstream>
#include <map>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "host/file_hash.h"
#include "host/in_process_host.h"
#include "host/manifest_config.h"
#include "host/plugin_library.h"
#include "support/fake_clock.h"
#include "support/fake_log.h"
#include "support/temp_dir.h"

namespace tidemark::testing {

namespace fs = std::filesystem;

/// The manifest of tests/misbehaving/misbehaving.c, in parts that a test may change.
struct ManifestText {
  std::string platform = "example";
  std::string file = "example.so";
  std::string sha256 = std::string(64, '0');
  std::string abi = "{ major = 1, needs_minor = 0 }";
  std::string aliases = R"(["ex"])";
  std::string capabilities = R"(["sync", "discover", "check"])";
  std::string more = {};  // at the end

  std::string text() const {
    return "file = \"" + file + "\"\nsha256 = \"" + sha256 + "\"\nplatform = \"" + platform +
           "\"\nversion = \"1.2.3\"\naliases = " + aliases + "\nabi = " + abi +
           "\ncapabilities = " + capabilities + R"(
[post_id]
pattern = "[0-9]{1,19}"
sentence = "the number at the end of the address"
[account.platform_user_id]
pattern = "[0-9]+"
sentence = "the account's number"
[[metric]]
name = "likes_count"
kind = "running_total"
unit = "1"
[[metric]]
name = "followers_count"
kind = "gauge"
unit = "1"
[[metric]]
name = "day_views"
kind = "window_total"
unit = "1"
[config.api_version]
type = "text"
default = "v2"
sentence = "The version."
[config.page_size]
type = "integer"
default = 100
sentence = "Posts a page."
[config.app_secret]
type = "secret"
default = ""
sentence = "The secret."
[env]
EXAMPLE_SECRET = "app_secret"
[[origin]]
name = "api"
base_url = "https://api.example.com"
[auth]
style = "bearer"
[[auth.kind]]
name = "long_lived"
prefix = "LL"
[[bucket]]
name = "calls"
limit = 900
window = "15m"
per = "app"
)" + more;
  }
};

/// A plugin folder of one test.
class PluginFolder {
 public:
  const fs::path& path() const { return dir_.path(); }

  fs::path write(const std::string& name, const std::string& text) const {
    std::ofstream(dir_ / name, std::ios::binary) << text;
    fs::permissions(dir_ / name, fs::perms(0644));
    return dir_ / name;
  }
  /// Copies the library of tests/misbehaving as <name>.so and writes <name>.toml beside it, with its hash.
  fs::path add(const std::string& misbehaving, const std::string& name, ManifestText manifest = {}) const {
    const fs::path library = dir_ / (name + ".so");
    fs::copy_file(fs::path(TIDEMARK_MISBEHAVING_DIR) / (misbehaving + ".so"), library);
    fs::permissions(library, fs::perms(0644));
    manifest.file = name + ".so";
    manifest.sha256 = sha256_of(library).value();
    write(name + ".toml", manifest.text());
    return library;
  }

 private:
  TempDir dir_;
};

/// Remembers what a sync brought, one line each: "0 likes_count 100", "1 read", "2 failed post_not_found:
/// ...".
class RecordingSink : public SyncSink {
 public:
  Result<> emit(std::span<const EmittedSample> samples) override {
    if (refuse_) return *refuse_;
    for (const EmittedSample& sample : samples)
      lines.push_back(std::to_string(sample.item) + " " + std::string(sample.metric) + " " +
                      std::to_string(sample.value));
    return Done{};
  }
  void item_read(std::size_t item) override { lines.push_back(std::to_string(item) + " read"); }
  void item_failed(std::size_t item, const Error& why) override {
    lines.push_back(std::to_string(item) + " failed " + std::string(to_string(why.code)) + ": " +
                    why.message);
  }
  void metric_unavailable(const UnavailableMetric& metric) override { unavailable.push_back(metric); }
  void refuse(Error error) { refuse_ = std::move(error); }

  std::vector<std::string> lines;
  std::vector<UnavailableMetric> unavailable;

 private:
  std::optional<Error> refuse_;
};

class FakeOutbound : public Outbound {
 public:
  PlatformAnswer send(const AccountAccess&, const PlatformRequest& request, const CallLimits&) override {
    std::lock_guard lock(mutex_);
    requests.push_back(request.method + " " + request.target);
    return answer;
  }
  void observe(const AccountAccess&, std::uint32_t bucket, std::optional<std::int64_t> limit,
               std::optional<std::int64_t> remaining, std::optional<Instant>) override {
    std::lock_guard lock(mutex_);
    observed.push_back(std::to_string(bucket) + ": " + std::to_string(remaining.value_or(-1)) + " of " +
                       std::to_string(limit.value_or(-1)));
  }

  PlatformAnswer answer = {.error = {},
                           .response = {.status = 200, .headers = {{"x-left", "1"}}, .body = "{}"}};
  std::vector<std::string> requests;
  std::vector<std::string> observed;

 private:
  std::mutex mutex_;
};

/// One misbehaving plugin, loaded and started.
class StartedPlugin {
 public:
  explicit StartedPlugin(const std::string& misbehaving) {
    folder.add(misbehaving, misbehaving);
    manifest =
        std::make_shared<const Manifest>(read_manifest(folder.path() / (misbehaving + ".toml")).value());
    auto plugin = load_plugin(*manifest);
    if (!plugin) throw std::runtime_error(plugin.error().message);
    auto owned = std::make_unique<FakeOutbound>();
    outbound = owned.get();
    host =
        InProcessHost::start(**plugin, config_json(*manifest, {}), {manifest, std::move(owned), clock, log})
            .value();
  }

  CallLimits limits(std::stop_token stop = {}) const {
    return {.deadline = clock.steady() + std::chrono::minutes(5), .stop = stop, .run = "run 17"};
  }
  Result<> sync(std::size_t posts, SyncSink& sink, std::stop_token stop = {}) {
    return host->sync(account, std::vector<SyncItem>(posts, SyncItem{.platform_id = "42"}), {}, limits(stop),
                      sink);
  }

  PluginFolder folder;
  FakeClock clock;
  FakeLog log;
  std::shared_ptr<const Manifest> manifest;
  FakeOutbound* outbound = nullptr;
  AccountAccess account{.id = {3}, .fields = {{"platform_user_id", "9"}}};
  std::shared_ptr<InProcessHost> host;
};

}  // namespace tidemark::testing
