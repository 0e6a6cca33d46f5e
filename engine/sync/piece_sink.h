#pragma once
// Takes the answers of one call of a plugin: makes them durable, then counts them.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "domain/clock.h"
#include "domain/log.h"
#include "domain/telemetry.h"
#include "host/plugin_host.h"
#include "sync/account_verdict.h"
#include "sync/call_gaps.h"
#include "sync/pieces.h"
#include "sync/ports.h"
#include "sync/run_book.h"

namespace tidemark {

/// Threads: none.
class PieceSink final : public SyncSink {
 public:
  struct Parts {
    Directory& directory;
    Measurements& measurements;
    RunBook& book;
    const Clock& clock;
    Log& log;
    Telemetry& telemetry;
  };
  PieceSink(Parts parts, const Piece& piece, std::stop_token stop);

  /// The items of the call, in the order of their indexes: the posts, then the account itself.
  std::span<const SyncItem> items() const { return items_; }

  Result<> emit(std::span<const EmittedSample> samples) override;
  void item_read(std::size_t item) override;
  void item_failed(std::size_t item, const Error& why) override;
  void metric_unavailable(const UnavailableMetric& metric) override;

  /// The call is over: every item that has no answer gets one. `withdrawn`: the account is not there any
  /// more.
  void finish(const Result<>& said, bool withdrawn);

  const AccountVerdict& verdict() const { return verdict_; }

 private:
  enum class Answer : std::uint8_t { none, read, stored, failed };
  struct Item {
    Answer answer = Answer::none;
    std::uint32_t row = 0;  // in the batch being made, with `batch`
    std::uint32_t batch = 0;
    Instant fetched_at;  // of all that this call says about the item
    bool seen = false;   // fetched_at is set
  };

  bool is_post(std::size_t item) const { return item < piece_.posts.size(); }
  Subject subject(std::size_t item) const;
  Snapshot& row_of(std::size_t item, Instant now);
  Result<std::vector<Landed>> store(std::span<const WindowReading> windows);
  void settle_batch(const std::vector<Landed>& landed);
  void settle_one(std::size_t item, Outcome outcome, const Error* why);
  void settle_missing();
  void miss(std::size_t item, const Error& why, bool alone);

  const Parts parts_;
  const Piece& piece_;
  const std::stop_token stop_;
  std::vector<SyncItem> items_;
  std::vector<Item> state_;
  std::vector<std::size_t> read_;     // items read without a metric, not stored yet
  std::vector<std::size_t> missing_;  // posts that are not there, not settled yet
  std::vector<Error> missing_why_;
  std::vector<Snapshot> batch_;
  std::vector<std::size_t> batch_items_;
  std::uint32_t batch_number_ = 0;
  std::optional<Error> storage_;  // why something could not be stored
  AccountVerdict verdict_;
  CallGaps gaps_;
};

}  // namespace tidemark
