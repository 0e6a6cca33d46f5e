#pragma once
// What kind of post on X something is: the medium it carries, and the post it answers or repeats.
// Source: X API facts, section 2; media keys begin with 3 for a photo, 16 for a GIF, 13 for a film.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "sandbox/world.h"

namespace tidemark::sandbox::x {

/// Words of an event; the first is the usual one.
constexpr const char* kKinds[] = {"text", "photo", "gif", "video", "reply", "retweet"};

enum class Medium { none, photo, gif, film };
Medium medium_of(const World& world, const Post& post);
/// "13_1577730467436138524"; empty without a medium.
std::string media_key(const World& world, const Post& post);
/// The post published by `now_ms` whose film has that number, the part behind the "_" of its key.
std::optional<Post> post_of_film(const World& world, std::uint64_t number, std::int64_t now_ms);

struct Reference {
  const char* type = "";  ///< "quoted", "replied_to" or "retweeted"
  Post post;
};
std::optional<Reference> reference_of(const World& world, const Post& post);

}  // namespace tidemark::sandbox::x
