#pragma once
// The page's posts as its lists have them, with their figures in the same calls.

#include <string>

#include "listing.h"

namespace tidemark::facebook {

class PageDiscovery {
 public:
  PageDiscovery(sdk::Discovery& discovery, const Client& client, Asker& asker);
  void run();

 private:
  /// The whole list is wanted.
  bool is_full() const { return !since_; }
  void read_posts();
  void read_reels();
  void report(const std::vector<Post>& posts);
  void report(const Post& post);
  void report_reel(const Post& reel);
  /// Notes when a post was made. Throws json::Error.
  std::optional<std::int64_t> made_at(const json::Value& node);
  /// Whether every post of a page of the list is older than what is new. The list's order is not promised:
  /// one old post says nothing.
  bool is_old(const std::vector<Post>& posts) const;
  void claim_what_is_sure();

  sdk::Discovery& discovery_;
  const Client& client_;
  Asker& asker_;
  std::optional<std::int64_t> since_;   // only what was made from then on is new
  std::optional<std::int64_t> newest_;  // of all posts seen
  bool complete_ = true;                // nothing was unreadable, and the lists came to their end
  std::set<std::string, std::less<>> found_;
  std::vector<std::int64_t> made_;  // when the found ones were made
};

/// Of the posts made at these instants: from when on a list that gives about 600 of a year must have had all.
/// Nothing: for all time. INT64_MAX: never.
std::optional<std::int64_t> surely_listed_since(std::vector<std::int64_t> made);

/// The plugin's own word for what a post is: "photo", "video", "reel", "status", "share", or the platform's.
std::string type_of(const json::Value& post);

/// [{"url","type","alt_text"}] of what the post shows; empty if nothing.
std::string media_of(const json::Value& post);

}  // namespace tidemark::facebook
