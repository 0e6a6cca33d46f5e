#pragma once
// The figures of a page's posts: from its list, which tells 100 in one call where each id costs one, and by
// id for those that are not in it.

#include <map>
#include <string_view>
#include <vector>

#include "asker.h"

namespace tidemark::facebook {

class PostSync {
 public:
  PostSync(const sdk::Sync& sync, const Client& client, Asker& asker);
  void run();

 private:
  using Items = std::vector<const sdk::Item*>;

  /// Takes from `waiting_` those that the list has.
  void read_list();
  void read_page(Answered& page);
  void read_by_id(std::span<const sdk::Item* const> items);
  void read_some(std::span<const sdk::Item* const> items);
  void read_single(const sdk::Item& item);
  void read_answered(const Items& items, const std::vector<Post>& posts);
  /// Those of `items` that stand in the way of the others.
  static Items suspects(std::span<const sdk::Item* const> items, const graph::Error& error);
  void fail(const sdk::Item& item, const sdk::Failure& why);
  /// What the refusal of one post means. That it is not there is believed only once it is sure that this
  /// token sees the page at all.
  sdk::Failure meaning(const Refused& why);
  Form one(std::string_view id) const;

  const sdk::Sync& sync_;
  const Client& client_;
  Asker& asker_;
  std::map<std::string_view, const sdk::Item*> waiting_;  // posts by id
  Items videos_;                                          // those that are no post of a page
  bool page_is_seen_ = false;                             // something of the page was read with this token
  int failures_in_a_row_ = 0;

  friend class VideoSync;
};

}  // namespace tidemark::facebook
