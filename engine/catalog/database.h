#pragma once
// catalog.db: one connection that writes, a few that read beside it (WAL). Only this folder uses it.

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "catalog/caches.h"
#include "catalog/session.h"
#include "domain/result.h"

namespace tidemark {

/// Threads: any. What Poco or SQLite throw inside `read` and `write` comes out as Error `storage` naming the
/// file.
class Database {
 public:
  /// Opens `file`, which is made (mode 0600) if it is missing, and migrates it.
  static Result<std::unique_ptr<Database>> open(const std::filesystem::path& file);

  /// Runs `work(session)`, which returns a Result, in one transaction: kept and durable if it succeeds,
  /// undone otherwise.
  template <typename Work>
  auto write(Work&& work) {
    return within<Work>(work, [this](const Step& step) { return write_step(step); });
  }
  /// Runs `work(session)` on one consistent state of the database; it must not write.
  template <typename Work>
  auto read(Work&& work) {
    return within<Work>(work, [this](const Step& step) { return read_step(step, true); });
  }
  /// Like `read`, without the cost of a transaction: every statement sees the newest state for itself.
  template <typename Work>
  auto glance(Work&& work) {
    return within<Work>(work, [this](const Step& step) { return read_step(step, false); });
  }
  /// False since a write failed on the disk, until one succeeds.
  bool writes_reach_disk() const { return !write_failed_.load(std::memory_order_acquire); }
  /// Within `write` only: what `work` changes of what is kept in memory.
  Touched& touched() { return touched_; }
  Caches& caches() { return caches_; }

 private:
  using Step = std::function<Result<>(Session&)>;
  /// Readers beyond this many wait for one: each costs a page cache, and a read takes microseconds.
  static constexpr std::size_t kReaders = 4;

  explicit Database(std::filesystem::path file) : file_(std::move(file)) {}

  template <typename Work, typename Run>
  auto within(Work& work, const Run& run) {
    using Answer = std::invoke_result_t<Work&, Session&>;
    std::optional<Answer> answer;
    const Result<> done = run([&](Session& session) -> Result<> {
      answer = work(session);
      if (!*answer) return answer->error();
      return Done{};
    });
    if (!done) return Answer(done.error());
    return *std::move(answer);
  }

  Result<> write_step(const Step& step);
  Result<> transact(const Step& step);
  Result<> read_step(const Step& step, bool consistent);
  Result<> migrate_now();
  std::unique_ptr<Session> take_reader();
  void give_back(std::unique_ptr<Session> reader);
  Error failed(const std::string& why) const;

  const std::filesystem::path file_;

  std::mutex writing_;
  std::unique_ptr<Session> writer_;  // guarded by writing_
  Touched touched_;                  // guarded by writing_
  std::atomic<bool> write_failed_{false};
  Caches caches_;

  std::mutex reading_;
  std::condition_variable reader_free_;
  std::vector<std::unique_ptr<Session>> idle_;  // guarded by reading_
  std::size_t readers_ = 0;                     // guarded by reading_; idle or at work
};

}  // namespace tidemark
