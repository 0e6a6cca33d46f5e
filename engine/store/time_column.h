#pragma once
// The times of a chunk. What is fetched on a schedule comes at whole multiples of some interval, and a little
// late: the multiples are said in runs, the lateness in Rice codes. Times without any order are written too,
// at a bit or two above what their differences need. ON DISK: README.md.

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "domain/instant.h"

namespace tidemark::disk {

/// Appends all but the first of `times`, which rise, each once; at most kMostRiceNumbers and one.
void put_times(std::string& out, std::span<const Instant> times);
/// Appends `size` times, of which the first is `first`. False for bytes that no version wrote.
bool read_times(std::string_view bytes, Instant first, std::size_t size, std::vector<Instant>& times);

}  // namespace tidemark::disk
