#pragma once
// A file system that forgets whatever was not synced, for RocksDB to live on.
//
// kill -9 leaves what the kernel holds; a loss of power does not. Here a file keeps the bytes of its last
// Sync, and a folder the names of its last Fsync: a file created, renamed or deleted since then was not, or
// is still there under its old name. Stricter than ext4, as strict as POSIX allows. (What POSIX also allows,
// and this does not do, is unsynced bytes that arrive out of order.)

#include <rocksdb/file_system.h>

#include <cstdint>
#include <filesystem>
#include <limits>
#include <map>
#include <memory>
#include <mutex>
#include <random>
#include <string>

#include "support/temp_dir.h"

namespace tidemark::testing {

/// Threads: any. Use: open a store over it, lose_power(), close the store, restore_power(), open it again.
class PowerLossFileSystem final : public rocksdb::FileSystemWrapper {
 public:
  PowerLossFileSystem();

  /// From here on nothing is written, and nothing that was only in memory will be.
  void lose_power();
  /// The same, at the n-th operation from now that would change the disk, which does not happen any more. 1
  /// is the next.
  void lose_power_after(std::uint64_t operations);
  bool lost() const;
  /// Operations that changed the disk, or would have.
  std::uint64_t operations() const;

  /// Puts on the disk what a machine finds that starts again. With `torn`, files keep a random part of what
  /// was written after their last sync. Only while no store is open.
  void restore_power(std::mt19937_64* torn = nullptr);

  const char* Name() const override { return "PowerLossFileSystem"; }
  rocksdb::IOStatus NewWritableFile(const std::string& name, const rocksdb::FileOptions& options,
                                    std::unique_ptr<rocksdb::FSWritableFile>* file,
                                    rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus ReopenWritableFile(const std::string& name, const rocksdb::FileOptions& options,
                                       std::unique_ptr<rocksdb::FSWritableFile>* file,
                                       rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus ReuseWritableFile(const std::string& name, const std::string& old_name,
                                      const rocksdb::FileOptions& options,
                                      std::unique_ptr<rocksdb::FSWritableFile>* file,
                                      rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus NewRandomRWFile(const std::string& name, const rocksdb::FileOptions& options,
                                    std::unique_ptr<rocksdb::FSRandomRWFile>* file,
                                    rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus NewDirectory(const std::string& name, const rocksdb::IOOptions& options,
                                 std::unique_ptr<rocksdb::FSDirectory>* directory,
                                 rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus DeleteFile(const std::string& name, const rocksdb::IOOptions& options,
                               rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus RenameFile(const std::string& from, const std::string& to,
                               const rocksdb::IOOptions& options, rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus LinkFile(const std::string& from, const std::string& to,
                             const rocksdb::IOOptions& options, rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus Truncate(const std::string& name, std::size_t size, const rocksdb::IOOptions& options,
                             rocksdb::IODebugContext* debug) override;

 private:
  class File;
  class Directory;

  /// A file whatever it is called: its bytes stay reachable under `kept` when its last name goes.
  struct Content {
    std::filesystem::path kept;
    std::uint64_t synced = 0;
  };
  using Names = std::map<std::filesystem::path, std::shared_ptr<Content>>;

  /// Counts one operation; an error once the power is lost. Call with mutex_ held, and keep it over the
  /// operation.
  rocksdb::IOStatus operate();
  /// The content behind a name, adopted with all its bytes if it was there before this file system was.
  std::shared_ptr<Content> adopt(const std::filesystem::path& name);
  rocksdb::IOStatus wrap(const std::string& name, std::unique_ptr<rocksdb::FSWritableFile>* file);

  const TempDir kept_;
  mutable std::mutex mutex_;
  // Guarded by mutex_.
  Names names_;    // as the running system sees them
  Names durable_;  // as they would be found after a loss of power
  std::uint64_t operations_ = 0;
  std::uint64_t lost_at_ = std::numeric_limits<std::uint64_t>::max();
  std::uint64_t next_kept_ = 0;
};

}  // namespace tidemark::testing
