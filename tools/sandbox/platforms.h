#pragma once
// The table of platforms, and the way from a request to the one it is meant for: by the host it names, else
// by what its path begins with, else X, whose paths have always been at the root.

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "sandbox/platform.h"

namespace tidemark::sandbox {

/// One host of a platform's API, and the path under which the sandbox serves it as well.
struct Mount {
  std::string_view prefix;  ///< "/linkedin"
  std::string_view host;    ///< "api.linkedin.com"
};

struct PlatformKind {
  std::string_view name;
  std::vector<Mount> mounts;
  std::unique_ptr<Platform> (*make)(const Stage&);
  /// Whether `--limit NAME/bucket=N` may name this bucket.
  bool (*has_bucket)(std::string_view bucket);
};
const std::vector<PlatformKind>& platform_kinds();

class Platforms {
 public:
  explicit Platforms(const Stage& stage);

  struct Found {
    Platform* platform = nullptr;
    std::string full_path;  ///< with the platform's prefix, however the request found its way
    std::string prefix;     ///< what stood in front of its path; empty: it named the host, or X's root
  };
  Found find(const std::string& host, const std::string& path) const;
  /// Null for an unknown name.
  Platform* named(std::string_view name) const;
  const std::vector<std::unique_ptr<Platform>>& all() const { return all_; }

 private:
  std::vector<std::unique_ptr<Platform>> all_;
};

}  // namespace tidemark::sandbox
