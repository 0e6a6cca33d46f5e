#pragma once
// Pages, Instagram accounts and what they published, by Graph's ids. Source: Facebook facts, section 3;
// Instagram facts, section 2.
//
// Nothing is stored: an id holds the account and the time, as the world's own ids do. Ids of pages and
// accounts follow from the seed alone, so that both of Graph's platforms know each other's.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sandbox/world.h"

namespace tidemark::sandbox::graph {

/// Which of the two worlds: pages with their posts, or Instagram accounts with their media.
enum class Realm { pages, instagram };

enum class Kind { page, page_post, video, page_story, instagram_user, media, child, story };
/// What a post of a page or an account shows.
enum class Form { status, link, photo, video, reel, carousel };

struct Object {
  Kind kind = Kind::page;
  int account = 0;  ///< from 1
  Form form = Form::status;
  std::string id;
  Post post;      ///< of a post, a video, a media or its child; of a story its time alone, with `number`
  int place = 0;  ///< of a child in its carousel

  std::int64_t published_ms() const { return post.published_ms; }
};

/// Threads: any.
class Objects {
 public:
  Objects(const World& world, Realm realm, std::uint64_t seed) : world_(world), realm_(realm), seed_(seed) {}

  const World& world() const { return world_; }
  Realm realm() const { return realm_; }
  std::uint64_t seed() const { return seed_; }

  Object page(int account) const;
  Object instagram_user(int account) const;
  /// The portfolio that owns the account.
  std::string business_id(int account) const;
  /// The second id that graph.instagram.com gives an account, for one app only.
  std::string app_scoped_id(int account) const;

  Object page_post(const Post& post) const;
  Object video(const Post& post) const;
  Object media(const Post& post) const;
  std::vector<Object> children(const Object& carousel) const;
  /// A Reel that has no post in the feed, which is every other one.
  bool is_only_video(const Post& post) const;
  /// What the platform calls a post by: a media, a video, or a post of the feed.
  Object published(const Post& post) const;

  Object page_story(int account, std::int64_t number) const;
  Object story(int account, std::int64_t number) const;
  /// Numbers of the stories of the last 24 hours, newest first.
  std::vector<std::int64_t> running_stories(int account, int a_day, std::int64_t now_ms) const;

  /// Whatever has that id and was published by `now_ms`; also what is gone.
  std::optional<Object> find(std::string_view id, std::int64_t now_ms) const;

  std::string shortcode(const Object& media) const;
  /// The address for people.
  std::string permalink(const Object& object) const;
  /// In [0, 1000), its own for each purpose.
  int chance_of(const Object& object, std::uint64_t purpose) const;

 private:
  std::optional<Object> find_page_part(std::string_view page, std::string_view part,
                                       std::int64_t now_ms) const;
  std::optional<Object> find_account(std::string_view id) const;
  std::optional<Object> find_media(std::string_view id, std::int64_t now_ms) const;
  Object story_of(Kind kind, int account, std::int64_t number) const;
  Form page_form(const Post& post) const;
  Form media_form(const Post& post) const;
  std::int64_t story_time(int account, std::int64_t number) const;

  const World& world_;
  const Realm realm_;
  const std::uint64_t seed_;
};

/// True if the platform still shows it, to the account's own token.
bool is_there(const Object& object);
/// "FEED", "REELS" or "STORY".
std::string_view product_type(const Object& media);
/// "IMAGE", "VIDEO" or "CAROUSEL_ALBUM".
std::string_view media_type(const Object& media);

}  // namespace tidemark::sandbox::graph
