#pragma once

#include <rocksdb/db.h>

#include <cstddef>
#include <vector>

namespace tidemark {

/// How RocksDB is to run in `memory` bytes of write buffers and block cache together. The reasons stand
/// beside the settings; whoever changes one measures it (tools/bench).
struct RocksOptions {
  rocksdb::DBOptions db;
  std::vector<rocksdb::ColumnFamilyDescriptor> families;  ///< by Family
};
RocksOptions rocks_options(std::size_t memory);

}  // namespace tidemark
