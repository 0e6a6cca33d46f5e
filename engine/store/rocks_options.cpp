#include "store/rocks_options.h"

#include <rocksdb/cache.h>
#include <rocksdb/convenience.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/table.h>

#include <algorithm>
#include <array>
#include <utility>

#include "store/gain_merge.h"
#include "store/rocks.h"

namespace tidemark {
namespace {

enum class Tightness { quick, tight };

/// The one wanted, or else the other, as far as this build of RocksDB can do them.
rocksdb::CompressionType compression(Tightness packing) {
  std::array wanted{rocksdb::kLZ4Compression, rocksdb::kZSTD};
  if (packing == Tightness::tight) std::swap(wanted[0], wanted[1]);
  const auto linked = rocksdb::GetSupportedCompressions();
  for (const auto type : wanted)
    if (std::find(linked.begin(), linked.end(), type) != linked.end()) return type;
  return rocksdb::kNoCompression;
}

rocksdb::DBOptions database(std::size_t write_buffers) {
  rocksdb::DBOptions db;
  db.create_if_missing = true;
  db.create_missing_column_families = true;

  // A crash may cut the last record of a log, which nobody was told about. Anything else that cannot be read,
  // or a log that is shorter than it was when synced, is damage, and to go on would lose acknowledged
  // snapshots without a word.
  db.wal_recovery_mode = rocksdb::WALRecoveryMode::kTolerateCorruptedTailRecords;
  db.track_and_verify_wals_in_manifest = true;

  db.db_write_buffer_size = write_buffers;
  // Bounds what a start has to replay: about 50 ms.
  db.max_total_wal_size = 16u << 20;
  // One flush and one compaction at a time: the engine has better use for the cores.
  db.max_background_jobs = 2;
  db.max_subcompactions = 1;
  db.bytes_per_sync = 1u << 20;  // background writes reach the disk steadily, not in one stall at the end
  db.max_open_files = 256;
  db.skip_stats_update_on_db_open = true;
  db.stats_dump_period_sec = 0;
  db.stats_persist_period_sec = 0;

  // Nothing is kept on disk that holds no snapshots: room ahead of files, manifests of long ago, and logs,
  // each of which begins with 40 KB of these options.
  db.allow_fallocate = false;
  db.max_manifest_file_size = 256u << 10;
  db.info_log_level = rocksdb::InfoLogLevel::WARN_LEVEL;
  db.max_log_file_size = 256u << 10;
  db.keep_log_file_num = 1;
  return db;
}

/// What a family's values need.
struct Needs {
  std::size_t block_size = 4u << 10;
  bool filter = false;  ///< is asked for keys that may not be there, one by one
  Tightness packing = Tightness::quick, at_the_bottom = Tightness::quick;
};

Needs needs_of(Family family) {
  switch (family) {
    case Family::meta:
    case Family::gaps:
      break;
    case Family::latest:
      return {.filter = true};
    case Family::rows:  // soon packed into columns
    case Family::windows:
      return {.block_size = 16u << 10, .at_the_bottom = Tightness::tight};
    case Family::columns:  // packed already: whole chunks do not yield, short ones by a fifth
    case Family::gains:    // read in ranges
      return {.block_size = 16u << 10, .packing = Tightness::tight, .at_the_bottom = Tightness::tight};
  }
  return {};
}

}  // namespace

RocksOptions rocks_options(std::size_t memory) {
  // Reads gain more from memory than writes: what stands, sums and the newest histories fit into 32 MiB.
  const std::size_t write_buffers = memory / 3;
  const auto cache = rocksdb::NewLRUCache(memory - write_buffers);
  RocksOptions options;
  options.db = database(write_buffers);

  for (std::size_t i = 0; i < kFamilyNames.size(); ++i) {
    const auto which = static_cast<Family>(i);
    const Needs needs = needs_of(which);

    rocksdb::BlockBasedTableOptions table;
    table.block_cache = cache;
    // In the cache's budget, so that memory stays flat however many files there are.
    table.cache_index_and_filter_blocks = true;
    table.pin_l0_filter_and_index_blocks_in_cache = true;
    table.format_version = 5;
    table.block_size = needs.block_size;
    if (needs.filter) table.filter_policy.reset(rocksdb::NewBloomFilterPolicy(10));

    rocksdb::ColumnFamilyOptions family;
    family.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
    family.compression = compression(needs.packing);
    family.bottommost_compression = compression(needs.at_the_bottom);
    family.write_buffer_size = std::max<std::size_t>(write_buffers / 2, 64u << 10);
    // Flushes go on while compaction is behind: a stall of the sync is worse than a few files more to read.
    family.max_write_buffer_number = 4;
    family.level0_slowdown_writes_trigger = 40;
    family.level0_stop_writes_trigger = 80;
    // The bottom is filled first: no more than a tenth of the store is there twice.
    family.level_compaction_dynamic_level_bytes = true;
    if (which == Family::gains) family.merge_operator = gain_merge();
    options.families.emplace_back(kFamilyNames[i], family);
  }
  return options;
}

}  // namespace tidemark
