#pragma once
// The invented accounts and posts.
//
// Nothing is stored: every property follows from the seed, the account and the post's number in the account's
// timetable, and an id holds the time and the account, so that a post is found without a search. The
// timetable has no end: as the clock goes on, new posts appear on the timeline and old ones slip off it, but
// can still be read by id. A sandbox that is started again with the same options therefore knows every post
// it ever showed.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tidemark::sandbox {

enum class PostState { live, deleted, suspended, for_author_only };
std::string_view to_string(PostState state);

struct Post {
  int account = 0;          ///< from 1
  std::int64_t number = 0;  ///< in the account's timetable, rising with time
  std::uint64_t id = 0;     ///< a snowflake: bits above 22 are milliseconds since 2010-11-04T01:42:54.657Z
  std::int64_t published_ms = 0;
  PostState state = PostState::live;
  bool has_video = false;
  bool has_link = false;
};

struct Account {
  int number = 0;  ///< from 1
  std::uint64_t id = 0;
  std::int64_t created_ms = 0;
  std::string username, name, token;
};

/// How many posts a timeline shows and how many of these are special.
struct Shape {
  int accounts = 3;
  int posts = 250;
  int deleted = 0, suspended = 0, for_author_only = 0, videos = 25;
};

class World {
 public:
  World(std::uint64_t seed, const Shape& shape);

  std::uint64_t seed() const { return seed_; }
  int accounts() const { return shape_.accounts; }
  Account account(int number) const;
  std::optional<Account> account_by_id(std::uint64_t id) const;
  std::optional<Account> account_by_username(std::string_view username) const;

  /// The post of that id if it was published by `now_ms`, whatever its state.
  std::optional<Post> find(std::uint64_t id, std::int64_t now_ms) const;
  Post post(int account, std::int64_t number) const;
  /// The numbers of the timeline's newest and oldest post.
  std::int64_t newest(int account, std::int64_t now_ms) const;
  std::int64_t oldest(int account, std::int64_t now_ms) const {
    return newest(account, now_ms) - shape_.posts + 1;
  }
  /// All that the account ever published.
  std::int64_t published_by(int account, std::int64_t now_ms) const;

  std::string text(const Post& post) const;
  std::string url(const Post& post) const;
  /// A post of the next account that this one quotes; one in twenty does.
  std::optional<Post> quoted(const Post& post) const;
  /// The id in "13_<id>" of the post's video.
  std::uint64_t video_id(const Post& post) const { return post.id ^ 1; }
  std::optional<Post> post_of_video(std::uint64_t video_id, std::int64_t now_ms) const;

 private:
  PostState state_of(std::int64_t number) const;
  std::int64_t rank(std::int64_t number) const;

  std::uint64_t seed_;
  Shape shape_;
  std::int64_t slot_ms_;  // the timetable has one post in each slot
  std::int64_t stride_;   // see rank
};

/// "sandbox-user-3" is 3, "sandbox-app" is 0; nothing for any other token.
std::optional<int> caller_of(std::string_view token, int accounts);

}  // namespace tidemark::sandbox
