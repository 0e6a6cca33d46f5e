#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "domain/result.h"
#include "host/item_answers.h"

namespace tidemark {

/// A post as a plugin's `found` gave it: texts not yet judged.
struct RawFound {
  std::string_view platform_id, url, text, type, media_json;
  std::int64_t published_at_ms = 0;
};

/// What a plugin answers in one discover, judged and handed to the sink: the posts, each before its figures.
/// The items are the posts that were found, from 0. Threads: none; used by the thread that discovers.
class DiscoveryAnswers final : public ItemAnswers {
 public:
  /// Longest cursor that is kept, in bytes.
  static constexpr std::size_t kLongestCursor = 64 * 1024;

  /// `cursor` is what the plugin was given. All other arguments outlive the object.
  DiscoveryAnswers(const Manifest& manifest, std::string_view cursor, const Clock& clock, DiscoverySink& sink,
                   Warn warn)
      : ItemAnswers(manifest, 0, clock, std::move(warn)), cursor_(cursor), sink_(sink) {}

  /// Error `plugin_error`: an id of a form that the manifest does not have, media that are not the list they
  /// should be; `platform_error`: the engine could not keep it, which `sink_error` remembers. A post that was
  /// refused is no item.
  Result<> found(const RawFound& post);
  /// Error `plugin_error`: called before, too long, or not UTF-8.
  Result<> keep_cursor(std::string_view cursor);
  /// Error `plugin_error`: called before, or an impossible time.
  Result<> listed(std::int64_t since_ms);

  /// The outcome, where `said` is what the plugin returned: the cursor for next time, the given one if it
  /// kept none.
  Result<DiscoveryEnd> finish(const Result<>& said) const;

 private:
  Result<> store(std::span<const EmittedSample> samples) override { return sink_.emit(samples); }
  void was_read(std::uint32_t) override {}  // a post without figures is nothing to tell
  void has_failed(std::uint32_t item, const Error& why) override;
  void is_unavailable(const UnavailableMetric& metric) override { sink_.metric_unavailable(metric); }
  Result<> refuse_end(const std::string& why);

  std::string cursor_;
  DiscoverySink& sink_;
  bool kept_cursor_ = false;
  std::optional<DiscoveryEnd::Listed> listed_;
  // Of a cursor or of what is listed: the next listing would start from a wrong place, or posts that are
  // there would be taken for gone.
  std::optional<Error> refusal_;
};

}  // namespace tidemark
