#include <gtest/gtest.h>

#include <thread>

#include "client.h"
#include "domain/instant.h"
#include "sandbox/closures.h"

namespace tidemark::sandbox::testing {
namespace {

using namespace std::chrono_literals;

TEST(ClockOption, IsReadOrRefused) {
  const struct {
    std::string text;
    double speed;
  } good[] = {{"real", 1}, {"stepped", 0}, {"fast=3600", 3600}, {"fast=0.5", 0.5}};
  for (const auto& row : good) {
    ASSERT_TRUE(parse_clock(row.text)) << row.text;
    EXPECT_EQ(parse_clock(row.text)->speed, row.speed);
  }
  for (const std::string text : {"", "fast", "fast=", "fast=0", "fast=-1", "fast=3600x", "fast=1e9", "slow"})
    EXPECT_FALSE(parse_clock(text)) << text;
}

TEST(Duration, IsReadOrRefused) {
  const struct {
    std::string text;
    std::chrono::milliseconds time;
  } good[] = {{"150ms", 150ms}, {"2s", 2s}, {"5m", 5min}, {"3h", 3h}, {"60d", 24h * 60}};
  for (const auto& row : good) EXPECT_EQ(parse_duration(row.text), row.time) << row.text;
  for (const std::string text : {"", "5", "m", "5 m", "-5m", "5w", "99999999999s"})
    EXPECT_FALSE(parse_duration(text)) << text;
}

/// A sandbox whose clock is its own.
std::unique_ptr<Sandbox> start(ClockKind clock) {
  auto started = Sandbox::start({.posts = 20, .clock = clock});
  if (!started) throw std::runtime_error(started.error().message);
  return std::move(started).value();
}

TEST(VirtualClock, MovesByStepsOnly) {
  const auto sandbox = start({.speed = 0});
  const auto at = [&](const std::string& body) {
    return request(sandbox->port(), body.empty() ? "GET" : "POST", "/sandbox/clock", "", body);
  };
  const auto began = at("")["now_ms"].count().value();
  EXPECT_EQ(at("")["now_ms"].count(), began);
  EXPECT_EQ(at(R"({"advance": "1h"})")["now_ms"].count(), began + 3'600'000);
  EXPECT_TRUE(sandbox->advance(30min));
  EXPECT_EQ(at("")["now_ms"].count(), began + 5'400'000);
  EXPECT_EQ(text(at(R"({"now": "2031-01-02T03:04:05Z"})")["now"]), "2031-01-02T03:04:05.000Z");
  const auto reply = request(sandbox->port(), "GET", "/2/tweets?ids=1", "sandbox-user-1");
  EXPECT_EQ(reply.header("date"), "Thu, 02 Jan 2031 03:04:05 GMT");
  EXPECT_EQ(reply.header("x-rate-limit-reset"), std::to_string(1925089445 + 900));
  for (const std::string body :
       {"{", "{}", "[]", R"({"advance": "1"})", R"({"advance": 5})", R"({"now": "soon"})",
        R"({"now": "2001-01-01T00:00:00Z"})", R"({"back": "1h"})", R"({"advance": "1h", "now": "1h"})"})
    EXPECT_EQ(at(body).status, 400) << body;
}

TEST(VirtualClock, RunsAsFastAsItIsTold) {
  VirtualClock clock({.speed = 1e6}, {});
  const std::int64_t began = clock.now_ms();
  const auto real = std::chrono::steady_clock::now();
  while (std::chrono::steady_clock::now() - real < 2ms) std::this_thread::yield();
  EXPECT_GE(clock.now_ms() - began, 2'000'000);
}

TEST(VirtualClock, OfATestCannotBeMovedByOthers) {
  Fixture x;
  EXPECT_EQ(x.send("POST", "/sandbox/clock", "", R"({"advance": "1h"})").status, 400);
  EXPECT_FALSE(x.sandbox->advance(1h));
  EXPECT_EQ(x.get("/sandbox/clock")["now_ms"].count(), x.now_ms);
}

TEST(Closures, CountWhatComesBetweenTheClosingAndTheReset) {
  Closures closures(0ms);
  closures.close("a", 2000, 1000);
  closures.knock("a", 1000, "at the same instant: may have been under way");
  closures.knock("b", 1500, "another bucket");
  closures.knock("a", 2000, "at the reset");
  EXPECT_EQ(closures.sent_while_closed(), 0);
  closures.knock("a", 1001, "GET /first");
  closures.close("a", 3000, 1500);
  closures.knock("a", 2500, "GET /second");
  EXPECT_EQ(closures.log(), (std::vector<std::string>{"a: GET /first", "a: GET /second"}));
  closures.reset();
  EXPECT_EQ(closures.sent_while_closed(), 0);
  closures.knock("a", 2600, "GET /third");
  EXPECT_EQ(closures.sent_while_closed(), 1) << "a reset forgets the count, not the closure";
}

TEST(Closures, ForgiveWhatMayHaveBeenUnderWay) {
  Closures closures(1h);
  closures.close("a", 1'000'000, 1000);
  closures.knock("a", 5000, "GET /late");
  EXPECT_EQ(closures.sent_while_closed(), 0);
}

TEST(SentWhileClosed, IsCountedForEachPlatform) {
  Fixture x({.limits = {{"tweets", 2}, {"linkedin/posts", 1}}});
  x.get("/2/tweets?ids=1");
  x.get("/2/tweets?ids=1");  // says that nothing is left
  x.get("/2/tweets?ids=1");  // at the same instant
  EXPECT_EQ(x.sandbox->sent_while_closed("x"), 0);
  x.now_ms += 60'000;
  x.get("/2/tweets?ids=1");
  x.get("/2/tweets/1");
  x.get("/2/tweets?ids=1", "sandbox-user-2");
  EXPECT_EQ(x.sandbox->sent_while_closed("x"), 1);
  EXPECT_EQ(x.sandbox->sent_while_closed("linkedin"), 0);
  const auto told = x.get("/sandbox/requests");
  EXPECT_EQ(told["platforms"]["x"]["sent_while_closed"].count(), 1);
  EXPECT_EQ(told["platforms"]["x"]["newest_sent_while_closed"].items().size(), 1u);
  x.now_ms += 900'000;
  EXPECT_EQ(x.get("/2/tweets?ids=1").status, 200);
  EXPECT_EQ(x.sandbox->sent_while_closed("x"), 1);
  x.sandbox->reset_counters();
  EXPECT_EQ(x.sandbox->sent_while_closed("x"), 0);
}

TEST(SentWhileClosed, ListensToFaultsToo) {
  Fixture x({.faults = {"429=10m:/2/tweets:x1"}});
  EXPECT_EQ(x.get("/2/tweets?ids=1").status, 429);
  x.now_ms += 60'000;
  EXPECT_EQ(x.get("/2/tweets?ids=1").status, 200);
  EXPECT_EQ(x.sandbox->sent_while_closed("x"), 1) << "it had been told to wait ten minutes";
}

}  // namespace
}  // namespace tidemark::sandbox::testing
