// Statistics of posts and of a page's posts together. Source: LinkedIn API facts, section 3, "Post
// statistics": a post without activity, of another page, gone or older than twelve months is left out without
// a word.

#include <algorithm>

#include "sandbox/linkedin/figures.h"
#include "sandbox/linkedin/paging.h"
#include "sandbox/linkedin/problems.h"
#include "sandbox/quotas.h"

namespace tidemark::sandbox::linkedin {
namespace {

constexpr std::size_t kSummed = 5000;  // of a page's posts, in figures of the whole page

struct Sum {
  PostFigures figures;
  bool unique = true;  // whether uniqueImpressionsCount is shown
};

void add(PostFigures& into, const PostFigures& more, std::int64_t sign) {
  into.impressions += sign * more.impressions;
  into.unique_impressions += sign * more.unique_impressions;
  into.clicks += sign * more.clicks;
  into.likes += sign * more.likes;
  into.comments += sign * more.comments;
  into.shares += sign * more.shares;
}

void write_statistics(JsonText& json, const Call& call, const Sum& sum) {
  const PostFigures& f = sum.figures;
  json.key("totalShareStatistics").begin_object();
  const auto member = [&](const char* name, std::int64_t value) {
    if (!call.state.retired(name)) json.member(name, value);
  };
  if (sum.unique) member("uniqueImpressionsCount", f.unique_impressions);
  member("shareCount", f.shares);
  json.key("engagement").real(f.engagement());
  member("clickCount", f.clicks);
  member("likeCount", f.likes - f.negative_likes);
  member("impressionCount", f.impressions);
  member("commentCount", f.comments);
  json.end_object();
}

/// The posts of one list that statistics know of; a refusal for an URN of another kind.
std::optional<Answer> find_posts(const Call& call, const char* parameter, const char* kind, int account,
                                 std::vector<Post>& into) {
  const Value* const list = call.asked.find(parameter);
  if (!list) return std::nullopt;
  for (const Value& item : list->items) {
    const auto urn = parse_urn(item.string);
    if (!urn || urn->kind != kind) return param_invalid(parameter);
    const auto post = find_post(call.world, item.string, call.now_ms);
    if (!post || !exists(*post) || post->account != account) continue;
    if (call.now_ms - post->published_ms > kYearMs || kind_of(call.world, *post) == Kind::draft) continue;
    const bool twice =
        std::any_of(into.begin(), into.end(), [&](const Post& other) { return other.id == post->id; });
    if (!twice) into.push_back(*post);
  }
  return std::nullopt;
}

Answer of_posts(const Call& call, int account) {
  std::vector<Post> found;
  if (auto refusal = find_posts(call, "shares", "share", account, found)) return *refusal;
  if (auto refusal = find_posts(call, "ugcPosts", "ugcPost", account, found)) return *refusal;
  // In an order of its own: nothing promises that of the request.
  std::sort(found.begin(), found.end(),
            [](const Post& a, const Post& b) { return a.id % 4099 < b.id % 4099; });
  JsonText json(1024);
  json.begin_object();
  write_paging(json, {}, 0, "", false);
  json.key("elements").begin_array();
  for (const Post& post : found) {
    const PostFigures now = figures(call.world, post, call.now_ms - kStatisticsLagMs);
    if (!now.any()) continue;
    json.begin_object().member("organizationalEntity", organization_urn(call.world, account));
    const std::string urn = post_urn(call.world, post);
    json.member(kind_of(call.world, post) == Kind::video ? "ugcPost" : "share", urn);
    write_statistics(json, call, {now, shows_unique_impressions(call.world, post)});
    json.end_object();
  }
  return ok(json.end_array().end_object().take());
}

PostFigures page_total(const Call& call, const std::vector<Post>& posts, std::int64_t at_ms) {
  PostFigures sum;
  for (const Post& post : posts)
    if (exists(post)) add(sum, figures(call.world, post, at_ms), 1);
  return sum;
}

PostFigures all_as_told(PostFigures figures, std::int64_t day_end_ms, std::int64_t now_ms) {
  for (auto* figure : {&figures.impressions, &figures.unique_impressions, &figures.clicks, &figures.likes,
                       &figures.comments, &figures.shares})
    *figure = linkedin::as_told(*figure, day_end_ms, now_ms);
  return figures;
}

Answer over_time(const Call& call, int account) {
  const Intervals intervals = read_intervals(call, {"DAY", "MONTH"}, call.now_ms);
  if (intervals.refusal) return *intervals.refusal;
  const auto posts = call.world.timeline(account, call.now_ms, kSummed);
  const std::int64_t oldest = posts.empty() ? call.now_ms : posts.back().published_ms;
  JsonText json(2048);
  json.begin_object();
  write_paging(json, {}, 0, "", false);
  json.key("elements").begin_array();
  PostFigures before;
  std::int64_t before_day = -1;
  for (const Days& span : intervals.spans) {
    if (span.until * kDayMs <= oldest) continue;  // no data, no element
    if (before_day != span.since) before = page_total(call, posts, span.since * kDayMs);
    const PostFigures after = page_total(call, posts, span.until * kDayMs);
    PostFigures gained = after;
    add(gained, before, -1);
    before = after;
    before_day = span.until;
    json.begin_object();
    write_statistics(json, call, {all_as_told(gained, span.until * kDayMs, call.now_ms)});
    json.key("timeRange").begin_object().member("start", span.since * kDayMs);
    json.member("end", span.until * kDayMs).end_object();
    json.member("organizationalEntity", organization_urn(call.world, account)).end_object();
  }
  return ok(json.end_array().end_object().take());
}

}  // namespace

Answer share_statistics(const Call& call) {
  if (call.asked.text("q") != "organizationalEntity") return invalid_query();
  const Page page = page_of(call, "organizationalEntity");
  if (page.refusal) return *page.refusal;
  const bool by_post = call.asked.find("shares") || call.asked.find("ugcPosts");
  const bool by_time = call.asked.find("timeIntervals") != nullptr;
  if (by_post && by_time) return invalid_query();  // documented as not available together
  if (by_post) return of_posts(call, page.account);
  if (by_time) return over_time(call, page.account);
  const auto posts = call.world.timeline(page.account, call.now_ms, kSummed);
  JsonText json(512);
  json.begin_object();
  write_paging(json, {}, 0, "", false);
  json.key("elements").begin_array().begin_object();
  write_statistics(json, call, {page_total(call, posts, call.now_ms - kStatisticsLagMs)});
  json.member("organizationalEntity", organization_urn(call.world, page.account)).end_object();
  return ok(json.end_array().end_object().take());
}

}  // namespace tidemark::sandbox::linkedin
