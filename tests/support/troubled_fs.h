#pragma once
// A file system whose disk fills up, or turns read-only, and comes back: for a store that has to live through
// it.

#include <rocksdb/file_system.h>

#include <atomic>
#include <memory>
#include <string>

namespace tidemark::testing {

/// Threads: any. While full, half of what is appended arrives before the error does, as with a real disk.
class TroubledFileSystem final : public rocksdb::FileSystemWrapper {
 public:
  enum class Trouble { none, full, read_only };

  TroubledFileSystem() : FileSystemWrapper(rocksdb::FileSystem::Default()) {}
  void set(Trouble trouble) { trouble_ = trouble; }

  const char* Name() const override { return "TroubledFileSystem"; }
  rocksdb::IOStatus NewWritableFile(const std::string& name, const rocksdb::FileOptions& options,
                                    std::unique_ptr<rocksdb::FSWritableFile>* file,
                                    rocksdb::IODebugContext* debug) override {
    if (rocksdb::IOStatus status = error(name); !status.ok()) return status;
    rocksdb::IOStatus status = target()->NewWritableFile(name, options, file, debug);
    if (status.ok()) *file = std::make_unique<File>(*this, name, std::move(*file));
    return status;
  }
  rocksdb::IOStatus ReopenWritableFile(const std::string& name, const rocksdb::FileOptions& options,
                                       std::unique_ptr<rocksdb::FSWritableFile>* file,
                                       rocksdb::IODebugContext* debug) override {
    if (rocksdb::IOStatus status = error(name); !status.ok()) return status;
    rocksdb::IOStatus status = target()->ReopenWritableFile(name, options, file, debug);
    if (status.ok()) *file = std::make_unique<File>(*this, name, std::move(*file));
    return status;
  }
  rocksdb::IOStatus RenameFile(const std::string& from, const std::string& to,
                               const rocksdb::IOOptions& options, rocksdb::IODebugContext* debug) override {
    if (trouble_ == Trouble::read_only) return error(from);
    return target()->RenameFile(from, to, options, debug);
  }
  rocksdb::IOStatus DeleteFile(const std::string& name, const rocksdb::IOOptions& options,
                               rocksdb::IODebugContext* debug) override {
    if (trouble_ == Trouble::read_only) return error(name);
    return target()->DeleteFile(name, options, debug);
  }
  /// Unknown, so that RocksDB does not wait for room by itself, on a clock of its own, but is asked to go on.
  rocksdb::IOStatus GetFreeSpace(const std::string&, const rocksdb::IOOptions&, std::uint64_t*,
                                 rocksdb::IODebugContext*) override {
    return rocksdb::IOStatus::NotSupported("GetFreeSpace");
  }

 private:
  class File final : public rocksdb::FSWritableFileOwnerWrapper {
   public:
    File(TroubledFileSystem& files, std::string name, std::unique_ptr<rocksdb::FSWritableFile> file)
        : FSWritableFileOwnerWrapper(std::move(file)), files_(files), name_(std::move(name)) {}

    rocksdb::IOStatus Append(const rocksdb::Slice& data, const rocksdb::IOOptions& options,
                             rocksdb::IODebugContext* debug) override {
      rocksdb::IOStatus status = files_.error(name_);
      if (status.ok()) return target()->Append(data, options, debug);
      if (status.IsNoSpace())
        target()->Append({data.data(), data.size() / 2}, options, debug).PermitUncheckedError();
      return status;
    }
    rocksdb::IOStatus Append(const rocksdb::Slice& data, const rocksdb::IOOptions& options,
                             const rocksdb::DataVerificationInfo&, rocksdb::IODebugContext* debug) override {
      return Append(data, options, debug);
    }
    rocksdb::IOStatus Sync(const rocksdb::IOOptions& options, rocksdb::IODebugContext* debug) override {
      if (rocksdb::IOStatus status = files_.error(name_); !status.ok()) return status;
      return target()->Sync(options, debug);
    }

   private:
    TroubledFileSystem& files_;
    const std::string name_;
  };

  rocksdb::IOStatus error(const std::string& name) const {
    switch (trouble_) {
      case Trouble::full:
        return rocksdb::IOStatus::NoSpace("While appending to file: " + name, "No space left on device");
      case Trouble::read_only:
        return rocksdb::IOStatus::IOError("While writing file: " + name, "Read-only file system");
      case Trouble::none:
        break;
    }
    return rocksdb::IOStatus::OK();
  }

  std::atomic<Trouble> trouble_ = Trouble::none;
};

}  // namespace tidemark::testing
