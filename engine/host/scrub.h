#pragma once

#include <span>
#include <string>
#include <string_view>

namespace tidemark {

/// Shorter texts than this are not treated as secrets: as a part of an answer they would be chance, and
/// overwriting them would spoil numbers. No platform gives out tokens so short.
inline constexpr std::size_t kShortestSecret = 8;

/// Overwrites by '*' of equal length: every occurrence of `secrets`, each character plain, percent-encoded
/// (also more than once) or escaped as JSON does it (also within strings within strings); the value of every
/// JSON member "access_token" and "refresh_token", however deep in strings; and what follows these names, or
/// one of `parameters`, and a '=' in an address, in any of these forms.
void scrub(std::string& text, std::span<const std::string_view> secrets,
           std::span<const std::string> parameters = {});

}  // namespace tidemark
