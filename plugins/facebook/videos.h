#pragma once
// Reels and videos that are known by the number of the video: they have figures of another edge and with
// other names. Where the page has a post of the video, that post's figures go first: some projects had
// nothing but zeros from the video's own (measured in August 2026).

#include "posts.h"

namespace tidemark::facebook {

class VideoSync {
 public:
  explicit VideoSync(PostSync& posts) : posts_(posts) {}
  void run();

 private:
  using Items = PostSync::Items;
  void read(const Subject& subject, std::span<const sdk::Item* const> items);
  void read_single(const Subject& subject, const sdk::Item& item);
  void read_answered(const std::vector<Post>& videos, const Items& items);
  /// The figures of the page's posts of these videos, by the videos' ids.
  std::map<std::string_view, Figures> figures_of_posts(const std::vector<Post>& videos);
  void read_posts_of(const std::map<std::string, std::string_view>& video_of,
                     std::span<const std::string_view> ids, std::map<std::string_view, Figures>& figures);
  std::string post_of(const Post& video) const;

  PostSync& posts_;
};

}  // namespace tidemark::facebook
