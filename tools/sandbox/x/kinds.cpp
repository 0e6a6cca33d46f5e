#include "sandbox/x/kinds.h"

#include "sandbox/chance.h"

namespace tidemark::sandbox::x {

Medium medium_of(const World& world, const Post& post) {
  if (post.kind == "photo") return Medium::photo;
  if (post.kind == "gif") return Medium::gif;
  if (post.has_video) return Medium::film;
  if (!post.kind.empty()) return Medium::none;
  const auto chance = hash(
      {world.seed(), static_cast<std::uint64_t>(post.account), static_cast<std::uint64_t>(post.number), 601});
  if (chance % 20 == 0) return Medium::gif;
  return chance % 20 < 8 ? Medium::photo : Medium::none;
}

std::string media_key(const World& world, const Post& post) {
  const char* front = "";
  switch (medium_of(world, post)) {
    case Medium::none:
      return "";
    case Medium::photo:
      front = "3_";
      break;
    case Medium::gif:
      front = "16_";
      break;
    case Medium::film:
      front = "13_";
      break;
  }
  return front + std::to_string(post.id ^ 1);
}

std::optional<Post> post_of_film(const World& world, std::uint64_t number, std::int64_t now_ms) {
  const auto found = world.find(number ^ 1, now_ms);
  return found && medium_of(world, *found) == Medium::film ? found : std::nullopt;
}

std::optional<Reference> reference_of(const World& world, const Post& post) {
  if (post.kind == "reply") {
    if (const auto own = world.older(post)) return Reference{"replied_to", *own};
  } else if (post.kind == "retweet") {
    if (const auto other = world.newest(post.account % world.accounts() + 1, post.published_ms - 1))
      return Reference{"retweeted", *other};
  } else if (const auto quoted = world.quoted(post)) {
    return Reference{"quoted", *quoted};
  }
  return std::nullopt;
}

}  // namespace tidemark::sandbox::x
