#pragma once
// Ids are positive integers given out by the catalog, never twice. 0 is "none yet" and never stored.

#include <compare>
#include <cstdint>
#include <functional>

namespace tidemark {

template <typename Tag>
struct Id {
  std::uint64_t value = 0;
  auto operator<=>(const Id&) const = default;
};

using BusinessId = Id<struct BusinessTag>;
using AccountId = Id<struct AccountTag>;
using PostId = Id<struct PostTag>;
using RunId = Id<struct RunTag>;
using ApiTokenId = Id<struct ApiTokenTag>;

/// What a snapshot is about. Values of `Kind` are on disk (engine/store/README.md).
struct Subject {
  enum class Kind : std::uint8_t { account = 1, post = 2 };
  Kind kind = Kind::post;
  std::uint64_t id = 0;
  /// Whose it is: where the store keeps it, so that a business's posts lie side by side. It never changes,
  /// and ids are never given out twice, so that it is no part of the subject's identity. Whoever speaks to
  /// the store names it.
  BusinessId business = {};

  constexpr bool operator==(const Subject& other) const { return kind == other.kind && id == other.id; }
  constexpr std::strong_ordering operator<=>(const Subject& other) const {
    const auto kinds = kind <=> other.kind;
    return kinds != 0 ? kinds : id <=> other.id;
  }
};

constexpr Subject subject_of(PostId id, BusinessId business = {}) {
  return {Subject::Kind::post, id.value, business};
}
constexpr Subject subject_of(AccountId id, BusinessId business = {}) {
  return {Subject::Kind::account, id.value, business};
}

}  // namespace tidemark

template <typename Tag>
struct std::hash<tidemark::Id<Tag>> {
  std::size_t operator()(const tidemark::Id<Tag>& id) const noexcept {
    return std::hash<std::uint64_t>{}(id.value);
  }
};
