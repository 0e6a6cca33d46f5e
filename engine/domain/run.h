#pragma once
// A sync run: one attempt to bring the posts of a business up to date, and what became of it.

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/ids.h"
#include "domain/instant.h"
#include "domain/result.h"

namespace tidemark {

enum class Trigger { manual, schedule, webhook };
enum class RunStatus { running, completed, partial, failed, interrupted };
std::string_view to_string(Trigger trigger);
std::string_view to_string(RunStatus status);
std::optional<Trigger> parse_trigger(std::string_view text);
std::optional<RunStatus> parse_run_status(std::string_view text);

struct SyncCounts {
  std::int64_t synced = 0;
  std::int64_t failed = 0;
  std::int64_t rate_limited = 0;
  bool operator==(const SyncCounts&) const = default;
};

/// One post that was not synced, or (without a post) what concerns an account or a metric and counts nowhere.
struct SyncError {
  std::optional<PostId> post;
  std::string platform;
  Code code = Code::platform_error;
  std::string message;
  std::optional<std::int64_t> retry_after_s =
      {};  ///< whole seconds, rounded up; with rate_limited only, at least 1
};

/// What the discoveries of a run found.
struct Discovered {
  std::size_t found = 0;
  std::size_t fresh = 0;  ///< "new" in the API
  std::size_t gone = 0;   ///< known before, and listed no more
  bool operator==(const Discovered&) const = default;
};

struct Run {
  RunId id;
  BusinessId business;
  Trigger trigger = Trigger::manual;
  RunStatus status = RunStatus::running;
  std::vector<std::string> platforms;  ///< those asked for, else those of the business's active accounts
  std::string message;                 ///< one sentence for people
  std::int64_t total_posts = 0;        ///< synced + failed + rate_limited once the run has ended
  std::map<std::string, SyncCounts> by_platform;
  std::vector<SyncError> errors;
  Instant started_at;
  std::optional<Instant> finished_at = {};
  std::optional<Instant> last_synced_at = {};  ///< when the last snapshot of this run became durable

  std::optional<Discovered> discovered = {};  ///< absent: this run discovered nothing anywhere

  SyncCounts counts() const {
    SyncCounts all;
    for (const auto& [platform, counts] : by_platform) {
      all.synced += counts.synced;
      all.failed += counts.failed;
      all.rate_limited += counts.rate_limited;
    }
    return all;
  }
};

}  // namespace tidemark
