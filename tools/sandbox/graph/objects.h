#pragma once
// Pages, Instagram accounts and what they published, by Graph's ids. Source: Facebook facts, section 3;
// Instagram facts, section 2.
//
// Nothing is stored: an id holds the account and the number in its timetable, as the world's own ids do.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sandbox/graph/settings.h"
#include "sandbox/world.h"

namespace tidemark::sandbox::graph {

enum class Kind { page, page_post, video, page_story, instagram_user, media, child, story };
/// What a post of a page or an account shows.
enum class Form { status, link, photo, video, reel, carousel };

struct Object {
  Kind kind = Kind::page;
  int account = 0;          ///< from 1
  std::int64_t number = 0;  ///< in the timetable of posts or stories; of a child: its parent's
  int place = 0;            ///< of a child in its carousel
  std::int64_t published_ms = 0;
  Form form = Form::status;
  std::string id;
};

/// Threads: any.
class Objects {
 public:
  explicit Objects(const World& world) : world_(world) {}

  std::uint64_t seed() const { return world_.seed(); }
  int accounts() const { return world_.accounts(); }
  const World& world() const { return world_; }

  Object page(int account) const;
  Object instagram_user(int account) const;
  /// The page's id that its Instagram account shares a portfolio with.
  std::string business_id(int account) const;
  /// The second id that graph.instagram.com gives an account, for one app only.
  std::string app_scoped_id(int account) const;

  Object page_post(int account, std::int64_t number) const;
  Object video(int account, std::int64_t number) const;
  Object media(int account, std::int64_t number) const;
  Object page_story(int account, std::int64_t number) const;
  Object story(int account, std::int64_t number) const;
  std::vector<Object> children(const Object& carousel) const;

  /// A Reel that has no post in the feed, which is every other one.
  bool is_only_video(const Object& post) const;
  /// True if the platform still has it for that account's own token.
  bool is_there(const Object& object, std::int64_t now_ms) const;
  /// Numbers of the stories of the last 24 hours, newest first.
  std::vector<std::int64_t> running_stories(int account, int a_day, std::int64_t now_ms) const;

  /// Whatever has that id and was published by `now_ms`; nothing for what is gone.
  std::optional<Object> find(std::string_view id, std::int64_t now_ms) const;

  std::string shortcode(const Object& media) const;
  /// In [0, 1000), its own for each purpose.
  int chance_of(const Object& object, std::uint64_t purpose) const;

 private:
  std::optional<Object> find_page_post(std::string_view page, std::string_view post) const;
  std::optional<Object> find_digits(std::string_view id) const;
  Form page_form(const Post& post) const;
  Form media_form(const Post& post) const;
  std::int64_t story_time(int account, std::int64_t number) const;

  const World& world_;
};

/// "FEED", "REELS" or "STORY".
std::string_view product_type(const Object& media);
/// "IMAGE", "VIDEO" or "CAROUSEL_ALBUM".
std::string_view media_type(const Object& media);

}  // namespace tidemark::sandbox::graph
