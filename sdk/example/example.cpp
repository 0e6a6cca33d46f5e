#include <tidemark/plugin.hpp>

using namespace tidemark::sdk;
using namespace std::chrono_literals;

/// A platform that answers GET /v1/posts?ids=1,2,3 with {"posts":[{"id":"1","likes":7,"views":90}]} and
/// leaves out what it does not know, and GET /v1/accounts/17 with {"followers":1200}.
struct Example {
  static constexpr std::string_view kPlatform = "example", kVersion = "1.0.0";
  static constexpr Metric kMetrics[] = {{"likes_count", Kind::running_total},
                                        {"impressions", Kind::running_total},
                                        {"followers_count", Kind::gauge}};
  static constexpr Bucket kBuckets[] = {{"posts", 900, 15min}, {"accounts", 75, 15min}};
  static constexpr auto kLikes = index_of(kMetrics, "likes_count");
  static constexpr auto kImpressions = index_of(kMetrics, "impressions");
  static constexpr auto kFollowers = index_of(kMetrics, "followers_count");

  explicit Example(const Config& config) : version_(config.text("api_version")) {}

  void sync(Sync& sync) {
    std::vector<Item> group;
    for (const Item& item : sync.items()) {
      if (item.is_account) {
        read_account(sync, item);
      } else if (group.push_back(item); group.size() == 50) {  // the most that one request can ask for
        read_posts(sync, group);
        group.clear();
      }
    }
    if (!group.empty()) read_posts(sync, group);
  }

 private:
  void read_posts(Sync& sync, const std::vector<Item>& group) {
    std::string ids;
    for (const Item& item : group) (ids += ids.empty() ? "" : ",") += item.platform_id;
    const auto answer = ask(sync, index_of(kBuckets, "posts"), Target("/v1/posts").add("ids", ids));

    Batch batch(sync);
    for (const Item& item : group) {
      const auto post = find(answer, item.platform_id);
      if (post.absent()) {
        batch.fail(item.index, {TIDEMARK_POST_NOT_FOUND, "the platform has no such post"});
        continue;
      }
      batch.item(item.index, [&] {  // a wrong type in here fails this post alone
        batch.add(kLikes, post["likes"].count());
        batch.add(kImpressions, post["views"].count());
      });
    }
    batch.commit();
  }

  void read_account(Sync& sync, const Item& item) {
    const auto target = Target("/v1/accounts").part(sync.account("platform_user_id"));
    const auto answer = ask(sync, index_of(kBuckets, "accounts"), target);
    Batch batch(sync);
    batch.item(item.index, [&] { batch.add(kFollowers, answer.root()["followers"].count()); });
    batch.commit();
  }

  tidemark::json::Document ask(Sync& sync, std::uint32_t bucket, const Target& target) {
    const Response answer =
        sync.http({.target = target, .bucket = bucket, .headers = {{"x-version", version_}}});
    sync.quota(bucket, answer.number_header("x-limit"), answer.number_header("x-left"), std::nullopt);
    if (!answer.ok()) throw answer.failure("reading " + std::string(kBuckets[bucket].name));
    return answer.json();
  }

  static tidemark::json::Value find(const tidemark::json::Document& answer, std::string_view id) {
    for (const auto post : answer.root()["posts"].array())
      if (post["id"].string() == id) return post;
    return answer.root()["no such post"];
  }

  std::string version_;
};

TIDEMARK_PLUGIN(Example)
