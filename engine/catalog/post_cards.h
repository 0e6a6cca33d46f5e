#pragma once
// What answers show of a post, kept in few bytes, so that a question about one of 100,000 needs no SQL. Only
// this folder uses it.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <random>
#include <shared_mutex>
#include <string>
#include <unordered_map>
#include <vector>

#include "domain/post.h"

namespace tidemark {

/// Threads: any. As Recent (recent.h), but bounded by bytes: where they are used up, posts go at random, for
/// a hit then costs no bookkeeping, and the answers of a few more do not depend on who asked last.
class PostCards {
 public:
  /// Of content_text; the preview of an answer is 100 characters, of up to 4 bytes.
  static constexpr std::size_t kText = 400;
  static constexpr std::size_t kBytes = 24u << 20;

  explicit PostCards(std::size_t bytes = kBytes) : most_(bytes) {}

  /// Without media and labels, and with the beginning of its text only.
  std::optional<Post> find(PostId id) const;
  std::uint64_t age() const;
  void put(const Post& post, std::uint64_t age);
  void forget(PostId id);
  void forget_all();
  std::size_t bytes() const;

 private:
  struct Card {
    std::unique_ptr<char[]> packed;
    std::uint32_t size = 0;
    std::uint32_t place = 0;  // in order_
  };
  void drop(PostId id);

  const std::size_t most_;
  mutable std::shared_mutex mutex_;
  // Guarded by mutex_.
  std::uint64_t age_ = 0;
  std::size_t bytes_ = 0;
  std::unordered_map<PostId, Card> cards_;
  std::vector<PostId> order_;       // of no meaning: to pick one at random
  std::vector<std::string> words_;  // platforms and media types: few, and many posts have each
  std::minstd_rand random_;
};

/// The first `most` bytes of a text, or fewer, so that no character is cut.
std::string_view beginning_of(std::string_view text, std::size_t most);

}  // namespace tidemark
