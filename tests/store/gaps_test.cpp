// What kept subjects from being measured: one gap for a run of failures, ended by the next success.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "opened_store.h"
#include "store/gaps.h"
#include "support/power_loss_fs.h"

namespace tidemark::testing {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr Instant kAlways{std::numeric_limits<std::int64_t>::min()};
constexpr Instant kNever{std::numeric_limits<std::int64_t>::max()};
constexpr BusinessId kAcme{3};
constexpr Subject kAccount{Subject::Kind::account, 7, kAcme};
constexpr Subject kPost{Subject::Kind::post, 9, kAcme};

GapNote failed(Subject subject, std::int64_t ms, GapReason reason) {
  return {.subject = subject, .at = {ms}, .reason = reason};
}
GapNote measured(Subject subject, std::int64_t ms) {
  return {.subject = subject, .at = {ms}};
}

/// "100-200 rate_limited", "100- post_gone": from, to, reason, and the metric if there is one.
std::vector<std::string> shown(const Result<std::vector<Gap>>& gaps) {
  EXPECT_TRUE(gaps) << gaps.error().message;
  std::vector<std::string> lines;
  if (!gaps) return lines;
  for (const Gap& gap : *gaps)
    lines.push_back(std::to_string(gap.from.ms) + "-" + (gap.to ? std::to_string(gap.to->ms) : "") + " " +
                    std::string(to_string(gap.reason)) + (gap.metric.empty() ? "" : " " + gap.metric) +
                    (gap.type.empty() ? "" : " of " + gap.type));
  return lines;
}

class GapsTest : public ::testing::Test {
 protected:
  void note(const std::vector<GapNote>& notes) {
    const auto noted = store->note_gaps(notes);
    EXPECT_TRUE(noted) << noted.error().message;
  }
  std::vector<std::string> gaps_of(Subject subject, Instant from = kAlways, Instant to = kNever) {
    return shown(store->gaps(subject, from, to));
  }
  OpenedStore store;
};

TEST_F(GapsTest, ARunOfFailuresIsOneGapFromTheFirstToTheNextSuccess) {
  note({failed(kAccount, 100, GapReason::rate_limited)});
  note({failed(kAccount, 200, GapReason::rate_limited)});
  EXPECT_THAT(gaps_of(kAccount), ElementsAre("100- rate_limited"));
  note({measured(kAccount, 300)});
  note({measured(kAccount, 400)});
  EXPECT_THAT(gaps_of(kAccount), ElementsAre("100-300 rate_limited"));
}

TEST_F(GapsTest, AnotherReasonEndsTheGapAndBeginsTheNext) {
  note({failed(kAccount, 100, GapReason::network_error), failed(kAccount, 200, GapReason::auth_failed),
        failed(kAccount, 300, GapReason::auth_failed)});
  EXPECT_THAT(gaps_of(kAccount), ElementsAre("100-200 network_error", "200- auth_failed"));
}

TEST_F(GapsTest, WhatWasOpenIsStillOpenAfterARestart) {
  note({failed(kPost, 100, GapReason::post_gone), failed(kAccount, 150, GapReason::timeout)});
  store.reopen();
  note({failed(kPost, 200, GapReason::post_gone), measured(kAccount, 250)});
  EXPECT_THAT(gaps_of(kPost), ElementsAre("100- post_gone"));
  EXPECT_THAT(gaps_of(kAccount), ElementsAre("150-250 timeout"));
}

TEST_F(GapsTest, MetricsAndMediaTypesHaveGapsOfTheirOwn) {
  auto reach = failed(kAccount, 100, GapReason::metric_unavailable);
  reach.metric = "reach";
  auto views = failed(kAccount, 200, GapReason::metric_unavailable);
  views.metric = "video_views";
  views.type = "reel";
  note({reach, views, failed(kAccount, 300, GapReason::rate_limited)});
  note({measured(kAccount, 400)});
  auto again = measured(kAccount, 500);
  again.metric = "video_views";
  note({again});  // of other posts than reels
  EXPECT_THAT(gaps_of(kAccount),
              ElementsAre("100- metric_unavailable reach", "200- metric_unavailable video_views of reel",
                          "300-400 rate_limited"));
  again.type = "reel";
  note({again});
  EXPECT_THAT(gaps_of(kAccount),
              ElementsAre("100- metric_unavailable reach", "200-500 metric_unavailable video_views of reel",
                          "300-400 rate_limited"));
}

TEST_F(GapsTest, AnAccountsOwnFiguresAreNotItsPosts) {
  auto own = failed(kAccount, 100, GapReason::permission_denied);
  own.itself = true;
  note({own, measured(kAccount, 150)});
  const auto gaps = store->gaps(kAccount, kAlways, kNever);
  ASSERT_EQ(gaps.value().size(), 1u);
  EXPECT_TRUE(gaps->front().itself);
  EXPECT_FALSE(gaps->front().to);
}

TEST_F(GapsTest, AQuestionIsAnsweredWithTheGapsThatOverlapItWhole) {
  note({failed(kPost, 100, GapReason::timeout), measured(kPost, 200), failed(kPost, 300, GapReason::timeout),
        measured(kPost, 400), failed(kPost, 500, GapReason::bad_response)});
  const struct {
    std::int64_t from, to;
    std::vector<std::string> expected;
  } rows[] = {
      {0, 100, {}},
      {0, 101, {"100-200 timeout"}},
      {199, 300, {"100-200 timeout"}},
      {200, 300, {}},
      {150, 350, {"100-200 timeout", "300-400 timeout"}},
      {400, 500, {}},
      {900, 901, {"500- bad_response"}},
      {200, 200, {}},
  };
  for (const auto& row : rows)
    EXPECT_EQ(gaps_of(kPost, {row.from}, {row.to}), row.expected) << row.from << " to " << row.to;
}

TEST_F(GapsTest, AClockThatIsSetBackLeavesNoGapThatEndsBeforeItBegins) {
  note({failed(kAccount, 500, GapReason::timeout), measured(kAccount, 400)});
  EXPECT_THAT(gaps_of(kAccount), IsEmpty());
  note({failed(kAccount, 10'000'000, GapReason::timeout), failed(kAccount, 400, GapReason::rate_limited)});
  EXPECT_THAT(gaps_of(kAccount), ElementsAre("400- rate_limited"));
}

TEST_F(GapsTest, AFailureThatIsToldLateDoesNotOutliveWhatWasMeasuredSince) {
  store.append({snapshot(kPost, 1'000, {{"likes_count", 1}})});
  note({measured(kAccount, 1'000)});
  note({failed(kPost, 900, GapReason::timeout), failed(kAccount, 900, GapReason::timeout)});
  EXPECT_THAT(gaps_of(kPost), IsEmpty());
  EXPECT_THAT(gaps_of(kAccount), IsEmpty());
  note({failed(kPost, 1'100, GapReason::timeout), failed(kAccount, 1'100, GapReason::timeout)});
  EXPECT_THAT(gaps_of(kPost), ElementsAre("1100- timeout"));
  EXPECT_THAT(gaps_of(kAccount), ElementsAre("1100- timeout"));
}

TEST_F(GapsTest, ADroppedSubjectTakesItsGapsAlongAndGetsNoneAgain) {
  note({failed(kPost, 100, GapReason::post_gone), failed(kAccount, 100, GapReason::timeout)});
  ASSERT_TRUE(store->drop(kPost));
  EXPECT_THAT(gaps_of(kPost), IsEmpty());
  EXPECT_THAT(gaps_of(kAccount), ElementsAre("100- timeout"));
  note({measured(kPost, 200), failed(kPost, 300, GapReason::timeout)});
  store.reopen();
  EXPECT_THAT(gaps_of(kPost), IsEmpty());
}

TEST_F(GapsTest, ASubjectKeepsABoundedNumberAndLosesTheOldest) {
  std::vector<GapNote> notes;
  for (std::int64_t i = 0; i < static_cast<std::int64_t>(Gaps::kMost) + 3; ++i) {
    notes.push_back(failed(kPost, 100 * i, GapReason::timeout));
    notes.push_back(measured(kPost, 100 * i + 50));
    if (notes.size() == 1'000) {
      note(notes);
      notes.clear();
    }
  }
  note(notes);
  const auto gaps = gaps_of(kPost);
  EXPECT_EQ(gaps.size(), Gaps::kMost);
  EXPECT_EQ(gaps.front(), "300-350 timeout");
  store.reopen();
  EXPECT_EQ(gaps_of(kPost), gaps);
}

TEST_F(GapsTest, TheAccountsOfABusinessAnswerTogether) {
  constexpr Subject other{Subject::Kind::account, 8, kAcme}, foreign{Subject::Kind::account, 9, {4}};
  note({failed(kAccount, 100, GapReason::timeout), failed(other, 50, GapReason::rate_limited),
        failed(kPost, 60, GapReason::post_gone), failed(foreign, 60, GapReason::timeout)});
  const auto gaps = store->account_gaps(kAcme, kAlways, kNever);
  ASSERT_EQ(gaps.value().size(), 2u);
  EXPECT_EQ((*gaps)[0].first, kAccount);
  EXPECT_EQ((*gaps)[1].first, other);
  EXPECT_EQ(store->account_gaps(kAcme, kAlways, {60}).value().size(), 1u);
}

TEST_F(GapsTest, ALongMessageIsCutBetweenCharacters) {
  auto long_one = failed(kPost, 100, GapReason::bad_response);
  for (int i = 0; i < 200; ++i) long_one.message += "\xc3\xa4";
  long_one.message = "x" + long_one.message;
  note({long_one});
  const auto gaps = store->gaps(kPost, kAlways, kNever);
  EXPECT_EQ(gaps.value().front().message.size(), 299u);
}

TEST_F(GapsTest, TheTimeInWhichTheEngineWasDownIsAGapIfItWasLong) {
  EXPECT_EQ(store->note_start({1'000'000}, 300s).value(), false);  // the first start ever
  ASSERT_TRUE(store->note_alive({2'000'000}));
  store.reopen();
  EXPECT_EQ(store->note_start({2'300'000}, 300s).value(), false);
  store.reopen();
  EXPECT_EQ(store->note_start({2'600'001}, 300s).value(), true);
  EXPECT_THAT(gaps_of(kEngineSubject), ElementsAre("2300000-2600001 engine_down"));
  store.reopen();
  EXPECT_EQ(store->note_start({2'600'001}, 300s).value(), false);
  store.reopen();
  EXPECT_EQ(store->note_start({1'000'000}, 300s).value(), false);  // a clock that was set back
  store.reopen();
  EXPECT_EQ(store->note_start({1'100'000}, 300s).value(), false);
  EXPECT_THAT(gaps_of(kEngineSubject), ElementsAre("2300000-2600001 engine_down"));
}

TEST_F(GapsTest, TheEnginesGapsAreAnsweredAsTheyStandHoweverOftenTheyWereAskedForBefore) {
  note({failed(kEngineSubject, 100, GapReason::paused)});
  EXPECT_THAT(gaps_of(kEngineSubject), ElementsAre("100- paused"));
  EXPECT_THAT(gaps_of(kEngineSubject, {0}, {100}), IsEmpty());
  note({measured(kEngineSubject, 200)});
  EXPECT_THAT(gaps_of(kEngineSubject), ElementsAre("100-200 paused"));
  note({failed(kEngineSubject, 300, GapReason::paused)});
  EXPECT_THAT(gaps_of(kEngineSubject), ElementsAre("100-200 paused", "300- paused"));
  EXPECT_THAT(gaps_of(kEngineSubject, {200}, {300}), IsEmpty());
}

TEST_F(GapsTest, APauseEndsWithTheProcessThatWasPaused) {
  ASSERT_TRUE(store->note_start({1'000'000}, 300s));
  note({failed(kEngineSubject, 1'100'000, GapReason::paused)});
  ASSERT_TRUE(store->note_alive({1'200'000}));
  store.reopen();
  EXPECT_EQ(store->note_start({9'000'000}, 300s).value(), true);
  EXPECT_THAT(gaps_of(kEngineSubject), ElementsAre("1100000-1200000 paused", "1200000-9000000 engine_down"));
}

TEST(GapsAndPower, WhatWasNotedSurvivesALossOfPower) {
  auto files = std::make_shared<PowerLossFileSystem>();
  OpenedStore store(files);
  const GapNote first[] = {failed(kPost, 100, GapReason::timeout)};
  ASSERT_TRUE(store->note_gaps(first));
  files->lose_power();
  const GapNote second[] = {failed(kAccount, 200, GapReason::storage)};
  EXPECT_FALSE(store->note_gaps(second));
  store.close();
  files->restore_power();
  store.reopen();
  EXPECT_THAT(shown(store->gaps(kPost, kAlways, kNever)), ElementsAre("100- timeout"));
  EXPECT_THAT(shown(store->gaps(kAccount, kAlways, kNever)), IsEmpty());
}

TEST(GapsOnDisk, AreTheBytesOfTheReadme) {
  const Gap gap{.from = {1763819100123},
                .to = Instant{1763822700000},
                .reason = GapReason::metric_unavailable,
                .metric = "reach",
                .type = "reel",
                .message = "gone"};
  const std::string key = disk::gap_key({Subject::Kind::account, 7, {3}}, gap);
  EXPECT_EQ(key, std::string("\0\0\0\0\0\0\0\3"
                             "\1"
                             "\0\0\0\0\0\0\0\7"
                             "\x80\0\1\x9a\xab\xcf\x97\xdb"
                             "\x0d\0reach\0reel",
                             37));
  const std::string value = disk::encode(gap);
  EXPECT_EQ(value, std::string("\1\1\xc0\x97\xb4\xc0\xd5\x66", 8) + "gone");
  const auto read = disk::decode_gap(key, value);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->gap, gap);
  EXPECT_EQ(read->subject.business, BusinessId{3});
  for (std::size_t cut = 0; cut < 28; ++cut) EXPECT_FALSE(disk::decode_gap(key.substr(0, cut), value)) << cut;
  EXPECT_FALSE(disk::decode_gap(key, ""));
  EXPECT_FALSE(disk::decode_gap(key, "\2"));
}

}  // namespace
}  // namespace tidemark::testing
