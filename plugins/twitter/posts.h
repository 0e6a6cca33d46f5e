#pragma once
// Look-ups of posts, 100 ids a request, each id in as few requests as its age and the token allow.
//
// The author's own figures (non_public_metrics, organic_metrics) exist for 30 days, and X may drop a whole
// post from the answer when they are asked for without right. So posts are asked in two kinds of group: young
// ones with those figures, old ones without, and never the other way round. Two kinds of group may cost a
// request more than one kind would; then some young posts ride with the old ones instead, without those
// figures: the newer half of the seats is sure, the others are given in turn. (Old posts that ride with young
// ones would be dropped and asked twice, in every sync.) Only where the old posts alone fill all requests do
// the young ones cost one more. A post that an answer dropped is asked again among the old ones.

#include <deque>
#include <string_view>
#include <tidemark/plugin.hpp>
#include <vector>

#include "figures.h"

namespace tidemark::twitter {

class PostLookup {
 public:
  explicit PostLookup(const sdk::Sync& sync);
  /// Answers every post of the sync, or throws what stands in the way of the rest.
  void run();
  /// After run: the posts with videos of the account's own.
  const std::vector<OwnVideo>& own_videos() const { return own_videos_; }

 private:
  struct Post {
    const sdk::Item* item;
    std::int64_t made_at = 0;  // INT64_MAX: unknown
    bool dropped = false;      // left out of an answer for its private figures, and nobody in it got any
  };
  using Group = std::vector<Post>;

  void fill_groups();
  Group take(std::deque<Post>& from, std::size_t most);
  void look_up(const Group& group, bool with_private);
  void fail(const Group& group, const sdk::Failure& why);
  void read_answer(const Group& group, bool with_private, const json::Document& document);
  void read_post(sdk::Batch& batch, const Post& post, const json::Value& data, const PostAnswer& answer);

  const sdk::Sync& sync_;
  std::deque<Post> young_, old_;
  AuthorFigures author_;
  int failures_in_a_row_ = 0;
  std::vector<OwnVideo> own_videos_;
};

}  // namespace tidemark::twitter
