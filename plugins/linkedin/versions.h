#pragma once
// LinkedIn-Version: a month, served for at least a year, then refused with 426.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tidemark::linkedin {

/// YYYYMM or YYYYMM.RR.
bool is_version(std::string_view text);

/// What a person should know about the version by now: it ends within 60 days, or should have ended. Nothing
/// before that.
std::optional<std::string> sunset_warning(std::string_view version, std::int64_t now_ms);

}  // namespace tidemark::linkedin
