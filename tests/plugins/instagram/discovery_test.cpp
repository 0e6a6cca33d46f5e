// Posts found and measured in one walk.

#include <gmock/gmock.h>

#include "ig.h"

namespace tidemark::testing {
namespace {

using ::testing::HasSubstr;

const FoundPost& post(const Outcome& outcome, const std::string& id) {
  for (const FoundPost& one : outcome.found)
    if (one.platform_id == id) return one;
  ADD_FAILURE() << id << " was not found";
  static const FoundPost none = {};
  return none;
}

std::uint32_t item(const Outcome& outcome, const std::string& id) {
  return static_cast<std::uint32_t>(&post(outcome, id) - outcome.found.data());
}

std::string cursor_at(std::int64_t ms) {
  return "{\"newest\":" + std::to_string(ms) + "}";
}

TEST(InstagramDiscovery, APostIsFoundWithWhatIsKnownOfItAndItsFigures) {
  Ig ig;
  const std::string album = ig.add("FEED", "CAROUSEL_ALBUM", 3 * kDay), reel = ig.reel(5);
  const Outcome outcome = ig.host.discover("");
  EXPECT_EQ(outcome.result.code, TIDEMARK_OK) << outcome.result.message;
  ASSERT_EQ(outcome.found.size(), 2u);
  const FoundPost& found = post(outcome, album);
  EXPECT_EQ(found.type, "FEED/CAROUSEL_ALBUM");
  EXPECT_EQ(found.text, "caption of 0");
  EXPECT_EQ(found.url, "https://www.instagram.com/p/" + album + "/");
  EXPECT_EQ(found.published_at_ms, kNow - 3 * kDay);
  EXPECT_EQ(found.media_json, R"([{"url":"https://cdn.example/)" + album + R"(.jpg","type":"image"}])");
  EXPECT_EQ(post(outcome, reel).type, "REELS");
  EXPECT_EQ(outcome.value(item(outcome, album), "likes_count"), 200);
  EXPECT_EQ(outcome.value(item(outcome, album), "profile_visits"), 70);
  EXPECT_EQ(outcome.value(item(outcome, reel), "video_watch_time"), 123);
  EXPECT_EQ(outcome.cursor, cursor_at(kNow - 3 * kDay));
  EXPECT_EQ(outcome.listed_since, TIDEMARK_UNKNOWN_TIME);
  EXPECT_EQ(outcome.requests.size(), 4u) << "the list, the stories, and one by kind";
}

TEST(InstagramDiscovery, AThousandPostsAreFoundAndMeasuredInThirteenRequests) {
  Ig ig;
  for (int i = 0; i < 1000; ++i) i % 2 ? ig.reel(i) : ig.feed(i);
  const Outcome outcome = ig.host.discover("");
  EXPECT_EQ(outcome.found.size(), 1000u);
  EXPECT_EQ(count(outcome, "/media"), 10u);
  EXPECT_LE(outcome.requests.size(), 13u);
  for (std::uint32_t i = 0; i < 1000; ++i) {
    EXPECT_TRUE(outcome.value(i, "reach").has_value());
    EXPECT_TRUE(outcome.value(i, "likes_count").has_value());
  }
  EXPECT_TRUE(outcome.failed.empty());
  EXPECT_EQ(outcome.listed_since, TIDEMARK_UNKNOWN_TIME);
}

TEST(InstagramDiscovery, ACursorAsksForWhatIsNewAndClaimsNothingOfTheRest) {
  Ig ig;
  for (int i = 0; i < 300; ++i) ig.feed(i);
  const std::string cursor = ig.host.discover("").cursor;
  const std::string fresh = ig.add("FEED", "IMAGE", 0);
  const Outcome outcome = ig.host.discover(cursor);
  EXPECT_EQ(count(outcome, "/media"), 1u);
  EXPECT_LE(outcome.found.size(), 3u) << "a day of what is known, in case something appeared late";
  EXPECT_EQ(post(outcome, fresh).text, "caption of 300");
  EXPECT_FALSE(outcome.listed_since);
  EXPECT_EQ(outcome.cursor, cursor_at(kNow));
}

TEST(InstagramDiscovery, AHostThatIgnoresSinceIsNotWalkedToItsEnd) {
  Ig ig;
  for (int i = 0; i < 500; ++i) ig.feed(i);
  ig.honours_window = false;
  EXPECT_EQ(count(ig.host.discover(cursor_at(kNow - 1000)), "/media"), 2u);
}

TEST(InstagramDiscovery, ACursorThatIsNotOursListsEverything) {
  Ig ig;
  ig.feed(1), ig.feed(400);
  for (const char* cursor : {"x", "{}", "[]", R"({"newest":"1"})"})
    EXPECT_EQ(ig.host.discover(cursor).found.size(), 2u) << cursor;
}

TEST(InstagramDiscovery, StoriesAreFoundWhileTheyLiveAndNoneBecomesGoneByTheList) {
  Ig ig;
  ig.feed(3), ig.story(25);
  const std::string story = ig.story(5, "VIDEO");
  const Outcome outcome = ig.host.discover("");
  EXPECT_EQ(outcome.found.size(), 2u);
  EXPECT_EQ(post(outcome, story).type, "STORY/VIDEO");
  EXPECT_EQ(outcome.value(item(outcome, story), "reach"), 4002);
  EXPECT_FALSE(outcome.listed_since) << "stories that ended are not in it";
  ig.gone.insert(story);
  EXPECT_FALSE(ig.host.discover("").listed_since) << "what was seen once is remembered";
}

TEST(InstagramDiscovery, AStoryOfASyncIsRememberedToo) {
  Ig ig;
  ig.feed(3), ig.story(100);
  ig.sync();
  EXPECT_FALSE(ig.host.discover("").listed_since);
}

TEST(InstagramDiscovery, StoriesThatCannotBeListedCostThePostsNothing) {
  Ig ig;
  ig.feed(3);
  ig.meddle = [](const SentRequest& request, Answer& answer) {
    if (path_of(request).ends_with("/stories"))
      answer = {.status = 400, .body = R"({"error":{"message":"(#10) no","code":10}})"};
  };
  const Outcome outcome = ig.host.discover("");
  EXPECT_EQ(outcome.result.code, TIDEMARK_OK);
  EXPECT_EQ(outcome.value(0, "reach"), 4000);
}

TEST(InstagramDiscovery, WhatIsOlderThanTheTenThousandThatAreListedIsNotClaimed) {
  Ig ig;
  for (int i = 0; i < 10'000; ++i) ig.add("FEED", "IMAGE", i * 1000LL);
  const Outcome outcome = ig.host.discover("");
  EXPECT_EQ(outcome.found.size(), 10'000u);
  EXPECT_EQ(outcome.listed_since, kNow - 9'999 * 1000LL);
}

TEST(InstagramDiscovery, APostFromBeforeTheConversionCostsOnlyTheInsightsOfItsPage) {
  Ig ig;
  for (int i = 0; i < 400; ++i) ig.feed(i);
  const auto items = ig.items();
  for (std::size_t i = 250; i < items.size(); ++i) ig.before_conversion.insert(items[i].platform_id);
  const Outcome outcome = ig.host.discover("");
  EXPECT_EQ(outcome.result.code, TIDEMARK_OK) << outcome.result.message;
  for (std::uint32_t i = 0; i < 400; ++i) {
    EXPECT_TRUE(outcome.value(i, "likes_count").has_value()) << i;
    EXPECT_EQ(outcome.value(i, "reach").has_value(), i < 250) << i;
  }
  EXPECT_TRUE(outcome.unavailable.empty());
  EXPECT_TRUE(outcome.failed.empty());
  EXPECT_LE(outcome.requests.size(), 24u);
  const Outcome again = ig.host.discover("");
  EXPECT_LE(again.requests.size(), 10u) << "what was learned is remembered";
  EXPECT_TRUE(again.value(249, "reach").has_value());
}

TEST(InstagramDiscovery, AListThatGoesInACircleEndsAndClaimsNothing) {
  Ig ig;
  for (int i = 0; i < 300; ++i) ig.feed(i);
  ig.meddle = [](const SentRequest&, Answer& answer) {
    const auto at = answer.body.find(R"("after":"c)");
    if (at != std::string::npos) answer.body.replace(at, 13, R"("after":"c100)");
  };
  const Outcome outcome = ig.host.discover("");
  EXPECT_LE(outcome.requests.size(), 6u);
  EXPECT_FALSE(outcome.listed_since);
}

TEST(InstagramDiscovery, APageThatIsTooMuchIsAskedForInSmallerPieces) {
  Ig ig;
  for (int i = 0; i < 120; ++i) ig.feed(i);
  ig.meddle = [](const SentRequest& request, Answer& answer) {
    if (path_of(request).ends_with("/media") && std::stoi(parameter(request, "limit")) > 30)
      answer = {
          .status = 500,
          .body = R"({"error":{"message":"Please reduce the amount of data you're asking for","code":1}})"};
  };
  const Outcome outcome = ig.host.discover("");
  EXPECT_EQ(outcome.found.size(), 120u);
  EXPECT_EQ(outcome.listed_since, TIDEMARK_UNKNOWN_TIME);
}

TEST(InstagramDiscovery, TheTokenOfANextPageIsNeverSent) {
  Ig ig;
  for (int i = 0; i < 150; ++i) ig.feed(i);
  for (const SentRequest& request : ig.host.discover("").requests)
    EXPECT_EQ(request.target.find("EAAsecret"), std::string::npos);
}

TEST(InstagramDiscovery, AVideoWithoutAProductIsNeitherTakenForAReelNorForAPost) {
  Ig ig;
  const std::string video = ig.add("", "VIDEO", kDay), picture = ig.add("", "IMAGE", 2 * kDay);
  const Outcome outcome = ig.host.discover("");
  EXPECT_EQ(post(outcome, video).type, "VIDEO");
  EXPECT_EQ(post(outcome, picture).type, "FEED/IMAGE");
  EXPECT_EQ(outcome.value(item(outcome, video), "video_views"), 5000);
}

}  // namespace
}  // namespace tidemark::testing
