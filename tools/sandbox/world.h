#pragma once
// The invented accounts and posts of one platform.
//
// Next to nothing is stored: every property follows from the seed, the account and the post's number in the
// account's timetable, and an id holds the time and the account, so that a post is found without a search.
// The timetable has no end: as the clock goes on, new posts appear on the timeline. What it shows when the
// sandbox starts are the newest posts; none slips off while it runs, as platforms list what they have. After
// a later start, older ones are off the timeline but can still be read by id: a sandbox that is started again
// with the same options knows every post it ever showed. Stored, and gone with the process, are only the
// posts that events added or deleted.

#include <atomic>
#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <set>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <vector>

namespace tidemark::sandbox {

enum class PostState { live, deleted, suspended, for_author_only };
std::string_view to_string(PostState state);

struct Post {
  int account = 0;  ///< from 1
  std::int64_t number =
      0;                 ///< in the account's timetable, rising with time; from kPublished: added by an event
  std::uint64_t id = 0;  ///< a snowflake: bits above 22 are milliseconds since the platform's epoch; even
  std::int64_t published_ms = 0;
  PostState state = PostState::live;
  bool has_video = false;
  bool has_link = false;
  std::string kind;  ///< of a post added by an event: the platform's word; else empty, the platform decides
};
constexpr std::int64_t kPublished = std::int64_t{1} << 40;

struct Account {
  int number = 0;  ///< from 1
  std::uint64_t id = 0;
  std::int64_t created_ms = 0;
  std::string username, name;
};

/// How many posts a timeline shows and how many of these are special.
struct Shape {
  int accounts = 3;
  int posts = 250;
  int deleted = 0, suspended = 0, for_author_only = 0, videos = 25;
};

/// Threads: any.
class World {
 public:
  World(std::uint64_t seed, const Shape& shape, std::int64_t id_epoch_ms);

  std::uint64_t seed() const { return seed_; }
  int accounts() const { return shape_.accounts; }
  Account account(int number) const;
  std::optional<Account> account_by_id(std::uint64_t id) const;
  std::optional<Account> account_by_username(std::string_view username) const;

  /// The post of that id if it was published by `now_ms`, whatever its state.
  std::optional<Post> find(std::uint64_t id, std::int64_t now_ms) const;
  /// A post of the timetable.
  Post post(int account, std::int64_t number) const;
  /// The account's newest post published at or before `at_ms`.
  std::optional<Post> newest(int account, std::int64_t at_ms) const;
  /// The one before it, back to the account's beginning.
  std::optional<Post> older(const Post& post) const;
  /// The start: `Shape::posts` are on each timeline now. Before any other call.
  void open(std::int64_t now_ms) { opened_ms_ = now_ms; }

  /// When the oldest post of the timeline, which has the newest `Shape::posts` of the start, was published.
  std::int64_t timeline_since(int account, std::int64_t now_ms) const;
  /// The timeline, newest first, with those that are gone; `most`: no more than that.
  std::vector<Post> timeline(int account, std::int64_t now_ms, std::size_t most) const;
  /// How many posts the account ever published.
  std::int64_t published_by(int account, std::int64_t now_ms) const;

  std::string text(const Post& post) const;
  /// A post of the next account that this one quotes; one in twenty does.
  std::optional<Post> quoted(const Post& post) const;

  /// Adds a post now; the newest unless one was published in the same millisecond.
  Post publish(int account, std::int64_t now_ms, const std::string& kind, const std::string& text);
  void set_deleted(const Post& post, bool deleted);

 private:
  struct Added {
    Post post;
    std::string text;
  };

  Post timetable_post(int account, std::int64_t number) const;
  std::int64_t newest_number(int account, std::int64_t at_ms) const;
  PostState state_of(std::int64_t number) const;
  std::int64_t rank(std::int64_t number) const;
  std::uint64_t snowflake(std::int64_t ms, int account, std::uint64_t chance) const;
  /// The newest added post before (ms, id).
  std::optional<Post> added_before(int account, std::int64_t ms, std::uint64_t id) const;
  Post as_it_is(Post post) const;

  std::int64_t opened_ms_ = std::numeric_limits<std::int64_t>::max();
  std::uint64_t seed_;
  Shape shape_;
  std::int64_t epoch_ms_;
  std::int64_t slot_ms_;  // the timetable has one post in each slot
  std::int64_t stride_;   // see rank

  std::atomic<bool> touched_{false};  // spares most readers the lock: true once anything below is not empty
  mutable std::shared_mutex mutex_;
  std::map<int, std::vector<Added>> added_;      // by account, rising in time
  std::set<std::uint64_t> deleted_, undeleted_;  // ids
};

}  // namespace tidemark::sandbox
