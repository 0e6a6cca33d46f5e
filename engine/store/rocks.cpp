#include "store/rocks.h"

#include <rocksdb/file_system.h>
#include <rocksdb/listener.h>
#include <rocksdb/perf_level.h>

#include <algorithm>
#include <mutex>

#include "store/keys.h"
#include "store/rocks_options.h"

namespace tidemark {
namespace {

/// What has to fit on a disk that was full before writing goes on.
constexpr std::size_t kRoom = 1u << 20;

Error cannot_open(const std::filesystem::path& folder, const rocksdb::Status& status) {
  const std::string text = status.ToString();
  const std::string name = "store " + folder.string();
  // RocksDB has no code of its own for either: the first is another process, the second this one.
  if (text.find("While lock file") != std::string::npos || text.find("lock hold by") != std::string::npos)
    return {Code::storage,
            name + " is in use by another tidemarkd: stop that one, or give this one its own data_dir"};
  if (status.IsCorruption())
    return {Code::storage, name + " is damaged: " + text + ": restore it from a backup; nothing was changed"};
  return {Code::storage,
          name + " cannot be opened: " + text + ": check the folder's owner, mode and free space"};
}

Error unknown_format(const std::filesystem::path& folder, const std::string& what) {
  return {Code::storage, "store " + folder.string() + " has " + what + ", this tidemarkd knows format " +
                             std::string(kFormat) +
                             ": run the version that wrote it, or restore a backup from before the upgrade"};
}

/// Makes the folder so that it survives a loss of power, which the folder's own content does not see to.
rocksdb::Status make_folder(rocksdb::FileSystem& files, const std::filesystem::path& folder) {
  const rocksdb::IOOptions options;
  if (files.FileExists(folder.string(), options, nullptr).ok()) {
    bool is_folder = false;
    const rocksdb::Status asked = files.IsDirectory(folder.string(), options, &is_folder, nullptr);
    if (asked.ok() && !is_folder) return rocksdb::Status::IOError(folder.string(), "not a folder");
    return asked;
  }
  const std::filesystem::path parent = std::filesystem::absolute(folder).lexically_normal().parent_path();
  rocksdb::Status status = files.CreateDirIfMissing(folder.string(), options, nullptr);
  if (!status.ok()) return status;
  std::unique_ptr<rocksdb::FSDirectory> directory;
  status = files.NewDirectory(parent.string(), options, &directory, nullptr);
  if (status.ok()) status = directory->Fsync(options, nullptr);
  return status;
}

/// RocksDB takes a folder without CURRENT for a new one, and would delete the tables that it finds there.
rocksdb::Status check_not_beheaded(rocksdb::FileSystem& files, const std::filesystem::path& folder) {
  const rocksdb::IOOptions options;
  if (files.FileExists((folder / "CURRENT").string(), options, nullptr).ok()) return rocksdb::Status::OK();
  std::vector<std::string> names;
  const rocksdb::Status listed = files.GetChildren(folder.string(), options, &names, nullptr);
  if (!listed.ok()) return listed;
  for (const std::string& name : names)
    if (name.ends_with(".sst") || name.ends_with(".log"))
      return rocksdb::Status::Corruption("the file CURRENT is missing, " + name + " is there");
  return rocksdb::Status::OK();
}

/// RocksDB counts every comparison of keys for its thread unless told otherwise, and a write compares
/// hundreds.
void do_not_count() {
  rocksdb::SetPerfLevel(rocksdb::PerfLevel::kDisable);
}

}  // namespace

/// Keeps the failure that stopped RocksDB from writing, until it recovers; and damage that was met, for good.
class Rocks::Health final : public rocksdb::EventListener {
 public:
  void OnBackgroundError(rocksdb::BackgroundErrorReason, rocksdb::Status* status) override { set(*status); }
  void OnErrorRecoveryEnd(const rocksdb::BackgroundErrorRecoveryInfo& info) override {
    set(info.new_bg_error);
  }
  void set(const rocksdb::Status& status) {
    if (status.IsCorruption()) return damaged(status);
    std::lock_guard lock(mutex_);
    failure_ = status.ok() ? "" : status.ToString();
    full_ = status.IsNoSpace();
    fatal_ = status.severity() >= rocksdb::Status::Severity::kFatalError;
  }
  void damaged(const rocksdb::Status& status) {
    std::lock_guard lock(mutex_);
    if (damage_.empty()) damage_ = status.ToString();
  }
  Result<> of(const std::string& store) const {
    std::lock_guard lock(mutex_);
    if (!damage_.empty())
      return Error{Code::storage, store + " is damaged: " + damage_ + ": restore it from a backup"};
    if (failure_.empty()) return Done{};
    const std::string what =
        " takes no more writes" + std::string(full_ ? ", the disk is full" : "") + " (" + failure_ + "): ";
    const std::string todo = full_ ? "make room" : "mend the disk";
    return Error{
        Code::storage,
        store + what + todo + (fatal_ ? ", then restart tidemarkd" : ", and it goes on within seconds")};
  }
  bool has_failed() const {
    std::lock_guard lock(mutex_);
    return !failure_.empty();
  }

 private:
  mutable std::mutex mutex_;
  // Guarded by mutex_; empty: all is well.
  std::string failure_, damage_;
  bool full_ = false, fatal_ = false;
};

Result<std::unique_ptr<Rocks>> Rocks::open(const StoreOptions& options) {
  std::unique_ptr<Rocks> rocks(new Rocks);
  rocks->folder_ = options.folder;
  rocks->file_system_ = options.file_system ? options.file_system : rocksdb::FileSystem::Default();
  if (options.file_system) rocks->env_ = rocksdb::NewCompositeEnv(options.file_system);
  rocks->health_ = std::make_shared<Health>();

  RocksOptions tuned = rocks_options(options.memory);
  if (rocks->env_) tuned.db.env = rocks->env_.get();
  tuned.db.listeners.push_back(rocks->health_);

  rocksdb::Status status = make_folder(*rocks->file_system_, options.folder);
  if (status.ok()) status = check_not_beheaded(*rocks->file_system_, options.folder);
  if (!status.ok()) return cannot_open(options.folder, status);

  std::vector<std::string> there;
  if (rocksdb::DB::ListColumnFamilies(tuned.db, options.folder.string(), &there).ok())
    for (const std::string& name : there)
      if (std::find(kFamilyNames.begin(), kFamilyNames.end(), name) == kFamilyNames.end())
        return unknown_format(options.folder, "a part \"" + name + "\" of a later format");

  rocksdb::DB* db = nullptr;
  status = rocksdb::DB::Open(tuned.db, options.folder.string(), tuned.families, &rocks->handles_, &db);
  if (!status.ok()) return cannot_open(options.folder, status);
  rocks->db_.reset(db);
  if (auto checked = rocks->check_format(); !checked) return checked.error();
  return rocks;
}

Rocks::~Rocks() {
  if (!db_) return;
  for (rocksdb::ColumnFamilyHandle* handle : handles_) db_->DestroyColumnFamilyHandle(handle);
  // Everything acknowledged is in the log: what Close could still write is not needed.
  db_->Close().PermitUncheckedError();
}

Result<> Rocks::check_format() {
  auto format = get(Family::meta, kFormatKey);
  if (!format) return format.error();
  if (*format && **format == kFormat) return Done{};
  if (*format) return unknown_format(folder_, "format " + **format);

  // New, or a crash came between making the families and the next lines. The number is the first thing ever
  // written.
  for (const auto* handle : handles_) {
    const std::unique_ptr<rocksdb::Iterator> any(
        db_->NewIterator(rocksdb::ReadOptions(), const_cast<rocksdb::ColumnFamilyHandle*>(handle)));
    any->SeekToFirst();
    if (any->Valid())
      return Error{Code::storage,
                   "store " + name() + " is damaged: it has no format number: restore it from a backup"};
    if (!any->status().ok()) return cannot_open(folder_, any->status());
  }
  rocksdb::WriteBatch batch;
  batch.Put(family(Family::meta), rocksdb::Slice(kFormatKey.data(), kFormatKey.size()),
            rocksdb::Slice(kFormat.data(), kFormat.size()));
  return write(batch);
}

Result<> Rocks::write(rocksdb::WriteBatch& batch) const {
  do_not_count();
  rocksdb::WriteOptions durable;
  durable.sync = true;
  const rocksdb::Status status = db_->Write(durable, &batch);
  if (!status.ok()) return failed("writing", status);
  return Done{};
}

Result<> Rocks::write_lazily(rocksdb::WriteBatch& batch) const {
  do_not_count();
  const rocksdb::Status status = db_->Write(rocksdb::WriteOptions(), &batch);
  if (!status.ok()) return failed("writing", status);
  return Done{};
}

Result<std::optional<std::string>> Rocks::get(Family from, std::string_view key) const {
  std::string value;
  const rocksdb::Status status =
      db_->Get(rocksdb::ReadOptions(), family(from), rocksdb::Slice(key.data(), key.size()), &value);
  if (status.IsNotFound()) return std::optional<std::string>();
  if (!status.ok()) return failed("reading", status);
  return std::optional(std::move(value));
}

Result<std::vector<std::optional<disk::LatestRow>>> Rocks::latest(std::span<const Subject> subjects) const {
  do_not_count();
  std::vector<std::string> keys;
  keys.reserve(subjects.size());
  for (const Subject& subject : subjects) keys.push_back(disk::subject_key(subject));
  const std::vector<rocksdb::Slice> slices(keys.begin(), keys.end());
  std::vector<rocksdb::PinnableSlice> values(keys.size());
  std::vector<rocksdb::Status> statuses(keys.size());
  // One family, hence one sequence number: what is answered stood at one instant.
  db_->MultiGet(rocksdb::ReadOptions(), family(Family::latest), keys.size(), slices.data(), values.data(),
                statuses.data());

  std::vector<std::optional<disk::LatestRow>> rows;
  rows.reserve(keys.size());
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (statuses[i].IsNotFound()) {
      rows.emplace_back();
      continue;
    }
    if (!statuses[i].ok()) return failed("reading", statuses[i]);
    rows.push_back(disk::decode_latest(values[i].ToStringView()));
    if (!rows.back()) return unreadable("what stands");
  }
  return rows;
}

Result<> Rocks::healthy() const {
  return health_->of("store " + name());
}

/// To ask RocksDB to go on while a new file cannot be made ends where only a restart helps. So a file of ours
/// goes first.
rocksdb::Status Rocks::try_to_write() const {
  const std::string name = (folder_ / "room").string();
  const rocksdb::IOOptions options;
  std::unique_ptr<rocksdb::FSWritableFile> file;
  rocksdb::IOStatus status = file_system_->NewWritableFile(name, rocksdb::FileOptions(), &file, nullptr);
  if (!status.ok()) return status;
  status = file->Append(std::string(kRoom, 'x'), options, nullptr);
  if (status.ok()) status = file->Sync(options, nullptr);
  const rocksdb::IOStatus closed = file->Close(options, nullptr);
  if (status.ok()) status = closed;
  const rocksdb::IOStatus deleted = file_system_->DeleteFile(name, options, nullptr);
  return status.ok() ? deleted : status;
}

Result<> Rocks::recover() {
  if (!health_->has_failed() || !try_to_write().ok()) return healthy();
  const rocksdb::Status status = db_->Resume();
  // Busy: it is at it by itself, and tells how that ends.
  if (!status.IsBusy()) health_->set(status);
  return healthy();
}

Error Rocks::failed(std::string_view doing, const rocksdb::Status& status) const {
  if (status.IsCorruption()) health_->damaged(status);
  return {Code::storage, "store " + name() + ": " + std::string(doing) + " failed: " + status.ToString()};
}

Error Rocks::unreadable(std::string_view what) const {
  health_->damaged(rocksdb::Status::Corruption(rocksdb::Slice(what.data(), what.size()), "cannot be read"));
  return {Code::storage, "store " + name() + " is damaged: " + std::string(what) +
                             " of a subject cannot be read: restore it from a backup"};
}

}  // namespace tidemark
