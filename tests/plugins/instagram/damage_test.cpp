#include <gtest/gtest.h>

#include <map>
#include <memory>

#include "damage.h"
#include "ig.h"

namespace tidemark::testing {
namespace {

Conversation conversation(Ig& ig) {
  // Each answer is made once: they are asked for many thousand times.
  auto made = std::make_shared<std::map<std::string, Answer>>();
  return {.answer =
              [&ig, made](const SentRequest& request) {
                const auto known = made->find(request.target);
                return known != made->end() ? known->second : (*made)[request.target] = ig.host.play(request);
              },
          .items = {},
          .account = ig.host.account,
          .now_ms = kNow,
          .config = R"({"api_version":"v25.0","app_id":"123"})",
          .cursor = "{\"newest\":" + std::to_string(kNow - 40 * kDay) + "}",
          .request_words = {"/?ids=", "GET /{"},
          .derived = {{"video_watch_time", is_a_thousandth}, {"average_watch_time", is_a_thousandth}},
          .flips = 10};
}

TEST(InstagramDamage, NoDamageOfSmallCallsCrashesThemOrMakesANumberUp) {
  Ig ig;
  ig.feed(1), ig.reel(2), ig.story(3);
  ig.headers = {{"x-business-use-case-usage",
                 R"({"1":[{"type":"instagram","call_count":1,"estimated_time_to_regain_access":0}]})"}};
  ig.meddle = [](const SentRequest& request, Answer& answer) {
    if (path_of(request) == "/debug_token")
      answer = {.body = R"({"data":{"is_valid":true,"scopes":["instagram_basic"],"expires_at":1790000000}})"};
  };
  Conversation good = conversation(ig);
  good.items = ig.items();
  good.items.push_back({});
  good.items[0].type = "";  // not known
  expect_no_damage_hurts(tidemark_plugin_v1, good);
}

TEST(InstagramDamage, NoDamageOfAListCrashesItOrMakesANumberUp) {
  Ig ig;
  for (int i = 1; i < 5; ++i) ig.feed(i);
  Conversation good = conversation(ig);
  good.items = ig.items();
  expect_no_damage_hurts(tidemark_plugin_v1, good);
}

}  // namespace
}  // namespace tidemark::testing
