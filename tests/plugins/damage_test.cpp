// The test of damage tested: a careful plugin passes it, and each way of being careless is found.

#include "damage.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "json_damage.h"
#include "numbers_in.h"
#include "tidemark/plugin.hpp"

namespace tidemark::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

enum class Care { enough, zero_for_absent, guesses, nameless, never_ends, lists_what_it_cannot_read, throws };

/// GET /posts answers {"posts":[{"id":"1","likes":7}]}.
template <Care kCare>
struct Small {
  static constexpr std::string_view kPlatform = "small", kVersion = "1.0.0";
  static constexpr sdk::Metric kMetrics[] = {{"likes_count", sdk::Kind::running_total}};
  static constexpr sdk::Bucket kBuckets[] = {{"posts", 9, std::chrono::minutes(15)}};
  explicit Small(const sdk::Config&) {}

  void sync(sdk::Sync& sync) {
    const json::Document answer = ask(sync);
    sdk::Batch batch(sync);
    for (const sdk::Item& item : sync.items()) {
      const json::Value post = find(answer, item.platform_id);
      if (!post)
        batch.fail(item.index, {TIDEMARK_POST_NOT_FOUND, "no post " + std::string(item.platform_id)});
      else
        batch.item(item.index, [&] { batch.add(0, likes(post)); });
    }
    batch.commit();
  }

  void discover(sdk::Discovery& discovery) {
    if (kCare == Care::lists_what_it_cannot_read) {
      try {
        list(discovery);
      } catch (const sdk::Failure&) {
      }
    } else {
      list(discovery);
    }
    discovery.listed();
  }

 private:
  static void list(sdk::Discovery& discovery) {
    const json::Document answer = ask(discovery);
    for (const json::Value post : answer.root()["posts"].array())
      discovery.found({.platform_id = post["id"].string().value_or("")});
  }

  static json::Document ask(const sdk::Host& host) {
    const sdk::Response answer = host.http({.target = "/posts"});
    if (!answer.ok() && kCare == Care::never_ends) return ask(host);
    if (!answer.ok()) throw answer.failure("GET /posts");
    if (kCare == Care::nameless) return answer.json();
    try {
      json::Document document = answer.json();
      if (document.root().object()["posts"].absent()) throw json::Error("\"posts\" is absent");
      for (const json::Value post : document.root()["posts"].array())
        if (!post["id"].string() || post["id"].string() == "") throw json::Error("\"id\" is absent");
      return document;
    } catch (const json::Error& problem) {
      throw sdk::Failure(TIDEMARK_BAD_RESPONSE, std::string("GET /posts: ") + problem.what());
    }
  }

  static json::Value find(const json::Document& answer, std::string_view id) {
    for (const json::Value post : answer.root()["posts"].items())
      if (post["id"].string() == id) return post;
    return answer.root()["no such post"];
  }

  static std::optional<std::int64_t> likes(const json::Value& post) {
    const json::Value likes = post["likes"];
    if (kCare == Care::zero_for_absent) return likes.count().value_or(0);
    if (kCare == Care::guesses && likes.type() == json::Type::string) return 1000;
    if (kCare == Care::throws && likes.is_null()) throw std::logic_error("never happens");
    return likes.count();
  }
};

template <Care kCare>
std::vector<std::string> complaints() {
  static constexpr tidemark_plugin kPlugin = sdk::detail::descriptor<Small<kCare>>();
  return complaints_under_damage(
      kPlugin, {.answer =
                    [](const SentRequest&) {
                      return Answer{.body = R"({"posts":[{"id":"1","likes":7},{"id":"2","likes":8}]})"};
                    },
                .items = {{.platform_id = "1"}, {.platform_id = "2"}},
                .flips = 50});
}

TEST(Damage, ACarefulPluginPasses) {
  EXPECT_THAT(complaints<Care::enough>(), IsEmpty());
}

TEST(Damage, EachCarelessnessIsFound) {
  const std::pair<std::vector<std::string>, const char*> rows[] = {
      {complaints<Care::zero_for_absent>(),
       "likes_count of item 0 is 0, and no answer says so; rightly it is 7"},
      {complaints<Care::guesses>(), "likes_count of item 0 is 1000, and no answer says so"},
      {complaints<Care::nameless>(), "names neither its place nor the request"},
      {complaints<Care::never_ends>(), "requests and no end"},
      {complaints<Care::lists_what_it_cannot_read>(), "posts were lost that the platform still has"},
      {complaints<Care::throws>(), "taken for a defect of ours: never happens"}};
  for (const auto& [found, what] : rows) EXPECT_THAT(found, ::testing::Contains(HasSubstr(what))) << what;
}

TEST(Damage, GoodAnswersThatTheCallDoesNotSurviveAreSaid) {
  static constexpr tidemark_plugin kPlugin = sdk::detail::descriptor<Small<Care::enough>>();
  const auto found = complaints_under_damage(
      kPlugin,
      {.answer = [](const SentRequest&) { return Answer{.status = 404}; }, .items = {{.platform_id = "1"}}});
  EXPECT_THAT(found, ::testing::Contains(HasSubstr("sync with good answers")));
}

TEST(Damage, EachPlaceOfADocumentIsDamaged) {
  std::set<std::string> what;
  for (const Damage& damage : damages_of(R"({"a":[1,{"b":"x\"y"}]})")) what.insert(damage.what);
  for (const char* expected :
       {"the document = null", "the document.a removed", "the document.a = true", "the document.a[0] = 1e400",
        "the document.a[1] removed", "the document.a[1].b = 73", "the document.a[1].b removed",
        "the document.a[1].b twice, \"oddly\" behind", "the document.a[1] has an unknown member",
        "the document.a[1] = 80 arrays in each other", "cut off after 1 bytes", "empty", "HTML"})
    EXPECT_TRUE(what.contains(expected)) << expected;
}

TEST(Damage, NumbersAreFoundAsJsonWritesThem) {
  EXPECT_THAT(
      numbers_in(R"({"a":73,"b":[-5,1e3,5.0,1.5],"c":"12","d":"2026-08-01","e":99999999999999999999)"),
      UnorderedElementsAre(73, -5, 1000, 5, 12));
}

TEST(Damage, SumsAndThousandthsAreDerived) {
  EXPECT_TRUE(is_a_sum(12, {5, 7, 100}));
  EXPECT_FALSE(is_a_sum(13, {5, 7, 100}));
  EXPECT_TRUE(is_a_thousandth(0, {999}));
  EXPECT_FALSE(is_a_thousandth(1, {999}));
}

}  // namespace
}  // namespace tidemark::testing
