#pragma once

#include <gtest/gtest.h>

#include <memory>

#include "host/platform_http.h"
#include "http_test_support.h"
#include "support/fake_log.h"

namespace tidemark::testing {

class NoStorage final : public QuotaStorage {
 public:
  Result<std::map<BucketKey, BucketState>> load() override { return std::map<BucketKey, BucketState>{}; }
  Result<> save(const std::map<BucketKey, BucketState>&) override { return Done{}; }
};

class FakeTelemetry final : public Telemetry {
 public:
  void platform_request(std::string_view platform, std::string_view status,
                        std::chrono::microseconds) override {
    requests.push_back(std::string(platform) + " " + std::string(status));
  }
  void run_finished(std::string_view, std::string_view) override {}
  void snapshots_stored(std::string_view, std::size_t) override {}
  void admin_request(std::string_view, std::string_view, int, std::chrono::microseconds) override {}
  std::vector<std::string> requests;
};

/// A platform on a loopback server, an account with a token, and everything between them.
class PlatformHttpTest : public ::testing::Test {
 protected:
  static constexpr std::string_view kToken = "tok/en+0123456789==";

  PlatformHttpTest() {
    using namespace std::chrono_literals;
    manifest.platform = "example";
    manifest.origins = {{"api", "http://127.0.0.1:1"}, {"login", "http://127.0.0.1:1"}};
    manifest.auth.style = Manifest::Auth::Style::bearer;
    manifest.buckets = {{"posts", 100, 15min, Manifest::Bucket::Per::account},
                        {"app", 100, 15min, Manifest::Bucket::Per::app}};
    manifest.reset_headers = {"x-reset"};
    manifest.config = {{"app_id", Manifest::ConfigKey::Type::text, "", ""},
                       {"app_secret", Manifest::ConfigKey::Type::secret, "", ""}};
    account.id = {7};
    account.access_token = Secret(std::string(kToken));
  }

  void serve(std::vector<std::string> answers) { serve_script(play_answers(std::move(answers))); }
  void serve_script(RawServer::Script script) {
    server = std::make_unique<RawServer>(std::move(script));
    settings["base_url"] = server->url() + "/prefix";
  }
  PlatformHttp platform() { return {manifest, settings, retry, client, quota, clock, log, telemetry}; }
  PlatformAnswer send(const PlatformRequest& request = {.target = "/posts?ids=1"}) {
    return platform().send(account, request, limits());
  }
  CallLimits limits() { return {clock.steady() + deadline, stop.get_token(), "run 17"}; }
  Code refusal(const PlatformRequest& request) {
    const auto answer = send(request);
    EXPECT_TRUE(answer.error) << request.target;
    EXPECT_EQ(answer.response.status, 0);
    return answer.error ? answer.error->code : Code::invalid;
  }

  Manifest manifest;
  PlatformSettings settings;
  AccountAccess account;
  RetryOptions retry;
  std::chrono::milliseconds deadline = std::chrono::minutes(10);
  std::stop_source stop;
  FakeClock clock;
  FakeLog log;
  FakeTelemetry telemetry;
  NoStorage storage;
  QuotaBook quota{clock, storage};
  HttpClient client{{}, clock};
  std::unique_ptr<RawServer> server;
};

}  // namespace tidemark::testing
