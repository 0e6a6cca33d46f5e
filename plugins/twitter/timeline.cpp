#include "timeline.h"

#include <algorithm>
#include <utility>

#include "account.h"
#include "answers.h"
#include "found_post.h"
#include "media.h"
#include "tables.h"

namespace tidemark::twitter {
namespace {

constexpr const char* kRequest = "GET /2/users/:id/tweets";
constexpr std::int64_t kReach = 3200;  // posts that X lists: docs.x.com, user posts timeline, read 2026-11-22
constexpr int kPagesWithin = kReach / static_cast<int>(kBulk);
constexpr int kMostPages = 4 * kPagesWithin;  // pages may be short, even empty, with another behind them
// The clocks differ; and the two stretches overlap, because X does not say to which a post of the very second
// belongs.
constexpr std::int64_t kMargin = 10 * 60 * 1000, kOverlap = 2000;

bool is_id(std::string_view text) {
  return !text.empty() && text.size() <= 19 && text.find_first_not_of("0123456789") == std::string_view::npos;
}

bool is_newer(std::string_view id, std::string_view other) {
  return id.size() != other.size() ? id.size() > other.size() : id > other;
}

/// Another's post, handed on: listed with a type in one of the two vocabularies.
bool is_repost(const json::Value& post) {
  for (const char* list : {"referenced_tweets", "referenced_posts"})
    for (const json::Value other : post[list].items()) {
      const json::Value type = other["type"];
      if (type.type() == json::Type::string && (type.string() == "retweeted" || type.string() == "reposted"))
        return true;
    }
  return false;
}

bool is_another_s(const json::Value& post, std::string_view account) {
  const json::Value author = post["author_id"];
  return (author.type() == json::Type::string || author.type() == json::Type::number) &&
         *id_of(author) != account;
}

/// How many posts the account has, which comes as `includes` with every page that has posts.
std::optional<std::int64_t> count_of_posts(const json::Value& root, std::string_view account) {
  for (const json::Value user : root["includes"].object()["users"].array()) {
    if (id_of(user["id"]) != account) continue;
    const json::Value shown = user["public_metrics"].object();
    return (shown["tweet_count"] ? shown["tweet_count"] : shown["post_count"]).count();
  }
  return std::nullopt;
}

}  // namespace

Timeline::Timeline(sdk::Discovery& discovery, std::string account)
    : discovery_(discovery), account_(std::move(account)), author_(discovery) {}

void Timeline::run() {
  const bool only_new = is_id(discovery_.cursor());
  if (only_new) {
    newest_ = discovery_.cursor();
    list({.since_id = newest_, .start_time = {}, .end_time = {}, .young = true});
  } else {
    const std::int64_t young_since = discovery_.now_ms() - kPrivateFor + kMargin;
    const bool two = author_.allowed();
    if (two)
      list({.since_id = {}, .start_time = sdk::format_time(young_since), .end_time = {}, .young = true});
    list({.since_id = {},
          .start_time = {},
          .end_time = two ? sdk::format_time(young_since + kOverlap) : std::string(),
          .young = false});
  }
  read_watch_time(discovery_, own_videos_);
  if (!only_new) claim_what_was_listed();
  if (!newest_.empty()) discovery_.keep_cursor(newest_);
}

/// Said only where nothing was lost on the way.
void Timeline::claim_what_was_listed() {
  if (!complete_) return;
  const bool all = posts_of_the_account_ ? *posts_of_the_account_ <= kReach : pages_ < kPagesWithin;
  if (all)
    discovery_.listed();
  else if (oldest_ms_)
    discovery_.listed(*oldest_ms_);
}

void Timeline::list(const Stretch& stretch) {
  std::set<std::string> tokens;
  for (std::string token;;) {
    try {
      token = read_page(stretch, token);
    } catch (const json::Error& problem) {
      throw sdk::Failure(TIDEMARK_BAD_RESPONSE, std::string(kRequest) + ": " + problem.what());
    }
    if (token.empty()) return;
    if (!tokens.insert(token).second)
      throw sdk::Failure(TIDEMARK_BAD_RESPONSE, std::string(kRequest) + ": \"meta.next_token\" comes again");
    if (pages_ >= kMostPages) {
      complete_ = false;
      discovery_.warn(std::string(kRequest) + ": stopped after " + std::to_string(pages_) + " pages");
      return;
    }
  }
}

sdk::Target Timeline::request(const Stretch& stretch, const std::string& token, bool figures) const {
  sdk::Target target = sdk::Target("/2/users").part(account_);
  target.part("tweets").add("max_results", std::to_string(kBulk)).add("exclude", "retweets");
  const std::pair<const char*, const std::string&> rest[] = {{"since_id", stretch.since_id},
                                                             {"start_time", stretch.start_time},
                                                             {"end_time", stretch.end_time},
                                                             {"pagination_token", token}};
  for (const auto& [name, value] : rest)
    if (!value.empty()) target.add(name, value);
  return target
      .add("tweet.fields", std::string(kShownFields)
                               .append(",note_tweet,referenced_tweets")
                               .append(figures ? kPrivateFields : ""))
      .add("expansions", "attachments.media_keys,author_id")
      .add("media.fields", "alt_text,preview_image_url,public_metrics,type,url")
      .add("user.fields", "public_metrics");
}

std::string Timeline::read_page(const Stretch& stretch, const std::string& token) {
  ++pages_;
  bool figures = stretch.young && author_.allowed();
  sdk::Response answer = ask(discovery_, request(stretch, token, figures), bucket("user_tweets"));
  if (figures && asking_for_less_may_help(answer)) {
    const std::string why = refusal(answer, kRequest, discovery_).message;
    answer = ask(discovery_, request(stretch, token, false), bucket("user_tweets"));
    if (answer.ok()) author_.give_up(why);
    figures = false;
  }
  if (!answer.ok()) throw refusal(answer, kRequest, discovery_);
  json::Document document = answer.json();
  PostAnswer page(document.root());
  std::string next = read_meta(document.root(), page);
  if (const auto count = count_of_posts(document.root(), account_)) posts_of_the_account_ = count;

  std::set<std::string_view> dropped;
  for (const auto& [id, error] : page.fields)
    if (figures && !page.posts.contains(id)) dropped.insert(id);
  if (dropped.empty()) {
    report(page, dropped);
    return next;
  }
  // Posts left out because of their figures are listed all the same: the page once more, without.
  const sdk::Response rest = ask(discovery_, request(stretch, token, false), bucket("user_tweets"));
  if (!rest.ok()) throw refusal(rest, kRequest, discovery_);
  const json::Document shown = rest.json();
  PostAnswer all(shown.root());
  read_meta(shown.root(), all);
  for (auto& [id, post] : all.posts)
    if (const auto with = page.posts.find(id); with != page.posts.end()) post = with->second;
  report(all, dropped);
  return next;
}

std::string Timeline::read_meta(const json::Value& root, const PostAnswer& page) {
  const json::Value meta = root.object()["meta"].object(), data = root["data"];
  const auto said = meta["result_count"].count();
  if (!data && page.fields.empty()) {  // not all of a page was left out because of its figures
    if (!root["errors"].array().empty()) throw not_there(root, "the account's posts");
    if (meta.absent()) throw json::Error("the answer has neither \"data\" nor \"meta\"");
    if (said != 0) throw json::Error("\"data\" is absent, and \"meta.result_count\" is not 0");
  }
  const auto count = static_cast<std::int64_t>(page.order.size());
  complete_ = complete_ && said == count && page.missing.empty() && page.unreadable.empty();
  if (!page.unreadable.empty()) discovery_.warn(std::string(kRequest) + ": " + page.unreadable);
  return std::string(meta["next_token"].string().value_or(""));
}

void Timeline::report(const PostAnswer& page, const std::set<std::string_view>& dropped) {
  sdk::Batch batch(discovery_);
  for (const std::string_view id : page.order) {
    const auto field = page.fields.find(id);
    const bool refused = dropped.contains(id) ||
                         (field != page.fields.end() && field->second.code == TIDEMARK_PERMISSION_DENIED);
    report_post(batch, id, page, refused);
  }
  batch.commit();
  author_.nobody_got_any();
}

void Timeline::report_post(sdk::Batch& batch, std::string_view id, const PostAnswer& page, bool refused) {
  const json::Value post = page.posts.at(id);
  if (!is_id(id)) {
    complete_ = false;
    discovery_.warn(std::string(kRequest) + ": \"" + post.path() + ".id\" is no post's id");
    return;
  }
  if (is_repost(post) || is_another_s(post, account_) || !seen_.emplace(id).second) return;
  if (is_newer(id, newest_)) newest_ = id;
  const FoundPost found(id, post, page);
  const std::uint32_t item = discovery_.found(found.as_found());
  if (found.published_at_ms())
    oldest_ms_ = std::min(oldest_ms_.value_or(INT64_MAX), *found.published_at_ms());
  if (!found.problem().empty()) {
    batch.fail(item, {TIDEMARK_BAD_RESPONSE, found.problem()});
    return;
  }
  batch.item(item, [&] {
    const std::int64_t published_at = published(id, {}, post);
    add_figures(batch, item, post, page, published_at, account_, own_videos_);
    author_.note(post, published_at, refused);
  });
}

}  // namespace tidemark::twitter
