#pragma once
// Numbers that are mostly near zero, in few bits: Rice codes of a width that each sixteen choose for
// themselves. Near to what their entropy allows, so that compressing them again gains nothing; and read
// without a decision a bit. ON DISK: README.md has the format in bits.

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace tidemark::disk {

inline constexpr std::size_t kMostRiceNumbers = 256;

/// Appends at most kMostRiceNumbers numbers; nothing if all are 0.
void put_rice(std::string& out, std::span<const std::int64_t> numbers);
/// Into `first`, the first of the `size` numbers that `bytes` hold and nothing else. False for bytes that no
/// version wrote, as far as that was looked at.
bool read_rice(std::string_view bytes, std::size_t size, std::span<std::int64_t> first);

}  // namespace tidemark::disk
