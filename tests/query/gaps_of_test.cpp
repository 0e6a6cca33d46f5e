// Why a series has gaps: what its post, its account and the engine say together.

#include "query/gaps_of.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/temp_dir.h"

namespace tidemark::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class GapsOfTest : public ::testing::Test {
 protected:
  void note(Subject subject, std::int64_t ms, std::optional<GapReason> reason, std::string metric = {},
            std::string type = {}, bool itself = false) {
    const GapNote one{.subject = subject,
                      .at = {ms},
                      .reason = reason,
                      .itself = itself,
                      .metric = std::move(metric),
                      .type = std::move(type)};
    const auto noted = store->note_gaps({&one, 1});
    EXPECT_TRUE(noted) << noted.error().message;
  }
  template <typename Asked>
  std::vector<std::string> gaps(const Asked& asked, const GapsRequest& request = {}) {
    const auto found = gaps_of(*store, asked, request);
    EXPECT_TRUE(found) << found.error().message;
    std::vector<std::string> lines;
    if (!found) return lines;
    for (const Gap& gap : *found)
      lines.push_back(std::to_string(gap.from.ms) + "-" + (gap.to ? std::to_string(gap.to->ms) : "") + " " +
                      std::string(to_string(gap.reason)) + (gap.metric.empty() ? "" : " " + gap.metric));
    return lines;
  }

  TempDir dir;
  std::unique_ptr<SnapshotStore> store = SnapshotStore::open({.folder = dir / "store"}).value();
  const Account account{.id = {7}, .business = {3}, .created_at = {100}};
  const Post post{.id = {9}, .business = {3}, .account = {7}, .media_type = "reel", .created_at = {1'000}};
  const Subject of_account = subject_of(account.id, account.business);
  const Subject of_post = subject_of(post.id, post.business);
};

TEST_F(GapsOfTest, APostHasItsOwnItsAccountsAndTheEnginesByTime) {
  EXPECT_THAT(gaps(post), IsEmpty());
  note(of_post, 3'000, GapReason::post_gone);
  note(of_account, 2'000, GapReason::rate_limited);
  note(of_account, 2'500, std::nullopt);
  note(kEngineSubject, 2'700, GapReason::paused);
  note(kEngineSubject, 2'800, std::nullopt);
  EXPECT_THAT(gaps(post), ElementsAre("2000-2500 rate_limited", "2700-2800 paused", "3000- post_gone"));
  EXPECT_THAT(gaps(account), ElementsAre("2000-2500 rate_limited", "2700-2800 paused"));
  EXPECT_THAT(gaps(post, {.from = Instant{2'500}, .to = Instant{3'000}}), ElementsAre("2700-2800 paused"));
}

TEST_F(GapsOfTest, WhatWasOverBeforeItWasRegisteredIsNotToldOfIt) {
  note(of_account, 200, GapReason::timeout);
  note(of_account, 1'000, GapReason::network_error);
  EXPECT_THAT(gaps(post), ElementsAre("1000- network_error"));
  EXPECT_THAT(gaps(account), ElementsAre("200-1000 timeout", "1000- network_error"));
}

TEST_F(GapsOfTest, OneReasonOfAccountAndPostIsOneGap) {
  note(of_account, 2'000, GapReason::rate_limited);
  note(of_account, 3'000, std::nullopt);
  note(of_post, 2'500, GapReason::rate_limited);
  EXPECT_THAT(gaps(post), ElementsAre("2000- rate_limited"));
  note(of_post, 4'000, std::nullopt);
  EXPECT_THAT(gaps(post), ElementsAre("2000-4000 rate_limited"));
  note(of_account, 5'000, GapReason::rate_limited);
  EXPECT_THAT(gaps(post), ElementsAre("2000-4000 rate_limited", "5000- rate_limited"));
}

TEST_F(GapsOfTest, AnAccountsOwnFiguresAreNoGapOfItsPosts) {
  note(of_account, 2'000, GapReason::permission_denied, {}, {}, true);
  EXPECT_THAT(gaps(post), IsEmpty());
  EXPECT_THAT(gaps(account), ElementsAre("2000- permission_denied"));
}

TEST_F(GapsOfTest, AMetricIsMissingWhereItIsAskedForAndFromPostsOfItsType) {
  note(of_account, 2'000, GapReason::metric_unavailable, "reach");
  note(of_account, 2'001, GapReason::metric_unavailable, "video_views", "reel");
  note(of_account, 2'002, GapReason::metric_unavailable, "clicks", "image");
  EXPECT_THAT(gaps(post),
              ElementsAre("2000- metric_unavailable reach", "2001- metric_unavailable video_views"));
  const std::vector<std::string> asked{"likes_count", "video_views"};
  EXPECT_THAT(gaps(post, {.metrics = asked}), ElementsAre("2001- metric_unavailable video_views"));
}

TEST_F(GapsOfTest, AccountsOfABusinessAnswerTogether) {
  const std::vector<Account> accounts{account, {.id = {8}, .business = {3}, .created_at = {100}}};
  note(of_account, 2'000, GapReason::rate_limited);
  note(of_account, 3'000, std::nullopt);
  note(subject_of(AccountId{8}, BusinessId{3}), 2'900, GapReason::rate_limited);
  note(subject_of(AccountId{8}, BusinessId{3}), 3'500, GapReason::auth_failed);
  EXPECT_THAT(gaps(accounts), ElementsAre("2000-3500 rate_limited", "3500- auth_failed"));
}

}  // namespace
}  // namespace tidemark::testing
