// Meadow, an imaginary small server of public posts. It answers
//   GET /api/v1/statuses?ids=1,2                    [{"id":"2", ...}], at most 20, without those that are
//   gone GET /api/v1/accounts/17                         {"id":"17","followers_count":1200, ...} GET
//   /api/v1/accounts/17/statuses?limit=40       a page of the account's posts, newest first; the next one
//                                                   is named by a Link header, `<...max_id=103>; rel="next"`
//   GET /api/v1/accounts/verify_credentials         the account that the token belongs to
// and tells its quota in X-RateLimit-Limit, -Remaining and -Reset, the last as a time in ISO 8601.

#include <map>
#include <set>
#include <tidemark/plugin.hpp>
#include <utility>

using namespace tidemark::sdk;
using namespace std::chrono_literals;
namespace json = tidemark::json;

struct Meadow {
  static constexpr std::string_view kPlatform = "meadow", kVersion = "1.0.0";
  static constexpr Metric kMetrics[] = {
      {"likes_count", Kind::running_total},  {"comments_count", Kind::running_total},
      {"shares_count", Kind::running_total}, {"boosts_with_comment_count", Kind::running_total},
      {"followers_count", Kind::gauge},      {"posts_count", Kind::gauge}};
  static constexpr Bucket kBuckets[] = {{"api", 300, 5min}};
  static constexpr std::size_t kBulk = 20;
  static constexpr int kMostPages = 500;

  explicit Meadow(const Config&) {}

  void sync(Sync& sync) {
    std::vector<Item> group;
    for (const Item& item : sync.items()) {
      if (item.is_account) {
        read_account(sync, item);
      } else if (group.push_back(item); group.size() == kBulk) {
        read_posts(sync, std::exchange(group, {}));
      }
    }
    if (!group.empty()) read_posts(sync, group);
  }

  void discover(Discovery& discovery) {
    const std::string known(discovery.cursor());
    std::string newest = known, page;  // the cursor is the newest post's id
    std::set<std::string> pages;
    do {
      Target target("/api/v1/accounts");
      target.part(discovery.account("platform_user_id")).part("statuses").add("limit", "40");
      if (!known.empty()) target.add("since_id", known);
      if (!page.empty()) target.add("max_id", page);
      ask(discovery, target, "the account's posts", [&](const json::Value& posts, const Response& answer) {
        page = next_page(answer.header("link").value_or(""));
        report(discovery, posts, newest);
      });
      if (!page.empty() && (!pages.insert(page).second || pages.size() == kMostPages))
        throw Failure(TIDEMARK_BAD_RESPONSE, "the account's posts: the list of statuses has no end");
    } while (!page.empty());
    if (!newest.empty()) discovery.keep_cursor(newest);
    if (known.empty()) discovery.listed();
  }

  void check(Check& check) {
    ask(check, Target("/api/v1/accounts/verify_credentials"), "verify_credentials",
        [&](const json::Value& me, const Response&) {
          const bool own = me.object()["id"].string() == check.account("platform_user_id");
          check.access({.role = own ? "owner" : "another account: posts that everybody may see"});
        });
  }

 private:
  /// Sends, reports the quota, and calls `read` with a good answer's document; `what` is named in each error.
  template <class Read>
  static void ask(const Host& host, const Target& target, const std::string& what, Read read) {
    const Response answer = host.http({.target = target});
    host.quota(0, answer.number_header("x-ratelimit-limit"), answer.number_header("x-ratelimit-remaining"),
               parse_time(answer.header("x-ratelimit-reset").value_or("")));
    if (!answer.ok()) throw answer.failure(what);
    try {
      const json::Document document = answer.json();
      read(document.root(), answer);
    } catch (const json::Error& problem) {
      throw Failure(TIDEMARK_BAD_RESPONSE, what + ": " + problem.what());
    }
  }

  static void read_account(Sync& sync, const Item& item) {
    const auto target = Target("/api/v1/accounts").part(sync.account("platform_user_id"));
    ask(sync, target, "the account's figures", [&](const json::Value& account, const Response&) {
      if (account.object()["id"].string() != sync.account("platform_user_id"))
        throw json::Error("\"id\" is not the account that was asked for");
      Batch batch(sync);
      batch.item(item.index, [&] {
        batch.add(index_of(kMetrics, "followers_count"), account["followers_count"].count());
        batch.add(index_of(kMetrics, "posts_count"), account["statuses_count"].count());
      });
      batch.commit();
    });
  }

  static void read_posts(Sync& sync, const std::vector<Item>& group) {
    std::string ids;
    for (const Item& item : group) (ids += ids.empty() ? "" : ",") += item.platform_id;
    ask(sync, Target("/api/v1/statuses").add("ids", ids), "the posts' figures",
        [&](const json::Value& posts, const Response&) {
          std::map<std::string_view, json::Value> by_id;
          for (const json::Value post : list_of(posts)) by_id.emplace(id_of(post), post);
          Batch batch(sync);
          for (const Item& item : group) {
            const auto post = by_id.find(item.platform_id);
            if (post == by_id.end())
              batch.fail(item.index, {TIDEMARK_POST_NOT_FOUND, "the server has no such post"});
            else
              batch.item(item.index, [&] { add_figures(batch, post->second); });
          }
          batch.commit();
        });
  }

  static void report(Discovery& discovery, const json::Value& posts, std::string& newest) {
    Batch batch(discovery);
    for (const json::Value post : list_of(posts)) {
      const std::string_view id = id_of(post);
      if (post["reblog"]) continue;  // another's post
      if (id.size() != newest.size() ? id.size() > newest.size() : id > newest) newest = id;
      const auto item =
          discovery.found({.platform_id = id,
                           .url = post["url"].string().value_or(""),
                           .text = post["content"].string().value_or(""),
                           .type = post["media_type"].string().value_or("text"),
                           .published_at_ms = parse_time(post["created_at"].string().value_or(""))});
      batch.item(item, [&] { add_figures(batch, post); });
    }
    batch.commit();
  }

  static void add_figures(Batch& batch, const json::Value& post) {
    batch.add(index_of(kMetrics, "likes_count"), post["favourites_count"].count());
    batch.add(index_of(kMetrics, "comments_count"), post["replies_count"].count());
    batch.add(index_of(kMetrics, "shares_count"), post["reblogs_count"].count());
    batch.add(index_of(kMetrics, "boosts_with_comment_count"), post["boosts_with_comment_count"].count());
  }

  static json::Value::Items list_of(const json::Value& posts) {
    if (posts.type() != json::Type::array) posts.fail("a list of statuses");
    return posts.array();
  }

  /// A list with a post that has no id cannot be trusted: the post might pass for a deleted one.
  static std::string_view id_of(const json::Value& post) {
    const std::string_view id = post["id"].string().value_or("");
    if (id.empty() || id.size() > 19 || id.find_first_not_of("0123456789") != std::string_view::npos)
      throw json::Error("\"" + post.path() + ".id\" is no post's id");
    return id;
  }

  /// The max_id of the link with rel="next"; empty: this was the last page.
  static std::string next_page(std::string_view links) {
    const std::size_t next = links.find("rel=\"next\"");
    const std::size_t from = next == std::string_view::npos ? next : links.rfind("max_id=", next);
    if (from == std::string_view::npos) return {};
    const std::string_view id = links.substr(from + 7);
    return std::string(id.substr(0, id.find_first_not_of("0123456789")));
  }
};

TIDEMARK_PLUGIN(Meadow)
