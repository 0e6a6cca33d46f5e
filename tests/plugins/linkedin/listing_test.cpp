// Discovery: paging, what is new, what is listed, and what a post shows.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "li.h"

namespace tidemark::testing {
namespace {

using ::testing::HasSubstr;

struct Listed {
  std::string urn;
  std::int64_t changed_at;
  std::string more = R"("lifecycleState":"PUBLISHED","publishedAt":1700000000000)";
};

/// Pages as LinkedIn makes them, out of `posts`.
class Posts {
 public:
  explicit Posts(std::vector<Listed> posts) : posts_(std::move(posts)) {}
  Answer operator()(const SentRequest& request) const {
    const std::size_t start = std::stoul(request.target.substr(request.target.find("start=") + 6));
    const std::size_t count = std::stoul(request.target.substr(request.target.find("count=") + 6));
    std::string elements, links;
    for (std::size_t i = start; i < std::min(start + count, posts_.size()); ++i)
      elements += (elements.empty() ? "" : ",") + std::string("{\"id\":\"") + posts_[i].urn +
                  "\",\"lastModifiedAt\":" + std::to_string(posts_[i].changed_at) + "," + posts_[i].more +
                  "}";
    if (start + count < posts_.size())
      links = R"({"rel":"next","href":"/rest/posts?count=)" + std::to_string(count) +
              "&start=" + std::to_string(start + count) + R"(","type":"application/json"})";
    const std::string total = totals ? ",\"total\":" + std::to_string(posts_.size()) : "";
    return {.body = R"({"paging":{"start":)" + std::to_string(start) + R"(,"count":)" +
                    std::to_string(count) + R"(,"links":[)" + links + "]" + total + R"(},"elements":[)" +
                    elements + "]}"};
  }
  bool totals = true;

 private:
  std::vector<Listed> posts_;
};

std::vector<Listed> many(int count, std::int64_t newest) {
  std::vector<Listed> posts;
  for (int i = 0; i < count; ++i)
    posts.push_back({"urn:li:share:" + std::to_string(1000 + i), newest - i * 1000});
  return posts;
}

TEST(LinkedInListing, TheFirstTimeAllIsReadByCreationAndListed) {
  LinkedInWorld world;
  world.host.play = Posts(many(250, kNow - kDay));
  const Outcome outcome = world.host.discover("");
  EXPECT_EQ(outcome.result.code, TIDEMARK_OK);
  EXPECT_EQ(outcome.found.size(), 250u);
  ASSERT_EQ(outcome.requests.size(), 3u);
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(outcome.requests[i].target,
              "/rest/posts?q=author&author=urn%3Ali%3Aorganization%3A2414183&count=100&start=" +
                  std::to_string(100 * i) + "&sortBy=CREATED");
    EXPECT_EQ(outcome.requests[i].header("X-RestLi-Method"), "FINDER");
  }
  EXPECT_EQ(outcome.listed_since, TIDEMARK_UNKNOWN_TIME) << "all that there is";
  EXPECT_EQ(outcome.cursor, std::to_string(kNow - kDay));
  EXPECT_EQ(outcome.found[0].url, "https://www.linkedin.com/feed/update/urn:li:share:1000");
  EXPECT_EQ(outcome.found[0].published_at_ms, 1700000000000);
}

TEST(LinkedInListing, LaterOnlyWhatChangedIsReadAndNothingIsClaimed) {
  LinkedInWorld world;
  world.host.play = Posts(many(450, kNow - 1000));
  const std::int64_t last = kNow - 150'000 + kDay;  // a day of margin before it
  const Outcome outcome = world.host.discover(std::to_string(last));
  EXPECT_EQ(outcome.result.code, TIDEMARK_OK);
  EXPECT_EQ(outcome.requests.size(), 3u) << "one page more than holds anything new";
  EXPECT_THAT(outcome.requests[0].target, HasSubstr("sortBy=LAST_MODIFIED"));
  EXPECT_EQ(outcome.found.size(), 150u);
  EXPECT_FALSE(outcome.listed_since);
  EXPECT_EQ(outcome.cursor, std::to_string(last));
}

TEST(LinkedInListing, APageWithoutPostsIsListedAndNextTimeNotReadAsNew) {
  LinkedInWorld world;
  world.host.play = Posts({});
  const Outcome outcome = world.host.discover("");
  EXPECT_TRUE(outcome.listed_since);
  EXPECT_EQ(outcome.cursor, "0");
  EXPECT_FALSE(world.host.discover("0").listed_since);
}

TEST(LinkedInListing, DuplicatesWhilePagingAreFoundOnce) {
  LinkedInWorld world;
  auto before = many(150, kNow - kDay), after = before;
  after.insert(after.begin(), {"urn:li:share:9", kNow});
  Posts first(before), second(after);
  first.totals = second.totals = false;
  world.host.play = [&](const SentRequest& request) {
    return request.target.find("start=0") != std::string::npos ? first(request) : second(request);
  };
  const Outcome outcome = world.host.discover("");
  EXPECT_EQ(outcome.found.size(), 150u);
  EXPECT_TRUE(outcome.listed_since);
  first.totals = second.totals = true;
  EXPECT_FALSE(world.host.discover("").listed_since) << "the total changed: something may have been missed";
}

TEST(LinkedInListing, ThePagesEnd) {
  LinkedInWorld world;
  int requests = 0;
  world.host.play = [&](const SentRequest&) {
    ++requests;
    return Answer{
        .body =
            R"({"paging":{"links":[{"rel":"next","href":"/rest/posts?start=0"}]},"elements":[{"id":"urn:li:share:1","lifecycleState":"PUBLISHED"}]})"};
  };
  const Outcome stuck = world.host.discover("");
  EXPECT_EQ(stuck.result.code, TIDEMARK_OK);
  EXPECT_EQ(requests, 2);
  EXPECT_FALSE(stuck.listed_since);

  Posts full(many(100, kNow));
  world.host.play = [&](const SentRequest& request) {
    Answer answer = full(request);
    answer.body.replace(answer.body.find("\"links\""), 7, "\"_\"");
    return answer;
  };
  const Outcome silent = world.host.discover("");
  EXPECT_EQ(silent.requests.size(), 2u) << "a full page that says nothing of others";
  EXPECT_EQ(silent.found.size(), 100u);
}

TEST(LinkedInListing, DraftsAreNoPostsAndOtherKindsHaveNoFigures) {
  LinkedInWorld world;
  world.host.play = Posts({{"urn:li:share:1", 5, R"("lifecycleState":"DRAFT")"},
                           {"urn:li:share:2", 5, R"("lifecycleState":"PUBLISH_REQUESTED")"},
                           {"urn:li:share:3", 5, R"("lifecycleState":"PUBLISH_FAILED")"},
                           {"urn:li:activity:4", 5},
                           {"urn:li:ugcPost:5", 5, R"("distribution":{"feedDistribution":"NONE"})"},
                           {"urn%3Ali%3Ashare%3A6", 5}});
  const Outcome outcome = world.host.discover("");
  ASSERT_EQ(outcome.found.size(), 2u);
  EXPECT_EQ(outcome.found[0].platform_id, "urn:li:ugcPost:5") << "a dark post is listed, and has figures";
  EXPECT_EQ(outcome.found[1].platform_id, "urn:li:share:6");
  EXPECT_TRUE(outcome.listed_since);
}

TEST(LinkedInListing, AnUnreadablePostIsLeftOutAndNobodyIsCalledGone) {
  for (const char* broken :
       {R"({"id":17})", "17", R"({"lifecycleState":"PUBLISHED"})",
        R"({"id":"urn:li:share:2","lastModifiedAt":"5"})", R"({"id":"urn:li:share:2","publishedAt":-5})",
        R"({"id":"urn:li:share:2","publishedAt":253402300800000})",
        R"({"id":"urn:li:share:2","content":[]})"}) {
    LinkedInWorld world;
    world.host.play = [&](const SentRequest&) {
      return Answer{.body = R"({"paging":{"links":[]},"elements":[)" + std::string(broken) +
                            R"(,{"id":"urn:li:share:1"}]})"};
    };
    const Outcome outcome = world.host.discover("");
    EXPECT_EQ(outcome.result.code, TIDEMARK_OK) << broken;
    ASSERT_EQ(outcome.found.size(), 1u) << broken;
    EXPECT_EQ(outcome.found[0].platform_id, "urn:li:share:1");
    EXPECT_FALSE(outcome.listed_since) << broken;
    EXPECT_FALSE(outcome.log.empty()) << broken;
  }
}

TEST(LinkedInListing, ARefusalEndsItWithItsCode) {
  const std::pair<Answer, tidemark_code> rows[] = {
      {{.status = 403}, TIDEMARK_PERMISSION_DENIED},
      {{.status = 401}, TIDEMARK_INVALID_TOKEN},
      {{.status = 426}, TIDEMARK_PLATFORM_ERROR},
      {{.status = 500}, TIDEMARK_PLATFORM_ERROR},
      {{.body = "{}"}, TIDEMARK_BAD_RESPONSE},
      {{.body = ""}, TIDEMARK_BAD_RESPONSE},
      {{.status = 429, .code = TIDEMARK_RATE_LIMITED}, TIDEMARK_RATE_LIMITED}};
  for (const auto& [answer, code] : rows) {
    LinkedInWorld world;
    world.host.play = [&](const SentRequest&) { return answer; };
    const Outcome outcome = world.host.discover("");
    EXPECT_EQ(outcome.result.code, code) << answer.status << answer.body;
    EXPECT_FALSE(outcome.listed_since);
    EXPECT_EQ(outcome.cursor, "");
  }
}

FoundPost one(const std::string& members) {
  LinkedInWorld world;
  world.host.play = Posts({{"urn:li:share:1", 5, members}});
  const Outcome outcome = world.host.discover("");
  EXPECT_EQ(outcome.found.size(), 1u) << members;
  return outcome.found.empty() ? FoundPost{} : outcome.found[0];
}

TEST(LinkedInListing, WhatAPostShows) {
  struct Row {
    const char* members;
    const char* type;
    const char* media;
  };
  const Row rows[] = {
      {R"("commentary":"a")", "text", ""},
      {R"("content":{})", "text", ""},
      {R"("content":{"media":{"id":"urn:li:image:A","altText":"a \"b\""}})", "image",
       R"([{"url":"urn:li:image:A","type":"image","alt_text":"a \"b\""}])"},
      {R"("content":{"media":{"id":"urn:li:video:B"}})", "video",
       R"([{"url":"urn:li:video:B","type":"video"}])"},
      {R"("content":{"media":{"id":"urn:li:document:C"}})", "document",
       R"([{"url":"urn:li:document:C","type":"document"}])"},
      {R"("content":{"media":{}})", "media", ""},
      {R"("content":{"multiImage":{"images":[{"id":"urn:li:image:A"},{"id":"urn:li:image:B","altText":"b"}]}})",
       "multi_image",
       R"([{"url":"urn:li:image:A","type":"image"},{"url":"urn:li:image:B","type":"image","alt_text":"b"}])"},
      {R"("content":{"article":{"source":"https://example.com/a","title":"T"}})", "article",
       R"([{"url":"https://example.com/a","type":"article","alt_text":"T"}])"},
      {R"("content":{"poll":{"question":"?"}})", "poll", ""},
      {R"("content":{"carousel":{"cards":[{"media":{"id":"urn:li:image:A"}}]}})", "carousel",
       R"([{"url":"urn:li:image:A","type":"image"}])"},
      {R"("content":{"celebration":{}})", "celebration", ""},
      {R"("reshareContext":{"parent":"urn:li:share:9","root":"urn:li:share:9"})", "reshare", ""}};
  for (const Row& row : rows) {
    const FoundPost found = one(row.members);
    EXPECT_EQ(found.type, row.type) << row.members;
    EXPECT_EQ(found.media_json, row.media) << row.members;
    EXPECT_EQ(found.published_at_ms, std::nullopt) << row.members;
  }
}

TEST(LinkedInListing, LittleTextIsReadAsItsReadersSeeIt) {
  // Each backslash of the left side is two in LinkedIn's JSON.
  const std::pair<std::string, std::string> rows[] = {
      {"plain", "plain"},
      {R"(1 \* 2 \(three\) \\)", R"(1 * 2 (three) \)"},
      {R"(see {hashtag|\#|trees} now)", "see #trees now"},
      {R"({hashtag|#|a\_b})", "#a_b"},
      {R"(thanks @[Ann \(Bo\)](urn:li:person:x)!)", "thanks Ann (Bo)!"},
      {R"(@[open)", "@[open"},
      {R"(@[name] no urn)", "@[name] no urn"},
      {R"({hashtag|)", "{hashtag|"},
      {R"({other|x})", "{other|x}"},
      {R"(back\slash \)", R"(back\slash \)"},
      {"", ""}};
  for (const auto& [little, plain] : rows) {
    std::string in_json;
    for (const char c : little) in_json += c == '\\' ? R"(\\)" : std::string(1, c);
    EXPECT_EQ(one("\"commentary\":\"" + in_json + "\"").text, plain) << little;
  }
  EXPECT_EQ(one(R"("commentary":"two\nlines")").text, "two\nlines");
}

}  // namespace
}  // namespace tidemark::testing
