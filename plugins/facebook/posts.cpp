#include "posts.h"

#include <algorithm>

#include "listing.h"
#include "videos.h"

namespace tidemark::facebook {
namespace {

using graph::Trouble;

constexpr std::size_t kWorthAList = 4;      // fewer are cheaper by id
constexpr int kHopeless = 3;                // refusals of single posts in a row
constexpr std::int64_t kMarginMs = 60'000;  // whether since and until count themselves is not documented
constexpr unsigned kAll = kEngagement | kInsights;

bool is_video(std::string_view id) {
  return id.find('_') == std::string_view::npos;
}

/// Whether `id` stands in `text` as a word of its own.
bool names(std::string_view text, std::string_view id) {
  const auto digit = [](char c) { return (c >= '0' && c <= '9') || c == '_'; };
  for (auto at = text.find(id); at != std::string_view::npos; at = text.find(id, at + 1)) {
    const bool begins = at == 0 || !digit(text[at - 1]);
    const auto end = at + id.size();
    if (begins && (end == text.size() || !digit(text[end]))) return true;
  }
  return false;
}

/// Whether a refusal may be about what was asked for, and not about who asked or about the platform's health.
bool is_about_the_posts(const graph::Error& error) {
  return error.trouble == Trouble::missing || error.trouble == Trouble::unreadable ||
         (error.asking_for_less_may_help() && error.status < 500);
}

}  // namespace

PostSync::PostSync(const sdk::Sync& sync, const Client& client, Asker& asker)
    : sync_(sync), client_(client), asker_(asker) {
  for (const sdk::Item& item : sync.items()) {
    if (item.is_account) continue;
    if (is_video(item.platform_id))
      videos_.push_back(&item);
    else
      waiting_.emplace(item.platform_id, &item);
  }
}

void PostSync::run() {
  read_list();
  Items rest;
  for (const auto& [id, item] : waiting_) rest.push_back(item);
  read_by_id(rest);
  VideoSync(*this).run();
}

void PostSync::read_list() {
  std::int64_t first = INT64_MAX, last = INT64_MIN;
  std::size_t dated = 0, seen = 0;
  for (const auto& [id, item] : waiting_) {
    if (!item->published_at_ms) continue;
    first = std::min(first, *item->published_at_ms);
    last = std::max(last, *item->published_at_ms);
    ++dated;
  }
  if (dated < kWorthAList) return;
  Listing list(
      client_, asker_, kPost, "published_posts",
      {{"since", graph::unix_seconds(first - kMarginMs)}, {"until", graph::unix_seconds(last + kMarginMs)}});
  const std::size_t enough = waiting_.size() - dated;  // those without a date may be anywhere
  // A list that is mostly about other posts is no bargain any more.
  const std::size_t most = 3 * dated + kListed;
  try {
    while (waiting_.size() > enough && seen < most) {
      auto page = list.next(kAll);
      if (!page) return;
      seen += page->root()["data"].items().size();
      read_page(*page);
      list.turn(*page);
    }
  } catch (const json::Error& problem) {
    sync_.warn(std::string("GET /published_posts: ") + problem.what() + "; the rest is read by id");
  } catch (const Refused& why) {
    if (why.error.trouble == Trouble::permission || !is_about_the_posts(why.error)) throw;
    sync_.warn(why.message + "; the posts are read by id");
  }
}

void PostSync::read_page(Answered& page) {
  std::optional<sdk::Failure> ended;
  std::vector<Post> posts = page.posts();
  page_is_seen_ = true;
  if (page.insights_left_out) {
    std::vector<std::string_view> wanted;
    for (const Post& post : posts)
      if (waiting_.contains(post.id)) wanted.push_back(post.id);
    try {
      asker_.ask_insights(kPost, wanted, page);
    } catch (const sdk::Failure& why) {
      if (why.code == TIDEMARK_CANCELLED) throw;
      ended = why;  // after what is here has been handed over
    }
    posts = page.posts();
  }
  Items items;
  for (const Post& post : posts)
    if (const auto at = waiting_.find(post.id); at != waiting_.end()) {
      items.push_back(at->second);
      waiting_.erase(at);
    }
  read_answered(items, posts);
  if (ended) throw *ended;
}

void PostSync::read_answered(const Items& items, const std::vector<Post>& posts) {
  sdk::Batch batch(sync_);
  for (const sdk::Item* item : items) {
    const auto post = std::find_if(posts.begin(), posts.end(),
                                   [&](const Post& one) { return one.id == item->platform_id; });
    batch.item(item->index,
               [&] { reading("post " + std::string(post->id), [&] { post->figures().give(batch); }); });
  }
  batch.commit();
}

void PostSync::read_by_id(std::span<const sdk::Item* const> items) {
  while (!items.empty()) {
    const auto some = items.first(std::min(items.size(), kAtOnce));
    items = items.subspan(some.size());
    read_some(some);
  }
}

void PostSync::read_some(std::span<const sdk::Item* const> items) {
  if (items.size() == 1) return read_single(*items[0]);
  std::vector<std::string_view> ids;
  for (const sdk::Item* item : items) ids.push_back(item->platform_id);
  Items alone;
  try {
    Answered answered = asker_.ask(kPost, kAll, asker_.by_ids(ids));
    if (answered.insights_left_out) asker_.ask_insights(kPost, ids, answered);
    const std::vector<Post> posts = answered.posts();
    page_is_seen_ = page_is_seen_ || !posts.empty();
    Items told;
    for (const sdk::Item* item : items) {
      const bool is_there = std::any_of(posts.begin(), posts.end(),
                                        [&](const Post& post) { return post.id == item->platform_id; });
      (is_there ? told : alone).push_back(item);
    }
    read_answered(told, posts);
    // Others were read beside them: these alone are no sign that the rest is refused too.
    if (!told.empty()) failures_in_a_row_ = -static_cast<int>(alone.size());
  } catch (const json::Error& problem) {
    sync_.warn(std::string("GET /?ids=: ") + problem.what());
    alone.assign(items.begin(), items.end());
  } catch (const Refused& why) {
    if (why.error.trouble == Trouble::too_much_data) {
      read_some(items.first(items.size() / 2));
      return read_some(items.subspan(items.size() / 2));
    }
    if (!is_about_the_posts(why.error)) throw;
    alone = suspects(items, why.error);
    if (alone.size() < items.size()) {
      Items others;
      for (const sdk::Item* item : items)
        if (std::find(alone.begin(), alone.end(), item) == alone.end()) others.push_back(item);
      read_some(others);
    }
  }
  for (const sdk::Item* item : alone) read_single(*item);
}

PostSync::Items PostSync::suspects(std::span<const sdk::Item* const> items, const graph::Error& error) {
  Items named;
  for (const sdk::Item* item : items)
    if (names(error.message, item->platform_id) || names(error.told, item->platform_id))
      named.push_back(item);
  return named.empty() ? Items(items.begin(), items.end()) : named;
}

Form PostSync::one(std::string_view id) const {
  return {.shape = Form::Shape::single,
          .what = "GET /" + std::string(id),
          .target = [this, id](std::string_view fields) { return client_.target(id).add("fields", fields); }};
}

void PostSync::read_single(const sdk::Item& item) {
  try {
    Answered answered = asker_.ask(kPost, kAll, one(item.platform_id));
    const std::vector<Post> posts = answered.posts();
    if (posts.empty()) throw json::Error(answered.unreadable.empty() ? "no post" : answered.unreadable);
    if (posts[0].id != item.platform_id) throw json::Error("\"id\" is " + std::string(posts[0].id));
    page_is_seen_ = true;
    failures_in_a_row_ = 0;
    read_answered({&item}, posts);
  } catch (const json::Error& problem) {
    fail(item, {TIDEMARK_BAD_RESPONSE, "GET /" + std::string(item.platform_id) + ": " + problem.what()});
  } catch (const Refused& why) {
    if (!is_about_the_posts(why.error) && why.error.trouble != Trouble::too_much_data) throw;
    fail(item, meaning(why));
  }
}

void PostSync::fail(const sdk::Item& item, const sdk::Failure& why) {
  const bool is_gone = why.code == TIDEMARK_POST_NOT_FOUND;
  if (!is_gone && ++failures_in_a_row_ >= kHopeless)
    throw why;  // it is not these posts: the rest would be refused too
  sync_.item_failed(item.index, why);
}

sdk::Failure PostSync::meaning(const Refused& why) {
  if (why.error.trouble == Trouble::missing && !page_is_seen_) {
    // A token without rights is told the same of posts that are there.
    const graph::Answer page = client_.ask(client_.target(client_.page()).add("fields", "id"), "GET /{page}");
    if (!page.ok()) {
      if (!is_about_the_posts(page.error())) throw page.failure();
      return {TIDEMARK_PERMISSION_DENIED,
              "neither the post nor its page can be seen with this token: " + page.failure().message,
              page.error().status};
    }
    page_is_seen_ = true;
  }
  return why;
}

}  // namespace tidemark::facebook
