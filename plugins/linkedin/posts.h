#pragma once
// The figures of posts, 94 a request. A post without activity is left out of LinkedIn's statistics, and so is
// one that is deleted, older than twelve months, or of another page. So a post that is left out has zeros
// only where the same sync shows that it exists (its social metadata, else a look at the posts) and that it
// is young enough; reactions or comments that the statistics do not have yet speak against zeros too.

#include <cstdint>
#include <optional>
#include <string_view>
#include <tidemark/plugin.hpp>
#include <unordered_map>
#include <vector>

#include "batches.h"
#include "client.h"
#include "social.h"

namespace tidemark::linkedin {

class PostReading {
 public:
  /// `organization` is its URN.
  PostReading(const sdk::Sync& sync, Client& client, std::string_view organization);
  /// Answers every post of the sync, or throws what stands in the way of the rest.
  void run();
  /// After run: the videos among the posts that are there.
  const std::vector<const sdk::Item*>& videos() const { return videos_; }

 private:
  using Group = std::vector<const sdk::Item*>;
  struct Statistics;
  /// What one sync's answers say of one post.
  struct Answers {
    std::optional<json::Value> element = {};  // of the statistics
    std::optional<Social> social = {};
    bool post_is_there = false;  // so the posts resource says
    bool of_another = false;     // likewise: not this page's, so the statistics never have it
    std::optional<std::int64_t> published_at = {};
    bool has_none = false;  // no activity: left out of the statistics, and it exists and is young
  };

  void look_up(Group group);
  void cope(Group group, const Refused& why);
  void fail(const Group& group, const sdk::Failure& why);
  void read_group(const Group& group, const Statistics& statistics);
  std::optional<BatchAnswer> ask_posts(const std::vector<std::string_view>& urns);
  void look_at(const BatchAnswer& posts, const sdk::Item& item, Answers& answers) const;
  static void add_statistics(sdk::Batch& batch, const Answers& answers);
  static void add_social(sdk::Batch& batch, const Answers& answers);
  bool may_ask_again();

  const sdk::Sync& sync_;
  Client& client_;
  std::string_view organization_;
  SocialReader social_;
  bool posts_wanted_ = true;
  int failures_in_a_row_ = 0;
  int asked_again_ = 0;
  std::vector<const sdk::Item*> videos_;
};

}  // namespace tidemark::linkedin
