#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace tidemark {

/// Which part of a list, which is by id. A cursor is the last id that was answered: it stays valid while rows
/// come and go.
struct PageRequest {
  std::optional<std::uint64_t> after = {};
  std::size_t limit = 100;  ///< 1 to 1,000; the caller has checked
};

template <typename T>
struct Page {
  std::vector<T> items;
  std::optional<std::uint64_t> next = {};  ///< absent: this was the last page
};

/// A field of a JSON merge patch: outer absent, leave as it is; inner absent, clear.
template <typename T>
using Change = std::optional<std::optional<T>>;

}  // namespace tidemark
