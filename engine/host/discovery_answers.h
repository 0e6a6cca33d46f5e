#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "domain/result.h"
#include "host/manifest.h"
#include "host/plugin_host.h"

namespace tidemark {

/// A post as a plugin's `found` gave it: texts not yet judged.
struct RawFound {
  std::string_view platform_id, url, text, type, media_json;
  std::int64_t published_at_ms = 0;
};

/// What a plugin answers in one discover, judged and handed to the sink. Threads: none; used by the thread
/// that discovers.
class DiscoveryAnswers {
 public:
  /// Longest cursor that is kept, in bytes.
  static constexpr std::size_t kLongestCursor = 64 * 1024;

  /// `cursor` is what the plugin was given. All other arguments outlive the object.
  DiscoveryAnswers(const Manifest& manifest, std::string_view cursor, DiscoverySink& sink)
      : manifest_(manifest), cursor_(cursor), sink_(sink) {}

  /// Error `plugin_error`: an id of a form that the manifest does not have, media that are not the list they
  /// should be; `platform_error`: the engine could not keep it, which `sink_error` remembers.
  Result<> found(const RawFound& post);
  /// Error `plugin_error`: called before, too long, or not UTF-8.
  Result<> keep_cursor(std::string_view cursor);
  void listed(std::int64_t since_ms);

  const std::optional<Error>& sink_error() const { return sink_error_; }
  /// The outcome, where `said` is what the plugin returned: the cursor for next time, the given one if it
  /// kept none.
  Result<DiscoveryEnd> finish(const Result<>& said) const;

 private:
  const Manifest& manifest_;
  std::string cursor_;
  DiscoverySink& sink_;
  bool kept_ = false;
  std::optional<DiscoveryEnd::Listed> listed_;
  std::optional<Error> refusal_;  // of a cursor: the next listing would start from a wrong place
  std::optional<Error> sink_error_;
};

}  // namespace tidemark
