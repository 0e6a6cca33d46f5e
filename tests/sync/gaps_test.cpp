// Why something was not measured, as runs tell it.

#include "sync_fixture.h"

namespace tidemark::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr Error kLimited{.code = Code::rate_limited, .message = "slow down", .retry_after = 120s};

class SyncGapsTest : public SyncTest {
 protected:
  /// "rate_limited", "rate_limited ended", with "itself " in front for an account's own figures.
  std::vector<std::string> gaps_of(Subject subject) {
    std::lock_guard lock(measurements.mutex);
    std::vector<std::string> lines;
    for (const Gap& gap : measurements.gaps[subject])
      lines.push_back((gap.itself ? "itself " : "") + std::string(to_string(gap.reason)) +
                      (gap.metric.empty() ? "" : " " + gap.metric) +
                      (gap.type.empty() ? "" : " of " + gap.type) + (gap.to ? " ended" : ""));
    return lines;
  }
  std::vector<std::string> of_account() { return gaps_of(subject_of(account)); }
  std::vector<std::string> of_post(PostId post) { return gaps_of(subject_of(post)); }
  /// Every call ends with this, or with what comes of storing everything.
  void answer(std::optional<Error> why) {
    reef->on_sync([why](const Call& call) -> Result<> {
      if (why) return *why;
      return call.emit_all();
    });
  }
};

TEST_F(SyncGapsTest, ARunThatMeasuresNothingIsAGapOfTheAccountUntilOneThatDoes) {
  const auto posts = directory.add_posts(account, 250);
  answer(kLimited);
  const Instant first = clock.now();
  refresh();
  clock.advance(1h);
  refresh();
  EXPECT_THAT(of_account(), ElementsAre("rate_limited", "itself rate_limited"));
  EXPECT_THAT(of_post(posts[0]), IsEmpty());
  clock.advance(1h);
  answer(std::nullopt);
  refresh();
  EXPECT_THAT(of_account(), ElementsAre("rate_limited ended", "itself rate_limited ended"));
  const Gap gap = measurements.gaps[subject_of(account)].front();
  EXPECT_EQ(gap.from, first);
  EXPECT_EQ(gap.to, clock.now());
  EXPECT_EQ(gap.message, "slow down");
}

TEST_F(SyncGapsTest, EveryReasonHasItsWord) {
  directory.add_posts(account, 1);
  const std::pair<Code, const char*> rows[] = {
      {Code::rate_limited, "rate_limited"},
      {Code::auth_failed, "auth_failed"},
      {Code::invalid_token, "invalid_token"},
      {Code::permission_denied, "permission_denied"},
      {Code::platform_error, "platform_error"},
      {Code::bad_response, "bad_response"},
      {Code::timeout, "timeout"},
      {Code::network_error, "network_error"},
      {Code::plugin_error, "plugin_error"},
  };
  for (const auto& [code, word] : rows) {
    answer(Error{code, "no"});
    refresh();
    clock.advance(1h);
    const auto& gap = measurements.gaps[subject_of(account)];
    const auto open =
        std::find_if(gap.begin(), gap.end(), [](const Gap& one) { return !one.to && !one.itself; });
    ASSERT_NE(open, gap.end()) << word;
    EXPECT_EQ(to_string(open->reason), word);
  }
}

TEST_F(SyncGapsTest, WhereSomePostsAreMeasuredTheOthersHaveGapsOfTheirOwn) {
  const auto posts = directory.add_posts(account, 4);  // the youngest is asked for first
  reef->on_sync([](const Call& call) -> Result<> {
    if (auto stored = call.emit(0, 2); !stored) return stored;
    return kLimited;
  });
  refresh();
  EXPECT_THAT(of_post(posts[3]), IsEmpty());
  EXPECT_THAT(of_post(posts[2]), IsEmpty());
  EXPECT_THAT(of_post(posts[1]), ElementsAre("rate_limited"));
  EXPECT_THAT(of_post(posts[0]), ElementsAre("rate_limited"));
  EXPECT_THAT(of_account(), ElementsAre("itself rate_limited"));
  answer(std::nullopt);
  clock.advance(1h);
  refresh();
  EXPECT_THAT(of_post(posts[0]), ElementsAre("rate_limited ended"));
  EXPECT_THAT(of_account(), ElementsAre("itself rate_limited ended"));
}

TEST_F(SyncGapsTest, CallsOfOneAccountAreJudgedTogether) {
  const auto posts = directory.add_posts(account, 300);
  std::atomic<int> calls = 0;
  reef->on_sync([&](const Call& call) -> Result<> {
    if (++calls > 1) return Error{Code::network_error, "no route"};
    return call.emit_all();
  });
  const Run run = refresh();
  const auto failed = run.counts().failed;
  ASSERT_GT(failed, 0);
  std::int64_t with_gap = 0;
  for (const PostId post : posts) with_gap += !of_post(post).empty();
  EXPECT_EQ(with_gap, failed);
}

TEST_F(SyncGapsTest, WhatAPlatformSaysOfOnePostIsNoNewsAboutTheAccount) {
  const auto posts = directory.add_posts(account, 1);
  reef->on_sync([](const Call& call) -> Result<> {
    call.sink.item_failed(0, {Code::permission_denied, "this post is private"});
    return call.emit(1, call.items.size());
  });
  refresh();
  EXPECT_THAT(of_post(posts[0]), ElementsAre("permission_denied"));
  EXPECT_THAT(of_account(), IsEmpty());
}

TEST_F(SyncGapsTest, APostThatIsGoneStaysSoUntilItIsMeasuredAgain) {
  const auto posts = directory.add_posts(account, 2);
  reef->on_sync([](const Call& call) -> Result<> {
    call.sink.item_failed(0, {Code::post_not_found, "no such post"});
    return call.emit(1, call.items.size());
  });
  refresh();
  EXPECT_THAT(of_post(posts[1]), ElementsAre("post_gone"));
  clock.advance(25h);
  answer(Error{Code::network_error, "no route"});  // also of the gone one, which is looked for
  refresh();
  EXPECT_THAT(of_post(posts[1]), ElementsAre("post_gone"));
  clock.advance(25h);
  answer(std::nullopt);
  refresh();
  EXPECT_THAT(of_post(posts[1]), ElementsAre("post_gone ended"));
}

TEST_F(SyncGapsTest, AMetricThatIsRefusedIsMissingUntilItIsAnswered) {
  directory.add_posts(account, 1);
  const UnavailableMetric refused{.metric = "likes_count", .type = {}, .until = {}, .why = "retired"};
  reef->on_sync([&](const Call& call) -> Result<> {
    call.sink.metric_unavailable(refused);
    call.sink.item_read(0);
    return Done{};
  });
  refresh();
  refresh();
  EXPECT_THAT(of_account(), ::testing::Contains("metric_unavailable likes_count"));
  answer(std::nullopt);
  refresh();
  EXPECT_THAT(of_account(), ::testing::Contains("metric_unavailable likes_count ended"));
}

TEST_F(SyncGapsTest, AMetricThatIsRefusedInTheCallThatAnsweredItForOthersIsMissing) {
  directory.add_posts(account, 1);
  reef->on_sync([&](const Call& call) -> Result<> {
    if (auto stored = call.emit_all(); !stored) return stored;
    call.sink.metric_unavailable(
        {.metric = "likes_count", .type = "reel", .until = {}, .why = "not for reels"});
    return Done{};
  });
  refresh();
  EXPECT_THAT(of_account(), ElementsAre("metric_unavailable likes_count of reel"));
}

TEST_F(SyncGapsTest, WhatWasFetchedAndCouldNotBeStoredSaysSo) {
  directory.add_posts(account, 1);
  measurements.before_append = [&] {
    std::lock_guard lock(measurements.mutex);
    measurements.broken = Error{Code::storage, "the disk is full"};
  };
  answer(std::nullopt);
  reef->on_sync([this](const Call& call) -> Result<> {
    const auto stored = call.emit_all();
    std::lock_guard lock(measurements.mutex);
    measurements.broken.reset();  // there is room again when the run ends
    return stored;
  });
  refresh();
  EXPECT_THAT(of_account(), ElementsAre("storage", "itself storage"));
}

TEST_F(SyncGapsTest, GapsThatCannotBeKeptAreALineInTheLogAndNoFailure) {
  directory.add_posts(account, 1);
  measurements.broken = Error{Code::storage, "the disk is full"};
  answer(kLimited);
  EXPECT_EQ(refresh().counts(), counts(0, 0, 1));
  EXPECT_TRUE(log.contains("why it was not measured could not be kept: the disk is full"));
}

TEST_F(SyncGapsTest, ADiscoveryThatFailsIsAGapOfAnAccountWithoutPosts) {
  reef->can_discover();
  reef->on_discover = [](const auto&, auto, const auto&, auto&) -> Result<DiscoveryEnd> {
    return Error{Code::network_error, "no route"};
  };
  answer(Error{Code::unsupported, "no figures about accounts"});
  refresh();
  EXPECT_THAT(of_account(), ::testing::Contains("network_error"));
  reef->on_discover = [](const auto&, auto, const auto&, auto&) -> Result<DiscoveryEnd> {
    return DiscoveryEnd{};
  };
  clock.advance(1h);
  refresh();
  EXPECT_THAT(of_account(), ::testing::Contains("network_error ended"));
}

TEST_F(SyncGapsTest, APausedSchedulerIsAGapOfTheEngine) {
  service().pause();
  clock.advance(1h);
  service().pause();
  service().resume();
  EXPECT_THAT(gaps_of(kEngineSubject), ElementsAre("paused ended"));
}

}  // namespace
}  // namespace tidemark::testing
