#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "fakes.h"
#include "support/fake_clock.h"
#include "support/fake_log.h"
#include "sync/sync_service.h"

namespace tidemark::testing {

using namespace std::chrono_literals;

/// A service on fakes, with one business whose one account is on a platform called "reef".
class SyncTest : public ::testing::Test {
 protected:
  using Run = tidemark::Run;  // not the test framework's own
  SyncTest() {
    clock.sleepers_advance(false);
    directory.clock = &clock;
  }

  SyncService& service() {
    if (!service_)
      service_ = std::make_unique<SyncService>(
          SyncService::Parts{directory, measurements, hosts, clock, log, telemetry}, options);
    return *service_;
  }
  void restart() { service_.reset(); }

  RunId start(RefreshRequest request) {
    auto id = service().refresh(Asker::engine(), request);
    EXPECT_TRUE(id) << (id ? "" : id.error().message);
    return id ? *id : RunId{};
  }
  RunId start() { return start({.business = business}); }
  Run wait(RunId id) {
    auto run = service().wait(id, 60s);
    EXPECT_TRUE(run && *run) << "run " << id.value << " did not end";
    return run && *run ? **run : Run{};
  }
  Run refresh() { return wait(start()); }
  Run scheduled() {
    auto id = service().refresh(Asker::engine(), {.business = business}, Trigger::schedule);
    return id ? wait(*id) : Run{};
  }

  static SyncCounts counts(std::int64_t synced, std::int64_t failed = 0, std::int64_t limited = 0) {
    return {synced, failed, limited};
  }
  /// Errors of accounts and metrics, which count nowhere.
  static std::vector<SyncError> account_errors(const Run& run) {
    std::vector<SyncError> errors;
    for (const SyncError& error : run.errors)
      if (!error.post) errors.push_back(error);
    return errors;
  }
  static std::size_t post_errors(const Run& run) { return run.errors.size() - account_errors(run).size(); }

  FakeClock clock;
  FakeLog log;
  NoTelemetry telemetry;
  FakeDirectory directory;
  FakeMeasurements measurements;
  FakeHosts hosts;
  SyncOptions options{.requests_per_call = 1};  // so that few posts make many calls
  std::shared_ptr<ScriptedHost> reef = hosts.add("reef");
  BusinessId business = directory.add_business();
  AccountId account = directory.add_account(business);

 private:
  std::unique_ptr<SyncService> service_;
};

}  // namespace tidemark::testing
