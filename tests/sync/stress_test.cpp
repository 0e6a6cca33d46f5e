// Many businesses, many refreshes at once, a platform that answers at random: the sums are right whatever
// happens.

#include <iostream>
#include <random>

#include "support/long_tests.h"
#include "sync_fixture.h"

namespace tidemark::testing {
namespace {

/// Whether a post was ever asked for while another call had no answer about it yet. (A call that goes on with
/// its other posts may well meet one that asks again for what it has answered.)
class Overlaps {
 public:
  class Watched final : public SyncSink {
   public:
    Watched(Overlaps& of, const Call& call) : of_(of), call_(call) {
      std::lock_guard lock(of_.mutex_);
      for (std::size_t i = 0; i < call.items.size(); ++i)
        if (call.is_post(i)) {
          mine_.insert(i);
          of_.found_ |= !of_.unanswered_.insert(call.items[i].platform_id).second;
        }
    }
    ~Watched() override {
      while (!mine_.empty()) answered(*mine_.begin());
    }
    Result<> emit(std::span<const EmittedSample> samples) override {
      for (const EmittedSample& sample : samples) answered(sample.item);
      return call_.sink.emit(samples);
    }
    void item_read(std::size_t item) override {
      answered(item);
      call_.sink.item_read(item);
    }
    void item_failed(std::size_t item, const Error& why) override {
      answered(item);
      call_.sink.item_failed(item, why);
    }
    void metric_unavailable(const UnavailableMetric& metric) override {
      call_.sink.metric_unavailable(metric);
    }

   private:
    void answered(std::size_t item) {
      std::lock_guard lock(of_.mutex_);
      if (mine_.erase(item) > 0) of_.unanswered_.erase(call_.items[item].platform_id);
    }
    Overlaps& of_;
    const Call& call_;
    std::set<std::size_t> mine_;
  };
  bool found() const { return found_; }

 private:
  std::mutex mutex_;
  std::set<std::string> unanswered_;
  bool found_ = false;
};

class Stress : public SyncTest {
 protected:
  static std::uint32_t draw(std::uint32_t below) {
    thread_local std::minstd_rand random(seed_ + static_cast<std::uint32_t>(thread_number_++));
    return random() % below;
  }

  static Error some_error() {
    static const Code codes[] = {Code::platform_error, Code::network_error, Code::timeout,
                                 Code::bad_response,   Code::rate_limited,  Code::permission_denied,
                                 Code::auth_failed,    Code::plugin_error};
    return {codes[draw(std::size(codes))], "something"};
  }
  Result<> answer_watched(const Call& call) {
    Overlaps::Watched sink(overlaps_, call);
    return answer_at_random({call.account, call.items, call.unavailable, call.limits, sink});
  }
  static Result<> answer_at_random(const Call& call) {
    std::vector<EmittedSample> batch;
    for (std::size_t i = 0; i < call.items.size(); ++i) {
      switch (draw(12)) {
        case 0:
          call.sink.item_failed(i, some_error());
          break;
        case 1:
          call.sink.item_read(i);
          break;
        case 2:
          call.sink.item_failed(i, {Code::post_not_found, "it is not there"});
          break;
        case 3:
          if (draw(20) == 0) return some_error();
          break;  // forgotten
        case 4:
          call.sink.metric_unavailable({.metric = "reach", .type = "", .until = {}, .why = "no"});
          [[fallthrough]];
        default:
          batch.push_back({.item = i, .metric = "likes_count", .value = 1});
          batch.push_back({.item = i, .metric = "impressions", .value = 2});
      }
      if (batch.size() > 20) {
        (void)call.sink.emit(batch);
        batch.clear();
      }
    }
    if (!batch.empty()) (void)call.sink.emit(batch);
    return Done{};
  }

  /// Lists some of what it has and some that is new, with and without figures, and may say that this is all.
  static Result<DiscoveryEnd> list_at_random(const AccountAccess& account, DiscoverySink& sink) {
    std::size_t item = 0;
    for (std::uint32_t i = 0; i < 8; ++i) {
      const std::uint32_t what = draw(6);
      if (what == 0) continue;
      if (what == 1 && draw(8) == 0) return some_error();
      // Of an account's first twenty posts, which follow it in number; or of what nobody knows yet.
      const std::string of = std::to_string(account.id.value);
      const std::string id =
          what == 2 ? of + "-" + std::to_string(draw(50)) : std::to_string(account.id.value + 1 + draw(20));
      if (auto found = sink.found({.platform_post_id = id}); !found) return found.error();
      const EmittedSample sample{.item = item++, .metric = "likes_count", .value = 1};
      if (what > 3)
        if (auto stored = sink.emit({&sample, 1}); !stored) return stored.error();
    }
    DiscoveryEnd end{.cursor = "next"};
    if (draw(2) == 0) end.listed.emplace();
    return end;
  }

  static void expect_sums(const Run& run) {
    const SyncCounts sums = run.counts();
    if (run.status != RunStatus::interrupted) {
      EXPECT_EQ(run.total_posts, sums.synced + sums.failed + sums.rate_limited) << run.message;
    }
    EXPECT_EQ(static_cast<std::int64_t>(post_errors(run)), sums.failed + sums.rate_limited);
    std::set<PostId> told;
    for (const SyncError& error : run.errors) {
      if (error.post) {
        EXPECT_TRUE(told.insert(*error.post).second) << "post " << error.post->value << " failed twice";
      }
      EXPECT_EQ(error.retry_after_s.has_value(), error.code == Code::rate_limited);
    }
    EXPECT_TRUE(run.finished_at);
  }

  Overlaps overlaps_;
  static inline std::uint32_t seed_ = std::random_device{}();
  static inline std::atomic<int> thread_number_ = 0;
};

TEST_F(Stress, EveryRunEndsAndItsSumsAreRight) {
  std::cout << "seed " << seed_ << "\n";
  reef = hosts.add("reef", 5);
  auto dune = hosts.add("dune", 1);
  options.workers = 4;
  reef->on_sync([this](const Call& call) { return answer_watched(call); });
  dune->on_sync([this](const Call& call) { return answer_watched(call); });
  reef->can_discover();
  reef->on_discover = [](const AccountAccess& access, auto, const auto&, DiscoverySink& sink) {
    return list_at_random(access, sink);
  };
  std::vector<BusinessId> businesses{business};
  std::vector<AccountId> listed;
  std::vector<PostId> posts = directory.add_posts(account, 20);
  for (int i = 0; i < 6; ++i) {
    const BusinessId id = i == 0 ? business : directory.add_business();
    if (i > 0) businesses.push_back(id);
    for (int a = 0; a < 3; ++a) {
      const AccountId owner = directory.add_account(id, a == 0 ? "dune" : "reef");
      if (a > 0) listed.push_back(owner);
      const auto some = directory.add_posts(owner, 20);
      posts.insert(posts.end(), some.begin(), some.end());
    }
  }
  SyncService& sync = service();
  std::mutex mutex;
  std::set<RunId> runs;
  std::vector<std::thread> callers;
  for (int caller = 0; caller < 6; ++caller)
    callers.emplace_back([&] {
      for (int round = 0; round < times(25, 1'000); ++round) {
        const BusinessId of = businesses[draw(6)];
        Result<RunId> id = RunId{};
        switch (draw(5)) {
          case 4:
            id = sync.discover(Asker::engine(), listed[draw(static_cast<std::uint32_t>(listed.size()))]);
            break;
          case 0:
            id = sync.refresh_post(Asker::engine(), posts[draw(static_cast<std::uint32_t>(posts.size()))]);
            break;
          case 1:
            id =
                sync.refresh(Asker::engine(), {.business = of, .platforms = {"dune"}, .limit = 1 + draw(20)});
            break;
          case 2:
            id = sync.refresh(Asker::engine(), {.business = of}, Trigger::schedule);
            break;
          default:
            id = sync.refresh(Asker::engine(), {.business = of});
        }
        ASSERT_TRUE(id);
        clock.advance(std::chrono::milliseconds(draw(400)));
        if (draw(2) == 0) wait(*id);
        std::lock_guard lock(mutex);
        runs.insert(*id);
      }
    });
  for (std::thread& caller : callers) caller.join();
  for (RunId id : runs) {
    auto run = sync.wait(id, 60s);
    if (!run) continue;  // it ended, and others came after it
    ASSERT_TRUE(*run);
    expect_sums(**run);
  }
  for (const Run& run : directory.saved)
    if (run.status != RunStatus::running) expect_sums(run);
  EXPECT_EQ(directory.begun_runs(), static_cast<std::size_t>(std::count_if(
                                        directory.saved.begin(), directory.saved.end(),
                                        [](const Run& run) { return run.status != RunStatus::running; })));
  EXPECT_FALSE(overlaps_.found());
  EXPECT_LE(reef->most_at_once(), 4u);
  EXPECT_TRUE(sync.status().running.empty());
}

TEST_F(Stress, AStopAtAnyMomentLosesNothingThatWasReported) {
  std::cout << "seed " << seed_ << "\n";
  options.workers = 3;
  reef = hosts.add("reef", 2);
  reef->on_sync([this](const Call& call) -> Result<> {
    if (call.limits.stop.stop_requested()) return Error{Code::cancelled, "the engine stops"};
    return answer_watched(call);
  });
  reef->can_discover();
  reef->on_discover = [](const AccountAccess& access, auto, const CallLimits& limits,
                         DiscoverySink& sink) -> Result<DiscoveryEnd> {
    if (limits.stop.stop_requested()) return Error{Code::cancelled, "the engine stops"};
    return list_at_random(access, sink);
  };
  for (int i = 0; i < 3; ++i) directory.add_posts(i == 0 ? account : directory.add_account(business), 40);
  for (int round = 0; round < times(30, 1'000); ++round) {
    restart();
    SyncService& sync = service();
    std::vector<std::thread> callers;
    for (int caller = 0; caller < 3; ++caller)
      callers.emplace_back([&] {
        for (int i = 0; i < 3; ++i)
          if (draw(3) == 0)
            (void)sync.discover(Asker::engine(), account);
          else
            (void)sync.refresh(Asker::engine(), {.business = business, .limit = 5 + draw(200)},
                               draw(2) == 0 ? Trigger::schedule : Trigger::manual);
      });
    for (std::uint32_t spin = draw(200); spin > 0; --spin) std::this_thread::yield();
    sync.stop();
    for (std::thread& caller : callers) caller.join();
    EXPECT_FALSE(sync.is_syncing(business));
  }
  std::map<RunId, int> ends;
  for (const Run& run : directory.saved)
    if (run.status != RunStatus::running) {
      ++ends[run.id];
      expect_sums(run);
    }
  EXPECT_EQ(ends.size(), directory.begun.size());
  for (const auto& [id, times] : ends) EXPECT_EQ(times, 1) << "run " << id.value;
  EXPECT_FALSE(overlaps_.found());
}

}  // namespace
}  // namespace tidemark::testing
