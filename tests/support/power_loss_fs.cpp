#include "support/power_loss_fs.h"

#include <system_error>

namespace tidemark::testing {

using rocksdb::IODebugContext;
using rocksdb::IOOptions;
using rocksdb::IOStatus;
using rocksdb::Slice;

namespace {

std::filesystem::path plain(const std::string& name) {
  return std::filesystem::path(name).lexically_normal();
}

/// RocksDB names its folder with or without a slash at the end.
std::filesystem::path folder(const std::string& name) {
  const std::filesystem::path path = plain(name);
  return path.has_filename() ? path : path.parent_path();
}

}  // namespace

class PowerLossFileSystem::File final : public rocksdb::FSWritableFileOwnerWrapper {
 public:
  File(PowerLossFileSystem& files, std::shared_ptr<Content> content,
       std::unique_ptr<rocksdb::FSWritableFile> file)
      : FSWritableFileOwnerWrapper(std::move(file)), files_(files), content_(std::move(content)) {}

  IOStatus Append(const Slice& data, const IOOptions& options, IODebugContext* debug) override {
    return change([&] { return target()->Append(data, options, debug); });
  }
  IOStatus Append(const Slice& data, const IOOptions& options, const rocksdb::DataVerificationInfo& info,
                  IODebugContext* debug) override {
    return change([&] { return target()->Append(data, options, info, debug); });
  }
  IOStatus Truncate(std::uint64_t size, const IOOptions& options, IODebugContext* debug) override {
    return change([&] { return target()->Truncate(size, options, debug); });
  }
  // Nothing is really synced: the machine that runs the tests keeps its power.
  IOStatus Sync(const IOOptions&, IODebugContext*) override {
    return change([&] { return keep_bytes(); });
  }
  IOStatus Fsync(const IOOptions&, IODebugContext*) override {
    return change([&] { return keep_bytes(); });
  }
  /// Starts writing back, which promises nothing.
  IOStatus RangeSync(std::uint64_t, std::uint64_t, const IOOptions&, IODebugContext*) override {
    return IOStatus::OK();
  }

 private:
  template <typename Operation>
  IOStatus change(Operation operation) {
    std::lock_guard lock(files_.mutex_);
    IOStatus status = files_.operate();
    if (status.ok()) status = operation();
    return status;
  }
  IOStatus keep_bytes() {
    content_->synced = std::filesystem::file_size(content_->kept);
    return IOStatus::OK();
  }

  PowerLossFileSystem& files_;
  const std::shared_ptr<Content> content_;
};

class PowerLossFileSystem::Directory final : public rocksdb::FSDirectoryWrapper {
 public:
  Directory(PowerLossFileSystem& files, std::filesystem::path path,
            std::unique_ptr<rocksdb::FSDirectory> directory)
      : FSDirectoryWrapper(std::move(directory)), files_(files), path_(std::move(path)) {}

  IOStatus Fsync(const IOOptions&, IODebugContext*) override { return keep_names(); }
  IOStatus FsyncWithDirOptions(const IOOptions&, IODebugContext*, const rocksdb::DirFsyncOptions&) override {
    return keep_names();
  }

 private:
  IOStatus keep_names() {
    std::lock_guard lock(files_.mutex_);
    const IOStatus status = files_.operate();
    if (!status.ok()) return status;
    std::erase_if(files_.durable_, [&](const auto& name) { return name.first.parent_path() == path_; });
    for (const auto& [name, content] : files_.names_)
      if (name.parent_path() == path_) files_.durable_[name] = content;
    return status;
  }

  PowerLossFileSystem& files_;
  const std::filesystem::path path_;
};

PowerLossFileSystem::PowerLossFileSystem() : FileSystemWrapper(rocksdb::FileSystem::Default()) {}

void PowerLossFileSystem::lose_power() {
  std::lock_guard lock(mutex_);
  lost_at_ = 0;
}

void PowerLossFileSystem::lose_power_after(std::uint64_t operations) {
  std::lock_guard lock(mutex_);
  lost_at_ = operations_ + operations;
}

bool PowerLossFileSystem::lost() const {
  std::lock_guard lock(mutex_);
  return operations_ >= lost_at_;
}

std::uint64_t PowerLossFileSystem::operations() const {
  std::lock_guard lock(mutex_);
  return operations_;
}

IOStatus PowerLossFileSystem::operate() {
  if (++operations_ >= lost_at_) return IOStatus::IOError("the power is lost");
  return IOStatus::OK();
}

void PowerLossFileSystem::restore_power(std::mt19937_64* torn) {
  std::lock_guard lock(mutex_);
  for (const auto& [name, content] : names_) std::filesystem::remove(name);
  for (const auto& [name, content] : durable_) {
    const std::uint64_t written = std::filesystem::file_size(content->kept);
    std::uint64_t left = std::min(content->synced, written);
    if (torn) left = std::uniform_int_distribution(left, written)(*torn);
    std::filesystem::resize_file(content->kept, left);
    content->synced = left;
    std::filesystem::create_hard_link(content->kept, name);
  }
  names_ = durable_;
  lost_at_ = std::numeric_limits<std::uint64_t>::max();
}

std::shared_ptr<PowerLossFileSystem::Content> PowerLossFileSystem::adopt(const std::filesystem::path& name) {
  if (const auto known = names_.find(name); known != names_.end()) return known->second;
  auto content = std::make_shared<Content>();
  content->kept = kept_ / std::to_string(next_kept_++);
  std::filesystem::create_hard_link(name, content->kept);
  content->synced = std::filesystem::file_size(content->kept);
  names_[name] = content;
  durable_[name] = content;
  return content;
}

IOStatus PowerLossFileSystem::wrap(const std::string& name, std::unique_ptr<rocksdb::FSWritableFile>* file) {
  *file = std::make_unique<File>(*this, adopt(plain(name)), std::move(*file));
  return IOStatus::OK();
}

IOStatus PowerLossFileSystem::NewWritableFile(const std::string& name, const rocksdb::FileOptions& options,
                                              std::unique_ptr<rocksdb::FSWritableFile>* file,
                                              IODebugContext* debug) {
  std::lock_guard lock(mutex_);
  IOStatus status = operate();
  if (!status.ok()) return status;
  // A new content, even under an old name: the old one may still be what a loss of power brings back.
  std::filesystem::remove(plain(name));
  names_.erase(plain(name));
  const auto before = durable_.find(plain(name)) == durable_.end() ? nullptr : durable_[plain(name)];
  status = target()->NewWritableFile(name, options, file, debug);
  if (!status.ok()) return status;
  status = wrap(name, file);
  if (before)
    durable_[plain(name)] = before;
  else
    durable_.erase(plain(name));
  return status;
}

IOStatus PowerLossFileSystem::ReopenWritableFile(const std::string& name, const rocksdb::FileOptions& options,
                                                 std::unique_ptr<rocksdb::FSWritableFile>* file,
                                                 IODebugContext* debug) {
  if (!std::filesystem::exists(name)) return NewWritableFile(name, options, file, debug);
  std::lock_guard lock(mutex_);
  IOStatus status = operate();
  if (status.ok()) status = target()->ReopenWritableFile(name, options, file, debug);
  return status.ok() ? wrap(name, file) : status;
}

IOStatus PowerLossFileSystem::ReuseWritableFile(const std::string&, const std::string&,
                                                const rocksdb::FileOptions&,
                                                std::unique_ptr<rocksdb::FSWritableFile>*, IODebugContext*) {
  return IOStatus::NotSupported("power loss over files that are written a second time");
}

IOStatus PowerLossFileSystem::NewRandomRWFile(const std::string&, const rocksdb::FileOptions&,
                                              std::unique_ptr<rocksdb::FSRandomRWFile>*, IODebugContext*) {
  return IOStatus::NotSupported("power loss over files that are written in any order");
}

IOStatus PowerLossFileSystem::NewDirectory(const std::string& name, const IOOptions& options,
                                           std::unique_ptr<rocksdb::FSDirectory>* directory,
                                           IODebugContext* debug) {
  const IOStatus status = target()->NewDirectory(name, options, directory, debug);
  if (status.ok()) *directory = std::make_unique<Directory>(*this, folder(name), std::move(*directory));
  return status;
}

IOStatus PowerLossFileSystem::DeleteFile(const std::string& name, const IOOptions& options,
                                         IODebugContext* debug) {
  std::lock_guard lock(mutex_);
  IOStatus status = operate();
  if (status.ok()) status = target()->DeleteFile(name, options, debug);
  if (status.ok()) names_.erase(plain(name));
  return status;
}

IOStatus PowerLossFileSystem::RenameFile(const std::string& from, const std::string& to,
                                         const IOOptions& options, IODebugContext* debug) {
  std::lock_guard lock(mutex_);
  IOStatus status = operate();
  if (!status.ok()) return status;
  const bool known =
      names_.contains(plain(from));  // the info log is not: nobody needs it after a loss of power
  status = target()->RenameFile(from, to, options, debug);
  if (!status.ok() || !known) return status;
  names_[plain(to)] = names_[plain(from)];
  names_.erase(plain(from));
  return status;
}

IOStatus PowerLossFileSystem::LinkFile(const std::string& from, const std::string& to,
                                       const IOOptions& options, IODebugContext* debug) {
  std::lock_guard lock(mutex_);
  IOStatus status = operate();
  if (status.ok()) status = target()->LinkFile(from, to, options, debug);
  if (status.ok()) names_[plain(to)] = adopt(plain(from));
  return status;
}

IOStatus PowerLossFileSystem::Truncate(const std::string& name, std::size_t size, const IOOptions& options,
                                       IODebugContext* debug) {
  std::lock_guard lock(mutex_);
  IOStatus status = operate();
  if (status.ok()) status = target()->Truncate(name, size, options, debug);
  return status;
}

}  // namespace tidemark::testing
