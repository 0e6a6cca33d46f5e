#include "app/store_keeper.h"

#include <utility>

#include "query/day_begins.h"

namespace tidemark {
namespace {

template <typename T>
Result<> outcome(const Result<T>& result) {
  return result ? Result<>(Done{}) : Result<>(result.error());
}

/// "1 snapshot", "2 snapshots".
std::string counted(std::uint64_t count, const char* what) {
  return std::to_string(count) + " " + what + (count == 1 ? "" : "s");
}

}  // namespace

void StoreKeeper::start() {
  if (thread_.joinable()) return;
  thread_ = std::jthread([this](const std::stop_token& stop) { loop(stop); });
}

void StoreKeeper::stop() {
  if (!thread_.joinable()) return;
  thread_.request_stop();
  thread_.join();
  tell(last_alive_, parts_.store.note_alive(parts_.clock.now()));
}

void StoreKeeper::tell(std::string& last, const Result<>& result) {
  std::string problem = result ? "" : result.error().message;
  if (!problem.empty() && problem != last) parts_.log.error("store", problem);
  last = std::move(problem);
}

void StoreKeeper::loop(const std::stop_token& stop) {
  const Clock::Steady begun = parts_.clock.steady();
  Clock::Steady alive = begun, pack_at = begun + kPack, retain_at = begun + kPack;
  do {
    const bool ailing = !last_recovery_.empty();
    tell(last_recovery_, parts_.store.recover());
    const bool well = last_recovery_.empty();
    if (well && ailing) parts_.log.info("store", "it takes writes again");
    const Clock::Steady now = parts_.clock.steady();
    if (now >= alive || (well && ailing)) {
      const Result<> noted = parts_.store.note_alive(parts_.clock.now());
      if (well) tell(last_alive_, noted);
      alive = now + kAlive;
    }
    if (!well) continue;
    if (now >= retain_at) {
      retain(stop);
      retain_at = parts_.clock.steady() + kRetain;
    }
    if (now >= pack_at) {
      pack(stop);
      pack_at = parts_.clock.steady() + kPack;
    }
  } while (parts_.clock.sleep(kLook, stop));
}

void StoreKeeper::pack(const std::stop_token& stop) {
  const Instant now = parts_.clock.now();
  const auto packed = parts_.store.pack({.older_than = now - kUnpacked,
                                         .fold_before = now - kFoldAfter,
                                         .day_begins = parts_.day_begins(),
                                         .pause = kPause,
                                         .stop = stop});
  tell(last_pack_, outcome(packed));
  if (packed && packed->snapshots + packed->folded > 0)
    parts_.log.info("store", "packed " + counted(packed->snapshots, "snapshot") + " of " +
                                 std::to_string(packed->subjects) + " posts and accounts" + ", folded " +
                                 counted(packed->folded, "day"));
}

void StoreKeeper::retain(const std::stop_token& stop) {
  if (!retention_.raw && !retention_.daily) return;
  const Instant now = parts_.clock.now();
  const auto before = [&](const std::optional<std::chrono::milliseconds>& kept) {
    return kept ? std::optional(now - *kept) : std::nullopt;
  };
  const auto retained = parts_.store.retain({.raw_before = before(retention_.raw),
                                             .daily_before = before(retention_.daily),
                                             .pause = kPause,
                                             .stop = stop});
  tell(last_retain_, outcome(retained));
  if (retained && retained->removed > 0)
    parts_.log.info("store", "retention took " + counted(retained->removed, "snapshot") + " of " +
                                 std::to_string(retained->subjects) + " posts and accounts");
}

}  // namespace tidemark
