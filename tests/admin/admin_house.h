#pragma once
// The admin API over real HTTP, on the real catalog, store, queries and sync; only the platform is made up.

#include <gtest/gtest.h>

#include <condition_variable>
#include <functional>
#include <mutex>

#include "admin/admin_server.h"
#include "admin/prometheus_telemetry.h"
#include "app/ports.h"
#include "support/fake_clock.h"
#include "support/fake_log.h"
#include "support/http_test_client.h"
#include "support/temp_dir.h"
#include "tidemark/json.hpp"

namespace tidemark::testing {

/// Says of every post that it has 41 likes; of "gone-..." that it is not there. Calls wait while it is held.
class Reef final : public PluginHost, public PluginHosts, public Platforms {
 public:
  Reef() {
    manifest_.platform = "reef";
    manifest_.version = "1.0";
    manifest_.metrics = metrics("reef");
    manifest_.capabilities = {"sync"};
  }

  const Manifest& manifest() const override { return manifest_; }
  Result<> sync(const AccountAccess&, std::span<const SyncItem> items, std::span<const UnavailableMetric>,
                const CallLimits&, SyncSink& sink) override {
    {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [&] { return !held_; });
      if (failure_) return *failure_;
    }
    for (std::size_t i = 0; i < items.size(); ++i) {
      if (items[i].platform_id.starts_with("gone-")) {
        sink.item_failed(i, {Code::post_not_found, "there is no such post"});
        continue;
      }
      const EmittedSample sample{.item = i, .metric = "likes_count", .value = 41};
      if (auto stored = sink.emit({&sample, 1}); !stored) return stored.error();
    }
    return Done{};
  }
  Result<DiscoveryEnd> discover(const AccountAccess&, std::string_view, std::span<const UnavailableMetric>,
                                const CallLimits&, DiscoverySink& sink) override {
    {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [&] { return !held_; });
    }
    return on_discover(sink);
  }
  Result<> check(const AccountAccess&, const CallLimits&, AccessReport& report) override {
    return on_check(report);
  }
  /// As its manifest would say; before anything is asked.
  void can_discover() { manifest_.capabilities = {"sync", "discover"}; }

  std::function<Result<DiscoveryEnd>(DiscoverySink&)> on_discover = [](auto&) -> Result<DiscoveryEnd> {
    return Error{Code::unsupported, "reef cannot list posts"};
  };
  std::function<Result<>(AccessReport&)> on_check = [](auto&) -> Result<> {
    return Error{Code::unsupported, "reef has no check of its own"};
  };

  std::shared_ptr<PluginHost> find(std::string_view platform) const override {
    return platform == "reef" ? std::shared_ptr<PluginHost>(const_cast<Reef*>(this), [](PluginHost*) {})
                              : nullptr;
  }

  std::optional<std::string> canonical(std::string_view name) const override {
    return name == "reef" || name == "r" ? std::optional<std::string>("reef") : std::nullopt;
  }
  std::vector<std::string> loaded() const override { return {"reef"}; }
  std::vector<PlatformStatus> status() const override {
    return {{.id = "reef",
             .version = "1.0",
             .loaded = true,
             .isolation = "in-process",
             .metrics = metrics("reef"),
             .buckets = {{.name = "lookups", .limit = 100, .remaining = 99},
                         {.name = "lookups", .scope = "account 1", .limit = 50, .remaining = 49}}},
            {.id = "wreck", .loaded = false, .reason = "wreck.so: the hash is another"}};
  }
  std::vector<Metric> metrics(std::string_view) const override {
    return {{"likes_count", "1", MetricKind::running_total}, {"impressions", "1", MetricKind::running_total}};
  }
  Result<> check_post_id(std::string_view, std::string_view id) const override {
    if (id.find(' ') == std::string_view::npos) return Done{};
    return Error{Code::invalid, "a reef post id has no blanks", "platform_post_id"};
  }
  Result<> check_account_field(std::string_view, std::string_view field,
                               std::string_view value) const override {
    if (value != "bad") return Done{};
    return Error{Code::invalid, "not a reef id", std::string(field)};
  }

  /// Every sync, until it is told otherwise.
  void fail_with(std::optional<Error> failure) {
    std::lock_guard lock(mutex_);
    failure_ = std::move(failure);
  }
  void hold(bool yes) {
    std::lock_guard lock(mutex_);
    held_ = yes;
    changed_.notify_all();
  }

 private:
  Manifest manifest_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool held_ = false;
  std::optional<Error> failure_;
};

class AdminHouse : public ::testing::Test {
 protected:
  explicit AdminHouse(AdminOptions options = {.port = 0, .max_body = 4u << 20, .version = "0.1"},
                      bool scheduled = false) {
    EXPECT_TRUE(store->declare(reef.metrics("reef")));
    sync.emplace(SyncService::Parts{directory, measurements, reef, clock, log, telemetry},
                 SyncOptions{.scheduled = scheduled});
    // A scheduler that sleeps would make the clock run.
    clock.sleepers_advance(!scheduled);
    sync->start();
    options.port = 0;
    server =
        AdminServer::start(options, {*catalog, *store, queries, *sync, reef, telemetry, clock, log}).value();
    server->ready();
    admin = std::string(
        catalog->api_tokens().add(Asker::engine(), "admin", Role::admin, {}).value().text.reveal());
  }
  ~AdminHouse() override {
    reef.hold(false);
    server->stop();
    sync->stop();
  }

  HttpAnswer ask(std::string_view method, std::string_view target, std::string_view body = {},
                 std::string_view token = "-", std::string_view type = "application/json") {
    HttpTestClient http(server->port());
    http.send(http_request(method, target, token == "-" ? std::string_view(admin) : token, body, type));
    return http.receive(method == "HEAD");
  }
  std::string token_for(std::string_view role, std::string_view businesses = "null") {
    const auto made = ask("POST", "/api/v1/tokens",
                          R"({"name":"t","role":")" + std::string(role) + R"(","business_ids":)" +
                              std::string(businesses) + "}");
    EXPECT_EQ(made.status, 201) << made.body;
    return std::string(*json::parse(made.body).root()["token"].string());
  }
  /// A business, an account and `posts` posts: the first of each has the id 1.
  void register_reef(int posts) {
    EXPECT_EQ(ask("POST", "/api/v1/businesses", R"({"name":"Acme","time_zone":"Europe/Berlin"})").status,
              201);
    EXPECT_EQ(ask("POST", "/api/v1/accounts",
                  R"({"business_id":1,"platform":"r","access_token":"s3cret","platform_user_id":"u"})")
                  .status,
              201);
    for (int i = 1; i <= posts; ++i)
      EXPECT_EQ(ask("POST", "/api/v1/posts",
                    R"({"business_id":1,"account_id":1,"platform_post_id":"p)" + std::to_string(i) + R"("})")
                    .status,
                201);
  }

  TempDir folder;
  FakeClock clock;
  FakeLog log;
  PrometheusTelemetry telemetry;
  Reef reef;
  std::unique_ptr<Catalog> catalog = Catalog::open(folder.path(), clock).value();
  std::unique_ptr<SnapshotStore> store = SnapshotStore::open({.folder = folder / "store"}).value();
  PostQueries queries{*catalog, *store, reef};
  CatalogDirectory directory{*catalog, *store, log};
  StoreMeasurements measurements{*catalog, *store};
  std::optional<SyncService> sync;
  std::unique_ptr<AdminServer> server;
  std::string admin;
};

}  // namespace tidemark::testing
