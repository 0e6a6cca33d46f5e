#pragma once
// Keeps the store in order while the engine runs: packs, forgets what is no longer wanted, notes that the
// engine lives, and gets it to write again after a disk was full.

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "domain/clock.h"
#include "domain/log.h"
#include "domain/result.h"
#include "store/upkeep.h"

namespace tidemark {

/// How long measurements are kept; absent: for good.
struct StoreRetention {
  std::optional<std::chrono::milliseconds> raw = {};    ///< every snapshot; older days keep their last
  std::optional<std::chrono::milliseconds> daily = {};  ///< those; not shorter than `raw`
  bool operator==(const StoreRetention&) const = default;
};

/// What the keeper does to the store; in the engine, the SnapshotStore.
class StoreCare {
 public:
  virtual ~StoreCare() = default;
  virtual Result<> note_alive(Instant now) = 0;
  virtual Result<> recover() = 0;
  virtual Result<PackReport> pack(const Packing& packing) = 0;
  virtual Result<RetentionReport> retain(const Retention& retention) = 0;
};

/// One thread on the steady clock: a wall clock that jumps changes when nothing happens. What fails is told
/// once and tried again at its next turn. Threads: start and stop from one.
class StoreKeeper {
 public:
  static constexpr std::chrono::milliseconds kLook{5'000};  ///< at a store that could not write
  static constexpr std::chrono::milliseconds kAlive{60'000};
  static constexpr std::chrono::milliseconds kPack{300'000};
  static constexpr std::chrono::milliseconds kRetain{6 * 3'600'000};
  /// An engine that was silent for longer was down: that is a gap. Shorter, and no sync was missed.
  static constexpr std::chrono::milliseconds kDown{300'000};
  /// Snapshots lie unpacked this long at most.
  static constexpr std::chrono::milliseconds kUnpacked{7 * 86'400'000};
  /// Between two batches: a tenth of a core at most goes into packing.
  static constexpr std::chrono::milliseconds kPause{20};

  /// All outlive it. `day_begins`: as Packing has it, asked before each round.
  struct Parts {
    StoreCare& store;
    const Clock& clock;
    Log& log;
    std::function<std::vector<std::uint8_t>()> day_begins;
  };
  StoreKeeper(Parts parts, StoreRetention retention) : parts_(std::move(parts)), retention_(retention) {}
  ~StoreKeeper() { stop(); }

  void start();
  /// Within a batch's time. Notes that the engine lived until now. Idempotent.
  void stop();

 private:
  void loop(const std::stop_token& stop);
  void pack(const std::stop_token& stop);
  void retain(const std::stop_token& stop);
  /// Logs a failure once, until it is over or another.
  void tell(std::string& last, const Result<>& result);

  const Parts parts_;
  const StoreRetention retention_;
  // Of the thread.
  std::string last_alive_, last_pack_, last_retain_, last_recovery_;
  std::jthread thread_;
};

}  // namespace tidemark
