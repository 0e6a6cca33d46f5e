#pragma once
// Lists of ids in a request. Source: X API facts, section 2: 1 to 100, more is a 400 that echoes every one.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sandbox/exchange.h"
#include "sandbox/x/problems.h"

namespace tidemark::sandbox::x {

/// The words of a required list, each once, in order; what is wrong with it goes to `faults`.
std::vector<std::string> read_list(const Pairs& query, const std::string& parameter,
                                   std::vector<Fault400>& faults);
/// The same, as ids.
std::vector<std::uint64_t> read_ids(const Pairs& query, const std::string& parameter,
                                    std::vector<Fault400>& faults);
/// One id in a path.
std::uint64_t read_id(const std::string& text, std::vector<Fault400>& faults);

}  // namespace tidemark::sandbox::x
