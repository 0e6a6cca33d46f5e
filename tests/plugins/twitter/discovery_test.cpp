// The account's posts as X lists them.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "recordings.h"
#include "tidemark/json.hpp"
#include "tidemark/time.hpp"
#include "x.h"

namespace tidemark::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

struct Listed {
  std::int64_t made_at;
  std::string id;
  std::string more = {};  // further members
};

/// X's list of account 42's posts.
class List {
 public:
  enum class Figures { given, drop_the_post, drop_the_member, refuse_the_request };

  List() : host(tidemark_plugin_v1) {
    host.now_ms = kNow;
    host.account = {{"platform_user_id", "42"}};
    host.play = [this](const SentRequest& request) { return answer(request.target); };
  }
  std::string post(int days_old, std::string more = "") {
    const std::int64_t at = kNow - days_old * kDay - 60'000;
    Listed made{at, id_at(at, static_cast<unsigned>(posts.size())), std::move(more)};
    const std::string id = made.id;
    const auto place =
        std::find_if(posts.begin(), posts.end(), [&](const Listed& one) { return one.id < id; });
    posts.insert(place, std::move(made));
    return id;
  }
  std::vector<std::string> found(const Outcome& outcome) const {
    std::vector<std::string> ids;
    for (const FoundPost& post : outcome.found) ids.push_back(post.platform_id);
    std::sort(ids.begin(), ids.end());
    return ids;
  }
  std::vector<std::string> all() const {
    std::vector<std::string> ids;
    for (const Listed& post : posts) ids.push_back(post.id);
    std::sort(ids.begin(), ids.end());
    return ids;
  }

  FakeHost host;
  std::vector<Listed> posts;  // newest first
  std::size_t page = 100;     // posts of one page at most
  std::size_t reach = 3200;
  bool leaves_out_after_paging = false;  // so that pages are short, or empty
  std::string tweet_count = {};          // as the account says; empty: not said
  Figures figures = Figures::given;
  std::string includes_media = {};

 private:
  static std::string parameter(const std::string& target, const std::string& name) {
    const std::size_t at = target.find("&" + name + "=");
    if (at == std::string::npos) return {};
    const std::size_t from = at + name.size() + 2;
    std::string value = target.substr(from, target.find('&', from) - from);
    for (std::size_t colon; (colon = value.find("%3A")) != std::string::npos;) value.replace(colon, 3, ":");
    return value;
  }

  Answer answer(const std::string& target) const {
    if (target.starts_with("/2/users/me?")) return {.body = R"({"data":{"id":"42"}})"};
    if (!target.starts_with("/2/users/42/tweets?max_results=100&exclude=retweets"))
      return {.status = 403, .body = R"({"title":"Forbidden","type":"about:blank"})"};
    const bool asks = target.find("non_public_metrics") != std::string::npos;
    const std::string since_id = parameter(target, "since_id"), token = parameter(target, "pagination_token");
    const auto start = sdk::parse_time(parameter(target, "start_time"));
    const auto end = sdk::parse_time(parameter(target, "end_time"));
    const std::size_t first = token.empty() ? 0 : std::stoul(token.substr(1));
    std::string data, errors;
    std::vector<Listed> reached(posts.begin(),
                                posts.begin() + static_cast<std::ptrdiff_t>(std::min(posts.size(), reach)));
    const auto not_asked = [&](const Listed& one) {
      return (start && one.made_at < *start) || (end && one.made_at >= *end) ||
             (!since_id.empty() && one.id <= since_id);
    };
    if (!leaves_out_after_paging) std::erase_if(reached, not_asked);
    std::size_t at = first, count = 0;
    const std::size_t last = reached.size();
    for (; at < last && at < first + page; ++at) {
      const Listed& one = reached[at];
      if (not_asked(one)) continue;
      const bool gives = asks && figures == Figures::given && kNow - one.made_at < 30 * kDay;
      if (asks && !gives) {
        if (figures == Figures::refuse_the_request)
          return {.status = 403, .body = R"({"title":"Forbidden"})"};
        errors += (errors.empty() ? "" : ",") + std::string(R"({"resource_id":")") + one.id +
                  R"(","title":"Field Authorization Error","type":"x/not-authorized-for-field"})";
        if (figures == Figures::drop_the_post) continue;
      }
      data += (data.empty() ? "" : ",") + std::string(R"({"id":")") + one.id + R"(","text":"Post number )" +
              std::to_string(at) + R"(","created_at":")" + sdk::format_time(one.made_at) +
              R"(","public_metrics":{"like_count":)" + std::to_string(100 + at) + "}" +
              (gives ? R"(,"non_public_metrics":{"url_link_clicks":89})" : "") + one.more + "}";
      ++count;
    }
    const std::string user =
        tweet_count.empty() ? "" : R"(,"public_metrics":{"tweet_count":)" + tweet_count + "}";
    std::string body = "{";
    if (!data.empty())
      body +=
          R"("data":[)" + data + R"(],"includes":{"users":[{"id":"42")" + user + "}]" + includes_media + "},";
    if (!errors.empty()) body += R"("errors":[)" + errors + "],";
    body += R"("meta":{"result_count":)" + std::to_string(count);
    if (at < last) body += R"(,"next_token":"t)" + std::to_string(at) + "\"";
    return {.body = body + "}}"};
  }
};

TEST(TwitterDiscovery, AllThatIsListedIsFoundWithItsFigures) {
  List list;
  for (int i = 0; i < 1000; ++i) list.post(i % 60 + 1);
  const Outcome outcome = list.host.discover("");
  ASSERT_EQ(outcome.result.code, TIDEMARK_OK) << outcome.result.message;
  EXPECT_EQ(list.found(outcome), list.all());
  for (std::uint32_t i = 0; i < outcome.found.size(); ++i) {
    EXPECT_TRUE(outcome.value(i, "likes_count")) << i;
    const bool young = kNow - outcome.found[i].published_at_ms.value() < 30 * kDay - 3'600'000;
    EXPECT_EQ(outcome.value(i, "url_clicks").has_value(), young) << i;
  }
  EXPECT_EQ(outcome.listed_since, TIDEMARK_UNKNOWN_TIME) << "every post there is";
  EXPECT_EQ(outcome.cursor, list.posts.front().id);
  EXPECT_THAT(outcome.unavailable, IsEmpty());
}

TEST(TwitterDiscovery, AThousandPostsTakeTenRequestsAndOneMoreForTheAuthorsFigures) {
  List list;
  for (int i = 0; i < 1000; ++i) list.post(40);
  EXPECT_EQ(list.host.discover("").requests.size(), 11u);
  list.host.remembered = {
      {"url_clicks", ""}, {"profile_clicks", ""}, {"engagements", ""}, {"organic_impressions", ""}};
  EXPECT_EQ(list.host.discover("").requests.size(), 10u) << "a token without the author's figures";
}

TEST(TwitterDiscovery, WithACursorOnlyWhatIsNewIsAskedFor) {
  List list;
  for (int i = 0; i < 5; ++i) list.post(10 + i);
  const std::string known = list.posts.front().id;
  const std::string newer = list.post(1);
  const Outcome outcome = list.host.discover(known);
  EXPECT_THAT(list.found(outcome), ElementsAre(newer));
  EXPECT_EQ(outcome.value(0, "url_clicks"), 89);
  EXPECT_EQ(outcome.cursor, newer);
  EXPECT_FALSE(outcome.listed_since);
  EXPECT_EQ(outcome.requests.size(), 1u);
  const Outcome nothing = list.host.discover(newer);
  EXPECT_THAT(nothing.found, IsEmpty());
  EXPECT_EQ(nothing.cursor, newer) << "the cursor stays where it was";
}

TEST(TwitterDiscovery, ShortAndEmptyPagesWithATokenAreNotTheEnd) {
  List list;
  for (int i = 0; i < 30; ++i) list.post(i % 5 + 1);
  for (int i = 0; i < 30; ++i) list.post(50 + i);
  list.page = 7;
  list.leaves_out_after_paging = true;  // for either age some pages have nothing
  const Outcome outcome = list.host.discover("");
  EXPECT_EQ(list.found(outcome), list.all());
  EXPECT_EQ(outcome.listed_since, TIDEMARK_UNKNOWN_TIME);
}

TEST(TwitterDiscovery, BeyondThe3200NewestNothingIsClaimed) {
  for (const char* count : {"", "3300"}) {
    List list;
    for (int i = 3300; i > 0; --i) list.post(31 + i / 20);
    list.tweet_count = count;
    const Outcome outcome = list.host.discover("");
    EXPECT_EQ(outcome.found.size(), 3200u);
    std::int64_t oldest = INT64_MAX;
    for (const auto& post : outcome.found) oldest = std::min(oldest, post.published_at_ms.value());
    EXPECT_EQ(outcome.listed_since, oldest);
  }
}

TEST(TwitterDiscovery, TheAccountsOwnCountSaysWhetherThatWasAll) {
  List list;
  list.post(3);
  const std::pair<const char*, bool> rows[] = {{"1", true}, {"3200", true}, {"3201", false}, {"", true}};
  for (const auto& [count, all] : rows) {
    list.tweet_count = count;
    EXPECT_EQ(list.host.discover("").listed_since == TIDEMARK_UNKNOWN_TIME, all) << count;
  }
}

TEST(TwitterDiscovery, AnAccountWithoutPostsIsListedWhole) {
  const Recordings recordings(TWITTER_FOLDER, tidemark_plugin_v1);
  const Outcome outcome = recordings.discover("user_tweets_empty", "", {{"platform_user_id", "783214"}});
  EXPECT_EQ(outcome.result.code, TIDEMARK_OK) << outcome.result.message;
  EXPECT_THAT(outcome.found, IsEmpty());
  EXPECT_EQ(outcome.listed_since, TIDEMARK_UNKNOWN_TIME);
  const Outcome since =
      recordings.discover("user_tweets_empty", "1577730467436138524", {{"platform_user_id", "783214"}});
  EXPECT_EQ(since.cursor, "1577730467436138524");
  EXPECT_FALSE(since.listed_since);
}

TEST(TwitterDiscovery, TheRecordedPagesAreReadToTheirEnd) {
  const Recordings recordings(TWITTER_FOLDER, tidemark_plugin_v1);
  FakeHost host(tidemark_plugin_v1);
  host.now_ms = kNow;
  host.account = {{"platform_user_id", "783214"}};
  const Answer first = recordings.answer("user_tweets_page1"),
               last = recordings.answer("user_tweets_last_page");
  host.play = [&](const SentRequest& request) {
    const bool second =
        request.target.find("7140dibdnow9c7btw4232poeq0wapgnwgwqwvuwn3peex") != std::string::npos;
    return second ? last : first;
  };
  const Outcome outcome = host.discover("1");
  ASSERT_EQ(outcome.result.code, TIDEMARK_OK) << outcome.result.message;
  ASSERT_EQ(outcome.found.size(), 2u) << "the one on both pages is one post";
  EXPECT_EQ(outcome.found[0].platform_id, "1577730467436138524");
  EXPECT_THAT(outcome.found[0].text, HasSubstr("An invented post, number 9"));
  EXPECT_EQ(outcome.found[0].url, "https://x.com/i/web/status/1577730467436138524");
  EXPECT_EQ(outcome.found[0].published_at_ms, (1577730467436138524 >> 22) + 1288834974657) << "out of the id";
  EXPECT_EQ(outcome.cursor, "1577730467436138524");
  EXPECT_EQ(outcome.quotas.at(0).remaining, 1498);
}

TEST(TwitterDiscovery, RepostsAndOthersPostsAreNotTheAccounts) {
  List list;
  const std::string own = list.post(1),
                    quote =
                        list.post(2, R"(,"author_id":"42","referenced_tweets":[{"type":"quoted","id":"9"}])");
  list.post(3, R"(,"referenced_tweets":[{"type":"retweeted","id":"9"}])");
  list.post(4, R"(,"referenced_posts":[{"type":"reposted","id":"9"}])");
  list.post(5, R"(,"author_id":"77")");
  const Outcome outcome = list.host.discover("");
  EXPECT_THAT(list.found(outcome), ElementsAre(quote, own));
}

TEST(TwitterDiscovery, TextKindAndMediaAreTold) {
  List list;
  list.includes_media =
      R"(,"media":[{"media_key":"3_1","type":"photo","url":"https://p.example/1.jpg","alt_text":"a \"ship\""},)"
      R"({"media_key":"13_2","type":"video","preview_image_url":"https://p.example/2.jpg"}])";
  const struct {
    const char *more, *type, *text;
    std::size_t media;
  } rows[] = {{"", "text", "Post number 0", 0},
              {R"(,"attachments":{"media_keys":["3_1"]})", "photo", "Post number 0", 1},
              {R"(,"attachments":{"media_keys":["13_2"]})", "video", "Post number 0", 1},
              {R"(,"attachments":{"media_keys":["3_1","13_2"]})", "mixed", "Post number 0", 2},
              {R"(,"attachments":{"media_keys":["3_9"]})", "text", "Post number 0", 0},
              {R"(,"attachments":{"poll_ids":["5"]})", "poll", "Post number 0", 0},
              {R"(,"note_tweet":{"text":"All of it"})", "text", "All of it", 0},
              {R"(,"note_post":{"text":"All of it"})", "text", "All of it", 0}};
  for (const auto& row : rows) {
    list.posts.clear();
    list.post(1, row.more);
    const Outcome outcome = list.host.discover("");
    ASSERT_EQ(outcome.found.size(), 1u) << row.more;
    EXPECT_EQ(outcome.found[0].type, row.type) << row.more;
    EXPECT_EQ(outcome.found[0].text, row.text) << row.more;
    EXPECT_EQ(outcome.found[0].media_json.empty(), row.media == 0);
    if (row.media == 0) continue;
    const json::Document media = json::parse(outcome.found[0].media_json);
    EXPECT_EQ(media.root().items().size(), row.media);
  }
}

TEST(TwitterDiscovery, APhotosAddressAndItsWordsAreKept) {
  List list;
  list.includes_media =
      R"(,"media":[{"media_key":"3_1","type":"photo","url":"https://p.example/1.jpg","alt_text":"a \"ship\"\n"}])";
  list.post(1, R"(,"attachments":{"media_keys":["3_1"]})");
  EXPECT_EQ(list.host.discover("").found.at(0).media_json,
            R"([{"url":"https://p.example/1.jpg","type":"photo","alt_text":"a \"ship\"\u000a"}])");
}

TEST(TwitterDiscovery, ATokenThatIsNotTheAuthorsFindsAllAndIsRemembered) {
  for (const auto figures :
       {List::Figures::drop_the_post, List::Figures::drop_the_member, List::Figures::refuse_the_request}) {
    List list;
    list.figures = figures;
    for (int i = 0; i < 250; ++i) list.post(i % 20 + 1);
    const Outcome outcome = list.host.discover("");
    ASSERT_EQ(outcome.result.code, TIDEMARK_OK) << outcome.result.message;
    EXPECT_EQ(list.found(outcome), list.all());
    EXPECT_EQ(outcome.unavailable.size(), 4u) << "the author's figures, once";
    EXPECT_EQ(outcome.listed_since, TIDEMARK_UNKNOWN_TIME);
    EXPECT_LE(outcome.requests.size(), 3u + 1u + 3u);
    for (std::uint32_t i = 0; i < outcome.found.size(); ++i) EXPECT_TRUE(outcome.value(i, "likes_count"));
  }
}

TEST(TwitterDiscovery, WithoutItsNumberTheAccountIsTheTokensUser) {
  List list;
  list.post(1);
  list.host.account = {};
  const Outcome outcome = list.host.discover("");
  EXPECT_EQ(outcome.requests.at(0).target, "/2/users/me?user.fields=id");
  EXPECT_EQ(outcome.found.size(), 1u);
}

TEST(TwitterDiscovery, ATokenThatComesAgainEndsIt) {
  FakeHost host(tidemark_plugin_v1);
  host.now_ms = kNow;
  host.account = {{"platform_user_id", "42"}};
  host.play = [](const SentRequest&) {
    return Answer{.body = R"({"meta":{"result_count":0,"next_token":"again"}})"};
  };
  const Outcome outcome = host.discover("");
  EXPECT_EQ(outcome.result.code, TIDEMARK_BAD_RESPONSE);
  EXPECT_THAT(outcome.result.message, HasSubstr("next_token"));
  EXPECT_FALSE(outcome.listed_since);
}

TEST(TwitterDiscovery, EverNewTokensEndToo) {
  FakeHost host(tidemark_plugin_v1);
  host.now_ms = kNow;
  host.account = {{"platform_user_id", "42"}};
  int sent = 0;
  host.play = [&](const SentRequest&) {
    return Answer{.body = R"({"meta":{"result_count":0,"next_token":"t)" + std::to_string(++sent) + "\"}}"};
  };
  const Outcome outcome = host.discover("5");
  EXPECT_EQ(outcome.result.code, TIDEMARK_OK);
  EXPECT_LE(outcome.requests.size(), 128u);
  EXPECT_FALSE(host.discover("").listed_since);
}

TEST(TwitterDiscovery, AListThatSaysNoIsAFailure) {
  const struct {
    const char* body;
    tidemark_code code;
  } rows[] = {
      {R"({"errors":[{"resource_id":"42","title":"Not Found Error","type":"x/resource-not-found"}]})",
       TIDEMARK_PLATFORM_ERROR},
      {R"({"errors":[{"value":"42","title":"Authorization Error","type":"x/not-authorized-for-resource"}]})",
       TIDEMARK_PERMISSION_DENIED},
      {R"({"errors":[{"value":"42","title":"Forbidden","detail":"User has been suspended: [42]."}]})",
       TIDEMARK_PERMISSION_DENIED},
      {R"({})", TIDEMARK_BAD_RESPONSE},
      {R"({"meta":{}})", TIDEMARK_BAD_RESPONSE},
      {R"({"meta":{"result_count":2}})", TIDEMARK_BAD_RESPONSE}};
  for (const auto& row : rows) {
    FakeHost host(tidemark_plugin_v1);
    host.now_ms = kNow;
    host.account = {{"platform_user_id", "42"}};
    host.play = [&](const SentRequest&) { return Answer{.body = row.body}; };
    const Outcome outcome = host.discover("");
    EXPECT_EQ(outcome.result.code, row.code) << row.body;
    EXPECT_FALSE(outcome.listed_since) << row.body;
  }
}

TEST(TwitterDiscovery, APostThatCannotBeReadIsFoundAndLeftToTheSync) {
  List list;
  list.post(1, R"(,"attachments":{"media_keys":7})");
  const std::string good = list.post(2);
  const Outcome outcome = list.host.discover("");
  EXPECT_EQ(outcome.found.size(), 2u);
  ASSERT_EQ(outcome.failed.size(), 1u);
  EXPECT_THAT(outcome.failed.begin()->second.message, HasSubstr("media_keys"));
  EXPECT_EQ(outcome.listed_since, TIDEMARK_UNKNOWN_TIME) << "its id was there";
}

TEST(TwitterDiscovery, WatchTimeIsReadWithTheList) {
  List list;
  list.includes_media = R"(,"media":[{"media_key":"13_2","type":"video"}])";
  list.post(1, R"(,"author_id":"42","attachments":{"media_keys":["13_2"]})");
  const auto listing = list.host.play;
  list.host.play = [&](const SentRequest& request) {
    if (request.target.starts_with("/2/media/analytics?"))
      return Answer{
          .body =
              R"({"data":[{"media_key":"13_2","timestamped_metrics":[{"metrics":{"watch_time_ms":61999}}]}]})"};
    return listing(request);
  };
  EXPECT_EQ(list.host.discover("").value(0, "video_watch_time"), 61);
}

}  // namespace
}  // namespace tidemark::testing
