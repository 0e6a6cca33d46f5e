// Nothing acknowledged is lost, nothing is doubled, nothing is half: by kill -9 and by loss of power.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <random>

#include "opened_store.h"
#include "stored_bytes.h"
#include "support/long_tests.h"
#include "support/power_loss_fs.h"
#include "written_batch.h"

extern char** environ;

namespace tidemark::testing {
namespace {

using Histories = std::map<Subject, History>;

Histories after_batches(std::int64_t last) {
  Histories all;
  for (std::int64_t number = 1; number <= last; ++number)
    for (const Snapshot& one : written_batch(number)) {
      Values& values = all[one.subject][one.fetched_at.ms];
      for (const Sample& sample : one.samples) values.emplace(sample.metric, sample.value);
    }
  return all;
}

Histories read_all(SnapshotStore& store) {
  Histories all;
  for (std::uint64_t id = 0; id < 12; ++id) {
    History history = history_of(store, post(id));
    EXPECT_EQ(latest_of(store, post(id)), standing_of(history)) << "what stands is not what the history says";
    if (!history.empty()) all[post(id)] = std::move(history);
  }
  return all;
}

/// A store_writer, killed when its time has come.
struct Killed {
  std::int64_t begun = 0, acknowledged = 0;  // 0: none
};

void read_report(int pipe, std::string& text, Killed& killed) {
  char bytes[4096];
  const ssize_t size = read(pipe, bytes, sizeof bytes);
  text.append(bytes, size > 0 ? static_cast<std::size_t>(size) : 0);
  for (std::size_t end; (end = text.find('\n')) != std::string::npos; text.erase(0, end + 1))
    (text[0] == 'a' ? killed.acknowledged : killed.begun) = std::stoll(text.substr(1, end - 1));
}

/// Kills after `batches` acknowledgements and then `microseconds` more.
Killed run_and_kill(const std::filesystem::path& folder, std::int64_t first, std::int64_t batches,
                    long microseconds) {
  int ends[2];
  EXPECT_EQ(pipe(ends), 0);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
  posix_spawn_file_actions_addclose(&actions, ends[0]);
  std::string program = STORE_WRITER, where = folder.string(), number = std::to_string(first);
  char* arguments[] = {program.data(), where.data(), number.data(), nullptr};
  pid_t child = 0;
  EXPECT_EQ(posix_spawn(&child, program.c_str(), &actions, nullptr, arguments, environ), 0);
  posix_spawn_file_actions_destroy(&actions);
  close(ends[1]);

  Killed killed;
  std::string text;
  pollfd report{ends[0], POLLIN, 0};
  while (killed.acknowledged < first + batches - 1 && poll(&report, 1, 60'000) > 0 &&
         (report.revents & POLLIN))
    read_report(ends[0], text, killed);
  const timespec instant{0, microseconds * 1000};
  ppoll(nullptr, 0, &instant, nullptr);
  kill(child, SIGKILL);
  int status = 0;
  waitpid(child, &status, 0);
  EXPECT_TRUE(WIFSIGNALED(status)) << "the writer ended by itself with " << WEXITSTATUS(status);
  while (poll(&report, 1, 0) > 0 && (report.revents & POLLIN)) read_report(ends[0], text, killed);
  close(ends[0]);
  return killed;
}

TEST(KilledAtARandomInstant, AStoreHasAllThatWasAcknowledgedAndNothingHalf) {
  const auto seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937_64 random(seed);
  TempDir dir;
  std::int64_t last = 0;
  int in_flight = 0, in_flight_kept = 0;
  const int kills = times(12, 300);
  for (int kill = 0; kill < kills; ++kill) {
    const Killed killed = run_and_kill(dir / "store", last + 1, 1 + static_cast<std::int64_t>(random() % 40),
                                       static_cast<long>(random() % 1500));
    ASSERT_GE(killed.acknowledged, last);
    const std::int64_t whole = killed.begun;
    if (kill % 4 == 0) {
      const StoredBytes bytes(dir / "store");
      bytes.check();
      ASSERT_FALSE(HasFailure());
    }
    auto store = SnapshotStore::open({.folder = dir / "store"});
    ASSERT_TRUE(store) << store.error().message;
    const Histories found = read_all(**store);
    // A batch under way may be there, then whole. It is written again by the next writer, and doubles
    // nothing.
    last = killed.acknowledged;
    if (killed.begun > killed.acknowledged) {
      ++in_flight;
      if (found == after_batches(whole)) {
        ++in_flight_kept;
        continue;
      }
    }
    ASSERT_EQ(found, after_batches(last)) << "killed after batch " << last << " was acknowledged";
  }
  std::printf("[ killed   ] seed %u, %d kills, %d with a batch in flight (%d of these kept), %lld batches\n",
              static_cast<unsigned>(seed), kills, in_flight, in_flight_kept, static_cast<long long>(last));
  EXPECT_GT(in_flight, 0) << "no kill came while a batch was under way";
}

TEST(PowerLoss, ForgetsWhatWasNotSynced) {
  PowerLossFileSystem files;
  TempDir dir;
  const std::string name = dir / "file", renamed = dir / "renamed";
  const rocksdb::IOOptions options;
  std::unique_ptr<rocksdb::FSDirectory> directory;
  ASSERT_TRUE(files.NewDirectory(dir.path().string(), options, &directory, nullptr).ok());
  std::unique_ptr<rocksdb::FSWritableFile> file;
  ASSERT_TRUE(files.NewWritableFile(name, {}, &file, nullptr).ok());
  ASSERT_TRUE(file->Append("kept", options, nullptr).ok());
  ASSERT_TRUE(file->Sync(options, nullptr).ok());
  ASSERT_TRUE(file->Append(" lost", options, nullptr).ok());
  const auto after_loss = [&] {
    files.lose_power();
    EXPECT_FALSE(file->Append("never", options, nullptr).ok());
    files.restore_power();
  };

  ASSERT_TRUE(directory->Fsync(options, nullptr).ok());
  ASSERT_TRUE(files.RenameFile(name, renamed, options, nullptr).ok());
  after_loss();
  EXPECT_FALSE(std::filesystem::exists(renamed)) << "a rename needs its folder's sync";
  EXPECT_EQ(std::filesystem::file_size(name), 4u);
  ASSERT_TRUE(files.DeleteFile(name, options, nullptr).ok());
  after_loss();
  EXPECT_EQ(std::filesystem::file_size(name), 4u) << "so does a deletion";
  ASSERT_TRUE(files.NewWritableFile(renamed, {}, &file, nullptr).ok());
  ASSERT_TRUE(file->Sync(options, nullptr).ok());
  after_loss();
  EXPECT_FALSE(std::filesystem::exists(renamed)) << "and a new file, whatever was synced in it";
}

/// Everything a store does once, in a fixed order; stops at the first failure.
struct SmallHistory {
  std::int64_t batches = 0;    // acknowledged
  bool declared_more = false;  // acknowledged, as are the next
  bool window = false;
  bool dropped = false;

  static constexpr std::int64_t kBatches = 6;
  static constexpr Subject kDropped = post(3);

  void run(const StoreOptions& options) {
    auto opened = SnapshotStore::open(options);
    if (!opened || !(*opened)->declare(declared())) return;
    SnapshotStore& store = **opened;
    while (batches < kBatches) {
      if (!store.append(written_batch(batches + 1), OnConflict::reject)) return;
      ++batches;
      if (batches == 2) {
        if (!store.declare(std::vector<Metric>{{"claps", "1", MetricKind::gauge}})) return;
        declared_more = true;
      }
      if (batches == 3) {
        if (!store.append_windows(std::vector<WindowTotal>{{post(3), "page_views_day", {0}, {10}, {20}, 5}}))
          return;
        window = true;
      }
    }
    if (!store.pack({.everything = true}) || !store.drop(kDropped)) return;
    dropped = true;
  }

  void check(SnapshotStore& store) const {
    Histories found = read_all(store);
    // The call that failed may have reached the disk, but then whole.
    const bool drop_came_through = dropped || (batches == kBatches && !found.contains(kDropped));
    bool one_more = false;
    for (std::int64_t last : {batches, std::min(batches + 1, kBatches)}) {
      Histories expected = after_batches(last);
      if (drop_came_through) expected.erase(kDropped);
      one_more |= found == expected;
    }
    EXPECT_TRUE(one_more) << "what is there is neither " << batches << " nor " << batches + 1 << " batches";
    if (declared_more) {
      EXPECT_EQ(store.metrics().back().name, "claps");
    }
    const auto windows = store.windows(post(3), "page_views_day", {0}, {10});
    if (drop_came_through) {
      EXPECT_TRUE(windows->empty());
    } else if (window) {
      EXPECT_EQ(windows->size(), 1u);
    }
    // And it goes on from there.
    ASSERT_TRUE(store.append(written_batch(7), OnConflict::reject));
  }
};

TEST(PowerLostAtAnyOperation, AStoreHasAllThatWasAcknowledgedAndNothingHalf) {
  const auto seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937_64 random(seed);
  int points = 0;
  for (const bool torn : {false, true})
    // Until the power lasts to the end. In short, a random part of the points: more of those at which files
    // end where they were synced, since what differs there is the store's doing and not the draw's.
    for (std::uint64_t at = 1;; ++points) {
      SCOPED_TRACE("power lost at operation " + std::to_string(at) + (torn ? ", torn" : ""));
      TempDir dir;
      const auto files = std::make_shared<PowerLossFileSystem>();
      const StoreOptions options{.folder = dir / "store", .file_system = files};
      files->lose_power_after(at);
      SmallHistory history;
      history.run(options);
      const bool lost = files->lost();
      files->restore_power(torn ? &random : nullptr);
      // Once more in the middle of what a start repairs.
      files->lose_power_after(1 + random() % 40);
      { const auto half_opened = SnapshotStore::open(options); }
      files->restore_power(torn ? &random : nullptr);
      auto opened = SnapshotStore::open(options);
      ASSERT_TRUE(opened) << opened.error().message;
      ASSERT_TRUE((*opened)->declare(declared()));
      history.check(**opened);
      if (HasFatalFailure() || HasNonfatalFailure()) return;
      if (!lost) break;
      at += 1 + (long_tests() ? 0 : random() % (torn ? 10 : 4));
    }
  std::printf("[ power    ] seed %u, %d points of loss\n", static_cast<unsigned>(seed), points);
}

TEST(PowerLostDuringFlushesAndCompactions, AStoreHasAllThatWasAcknowledged) {
  const auto seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937_64 random(seed);
  TempDir dir;
  const auto files = std::make_shared<PowerLossFileSystem>();
  const StoreOptions options{.folder = dir / "store", .memory = 128u << 10, .file_system = files};
  std::int64_t last = 0;
  const int losses = times(3, 60);
  for (int loss = 0; loss < losses; ++loss) {
    files->lose_power_after(50 + random() % 1500);
    {
      auto store = SnapshotStore::open(options);
      while (store && (*store)->declare(declared()) &&
             (*store)->append(written_batch(last + 1), OnConflict::reject))
        ++last;
      if (store) {
        EXPECT_FALSE((*store)->healthy()) << "a store that cannot write must say so";
      }
    }
    files->restore_power(random() % 2 ? &random : nullptr);
    auto store = SnapshotStore::open(options);
    ASSERT_TRUE(store) << store.error().message;
    const Histories found = read_all(**store);
    if (found != after_batches(last)) {
      ASSERT_EQ(found, after_batches(last + 1));
    }
  }
  std::printf("[ power    ] seed %u, %d losses, %lld batches\n", static_cast<unsigned>(seed), losses,
              static_cast<long long>(last));
}

}  // namespace
}  // namespace tidemark::testing
