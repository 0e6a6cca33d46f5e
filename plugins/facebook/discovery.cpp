#include "discovery.h"

#include <algorithm>
#include <charconv>

namespace tidemark::facebook {
namespace {

constexpr std::int64_t kDayMs = 86'400'000;
constexpr std::int64_t kMarginMs = 2 * kDayMs;  // posts appear late, and with an earlier date
constexpr std::int64_t kYearMs = 365 * kDayMs;
constexpr std::size_t kSurelyOfAYear = 500;    // the platform's word is "approximately 600 ranked" of a year
constexpr std::string_view kForm = "newest ";  // of the cursor: the newest post's time in milliseconds

std::optional<std::int64_t> newest_in(std::string_view cursor) {
  std::int64_t newest = 0;
  if (!cursor.starts_with(kForm)) return std::nullopt;
  cursor.remove_prefix(kForm.size());
  const auto [end, problem] = std::from_chars(cursor.data(), cursor.data() + cursor.size(), newest);
  return problem == std::errc() && end == cursor.data() + cursor.size() && newest > 0 ? std::optional(newest)
                                                                                      : std::nullopt;
}

std::string_view text_of(const json::Value& value) {
  return value.string().value_or("");
}

}  // namespace

PageDiscovery::PageDiscovery(sdk::Discovery& discovery, const Client& client, Asker& asker)
    : discovery_(discovery), client_(client), asker_(asker), newest_(newest_in(discovery.cursor())) {
  if (newest_) since_ = *newest_ - kMarginMs;
}

void PageDiscovery::run() {
  reading("GET /published_posts", [&] { read_posts(); });
  reading("GET /video_reels", [&] { read_reels(); });
  if (newest_) discovery_.keep_cursor(std::string(kForm) + std::to_string(*newest_));
  if (is_full() && complete_) claim_what_is_sure();
}

void PageDiscovery::read_posts() {
  std::vector<graph::Pages::Parameter> window;
  if (since_) window.emplace_back("since", graph::unix_seconds(*since_));
  Listing list(client_, asker_, kPost, "published_posts", window);
  while (auto page = list.next(kEngagement | kInsights | kMedia)) {
    std::vector<Post> posts = page->posts();
    if (page->insights_left_out) {
      std::vector<std::string_view> ids;
      for (const Post& post : posts) ids.push_back(post.id);
      asker_.ask_insights(kPost, ids, *page);
      posts = page->posts();
    }
    complete_ = complete_ && page->unreadable.empty();
    report(posts);
    list.turn(*page);
    if (is_old(posts)) list.stop();
  }
  complete_ = complete_ && list.ended();
}

void PageDiscovery::read_reels() try {
  Listing list(client_, asker_, kReel, "video_reels");
  while (const auto page = list.next(kMedia)) {
    const std::vector<Post> reels = page->posts();
    complete_ = complete_ && page->unreadable.empty();
    for (const Post& reel : reels) report_reel(reel);
    list.turn(*page);
    if (is_old(reels)) list.stop();
  }
  complete_ = complete_ && list.ended();
} catch (const Refused& why) {
  if (!why.error.asking_for_less_may_help() && why.error.trouble != graph::Trouble::missing) throw;
  discovery_.info(why.message + "; reels are found where they are posts of the page");
  complete_ = false;
}

bool PageDiscovery::is_old(const std::vector<Post>& posts) const {
  if (!since_ || posts.empty()) return false;
  return std::all_of(posts.begin(), posts.end(), [&](const Post& post) {
    try {
      const auto made = graph::moment(post.node["created_time"]);
      return made && *made < *since_;
    } catch (const json::Error&) {
      return false;
    }
  });
}

std::optional<std::int64_t> PageDiscovery::made_at(const json::Value& node) {
  const auto made = graph::moment(node["created_time"]);
  if (made) {
    newest_ = std::max(newest_.value_or(*made), *made);
    made_.push_back(*made);
  }
  return made;
}

void PageDiscovery::report(const std::vector<Post>& posts) {
  for (const Post& post : posts)
    if (found_.emplace(post.id).second) report(post);
}

void PageDiscovery::report(const Post& post) {
  std::optional<json::Error> unreadable;
  std::string media, type;
  sdk::Found found = {.platform_id = post.id};
  try {
    found.published_at_ms = made_at(post.node);
    found.url = text_of(post.node["permalink_url"]);
    found.text = text_of(post.node["message"]);
    found.type = type = type_of(post.node);
    found.media_json = media = media_of(post.node);
  } catch (const json::Error& problem) {
    unreadable = problem;
  }
  const std::uint32_t item = discovery_.found(found);
  sdk::Batch batch(discovery_);
  batch.item(item, [&] {
    reading("GET /published_posts", [&] {
      if (unreadable) throw *unreadable;
      post.figures().give(batch);
    });
  });
  batch.commit();
}

void PageDiscovery::report_reel(const Post& reel) {
  // Known by the page's post of it, if there is one: then its figures are that post's.
  std::string_view id = reel.id;
  sdk::Found found = {.type = "reel"};
  try {
    const std::string_view post = text_of(reel.node["post_id"]);
    if (post.find('_') != std::string_view::npos) id = post;
    found.published_at_ms = made_at(reel.node);
    found.url = text_of(reel.node["permalink_url"]);
    found.text = text_of(reel.node["description"]);
  } catch (const json::Error& problem) {
    complete_ = false;
    discovery_.warn(std::string("GET /video_reels: ") + problem.what());
  }
  found.platform_id = id;
  // A permalink of a reel comes without its host.
  const std::string url = found.url.starts_with("/") ? "https://www.facebook.com" + std::string(found.url)
                                                     : std::string(found.url);
  found.url = url;
  if (found_.emplace(id).second) discovery_.found(found);
}

std::optional<std::int64_t> surely_listed_since(std::vector<std::int64_t> made) {
  std::sort(made.begin(), made.end());
  std::optional<std::int64_t> since;
  for (std::size_t last = kSurelyOfAYear; last < made.size(); ++last)
    if (made[last] - made[last - kSurelyOfAYear] < kYearMs) since = made[last] + 1;
  return since;
}

void PageDiscovery::claim_what_is_sure() {
  discovery_.listed(surely_listed_since(made_));
}

}  // namespace tidemark::facebook
