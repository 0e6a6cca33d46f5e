// What posts add up to: no catalog, no store.

#include "query/period_summary.h"

#include <gtest/gtest.h>

#include <limits>

namespace tidemark::testing {
namespace {

using Count = std::optional<std::int64_t>;
constexpr Count kAbsent = std::nullopt;
constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();

/// A post's figures, in words.
struct Post {
  Count likes = {}, comments = {}, shares = {}, quotes = {}, impressions = {}, clicks = {}, reach = {};
};

PeriodSummary summary_of(const std::vector<Post>& posts) {
  PeriodSums sums;
  for (const Post& post : posts) {
    const Count values[] = {post.likes,       post.comments, post.shares, post.quotes,
                            post.impressions, post.clicks,   post.reach};
    sums.add(values);
  }
  return sums.summary();
}

TEST(PeriodSummary, AddsUpWhatPostsSay) {
  const PeriodSummary all = summary_of({{1, 2, 3, 4, 50, 6, 7}, {10, 20, 30, 40, 500, 60, 70}});
  EXPECT_EQ(all.total_posts, 2);
  EXPECT_EQ(all.total_likes, 11);
  EXPECT_EQ(all.total_comments, 22);
  EXPECT_EQ(all.total_shares, 77) << "quotes are shares";
  EXPECT_EQ(all.total_impressions, 550);
  EXPECT_EQ(all.total_clicks, 66);
  EXPECT_EQ(all.total_reach, 77);
  EXPECT_EQ(all.total_engagement, 110);
  EXPECT_EQ(all.avg_engagement_rate_hundredths, 2000);
  EXPECT_EQ(all.avg_impressions_hundredths, 27'500);
}

TEST(PeriodSummary, OfNoPostsIsAbsentAndNotZero) {
  const PeriodSummary none = summary_of({});
  EXPECT_EQ(none.total_posts, 0);
  for (const Count& sum : {none.total_likes, none.total_comments, none.total_shares, none.total_impressions,
                           none.total_reach, none.total_clicks, none.total_engagement,
                           none.avg_engagement_rate_hundredths, none.avg_impressions_hundredths})
    EXPECT_EQ(sum, kAbsent);
  EXPECT_EQ(summary_of({{.clicks = 0}}).total_clicks, 0) << "a zero that somebody said is one";
  EXPECT_EQ(summary_of({{.clicks = 0}}).total_likes, kAbsent);
}

TEST(PeriodSummary, APostThatLacksAPartOfEngagementHasNone) {
  const Post whole{.likes = 1, .comments = 1, .shares = 1},
      no_shares{.likes = 100, .comments = 1, .quotes = 9};
  const PeriodSummary both = summary_of({whole, no_shares});
  EXPECT_EQ(both.total_likes, 101);
  EXPECT_EQ(both.total_shares, 1) << "quotes alone are no shares";
  EXPECT_EQ(both.total_engagement, 3);
  EXPECT_EQ(summary_of({no_shares}).total_engagement, kAbsent);
}

TEST(PeriodSummary, TheRateIsOfThePostsThatHaveBoth) {
  const Post rated{.likes = 1, .comments = 0, .shares = 0, .impressions = 3};
  const Post unseen{.likes = 50, .comments = 0, .shares = 0}, seen{.impressions = 1'000'000};
  EXPECT_EQ(summary_of({rated, unseen, seen}).avg_engagement_rate_hundredths, 3333);
  EXPECT_EQ(summary_of({unseen, seen}).avg_engagement_rate_hundredths, kAbsent);
  Post zero = rated;
  zero.impressions = 0;
  EXPECT_EQ(summary_of({zero}).avg_engagement_rate_hundredths, kAbsent);
  EXPECT_EQ(summary_of({zero, rated}).avg_engagement_rate_hundredths, 6667) << "half away from zero: 66.67 %";
  EXPECT_EQ(summary_of({seen, unseen, zero}).avg_impressions_hundredths, 50'000'000);
}

TEST(PeriodSummary, WhatGoesBeyond64BitsIsAbsent) {
  const Post huge{.likes = kMost, .comments = 0, .shares = 0, .impressions = kMost};
  const PeriodSummary both = summary_of({huge, huge});
  EXPECT_EQ(both.total_likes, kAbsent);
  EXPECT_EQ(both.total_engagement, kAbsent);
  EXPECT_EQ(both.total_impressions, kAbsent);
  EXPECT_EQ(both.total_comments, 0);
  EXPECT_EQ(both.avg_engagement_rate_hundredths, 10'000) << "the sums are still known";
  EXPECT_EQ(summary_of({huge}).total_likes, kMost);
  const Post back{.likes = -1};
  EXPECT_EQ(summary_of({huge, {.likes = 1}, back}).total_likes, kMost) << "in whatever order it grows";
}

}  // namespace
}  // namespace tidemark::testing
