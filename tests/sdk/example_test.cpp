#include <gtest/gtest.h>

#include "fake_host.h"

namespace tidemark::testing {
namespace {

TEST(ExamplePlugin, ReadsPostsAndTheAccountAsTheReadmeSays) {
  FakeHost host(tidemark_plugin_v1, R"({"api_version":"3"})");
  host.account = {{"platform_user_id", "17"}};
  host.play = [](const SentRequest& request) -> Answer {
    if (request.target == "/v1/accounts/17") return {.body = R"({"followers":1200})"};
    EXPECT_EQ(request.target, "/v1/posts?ids=1%2C2%2C3");
    return {.body = R"({"posts":[{"id":"3","likes":"many"},{"id":"1","likes":7,"views":90}]})",
            .headers = {{"x-limit", "900"}, {"x-left", "899"}}};
  };
  const Outcome outcome = host.sync({{.platform_id = "1"}, {.platform_id = "2"}, {}, {.platform_id = "3"}});
  EXPECT_EQ(outcome.result.code, TIDEMARK_OK) << outcome.result.message;
  EXPECT_EQ(outcome.value(0, "likes_count"), 7);
  EXPECT_EQ(outcome.value(0, "impressions"), 90);
  EXPECT_EQ(outcome.failed.at(1).code, TIDEMARK_POST_NOT_FOUND);
  EXPECT_EQ(outcome.value(2, "followers_count"), 1200);
  EXPECT_EQ(outcome.failed.at(3).message, "\"posts[0].likes\" is a string, wanted a number");
  ASSERT_EQ(outcome.quotas.size(), 1u);
  EXPECT_EQ(outcome.quotas[0].remaining, 899);
}

}  // namespace
}  // namespace tidemark::testing
