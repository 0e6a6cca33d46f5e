#include "catalog/secret_box.h"

#include <sodium.h>

#include <algorithm>
#include <string>

namespace tidemark {
namespace {

constexpr std::size_t kNonce = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t kTag = crypto_aead_xchacha20poly1305_ietf_ABYTES;

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}
unsigned char* bytes_of(std::string& text) {
  return reinterpret_cast<unsigned char*>(text.data());
}

/// What is authenticated beside the secret. ON DISK: a change makes every stored secret unreadable.
std::string place(AccountId account, std::string_view field) {
  return "tidemark account " + std::to_string(account.value) + " " + std::string(field);
}

}  // namespace

Sealed SecretBox::seal(AccountId account, std::string_view field, const Secret& secret) const {
  const Key& key = keys_.back();
  const std::string where = place(account, field);
  const std::string_view plain = secret.reveal();
  std::string sealed(kNonce + plain.size() + kTag, '\0');
  randombytes_buf(sealed.data(), kNonce);
  crypto_aead_xchacha20poly1305_ietf_encrypt(bytes_of(sealed) + kNonce, nullptr, bytes_of(plain),
                                             plain.size(), bytes_of(where), where.size(), nullptr,
                                             bytes_of(sealed), key.bytes.data());
  return {key.id, {std::move(sealed)}};
}

Result<Secret> SecretBox::open(AccountId account, std::string_view field, const Sealed& sealed) const {
  const std::string whose = std::string(field) + " of account " + std::to_string(account.value);
  const auto key =
      std::find_if(keys_.begin(), keys_.end(), [&](const Key& one) { return one.id == sealed.key_id; });
  if (key == keys_.end())
    return Error{Code::storage, whose + " was encrypted with key " + std::to_string(sealed.key_id) +
                                    ", which catalog.key does not hold; restore that file from a backup"};
  const std::string where = place(account, field);
  const std::string& bytes = sealed.bytes.data;
  std::string plain(bytes.size() < kNonce + kTag ? 0 : bytes.size() - kNonce - kTag, '\0');
  if (bytes.size() < kNonce + kTag ||
      crypto_aead_xchacha20poly1305_ietf_decrypt(bytes_of(plain), nullptr, nullptr, bytes_of(bytes) + kNonce,
                                                 bytes.size() - kNonce, bytes_of(where), where.size(),
                                                 bytes_of(bytes), key->bytes.data()) != 0)
    return Error{Code::storage, whose + " does not open with key " + std::to_string(sealed.key_id) +
                                    " of catalog.key; restore that file, or give the account a new token"};
  return Secret(std::move(plain));
}

}  // namespace tidemark
