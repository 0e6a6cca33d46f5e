#include <tidemark/plugin.hpp>

#include <set>

using namespace tidemark::sdk;
using namespace std::chrono_literals;
namespace json = tidemark::json;

/// A platform that answers
///   GET /v1/posts?ids=1,2,3                {"posts":[{"id":"1","likes":7,"views":90}]}, without those it
///                                          does not know
///   GET /v1/accounts/17                    {"followers":1200}
///   GET /v1/accounts/17/posts?after=...    {"posts":[{"id":"1","at":"2026-08-01T12:00:00Z","text":"...",
///                                          "link":"...","likes":7,"views":90}],"next":"abc"}, newest first,
///                                          100 a page, the last page without "next"
///   GET /v1/me                             {"scopes":["read"]}
struct Example {
  static constexpr std::string_view kPlatform = "example", kVersion = "1.0.0";
  static constexpr Metric kMetrics[] = {{"likes_count", Kind::running_total},
                                        {"impressions", Kind::running_total},
                                        {"followers_count", Kind::gauge}};
  static constexpr Bucket kBuckets[] = {{"posts", 900, 15min}, {"accounts", 75, 15min}};
  static constexpr auto kLikes = index_of(kMetrics, "likes_count");
  static constexpr auto kImpressions = index_of(kMetrics, "impressions");
  static constexpr auto kFollowers = index_of(kMetrics, "followers_count");
  static constexpr auto kPosts = index_of(kBuckets, "posts"), kAccounts = index_of(kBuckets, "accounts");

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

  /// The list tells the figures too: one request finds 100 posts and reads them. The cursor is the time of
  /// the newest post; nothing older is listed again.
  void discover(Discovery& discovery) {
    const auto known = parse_time(discovery.cursor());  // nothing: list everything
    auto newest = known;
    bool reached_known = false;
    std::set<std::string> pages;
    for (std::string page; pages.insert(page).second;) {
      Target target = Target("/v1/accounts").part(discovery.account("platform_user_id")).part("posts");
      if (!page.empty()) target.add("after", page);
      const auto answer = ask(discovery, kAccounts, target);
      const auto posts = answer.root()["posts"];
      if (!posts)  // taken for an empty list, it would mean that all posts are gone
        throw Failure(TIDEMARK_BAD_RESPONSE, "listing posts: the answer has no \"posts\"");
      Batch batch(discovery);
      for (const auto post : posts.array()) {
        const auto at = parse_time(post["at"].string().value_or(""));
        if (known && at && *at < *known) reached_known = true;
        if (reached_known) break;
        if (at && (!newest || *at > *newest)) newest = at;
        const auto found = discovery.found({.platform_id = post["id"].string().value_or(""),
                                            .url = post["link"].string().value_or(""),
                                            .text = post["text"].string().value_or(""),
                                            .published_at_ms = at});
        batch.item(found, [&] { add_figures(batch, post); });
      }
      batch.commit();
      page = answer.root()["next"].string().value_or("");
      if (reached_known || page.empty()) {
        discovery.listed(known);  // all since then; nothing: all there is
        if (newest) discovery.keep_cursor(format_time(*newest));
        return;
      }
    }
    throw Failure(TIDEMARK_BAD_RESPONSE, "listing posts: the platform gave the same page twice");
  }

  void check(Check& check) {
    const auto answer = ask(check, kAccounts, Target("/v1/me"));
    Access access;
    for (const auto scope : answer.root()["scopes"].items())
      (access.scopes += ' ') += scope.string().value_or("");
    if ((access.scopes + ' ').find(" read ") == std::string::npos) access.missing = "read";
    check.access(access);
  }

 private:
  void read_posts(Sync& sync, const std::vector<Item>& group) {
    std::string ids;
    for (const Item& item : group) (ids += ids.empty() ? "" : ",") += item.platform_id;
    const auto answer = ask(sync, kPosts, Target("/v1/posts").add("ids", ids));

    Batch batch(sync);
    for (const Item& item : group) {
      const auto post = find(answer, item.platform_id);
      if (post.absent())
        batch.fail(item.index, {TIDEMARK_POST_NOT_FOUND, "the platform has no such post"});
      else  // a wrong type in here fails this post alone
        batch.item(item.index, [&] { add_figures(batch, post); });
    }
    batch.commit();
  }

  void read_account(Sync& sync, const Item& item) {
    const auto target = Target("/v1/accounts").part(sync.account("platform_user_id"));
    const auto answer = ask(sync, kAccounts, target);
    Batch batch(sync);
    batch.item(item.index, [&] { batch.add(kFollowers, answer.root()["followers"].count()); });
    batch.commit();
  }

  static void add_figures(Batch& batch, json::Value post) {
    batch.add(kLikes, post["likes"].count());
    batch.add(kImpressions, post["views"].count());
  }

  json::Document ask(const Host& host, std::uint32_t bucket, const Target& target) {
    const Response answer =
        host.http({.target = target, .bucket = bucket, .headers = {{"x-version", version_}}});
    host.quota(bucket, answer.number_header("x-limit"), answer.number_header("x-left"),
               answer.time_header("x-reset"));
    if (!answer.ok()) throw answer.failure("reading " + std::string(kBuckets[bucket].name));
    return answer.json();
  }

  static json::Value find(const json::Document& answer, std::string_view id) {
    for (const auto post : answer.root()["posts"].array())
      if (post["id"].string() == id) return post;
    return answer.root()["no such post"];
  }

  std::string version_;
};

TIDEMARK_PLUGIN(Example)
