#pragma once
// The account's posts as X lists them, GET /2/users/:id/tweets, 100 a page, with their figures.
//
// With a cursor, the newest id seen, only newer ones are asked for. Without, all that X lists: first those
// young enough for the author's own figures, then the rest without, so that no page is refused or shortened
// because of its age. X lists the 3,200 newest posts and no more; whether that was all of them says the
// account's own count of posts, which comes along.
//
// Reposts of others are not posts of the account: X is asked to leave them out, and those that come are
// skipped.

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <tidemark/plugin.hpp>
#include <vector>

#include "figures.h"
#include "post_answer.h"

namespace tidemark::twitter {

class Timeline {
 public:
  Timeline(sdk::Discovery& discovery, std::string account);
  /// Finds posts, emits their figures, keeps the cursor. Throws what stands in the way.
  void run();

 private:
  /// What is listed page by page: parameters beside the page's.
  struct Stretch {
    std::string since_id, start_time, end_time;
    bool young;
  };

  void list(const Stretch& stretch);
  /// Answers the next page's token; empty: there is none.
  std::string read_page(const Stretch& stretch, const std::string& token);
  sdk::Target request(const Stretch& stretch, const std::string& token, bool figures) const;
  void report(const PostAnswer& page, const std::set<std::string_view>& dropped);
  void report_post(sdk::Batch& batch, std::string_view id, const PostAnswer& page, bool refused);
  std::string read_meta(const json::Value& root, const PostAnswer& page);
  void claim_what_was_listed();

  sdk::Discovery& discovery_;
  const std::string account_;
  AuthorFigures author_;
  std::set<std::string, std::less<>> seen_;  // ids
  std::string newest_;                       // id
  std::optional<std::int64_t> oldest_ms_;
  std::optional<std::int64_t> posts_of_the_account_;  // as X counts them, reposts included
  int pages_ = 0;
  bool complete_ = true;  // no page left anything unsaid
  std::vector<OwnVideo> own_videos_;
};

}  // namespace tidemark::twitter
