#pragma once
// How RocksDB adds bookings to a stored cell: gain_cell's `apply`.

#include <memory>

namespace rocksdb {
class MergeOperator;
}

namespace tidemark {

std::shared_ptr<rocksdb::MergeOperator> gain_merge();

}  // namespace tidemark
