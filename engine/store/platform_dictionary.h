#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <shared_mutex>
#include <string>
#include <string_view>

namespace tidemark {

/// A platform's number on disk. Numbers begin at 1, in order of first use, and are never given out twice.
/// Threads: any for reading; add by one at a time. Names live as long as the dictionary.
class PlatformDictionary {
 public:
  /// The number of the next platform to be added.
  std::uint32_t next() const;
  /// Once the entry is on disk, or read from it. False if `number` is not the next one, or the name is known.
  bool add(std::uint32_t number, std::string_view name);

  std::optional<std::uint32_t> number_of(std::string_view name) const;
  /// Which posts a question is about.
  struct Asked {
    std::optional<std::uint32_t> number;  ///< absent: of any platform
  };
  /// Nothing: of a platform that nothing was ever stored of.
  std::optional<Asked> asked(std::optional<std::string_view> name) const;
  /// Empty for a number that was never given out.
  std::string_view name_of(std::uint32_t number) const;

 private:
  std::optional<std::uint32_t> find(std::string_view name) const;

  mutable std::shared_mutex mutex_;
  std::deque<std::string> names_;  // number - 1 is the index; a handful. A deque, so that they stay in place
};

}  // namespace tidemark
