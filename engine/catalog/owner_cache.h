#pragma once
// Whose posts and accounts are, in 16 bytes a post. Ids are given out one after another, so that they are
// kept in pages of neighbours, each read with one statement. Only this folder uses it.

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "catalog/recent.h"
#include "domain/ids.h"
#include "domain/instant.h"

namespace tidemark {

struct OwnedPost {
  AccountId account = {};                                             ///< 0: there is no such post
  Instant published_at = {std::numeric_limits<std::int64_t>::min()};  ///< that: nobody knows when
};

struct OwningAccount {
  BusinessId business = {};  ///< 0: there is no such account
  std::string_view platform = {};
  Instant tracked_since = {};
};

/// `kIds` neighbours.
template <typename Entry, std::uint64_t kIds>
struct OwnerPage {
  static constexpr std::uint64_t ids = kIds;
  std::array<Entry, kIds> entries;
};
using PostPage = OwnerPage<OwnedPost, 256>;
using AccountPage = OwnerPage<OwningAccount, 32>;

/// A post's account and name on its platform, hashed with a secret of this process: 16 bytes do not collide.
struct NameHash {
  std::uint64_t low = 0, high = 0;
  bool operator==(const NameHash&) const = default;
};

}  // namespace tidemark

template <>
struct std::hash<tidemark::NameHash> {
  std::size_t operator()(const tidemark::NameHash& name) const noexcept { return name.low; }
};

namespace tidemark {

/// Threads: any.
class OwnerCache {
 public:
  OwnerCache();

  Recent<std::uint64_t, std::shared_ptr<const PostPage>> posts{2048};        // by id / ids; 8 MiB at most
  Recent<std::uint64_t, std::shared_ptr<const AccountPage>> accounts{1024};  // by id / ids
  /// All of a business, rising.
  Recent<BusinessId, std::shared_ptr<const std::vector<AccountId>>> of_business{4096};
  /// A hint: the post may be deleted meanwhile, which its page knows; its name is for good.
  Recent<NameHash, PostId> names{200'000};

  NameHash hash_of(AccountId account, std::string_view platform_post_id) const;
  /// The same text, for good: platforms are few.
  std::string_view kept(std::string_view platform);

 private:
  std::array<unsigned char, 16> key_;
  std::mutex mutex_;
  std::set<std::string, std::less<>> platforms_;  // guarded by mutex_
};

}  // namespace tidemark
