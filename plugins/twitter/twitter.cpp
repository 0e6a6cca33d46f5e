// X, formerly Twitter, API v2. Facts and their dates: README.md beside this file.

#include <string>
#include <tidemark/plugin.hpp>

#include "answers.h"
#include "media.h"
#include "posts.h"
#include "tables.h"

namespace tidemark::twitter {
namespace {

/// Whether a failed account look-up leaves hope for the posts: they have buckets and permissions of their
/// own.
bool ends_the_sync(tidemark_code code) {
  return code == TIDEMARK_CANCELLED || code == TIDEMARK_INVALID_TOKEN || code == TIDEMARK_AUTH_FAILED ||
         code == TIDEMARK_PLUGIN_ERROR;
}

sdk::Failure not_there(const json::Value& root) {
  for (const json::Value error : root["errors"].array())
    if (const auto read = read_partial_error(error))
      return {read->code == TIDEMARK_POST_NOT_FOUND ? TIDEMARK_PLATFORM_ERROR : read->code,
              "the account's own figures: " + read->sentence};
  return {TIDEMARK_BAD_RESPONSE,
          "GET /2/users: the answer has neither \"data\" nor \"errors\" about the account"};
}

struct Twitter {
  static constexpr std::string_view kPlatform = "twitter", kVersion = "0.1.0";
  static constexpr auto& kMetrics = twitter::kMetrics;
  static constexpr auto& kBuckets = twitter::kBuckets;
  explicit Twitter(const sdk::Config&) {}

  void sync(sdk::Sync& sync) {
    for (const sdk::Item& item : sync.items())
      if (item.is_account) read_account(sync, item);
    PostLookup posts(sync);
    posts.run();
    read_watch_time(sync, posts.own_videos());
  }

 private:
  static void read_account(const sdk::Sync& sync, const sdk::Item& item) {
    const std::string_view id = sync.account("platform_user_id");
    sdk::Target target("/2/users");
    target.part(id.empty() ? "me" : id).add("user.fields", "public_metrics");
    sdk::Batch batch(sync);
    try {
      const sdk::Response answer = ask(sync, target, id.empty() ? bucket("users_me") : bucket("users"));
      if (!answer.ok()) throw refusal(answer, id.empty() ? "GET /2/users/me" : "GET /2/users/:id", sync);
      const json::Document document = answer.json();
      const json::Value user = document.root().object()["data"].object();
      if (user.absent()) throw not_there(document.root());
      if (!id.empty() && id_of(user["id"]) != id)
        throw json::Error("\"data.id\" is not the account that was asked for, " + std::string(id));
      const json::Value shown = user["public_metrics"].object();
      batch.item(item.index, [&] {
        batch.add(metric("followers_count"), shown["followers_count"].count());
        batch.add(metric("following_count"), shown["following_count"].count());
        batch.add(metric("posts_count"),
                  (shown["tweet_count"] ? shown["tweet_count"] : shown["post_count"]).count());
        batch.add(metric("listed_count"), shown["listed_count"].count());
      });
    } catch (const json::Error& problem) {
      batch.fail(item.index, {TIDEMARK_BAD_RESPONSE, std::string("GET /2/users: ") + problem.what()});
    } catch (const sdk::Failure& why) {
      if (ends_the_sync(why.code)) throw;
      batch.fail(item.index, why);
    }
    batch.commit();
  }
};

}  // namespace
}  // namespace tidemark::twitter

TIDEMARK_PLUGIN(tidemark::twitter::Twitter)
