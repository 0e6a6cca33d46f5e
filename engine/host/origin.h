#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "domain/result.h"

namespace tidemark {

/// Where connections go: what a base_url says before its path.
struct Origin {
  bool tls = false;
  std::string host;  ///< as in the URL; an IPv6 address without its brackets
  std::uint16_t port = 0;
  auto operator<=>(const Origin&) const = default;

  /// "api.example.com:443", for people.
  std::string name() const;
  /// What the Host header says: without the port that the scheme has anyway.
  std::string authority() const;
};

struct BaseUrl {
  Origin origin;
  std::string prefix;  ///< "" or "/path", no trailing slash
};

/// Error `bad_config` for anything but http(s)://host[:port][/path]: no user, query or fragment.
Result<BaseUrl> parse_base_url(std::string_view text);

/// What is wrong with `text` as the front of a platform's addresses; empty: nothing. It is what
/// parse_base_url takes, without a trailing slash, and https; http is accepted for loopback, and anywhere
/// with `allow_plain`.
std::string base_url_problem(const std::string& text, bool allow_plain);

}  // namespace tidemark
