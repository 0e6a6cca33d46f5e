#pragma once
// What a plugin answers in one sync: judged, kept account of, and handed to the sink. Nothing of it is
// trusted; the host in this process and one in another share this code.

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/clock.h"
#include "domain/result.h"
#include "host/manifest.h"
#include "host/plugin_host.h"
#include "tidemark/abi.h"

namespace tidemark {

/// Each item ends as emitted, read or failed, and what came first stands: a failure after an answer is only a
/// remark, and samples of an item that failed are dropped. Threads: none; used by the thread that syncs.
class SyncAnswers {
 public:
  using Warn = std::function<void(const std::string&)>;

  /// All arguments outlive the object.
  SyncAnswers(const Manifest& manifest, std::size_t items, const Clock& clock, SyncSink& sink, Warn warn);

  /// `count` records of `stride` bytes each. Error `plugin_error` names the first bad record, and nothing of
  /// the batch is taken; `platform_error`: the engine could not store it, which `sink_error` remembers.
  Result<> emit(const void* first, std::uint64_t count, std::uint32_t stride);
  void read(std::uint32_t item);
  void failed(std::uint32_t item, const Error& why);
  void unavailable(std::uint32_t metric, std::string_view type, std::int64_t until_ms, std::string_view why);

  /// What the sink answered when it failed; no more is taken after it.
  const std::optional<Error>& sink_error() const { return sink_error_; }

  /// The sync's outcome, where `said` is what the plugin returned: the sink's error if it had one; else,
  /// after success, the items without an answer fail with `plugin_error`.
  Result<> finish(Result<> said);

 private:
  enum class State : std::uint8_t { open, answered, failed };

  // Nothing is wrong with the record: empty.
  std::string problem_of(const tidemark_sample& sample) const;
  Result<> hand_over(const std::vector<EmittedSample>& samples);

  const Manifest& manifest_;
  const Clock& clock_;
  SyncSink& sink_;
  Warn warn_;
  std::vector<State> states_;
  std::optional<Error> sink_error_;
  std::string first_refusal_;  // why the first refused batch was refused
};

}  // namespace tidemark
