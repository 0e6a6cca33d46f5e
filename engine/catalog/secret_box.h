#pragma once
// Secrets at rest: XChaCha20-Poly1305 (IETF) of libsodium, a fresh random nonce each time. Only this folder
// uses it.

#include <cstdint>
#include <string_view>
#include <vector>

#include "catalog/key_file.h"
#include "catalog/session.h"
#include "domain/ids.h"
#include "domain/result.h"
#include "domain/secret.h"

namespace tidemark {

struct Sealed {
  std::int64_t key_id = 0;
  Bytes bytes;  ///< nonce (24), then ciphertext and its tag (16)
};

/// Threads: any.
class SecretBox {
 public:
  /// `keys`: at least one, the last encrypts.
  explicit SecretBox(std::vector<Key> keys) : keys_(std::move(keys)) {}

  /// Bound to account and field: what is moved to another row or column does not open there.
  Sealed seal(AccountId account, std::string_view field, const Secret& secret) const;
  /// Error `storage`: no such key in catalog.key, or this was not sealed with it, for that place.
  Result<Secret> open(AccountId account, std::string_view field, const Sealed& sealed) const;

 private:
  std::vector<Key> keys_;
};

}  // namespace tidemark
