#include "sandbox/platforms.h"

#include "sandbox/graph/graph.h"
#include "sandbox/linkedin/linkedin.h"
#include "sandbox/x/x.h"

namespace tidemark::sandbox {

const std::vector<PlatformKind>& platform_kinds() {
  static const std::vector<PlatformKind> kinds = {
      {"x", {{"/x", "api.x.com"}, {"/x", "api.twitter.com"}}, x::make, x::has_bucket},
      {"linkedin", {{"/linkedin", "api.linkedin.com"}}, linkedin::make, linkedin::has_bucket},
      {"facebook", {{"/facebook", "graph.facebook.com"}}, graph::make_facebook, graph::facebook_has_bucket},
      {"instagram",
       {{"/instagram", "graph.instagram.com"}, {graph::kFacebookLoginPrefix, "graph.facebook.com"}},
       graph::make_instagram,
       graph::instagram_has_bucket},
  };
  return kinds;
}

Platforms::Platforms(const Stage& stage) {
  for (const auto& kind : platform_kinds()) all_.push_back(kind.make(stage));
}

Platforms::Found Platforms::find(const std::string& host, const std::string& path) const {
  const auto& kinds = platform_kinds();
  const std::string name = host.substr(0, host.find(':'));
  for (std::size_t i = 0; i < kinds.size(); ++i)
    for (const Mount& mount : kinds[i].mounts)
      if (name == mount.host) return {all_[i].get(), std::string(mount.prefix) + path, ""};
  for (std::size_t i = 0; i < kinds.size(); ++i)
    for (const Mount& mount : kinds[i].mounts)
      if (path.rfind(std::string(mount.prefix) + "/", 0) == 0)
        return {all_[i].get(), path, std::string(mount.prefix)};
  return {all_.front().get(), std::string(kinds.front().mounts.front().prefix) + path, ""};
}

Platform* Platforms::named(std::string_view name) const {
  for (const auto& platform : all_)
    if (platform->name() == name) return platform.get();
  return nullptr;
}

}  // namespace tidemark::sandbox
