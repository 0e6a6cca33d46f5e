#include "store/rocks_options.h"

#include <rocksdb/cache.h>
#include <rocksdb/convenience.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/slice_transform.h>
#include <rocksdb/table.h>

#include <algorithm>

#include "store/gain_merge.h"
#include "store/rocks.h"

namespace tidemark {
namespace {

/// Keys begin with the business.
constexpr std::size_t kBusinessBytes = 8;

/// The first of `wanted` that this build of RocksDB can do.
rocksdb::CompressionType compression(std::initializer_list<rocksdb::CompressionType> wanted) {
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
  db.allow_concurrent_memtable_write = false;  // which would go without hints, and the cores have other work
  db.bytes_per_sync = 1u << 20;  // background writes reach the disk steadily, not in one stall at the end
  db.max_open_files = 256;
  db.skip_stats_update_on_db_open = true;
  db.stats_dump_period_sec = 0;
  db.stats_persist_period_sec = 0;

  db.info_log_level = rocksdb::InfoLogLevel::WARN_LEVEL;
  db.max_log_file_size = 1u << 20;
  db.keep_log_file_num = 3;
  return db;
}

}  // namespace

RocksOptions rocks_options(std::size_t memory) {
  const std::size_t cache = memory / 2;
  const std::size_t write_buffers = memory - cache;
  RocksOptions options;
  options.db = database(write_buffers);

  rocksdb::BlockBasedTableOptions table;
  table.block_cache = rocksdb::NewLRUCache(cache);
  // In the cache's budget, so that memory stays flat however many files there are.
  table.cache_index_and_filter_blocks = true;
  table.pin_l0_filter_and_index_blocks_in_cache = true;
  table.filter_policy.reset(rocksdb::NewBloomFilterPolicy(10));
  table.format_version = 5;
  table.block_size = 4u << 10;

  rocksdb::ColumnFamilyOptions family;
  family.write_buffer_size = std::max<std::size_t>(write_buffers / 2, 64u << 10);
  family.compression = compression({rocksdb::kLZ4Compression, rocksdb::kZSTD});
  // Flushes go on while compaction is behind: a stall of the sync is worse than a few files more to read.
  family.max_write_buffer_number = 4;
  family.level0_slowdown_writes_trigger = 40;
  family.level0_stop_writes_trigger = 80;
  family.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));

  // History is read in ranges and mostly lies still: larger blocks, packed tighter once it has sunk to the
  // bottom.
  rocksdb::ColumnFamilyOptions history = family;
  table.block_size = 16u << 10;
  history.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  history.bottommost_compression = compression({rocksdb::kZSTD, rocksdb::kLZ4Compression});

  for (std::size_t i = 0; i < kFamilyNames.size(); ++i) {
    const auto which = static_cast<Family>(i);
    const bool is_history = which == Family::rows || which == Family::columns || which == Family::windows ||
                            which == Family::gains;
    options.families.emplace_back(kFamilyNames[i], is_history ? history : family);
    rocksdb::ColumnFamilyOptions& made = options.families.back().options;
    if (which == Family::gains) made.merge_operator = gain_merge();
    // A write looks for its place in the memory table from where the business's last one went, not from the
    // top: a tenth of what a durable batch of a hundred executes.
    if (which != Family::meta)
      made.memtable_insert_with_hint_prefix_extractor.reset(rocksdb::NewFixedPrefixTransform(kBusinessBytes));
  }
  return options;
}

}  // namespace tidemark
