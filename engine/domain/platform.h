#pragma once
// What the engine knows of a platform: only what its plugin and manifest say.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/instant.h"
#include "domain/metric.h"

namespace tidemark {

/// A quota as it stands now. `remaining` and `reset_at` are the engine's knowledge, lowered by what the
/// platform said.
struct BucketStatus {
  std::string name;
  /// Whose counter it is: "app", "account 17", or "account" where no account has used it yet.
  std::string scope = "app";
  std::int64_t limit = 0;
  std::optional<std::int64_t> remaining = {};
  std::optional<Instant> reset_at = {};
};

/// A loaded plugin, or a file that was refused.
struct PlatformStatus {
  std::string id;       ///< of a refused file: its name without the ending
  std::string version;  ///< empty if the manifest could not be read
  std::string file;
  std::string sha256;
  bool loaded = false;
  std::string reason;     ///< why it was refused
  std::string isolation;  ///< "in-process"
  std::vector<std::string> capabilities;
  std::vector<Metric> metrics;
  std::vector<BucketStatus> buckets;
};

/// What other floors ask about platforms. Threads: any.
class Platforms {
 public:
  virtual ~Platforms() = default;
  /// The canonical id for an id or alias of the platform; nothing for a platform that is not loaded.
  virtual std::optional<std::string> canonical(std::string_view id_or_alias) const = 0;
  /// Ids of the loaded platforms, sorted.
  virtual std::vector<std::string> loaded() const = 0;
  virtual std::vector<PlatformStatus> status() const = 0;
  /// The metrics a loaded platform declares; empty for others.
  virtual std::vector<Metric> metrics(std::string_view platform) const = 0;
  /// Error `invalid` with the plugin's own sentence if this cannot be a post id there.
  virtual Result<> check_post_id(std::string_view platform, std::string_view platform_post_id) const = 0;
  /// Error `invalid`, naming the field, if a given account field is of a form that the platform does not
  /// have.
  virtual Result<> check_account_field(std::string_view platform, std::string_view field,
                                       std::string_view value) const = 0;
};

}  // namespace tidemark
