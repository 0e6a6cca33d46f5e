// Finding a page's posts, with their figures in the same calls.

#include "discovery.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "page.h"

namespace tidemark::testing {
namespace {

bool has_found(const Outcome& outcome, const std::string& id) {
  return std::any_of(outcome.found.begin(), outcome.found.end(),
                     [&](const FoundPost& post) { return post.platform_id == id; });
}

TEST(FacebookDiscovery, FindsEveryPostWithItsFigures) {
  Page page;
  for (int i = 0; i < 250; ++i) page.post(i);
  const Outcome outcome = page.host.discover("");
  EXPECT_EQ(outcome.result.code, TIDEMARK_OK) << outcome.result.message;
  EXPECT_EQ(outcome.requests.size(), 4u) << "three pages of posts, one of reels";
  ASSERT_EQ(outcome.found.size(), 250u);
  const FoundPost& first = outcome.found[0];
  EXPECT_EQ(first.platform_id, "42_9000");
  EXPECT_EQ(first.url, "https://www.facebook.com/42/posts/0");
  EXPECT_EQ(first.text, "text of 42_9000");
  EXPECT_EQ(first.type, "photo");
  EXPECT_EQ(first.media_json, R"([{"url":"https://cdn/p.jpg","type":"image"}])");
  EXPECT_EQ(first.published_at_ms, page.items()[0].published_at_ms);
  EXPECT_EQ(outcome.value(249, "likes_count"), 1249);
  EXPECT_EQ(outcome.value(249, "impressions"), 5249);
  EXPECT_EQ(outcome.listed_since, TIDEMARK_UNKNOWN_TIME) << "all there are";
}

TEST(FacebookDiscovery, TheNextOneReadsOnlyWhatIsNewAndClaimsNothing) {
  Page page;
  for (int i = 0; i < 250; ++i) page.post(i);
  const Outcome all = page.host.discover("");
  const Outcome next = page.host.discover(all.cursor);
  EXPECT_EQ(next.requests.size(), 2u);
  EXPECT_EQ(next.found.size(), 2u) << "the last two days again: posts appear late";
  EXPECT_EQ(next.listed_since, std::nullopt);
  EXPECT_EQ(next.cursor, all.cursor);
  EXPECT_EQ(all.cursor.find("after"), std::string::npos);
  EXPECT_LT(all.cursor.size(), 40u) << "no cursor of the platform's";
}

TEST(FacebookDiscovery, AnOldPostAmongNewOnesDoesNotEndIt) {
  Page page;
  page.meddle = [](const Asked& asked, Answer& answer) {
    if (!asked.path.ends_with("published_posts")) return;
    EXPECT_TRUE(asked.query.contains("since"));
    const bool second = asked.query.contains("after");
    answer.body = second ? R"({"data":[{"id":"42_3","created_time":"2026-08-01T10:00:00+0000"}]})"
                         : R"({"data":[{"id":"42_1","created_time":"2020-01-01T10:00:00+0000"},)"
                           R"({"id":"42_2","created_time":"2026-08-01T11:00:00+0000"}],)"
                           R"("paging":{"cursors":{"after":"7"},"next":"https://x"}})";
  };
  const Outcome outcome = page.host.discover("newest 1785578400000");
  EXPECT_TRUE(has_found(outcome, "42_3"));
  EXPECT_EQ(outcome.cursor, "newest 1785582000000");
}

TEST(FacebookDiscovery, APageOfNothingButOldPostsEndsIt) {
  Page page;
  for (int i = 0; i < 900; ++i) page.post(i);
  page.meddle = [&](const Asked& asked, Answer& answer) {
    if (!asked.path.ends_with("published_posts")) return;
    auto query = asked.query;  // a platform that does not know since
    answer.body = std::string(R"({"data":[{"id":"42_)") + (query.contains("after") ? query["after"] : "0") +
                  R"(","created_time":"2020-01-01T10:00:00+0000"}],"paging":{"cursors":{"after":"1)" +
                  (query.contains("after") ? query["after"] : "") + R"("},"next":"https://x"}})";
  };
  EXPECT_EQ(Page::asked(page.host.discover("newest 1785578400000"), "published_posts").size(), 1u);
}

TEST(FacebookDiscovery, AForeignCursorMeansEverything) {
  Page page;
  page.post(3);
  for (const char* cursor : {"newest", "newest x", "newest -5", "QVFIVG", "newest 17a"})
    EXPECT_EQ(page.host.discover(cursor).listed_since, TIDEMARK_UNKNOWN_TIME) << cursor;
}

TEST(FacebookDiscovery, ReelsAreFoundByTheirPostsOrAsThemselves) {
  Page page;
  page.post(3);
  page.reels["777"] = R"(,"post_id":"42_9000","permalink_url":"/reel/777/")";
  page.reels["778"] = R"(,"post_id":"42_55","permalink_url":"/reel/778/","description":"sour dough")";
  page.reels["779"] = R"(,"permalink_url":"https://www.facebook.com/reel/779/")";
  const Outcome outcome = page.host.discover("");
  ASSERT_EQ(outcome.found.size(), 3u) << "the first is the page's post";
  EXPECT_EQ(outcome.found[1].platform_id, "42_55");
  EXPECT_EQ(outcome.found[1].type, "reel");
  EXPECT_EQ(outcome.found[1].text, "sour dough");
  EXPECT_EQ(outcome.found[1].url, "https://www.facebook.com/reel/778/");
  EXPECT_EQ(outcome.found[2].platform_id, "779");
}

TEST(FacebookDiscovery, WithoutTheReelsNothingIsClaimed) {
  Page page;
  page.post(3);
  page.knows_reels = false;
  const Outcome outcome = page.host.discover("");
  EXPECT_EQ(outcome.result.code, TIDEMARK_OK) << outcome.result.message;
  EXPECT_EQ(outcome.found.size(), 1u);
  EXPECT_EQ(outcome.listed_since, std::nullopt);
}

TEST(FacebookDiscovery, AListThatBreaksOffClaimsNothing) {
  for (const char* second : {"<html></html>", R"({"error":{"code":4}})", R"({"data":7})",
                             R"({"data":[],"paging":{"cursors":{"after":"100"},"next":"https://x"}})"}) {
    Page page;
    for (int i = 0; i < 150; ++i) page.post(i);
    page.meddle = [&](const Asked& asked, Answer& answer) {
      if (asked.query.contains("after")) answer.body = second;
    };
    const Outcome outcome = page.host.discover("");
    EXPECT_EQ(outcome.listed_since, std::nullopt) << second;
    EXPECT_GE(outcome.found.size(), 100u);
  }
}

TEST(FacebookDiscovery, APostThatCannotBeReadIsFoundAndFails) {
  Page page;
  page.post(3, R"(,"status_type":7)");
  page.post(4);
  page.meddle = [](const Asked&, Answer& answer) {
    if (const auto at = answer.body.find(R"("status_type":"added_photos",)"); at != std::string::npos)
      answer.body.erase(at, 29);
  };
  const Outcome outcome = page.host.discover("");
  ASSERT_EQ(outcome.found.size(), 2u);
  EXPECT_EQ(outcome.failed.at(0).code, TIDEMARK_BAD_RESPONSE);
  EXPECT_NE(outcome.failed.at(0).message.find("status_type"), std::string::npos);
  EXPECT_EQ(outcome.value(1, "likes_count"), 1001);
}

TEST(FacebookDiscovery, AMissingPermissionCostsOnlyWhatNeedsIt) {
  Page page;
  for (int i = 0; i < 150; ++i) page.post(i);
  page.may_see_totals = false;
  const Outcome outcome = page.host.discover("");
  EXPECT_EQ(outcome.found.size(), 150u);
  EXPECT_EQ(outcome.value(149, "impressions"), 5149);
  EXPECT_EQ(outcome.requests.size(), 4u);
}

TEST(FacebookDiscovery, OnePostWithoutInsightsCostsTheOthersNothing) {
  Page page;
  for (int i = 0; i < 60; ++i) page.post(i);
  page.without_insights = {"42_9033"};
  const Outcome outcome = page.host.discover("");
  EXPECT_EQ(outcome.found.size(), 60u);
  EXPECT_EQ(outcome.value(33, "likes_count"), 1033);
  EXPECT_EQ(outcome.value(33, "impressions"), std::nullopt);
  EXPECT_EQ(outcome.value(34, "impressions"), 5034);
}

TEST(FacebookDiscovery, ARankedListIsBelievedOnlyWhereItCannotHaveLeftPostsOut) {
  const auto every = [](std::int64_t step, int count, std::int64_t from) {
    std::vector<std::int64_t> made;
    for (int i = 0; i < count; ++i) made.push_back(from + i * step);
    return made;
  };
  EXPECT_EQ(facebook::surely_listed_since({}), std::nullopt);
  EXPECT_EQ(facebook::surely_listed_since(every(kDay, 2000, 0)), std::nullopt) << "one a day";
  const auto busy = every(kDay / 2, 1000, 0);  // 730 a year
  EXPECT_EQ(facebook::surely_listed_since(busy), busy.back() + 1);
  auto calmer = busy;  // a busy year, then a calm one
  for (const std::int64_t at : every(3 * kDay, 200, busy.back() + 300 * kDay)) calmer.push_back(at);
  const auto since = facebook::surely_listed_since(calmer);
  ASSERT_TRUE(since);
  EXPECT_GE(*since, busy.back());
  EXPECT_LT(*since, calmer.back()) << "of the calm year it is sure";
}

std::string looks(const std::string& post, bool media = false) {
  const json::Document document = json::parse(post);
  return media ? facebook::media_of(document.root()) : facebook::type_of(document.root());
}

TEST(FacebookDiscovery, TellsWhatAPostIs) {
  const std::pair<const char*, const char*> rows[] = {
      {R"({"status_type":"added_photos"})", "photo"},
      {R"({"status_type":"added_video"})", "video"},
      {R"({"status_type":"added_video","permalink_url":"https://www.facebook.com/reel/1/"})", "reel"},
      {R"({"status_type":"mobile_status_update"})", "status"},
      {R"({"status_type":"shared_story"})", "share"},
      {R"({"status_type":"created_event"})", "created_event"},
      {"{}", "post"}};
  for (const auto& [post, type] : rows) EXPECT_EQ(looks(post), type) << post;
}

TEST(FacebookDiscovery, TellsWhatAPostShows) {
  EXPECT_EQ(
      looks(
          R"({"attachments":{"data":[{"media_type":"album","media":{"image":{"src":"c"}},"subattachments":{"data":[)"
          R"({"media_type":"photo","media":{"image":{"src":"https://a?x=\"1\""}}},)"
          R"({"media_type":"video","media":{"image":{"src":"b"},"source":"v"}}]}}]},"full_picture":"p"})",
          true),
      R"([{"url":"https://a?x=\"1\"","type":"image"},{"url":"v","type":"video"}])");
  EXPECT_EQ(looks("{}", true), "");
  EXPECT_EQ(looks(R"({"full_picture":"p"})", true), R"([{"url":"p","type":"image"}])");
}

}  // namespace
}  // namespace tidemark::testing
