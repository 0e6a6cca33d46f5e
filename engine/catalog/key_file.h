#pragma once
// catalog.key: the keys that encrypt secrets at rest. Text, one key a line: its number, a space, 64
// hexadecimal digits. The last line's key encrypts what is written from now on, the others still open what
// they closed, so that a key is changed by adding a line. Lines that are empty or start with # are passed
// over. ON DISK.

#include <array>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <vector>

#include "domain/result.h"

namespace tidemark {

/// Wiped when it goes.
struct Key {
  std::int64_t id = 0;
  std::array<unsigned char, 32> bytes{};
  Key() = default;
  Key(const Key&) = default;
  Key& operator=(const Key&) = default;
  ~Key();
};

/// Nothing if there is no such file. Error `storage`: it cannot be read, is not of the form above, or others
/// than its owner may read it.
Result<std::optional<std::vector<Key>>> read_key_file(const std::filesystem::path& file);

/// Makes the file, mode 0600, with one new key; durable when it returns. Error `storage`.
Result<std::vector<Key>> make_key_file(const std::filesystem::path& file);

}  // namespace tidemark
