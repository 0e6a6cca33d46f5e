#include "videos.h"

#include <algorithm>

namespace tidemark::facebook {
namespace {

using graph::Trouble;

bool is_about_the_videos(const graph::Error& error) {
  return error.trouble == Trouble::missing || error.trouble == Trouble::unreadable ||
         error.trouble == Trouble::too_much_data || (error.asking_for_less_may_help() && error.status < 500);
}

}  // namespace

void VideoSync::run() {
  Items reels, videos;
  for (const sdk::Item* item : posts_.videos_) (item->type == "video" ? videos : reels).push_back(item);
  for (const auto& [subject, items] : {std::pair(&kReel, &reels), std::pair(&kVideo, &videos)})
    for (std::span<const sdk::Item* const> rest(*items); !rest.empty();) {
      const auto some = rest.first(std::min(rest.size(), kAtOnce));
      rest = rest.subspan(some.size());
      read(*subject, some);
    }
}

void VideoSync::read(const Subject& subject, std::span<const sdk::Item* const> items) {
  if (items.size() == 1) return read_single(subject, *items[0]);
  std::vector<std::string_view> ids;
  for (const sdk::Item* item : items) ids.push_back(item->platform_id);
  Items alone;
  try {
    Answered answered = posts_.asker_.ask(subject, kTotals | kInsights, posts_.asker_.by_ids(ids));
    if (answered.insights_left_out) posts_.asker_.ask_insights(subject, ids, answered);
    const std::vector<Post> videos = answered.posts();
    Items told;
    for (const sdk::Item* item : items) {
      const bool is_there = std::any_of(videos.begin(), videos.end(),
                                        [&](const Post& video) { return video.id == item->platform_id; });
      (is_there ? told : alone).push_back(item);
    }
    read_answered(videos, told);
    if (!told.empty()) posts_.failures_in_a_row_ = -static_cast<int>(alone.size());
  } catch (const json::Error& problem) {
    posts_.sync_.warn(std::string("GET /?ids=: ") + problem.what());
    alone.assign(items.begin(), items.end());
  } catch (const Refused& why) {
    if (!is_about_the_videos(why.error)) throw;
    alone = PostSync::suspects(items, why.error);
    Items others;
    for (const sdk::Item* item : items)
      if (std::find(alone.begin(), alone.end(), item) == alone.end()) others.push_back(item);
    if (!others.empty()) read(subject, others);
  }
  for (const sdk::Item* item : alone) read_single(subject, *item);
}

void VideoSync::read_single(const Subject& subject, const sdk::Item& item) {
  try {
    Answered answered = posts_.asker_.ask(subject, kTotals | kInsights, posts_.one(item.platform_id));
    const std::vector<Post> videos = answered.posts();
    if (videos.empty()) throw json::Error(answered.unreadable.empty() ? "no video" : answered.unreadable);
    if (videos[0].id != item.platform_id) throw json::Error("\"id\" is " + std::string(videos[0].id));
    read_answered(videos, {&item});
    posts_.failures_in_a_row_ = 0;
  } catch (const json::Error& problem) {
    posts_.fail(item,
                {TIDEMARK_BAD_RESPONSE, "GET /" + std::string(item.platform_id) + ": " + problem.what()});
  } catch (const Refused& why) {
    if (!is_about_the_videos(why.error)) throw;
    posts_.fail(item, posts_.meaning(why));
  }
}

void VideoSync::read_answered(const std::vector<Post>& videos, const Items& items) {
  posts_.page_is_seen_ = posts_.page_is_seen_ || !videos.empty();
  std::optional<sdk::Failure> ended;
  std::map<std::string_view, Figures> first;
  try {
    first = figures_of_posts(videos);
  } catch (const sdk::Failure& why) {
    if (why.code == TIDEMARK_CANCELLED) throw;
    ended = why;
  }
  sdk::Batch batch(posts_.sync_);
  for (const sdk::Item* item : items) {
    const auto video = std::find_if(videos.begin(), videos.end(),
                                    [&](const Post& one) { return one.id == item->platform_id; });
    // Its post's figures go before its own, and are not known: it fails with what stood in the way.
    if (ended && !post_of(*video).empty()) continue;
    batch.item(item->index, [&] {
      Figures figures = first[video->id];
      reading("video " + std::string(video->id), [&] { figures.add(video->figures()); });
      figures.give(batch);
    });
  }
  batch.commit();
  if (ended) throw *ended;
}

std::string VideoSync::post_of(const Post& video) const {
  const json::Value id = video.node["post_id"];
  if (id.type() != json::Type::string || id.string()->empty()) return {};
  if (id.string()->find('_') != std::string_view::npos) return std::string(*id.string());
  return posts_.client_.page() == "me" ? std::string()
                                       : posts_.client_.page() + "_" + std::string(*id.string());
}

std::map<std::string_view, Figures> VideoSync::figures_of_posts(const std::vector<Post>& videos) {
  std::map<std::string, std::string_view> video_of;
  std::vector<std::string_view> ids;
  for (const Post& video : videos)
    if (std::string post = post_of(video); !post.empty()) video_of.emplace(std::move(post), video.id);
  for (const auto& [post, video] : video_of) ids.push_back(post);
  std::map<std::string_view, Figures> figures;
  read_posts_of(video_of, ids, figures);
  return figures;
}

void VideoSync::read_posts_of(const std::map<std::string, std::string_view>& video_of,
                              std::span<const std::string_view> ids,
                              std::map<std::string_view, Figures>& figures) {
  if (ids.empty()) return;
  const auto own_stand = [&](const std::string& why) {
    posts_.sync_.warn("GET /?ids=: " + why + "; the videos' own figures stand");
  };
  try {
    Answered answered = posts_.asker_.ask(kPost, kEngagement | kInsights, posts_.asker_.by_ids(ids));
    if (answered.insights_left_out) posts_.asker_.ask_insights(kPost, ids, answered);
    for (const Post& post : answered.posts()) {
      const auto at = video_of.find(std::string(post.id));
      if (at == video_of.end()) continue;
      try {
        figures[at->second].add(post.figures());
      } catch (const json::Error& problem) {
        own_stand(problem.what());
      }
    }
  } catch (const json::Error& problem) {
    own_stand(problem.what());
  } catch (const Refused& why) {
    if (!is_about_the_videos(why.error)) throw;
    const bool may_be_one =
        why.error.trouble != Trouble::permission && why.error.trouble != Trouble::unreadable;
    if (ids.size() < 2 || !may_be_one) return own_stand(why.message);
    // One id that is gone fails all: the others are asked without it.
    read_posts_of(video_of, ids.first(ids.size() / 2), figures);
    read_posts_of(video_of, ids.subspan(ids.size() / 2), figures);
  }
}

}  // namespace tidemark::facebook
