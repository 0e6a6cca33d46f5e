#pragma once
// Faults on demand. A spec is KIND[=VALUE][:PATH[:HOW_OFTEN]]
//
//   KIND   a status (400, 401, 402, 403, 404, 410, 426, 429, 500 to 504), or slow, cut, garbage
//   VALUE  slow=2s, slow=150ms: how long (default 1s); 429=60s: when the window ends (default: the
//   platform's);
//          of a status: which of the platform's forms it has, a number being the platform's own error code:
//          429=legacy, 429=cap (X: the older form, a used-up monthly cap), 429=day (LinkedIn: the daily
//          quota), 401=expired, 401=revoked, 401=190 cut=length, cut=chunked: which form the cut body has;
//          garbage=html, garbage=json; default: by turns
//   PATH   without the query, with or without the platform's prefix: /linkedin/rest/posts, /rest/posts; "*"
//   stands for any characters; default: every path HOW_OFTEN  0.1: one request in ten, by chance that the
//   seed decides; x2: the first two; default: every one
//
// The first fault that strikes answers; slow ones only delay, and the next may strike as well.

#include <chrono>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/result.h"

namespace tidemark::sandbox {

enum class FaultKind { status, slow, cut, garbage };

struct Fault {
  FaultKind kind = FaultKind::status;
  int status = 0;
  std::optional<std::chrono::milliseconds> time;
  std::optional<bool> second_form;  ///< cut: chunked; garbage: broken JSON
  std::string form;                 ///< of a status; empty: the usual one
  std::string path = "*";
  double rate = 1;
  std::optional<std::int64_t> first;  ///< only so many
};

Result<Fault> parse_fault(std::string_view spec);
/// What strikes one request.
struct Strike {
  std::chrono::milliseconds delay{0};
  std::optional<Fault> fault;  ///< never a slow one
  std::uint64_t variant = 0;   ///< picks among the forms of one fault
};

/// Threads: any.
class Faults {
 public:
  explicit Faults(std::uint64_t seed) : seed_(seed) {}
  void set(std::vector<Fault> faults);
  /// `path` and `full_path`, with the platform's prefix, are two names of one thing.
  Strike strike(std::string_view path, std::string_view full_path);

 private:
  struct Armed {
    Fault fault;
    std::int64_t met = 0;  // requests that it could have struck
  };
  const std::uint64_t seed_;
  std::mutex mutex_;
  std::vector<Armed> faults_;
};

}  // namespace tidemark::sandbox
