#include "catalog/owner_cache.h"

#include <sodium.h>

#include <cstring>

namespace tidemark {

OwnerCache::OwnerCache() {
  static_assert(crypto_shorthash_siphashx24_KEYBYTES == sizeof key_);
  static_assert(crypto_shorthash_siphashx24_BYTES == sizeof(NameHash));
  randombytes_buf(key_.data(), key_.size());
}

NameHash OwnerCache::hash_of(AccountId account, std::string_view platform_post_id) const {
  std::string text(sizeof account.value + platform_post_id.size(), '\0');
  std::memcpy(text.data(), &account.value, sizeof account.value);
  std::memcpy(text.data() + sizeof account.value, platform_post_id.data(), platform_post_id.size());
  NameHash hash;
  crypto_shorthash_siphashx24(reinterpret_cast<unsigned char*>(&hash),
                              reinterpret_cast<const unsigned char*>(text.data()), text.size(), key_.data());
  return hash;
}

std::string_view OwnerCache::kept(std::string_view platform) {
  std::lock_guard lock(mutex_);
  const auto known = platforms_.find(platform);
  return known != platforms_.end() ? *known : *platforms_.emplace(platform).first;
}

}  // namespace tidemark
