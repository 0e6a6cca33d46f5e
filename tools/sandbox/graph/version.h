#pragma once
// Graph's versions and how long each lives. Source: Facebook facts, section 1 (read 2026-11-22).

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tidemark::sandbox::graph {

/// What stands in front of a path, and what answers.
struct Version {
  int asked = 0;  ///< 0: none was
  int used = 0;   ///< an expired one is served by the oldest that lives, without a word
  std::string_view rest;
};

/// Reads "/v25.0/me". Nothing for a version that is not out yet.
std::optional<Version> read_version(std::string_view path, std::int64_t now_s);

inline std::string version_text(int version) {
  return "v" + std::to_string(version) + ".0";
}

}  // namespace tidemark::sandbox::graph
