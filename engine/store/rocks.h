#pragma once
// RocksDB as this store uses it: opened, tuned, its families and its failures named.

#include <rocksdb/db.h>
#include <rocksdb/env.h>

#include <array>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "domain/ids.h"
#include "domain/result.h"
#include "store/rows.h"
#include "store/snapshot_store.h"

namespace tidemark {

/// Column families, in the order of kFamilyNames. ON DISK by name.
enum class Family : std::size_t { meta, rows, columns, latest, windows, gains, gaps };
inline constexpr std::array<const char*, 7> kFamilyNames{"default", "rows",  "columns", "latest",
                                                         "windows", "gains", "gaps"};

/// The key in `meta` whose value is the format number, in digits.
inline constexpr std::string_view kFormatKey = "format";
inline constexpr std::string_view kFormat = "2";

class Rocks {
 public:
  /// Errors as SnapshotStore::open documents them.
  static Result<std::unique_ptr<Rocks>> open(const StoreOptions& options);
  ~Rocks();
  Rocks(const Rocks&) = delete;
  Rocks& operator=(const Rocks&) = delete;

  rocksdb::DB& db() const { return *db_; }
  rocksdb::ColumnFamilyHandle* family(Family family) const {
    return handles_[static_cast<std::size_t>(family)];
  }

  /// Durable and visible, whole, when it returns without an error.
  Result<> write(rocksdb::WriteBatch& batch) const;
  /// Visible, whole, and durable with the next write that is: what may as well be done again.
  Result<> write_lazily(rocksdb::WriteBatch& batch) const;
  /// Nothing if the key is not there.
  Result<std::optional<std::string>> get(Family family, std::string_view key) const;
  /// What stands for each subject, in order, all as of one instant.
  Result<std::vector<std::optional<disk::LatestRow>>> latest(std::span<const Subject> subjects) const;

  Result<> healthy() const;
  /// Tries to write again after a failure that stopped all writes. Error: as healthy().
  Result<> recover();
  std::string name() const { return folder_.string(); }
  /// `status` of an operation on the open store, as an error; `doing` says what was tried.
  Error failed(std::string_view doing, const rocksdb::Status& status) const;
  Error unreadable(std::string_view what) const;

 private:
  class Health;
  Rocks() = default;
  Result<> check_format();
  rocksdb::Status try_to_write() const;

  std::filesystem::path folder_;
  std::shared_ptr<rocksdb::FileSystem> file_system_;
  std::unique_ptr<rocksdb::Env> env_;  // null: RocksDB's own
  std::shared_ptr<Health> health_;
  std::unique_ptr<rocksdb::DB> db_;
  std::vector<rocksdb::ColumnFamilyHandle*> handles_;
};

}  // namespace tidemark
