#pragma once
// Posts as they were read lately, so that a question about one of them needs no SQL. Only this folder uses
// it.
//
// What it holds is true for one count of Database::writes(): after any write it starts afresh. Dropping only
// what a write touched would save little, and every write that reaches posts (of accounts, of businesses, of
// sync) would have to know of it.

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <unordered_map>

#include "domain/post.h"

namespace tidemark {

/// Threads: any.
class PostCache {
 public:
  static constexpr std::size_t kMost = 4096;        ///< posts; then it starts afresh
  static constexpr std::size_t kLargest = 4 << 10;  ///< bytes of one post's texts; a larger one is not kept

  std::optional<Post> find(PostId id, std::uint64_t writes) const {
    std::shared_lock lock(mutex_);
    if (writes != writes_) return std::nullopt;
    const auto found = posts_.find(id);
    return found == posts_.end() ? std::nullopt : std::optional(found->second);
  }

  /// `writes` is the count from before the post was read.
  void put(const Post& post, std::uint64_t writes) {
    if (size_of(post) > kLargest) return;
    std::lock_guard lock(mutex_);
    if (writes < writes_) return;
    if (writes > writes_ || posts_.size() >= kMost) posts_.clear();
    writes_ = writes;
    posts_.insert_or_assign(post.id, post);
  }

 private:
  static std::size_t size_of(const Post& post) {
    std::size_t bytes = post.platform_post_id.size();
    for (const auto* text : {&post.platform_post_url, &post.content_text})
      if (*text) bytes += (*text)->size();
    for (const auto& media : post.media)
      bytes += media.url.size() + media.type.size() + media.alt_text.size();
    for (const auto& [name, value] : post.labels) bytes += name.size() + value.size();
    return bytes;
  }

  mutable std::shared_mutex mutex_;
  // Guarded by mutex_.
  std::uint64_t writes_ = 0;
  std::unordered_map<PostId, Post> posts_;
};

}  // namespace tidemark
