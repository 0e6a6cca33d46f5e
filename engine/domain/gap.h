#pragma once
// What kept something from being measured, and for how long.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "domain/ids.h"
#include "domain/instant.h"
#include "domain/result.h"

namespace tidemark {

/// Numbers are on disk (engine/store/README.md).
enum class GapReason : std::uint8_t {
  rate_limited = 1,
  auth_failed = 2,
  invalid_token = 3,
  permission_denied = 4,
  platform_error = 5,
  network_error = 6,
  timeout = 7,
  bad_response = 8,
  plugin_error = 9,
  storage = 10,  ///< it was fetched and could not be stored: a full disk
  engine_down = 11,
  paused = 12,  ///< the scheduler, by hand
  metric_unavailable = 13,
  post_gone = 14,
};
std::string_view to_string(GapReason reason);
std::optional<GapReason> parse_gap_reason(std::uint8_t number);
/// What an attempt that ended with that code says about the time until the next one.
GapReason gap_reason(Code code);

/// What a gap of the whole engine is kept under: no account has this number.
inline constexpr Subject kEngineSubject{Subject::Kind::account, 0, BusinessId{}};

/// From the first attempt that failed to the one that succeeded.
struct Gap {
  Instant from;
  std::optional<Instant> to = {};  ///< absent: it lasts
  GapReason reason = GapReason::platform_error;
  /// Of an account: only its own figures were not measured. Else what keeps the account's posts from being
  /// measured.
  bool itself = false;
  std::string metric = {};   ///< with metric_unavailable
  std::string type = {};     ///< then: of posts of that media type alone; empty: of all
  std::string message = {};  ///< the first attempt's, for people
  bool operator==(const Gap&) const = default;
};

/// What one attempt says about the gaps of a subject. Of one (subject, itself, metric, type) one gap is open
/// at a time: another reason ends it and begins the next; the same one again changes nothing.
struct GapNote {
  Subject subject;
  Instant at;
  std::optional<GapReason> reason = {};  ///< absent: it was measured, which ends its gap
  bool itself = false;
  std::string metric = {};
  std::string type = {};
  std::string message = {};
};

}  // namespace tidemark
