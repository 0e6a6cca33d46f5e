#include "host/resolver.h"

#include <gtest/gtest.h>

#include <condition_variable>
#include <memory>
#include <thread>

#include "http_test_support.h"

namespace tidemark {
namespace {

using namespace tidemark::testing;
using namespace std::chrono_literals;

using Addresses = std::vector<std::string>;

/// A look-up that hangs until it is released, and counts who asks.
struct HangingLookUp {
  struct State {
    std::mutex mutex;
    std::condition_variable changed;
    bool released = false;
    int asked = 0;
  };
  std::shared_ptr<State> state = std::make_shared<State>();

  Resolver::LookUp look_up() const {
    return [state = state](const std::string&) -> Result<Addresses> {
      std::unique_lock lock(state->mutex);
      ++state->asked;
      state->changed.notify_all();
      state->changed.wait(lock, [&] { return state->released; });
      return Addresses{"192.0.2.1", "192.0.2.2"};
    };
  }
  void await_asked() const {
    std::unique_lock lock(state->mutex);
    state->changed.wait(lock, [&] { return state->asked > 0; });
  }
  void release() const {
    std::lock_guard lock(state->mutex);
    state->released = true;
    state->changed.notify_all();
  }
};

TEST(HttpResolver, AsksNobodyAboutAnAddress) {
  Resolver resolver([](const std::string&) -> Result<Addresses> {
    return Error{Code::network_error, "asked"};
  });
  const SystemClock clock;
  const ExchangeLimits limits(clock, kNoDeadline, {});
  EXPECT_EQ(resolver.resolve("192.0.2.7", limits).value(), Addresses{"192.0.2.7"});
  EXPECT_EQ(resolver.resolve("::1", limits).value(), Addresses{"::1"});
  EXPECT_EQ(resolver.resolve("name.test", limits).error().message, "asked");
}

TEST(HttpResolver, LeavesALookUpBehindThatOutlastsTheDeadline) {
  const HangingLookUp hanging;
  CountingClock* advanced = nullptr;
  CountingClock clock(5, [&] { advanced->fake().advance(30s); });
  advanced = &clock;
  {
    Resolver resolver(hanging.look_up());
    const ExchangeLimits limits(clock, clock.fake().steady() + 30s, {});
    EXPECT_EQ(resolver.resolve("name.test", limits).error().code, Code::timeout);
  }
  hanging.release();
}

TEST(HttpResolver, NoticesACancelWhileALookUpHangs) {
  const HangingLookUp hanging;
  const auto stop = std::make_unique<std::stop_source>();
  CountingClock clock(5, [&] { stop->request_stop(); });
  Resolver resolver(hanging.look_up());
  const ExchangeLimits limits(clock, kNoDeadline, stop->get_token());
  EXPECT_EQ(resolver.resolve("name.test", limits).error().code, Code::cancelled);
  hanging.release();
}

TEST(HttpResolver, AsksOnceForAllWhoWantTheSameName) {
  const HangingLookUp hanging;
  const SystemClock clock;
  Resolver resolver(hanging.look_up());
  std::jthread first([&] {
    EXPECT_EQ(resolver.resolve("name.test", {clock, kNoDeadline, {}}).value().size(), 2u);
  });
  hanging.await_asked();

  const auto stop = std::make_unique<std::stop_source>();
  CountingClock counting(5, [&] { stop->request_stop(); });
  const ExchangeLimits limits(counting, kNoDeadline, stop->get_token());
  EXPECT_EQ(resolver.resolve("name.test", limits).error().code, Code::cancelled);
  hanging.release();
  first.join();
  EXPECT_EQ(hanging.state->asked, 1);
}

}  // namespace
}  // namespace tidemark
