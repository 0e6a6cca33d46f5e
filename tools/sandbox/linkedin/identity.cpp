#include "sandbox/linkedin/identity.h"

#include <algorithm>
#include <array>

#include "sandbox/chance.h"
#include "sandbox/exchange.h"

namespace tidemark::sandbox::linkedin {
namespace {

constexpr std::int64_t kFirstOrganization = 1'000'000, kStride = 1000;

std::uint64_t own_chance(const World& world, int account, std::int64_t number, std::uint64_t purpose) {
  return hash(
      {world.seed(), static_cast<std::uint64_t>(account), static_cast<std::uint64_t>(number), purpose});
}

}  // namespace

Kind kind_of(const World& world, const Post& post) {
  if (!post.kind.empty()) {
    const auto* at = std::find(std::begin(kKinds), std::end(kKinds), post.kind);
    return static_cast<Kind>(at - std::begin(kKinds));
  }
  if (post.has_video) return Kind::video;
  constexpr std::array<Kind, 8> mix = {Kind::text,  Kind::image,  Kind::image,   Kind::images,
                                       Kind::image, Kind::images, Kind::article, Kind::reshare};
  return mix[own_chance(world, post.account, post.number, 501) % mix.size()];
}

std::optional<Urn> parse_urn(std::string_view text) {
  constexpr std::string_view prefix = "urn:li:";
  if (text.substr(0, prefix.size()) != prefix) return std::nullopt;
  text.remove_prefix(prefix.size());
  const auto colon = text.find(':');
  if (colon == std::string_view::npos || colon == 0) return std::nullopt;
  const auto number = parse_id(text.substr(colon + 1));
  if (!number) return std::nullopt;
  return Urn{std::string(text.substr(0, colon)), *number};
}

std::int64_t organization_number(const World& world, int account) {
  return kFirstOrganization + account * kStride +
         static_cast<std::int64_t>(own_chance(world, account, 0, 502) % kStride);
}

std::string organization_urn(const World& world, int account) {
  return "urn:li:organization:" + std::to_string(organization_number(world, account));
}

std::optional<int> account_of(const World& world, std::uint64_t organization) {
  const auto number = static_cast<std::int64_t>(organization);
  const std::int64_t account = (number - kFirstOrganization) / kStride;
  if (account < 1 || account > world.accounts()) return std::nullopt;
  if (organization_number(world, static_cast<int>(account)) != number) return std::nullopt;
  return static_cast<int>(account);
}

std::string person_urn(const World& world, int account) {
  constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  std::string id;
  std::uint64_t bits = own_chance(world, account, 0, 503);
  for (int i = 0; i < 10; ++i, bits >>= 6) id += letters[bits & 63];
  return "urn:li:person:" + id;
}

std::string post_urn(const World& world, const Post& post) {
  const bool video = kind_of(world, post) == Kind::video;
  return (video ? "urn:li:ugcPost:" : "urn:li:share:") + std::to_string(post.id);
}

std::optional<Post> find_post(const World& world, std::string_view urn, std::int64_t now_ms) {
  const auto parts = parse_urn(urn);
  if (!parts) return std::nullopt;
  const auto post = world.find(parts->number, now_ms);
  if (!post || post_urn(world, *post) != urn) return std::nullopt;
  return post;
}

bool exists(const Post& post) {
  return post.state != PostState::deleted && post.state != PostState::suspended;
}

}  // namespace tidemark::sandbox::linkedin
