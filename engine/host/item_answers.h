#pragma once
// What a plugin says of the items of one call: judged, and kept account of. Nothing of it is trusted; the
// host in this process and one in another share this code.

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
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
/// remark, and samples of an item that failed are dropped. Threads: none; used by the thread that calls the
/// plugin.
class ItemAnswers {
 public:
  using Warn = std::function<void(const std::string&)>;

  /// `count` records of `stride` bytes each. Error `plugin_error` names the first bad record, and nothing of
  /// the batch is taken; `platform_error`: the engine could not store it, which `sink_error` remembers.
  Result<> emit(const void* first, std::uint64_t count, std::uint32_t stride);
  void read(std::uint32_t item);
  void failed(std::uint32_t item, const Error& why);
  void unavailable(std::uint32_t metric, std::string_view type, std::int64_t until_ms, std::string_view why);

  /// What the sink answered when it failed; no more is taken after it.
  const std::optional<Error>& sink_error() const { return sink_error_; }

 protected:
  enum class State : std::uint8_t { open, answered, failed };

  /// All arguments outlive the object.
  ItemAnswers(const Manifest& manifest, std::size_t items, const Clock& clock, Warn warn);
  ~ItemAnswers() = default;

  const Manifest& manifest() const { return manifest_; }
  void warn(const std::string& remark) const { warn_(remark); }
  void add_item() { states_.push_back(State::open); }
  std::vector<State>& states() { return states_; }
  /// Why the first refused batch was refused; empty: none was.
  const std::string& first_refusal() const { return first_refusal_; }
  /// What the sink answered, remembered if it is an error. To the plugin `what` could not be kept.
  Result<> kept(Result<> answer, const std::string& what);

 private:
  // What the kinds of calls do with an answer that was accepted.
  virtual Result<> store(std::span<const EmittedSample> samples) = 0;
  virtual void was_read(std::uint32_t item) = 0;
  virtual void has_failed(std::uint32_t item, const Error& why) = 0;
  virtual void is_unavailable(const UnavailableMetric& metric) = 0;

  // Nothing is wrong with the record: empty.
  std::string problem_of(const tidemark_sample& sample) const;
  EmittedSample judged(const tidemark_sample& sample) const;
  Result<> refuse(const std::string& why);

  const Manifest& manifest_;
  const Clock& clock_;
  Warn warn_;
  std::vector<State> states_;
  std::optional<Error> sink_error_;
  std::string first_refusal_;
};

}  // namespace tidemark
