// What the plugin asks Facebook, and how often.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "page.h"

namespace tidemark::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(FacebookRequests, AThousandPostsTakeTenRequests) {
  Page page;
  for (int i = 0; i < 1000; ++i) page.post(i / 10);
  const Outcome outcome = page.sync();
  EXPECT_EQ(outcome.result.code, TIDEMARK_OK) << outcome.result.message;
  EXPECT_EQ(outcome.requests.size(), 10u);
  EXPECT_TRUE(outcome.failed.empty());
  EXPECT_EQ(outcome.value(999, "likes_count"), 1999);
  EXPECT_EQ(outcome.value(999, "impressions"), 5999);
}

TEST(FacebookRequests, TheListIsAskedForTheSpanOfItsPosts) {
  Page page;
  for (int i = 0; i < 30; ++i) page.post(i);
  const Outcome outcome =
      page.host.sync({page.items()[10], page.items()[11], page.items()[12], page.items()[13]});
  ASSERT_EQ(outcome.requests.size(), 1u);
  const Asked asked(outcome.requests[0].target);
  EXPECT_EQ(asked.path, "/v25.0/42/published_posts");
  EXPECT_EQ(asked.query.at("limit"), "100");
  EXPECT_LE(std::stoll(asked.query.at("since")) * 1000, *page.items()[13].published_at_ms);
  EXPECT_GE(std::stoll(asked.query.at("until")) * 1000, *page.items()[10].published_at_ms);
  EXPECT_GT(std::stoll(asked.query.at("since")) * 1000, *page.items()[14].published_at_ms);
  EXPECT_EQ(outcome.requests[0].bucket, 1u);
  EXPECT_EQ(outcome.value(0, "reactions_love"), 50);
}

TEST(FacebookRequests, PostsOutsideTheListAreAskedForFiftyAtOnce) {
  Page page;
  for (int i = 0; i < 200; ++i) page.post(i / 10);
  for (int i = 0; i < 60; ++i) page.unlisted.insert("42_" + std::to_string(9000 + 3 * i));
  const Outcome outcome = page.sync();
  EXPECT_TRUE(outcome.failed.empty());
  EXPECT_EQ(outcome.requests.size(), 4u) << "two pages, 50 ids, 10 ids";
  for (std::uint32_t i = 0; i < 200; ++i) EXPECT_EQ(outcome.value(i, "likes_count"), 1000 + i);
}

TEST(FacebookRequests, FewPostsAndThoseWithoutADateAreAskedForById) {
  Page page;
  for (int i = 0; i < 70; ++i) page.post(i);
  auto items = page.items();
  for (AskedItem& item : items) item.published_at_ms.reset();
  const Outcome undated = page.host.sync(items);
  EXPECT_EQ(undated.requests.size(), 2u);
  EXPECT_EQ(undated.value(69, "comments_count"), 169);
  const Outcome single = page.host.sync({page.items()[7]});
  ASSERT_EQ(single.requests.size(), 1u);
  EXPECT_EQ(Asked(single.requests[0].target).path, "/v25.0/42_9007");
  EXPECT_EQ(single.value(0, "comments_count"), 107);
}

TEST(FacebookRequests, AListThatIsAboutOtherPostsIsLeft) {
  Page page;
  for (int i = 0; i < 2000; ++i) page.post(i / 4);
  std::vector<AskedItem> sparse;
  for (std::size_t i = 0; i < 2000; i += 400) sparse.push_back(page.items()[i]);
  const Outcome outcome = page.host.sync(sparse);
  EXPECT_TRUE(outcome.failed.empty());
  EXPECT_LE(outcome.requests.size(), 3u);
  EXPECT_EQ(outcome.value(4, "likes_count"), 2600);
}

TEST(FacebookRequests, WhereTooMuchIsAskedForTheListBecomesShorterAndStaysSo) {
  Page page;
  for (int i = 0; i < 60; ++i) page.post(i);
  page.too_much_above = 30;
  const Outcome outcome = page.sync();
  EXPECT_EQ(outcome.result.code, TIDEMARK_OK) << outcome.result.message;
  EXPECT_TRUE(outcome.failed.empty());
  EXPECT_EQ(outcome.requests.size(), 5u) << "100, 50, then 25, 25, 10";
  EXPECT_EQ(page.sync().requests.size(), 3u) << "the size is remembered";
  page.too_much_above = 0;
  EXPECT_EQ(page.sync().result.code, TIDEMARK_PLATFORM_ERROR) << "even one post is too much";
}

TEST(FacebookRequests, ACircleOfPagesEndsAndItsPostsAreReadById) {
  Page page;
  for (int i = 0; i < 120; ++i) page.post(i);
  page.meddle = [](const Asked& asked, Answer& answer) {
    if (asked.path.ends_with("published_posts"))
      answer.body = R"({"data":[],"paging":{"cursors":{"after":"7"},"next":"https://x/y?after=7"}})";
  };
  const Outcome outcome = page.sync();
  EXPECT_EQ(Page::asked(outcome, "published_posts").size(), 2u);
  EXPECT_TRUE(outcome.failed.empty());
  EXPECT_EQ(outcome.value(119, "likes_count"), 1119);
}

TEST(FacebookRequests, NoRequestHoldsATokenOrAHost) {
  Page page;
  for (int i = 0; i < 5; ++i) page.post(i);
  auto items = page.items();
  items.push_back({});
  for (const Outcome& outcome : {page.host.sync(items), page.host.discover("")})
    for (const SentRequest& request : outcome.requests) {
      EXPECT_THAT(request.target, Not(HasSubstr("access_token")));
      EXPECT_THAT(request.target, Not(HasSubstr("facebook.com")));
    }
}

TEST(FacebookRequests, CancelledAtAnyRequestItStopsThere) {
  for (int at = 0; at < 5; ++at) {
    Page page;
    for (int i = 0; i < 250; ++i) page.post(i / 3);
    auto items = page.items();
    items.push_back({});
    page.host.cancel_at_request = at;
    const Outcome outcome = page.host.sync(items);
    EXPECT_EQ(outcome.result.code, TIDEMARK_CANCELLED);
    EXPECT_EQ(outcome.requests.size(), static_cast<std::size_t>(at));
  }
}

TEST(FacebookRequests, AVersionOfItsOwnMakingIsRefused) {
  for (const char* bad : {"", "25", "v", "v25/../x", "v25.0?x", "v.5", "v25.", "25.0v"}) {
    FakeHost host(tidemark_plugin_v1, std::string(R"({"api_version":")") + bad + "\"}");
    EXPECT_EQ(host.created().code, TIDEMARK_BAD_CONFIG) << bad;
    EXPECT_THAT(host.created().message, HasSubstr("api_version"));
  }
}

TEST(FacebookRequests, AnExpiredVersionIsToldOnce) {
  Page page;
  page.post(1);
  page.headers = {{"facebook-api-version", "v27.0"}};
  const auto told = [](const Outcome& outcome) {
    return std::count_if(outcome.log.begin(), outcome.log.end(),
                         [](const std::string& line) { return line.find("v27.0") != std::string::npos; });
  };
  EXPECT_EQ(told(page.sync()), 1);
  EXPECT_EQ(told(page.sync()), 0);
}

}  // namespace
}  // namespace tidemark::testing
