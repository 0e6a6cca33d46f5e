#pragma once

#include "host/item_answers.h"

namespace tidemark {

/// What a plugin answers in one sync, handed to the sink.
class SyncAnswers final : public ItemAnswers {
 public:
  /// All arguments outlive the object.
  SyncAnswers(const Manifest& manifest, std::size_t items, const Clock& clock, SyncSink& sink, Warn warn)
      : ItemAnswers(manifest, items, clock, std::move(warn)), sink_(sink) {}

  /// The sync's outcome, where `said` is what the plugin returned: the sink's error if it had one; else,
  /// after success, the items without an answer fail with `plugin_error`.
  Result<> finish(Result<> said);

 private:
  Result<> store(std::span<const EmittedSample> samples) override { return sink_.emit(samples); }
  void was_read(std::uint32_t item) override { sink_.item_read(item); }
  void has_failed(std::uint32_t item, const Error& why) override { sink_.item_failed(item, why); }
  void is_unavailable(const UnavailableMetric& metric) override { sink_.metric_unavailable(metric); }

  SyncSink& sink_;
};

}  // namespace tidemark
