// An account's posts, newest first. Source: X API facts, section 2, "Posts of an account".

#include <algorithm>

#include "domain/instant.h"
#include "sandbox/x/endpoints.h"
#include "sandbox/x/ids.h"
#include "sandbox/x/render.h"

namespace tidemark::sandbox::x {
namespace {

constexpr std::size_t kReach = 3200;  // older posts are not listed

struct Page {
  std::size_t size = 10;
  std::optional<std::uint64_t> since_id, until_id;
  std::optional<std::int64_t> start_ms, end_ms;
  bool replies = true, retweets = true;
  std::optional<std::uint64_t> first;  ///< id of the newest post of this page; from the token
};

/// Tokens say the id of the page's first post; letters of no meaning in front, as theirs are opaque.
constexpr std::string_view kTokenPrefix = "7140w";

std::string token_of(std::uint64_t first) {
  return std::string(kTokenPrefix) + std::to_string(first);
}

std::optional<std::uint64_t> read_token(std::string_view token) {
  if (token.substr(0, kTokenPrefix.size()) != kTokenPrefix) return std::nullopt;
  return parse_id(token.substr(kTokenPrefix.size()));
}

std::string not_valid(const std::string& name, const std::string& value) {
  return "The `" + name + "` query parameter value [" + value + "] is not valid";
}

template <typename T>
void keep(std::optional<T>& into, std::optional<T> value, const std::string& name, const std::string& text,
          std::vector<Fault400>& faults) {
  if (!value) faults.push_back({name, {text}, not_valid(name, text)});
  into = value;
}

void read_exclude(const std::string& value, Page& page, std::vector<Fault400>& faults) {
  for (auto word : split(value, ',')) {
    if (word == "replies") {
      page.replies = false;
    } else if (word == "retweets") {
      page.retweets = false;
    } else {
      faults.push_back({"exclude",
                        {value},
                        "The `exclude` query parameter value [" + std::string(word) +
                            "] is not one of [replies,retweets]"});
    }
  }
}

Page read_page(const Pairs& query, std::vector<Fault400>& faults) {
  Page page;
  const auto instant = [](const std::string& text) -> std::optional<std::int64_t> {
    const auto at = parse_rfc3339(text);
    return at ? std::optional(at->ms) : std::nullopt;
  };
  for (const auto& [name, value] : query) {
    if (name == "max_results") {
      const auto size = parse_id(value);
      page.size = static_cast<std::size_t>(size.value_or(0));
      if (page.size < 5 || page.size > 100)
        faults.push_back(
            {name,
             {value},
             "The `max_results` query parameter value [" + value + "] is not between 5 and 100"});
    }
    if (name == "exclude") read_exclude(value, page, faults);
    if (name == "since_id") keep(page.since_id, parse_id(value), name, value, faults);
    if (name == "until_id") keep(page.until_id, parse_id(value), name, value, faults);
    if (name == "start_time") keep(page.start_ms, instant(value), name, value, faults);
    if (name == "end_time") keep(page.end_ms, instant(value), name, value, faults);
    if (name == "pagination_token") keep(page.first, read_token(value), name, value, faults);
  }
  return page;
}

/// Listed at all, and within what was asked.
bool listed(const Call& call, const Page& page, const Post& post) {
  if (post.state == PostState::deleted) return false;
  if (post.state == PostState::for_author_only && call.caller != post.account) return false;
  if ((!page.replies && post.kind == "reply") || (!page.retweets && post.kind == "retweet")) return false;
  if (page.since_id && post.id <= *page.since_id) return false;
  if (page.until_id && post.id >= *page.until_id) return false;
  if (page.start_ms && post.published_ms < *page.start_ms) return false;
  if (page.end_ms && post.published_ms >= *page.end_ms) return false;
  return true;
}

}  // namespace

Answer timeline(const Call& call) {
  std::vector<Fault400> faults;
  const Asked asked = read_asked(
      call.request.query,
      {"max_results", "pagination_token", "since_id", "until_id", "start_time", "end_time", "exclude"},
      faults);
  const Page page = read_page(call.request.query, faults);
  const std::uint64_t id = read_id(call.argument, faults);
  if (!faults.empty()) return invalid_request(faults);

  Rendering rendering(call.world, asked, call.caller, call.now_ms, call.refused, "id");
  JsonText json;
  json.begin_object();
  const auto account = call.world.account_by_id(id);
  if (!account) {
    rendering.error({PartialError::not_found, "user", call.argument, "id"});
  } else {
    std::vector<Post> posts = call.world.timeline(account->number, call.now_ms, kReach);
    posts.erase(
        std::remove_if(posts.begin(), posts.end(), [&](const Post& p) { return !listed(call, page, p); }),
        posts.end());
    const auto first = std::find_if(posts.begin(), posts.end(),
                                    [&](const Post& p) { return !page.first || p.id <= *page.first; });
    const auto begin = static_cast<std::size_t>(first - posts.begin());
    const std::size_t end = std::min(posts.size(), begin + page.size);
    JsonText data(600 * page.size);
    data.begin_array();
    std::int64_t shown = 0;
    std::uint64_t newest_id = 0, oldest_id = 0;
    for (std::size_t at = begin; at < end; ++at) {
      if (!rendering.post(data, posts[at])) continue;  // refused: the page stays short
      if (shown++ == 0) newest_id = posts[at].id;
      oldest_id = posts[at].id;
    }
    if (shown > 0) json.key("data").raw(data.end_array().take());
    rendering.finish(json);
    json.key("meta").begin_object().member("result_count", shown);
    if (shown > 0)
      json.member("newest_id", std::to_string(newest_id)).member("oldest_id", std::to_string(oldest_id));
    // The last page is the one that knows of nothing behind it, not the first short one.
    if (end < posts.size()) json.member("next_token", token_of(posts[end].id));
    if (begin > 0) json.member("previous_token", token_of(posts[begin - std::min(begin, page.size)].id));
    json.end_object().end_object();
    return {200, {{"content-type", "application/json; charset=utf-8"}}, json.take(), rendering.billed()};
  }
  rendering.finish(json);
  return {200, {{"content-type", "application/json; charset=utf-8"}}, json.end_object().take(), {}};
}

}  // namespace tidemark::sandbox::x
