#pragma once
// What LinkedIn calls the things of the invented world. Source: LinkedIn API facts, sections 1 and 3: a video
// is an ugcPost, everything else a share; the activity of a post has a number of its own.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "sandbox/world.h"

namespace tidemark::sandbox::linkedin {

constexpr std::int64_t kIdEpochMs = 0;
constexpr std::int64_t kYearMs = 365LL * 24 * 3600 * 1000;

enum class Kind { text, image, images, article, video, reshare, draft };
constexpr const char* kKinds[] = {"text", "image", "images", "article", "video", "reshare", "draft"};
Kind kind_of(const World& world, const Post& post);

/// "urn:li:share:123" in its parts.
struct Urn {
  std::string kind;
  std::uint64_t number = 0;
};
std::optional<Urn> parse_urn(std::string_view text);

std::int64_t organization_number(const World& world, int account);
std::string organization_urn(const World& world, int account);
/// The account of an organization's number; nothing for a stranger's.
std::optional<int> account_of(const World& world, std::uint64_t organization);
std::string person_urn(const World& world, int account);

std::string post_urn(const World& world, const Post& post);
/// A post published by now, whatever became of it; its kind must be right as well.
std::optional<Post> find_post(const World& world, std::string_view urn, std::int64_t now_ms);
/// Neither deleted nor taken away.
bool exists(const Post& post);

}  // namespace tidemark::sandbox::linkedin
