#include "store/gain_merge.h"

#include <rocksdb/merge_operator.h>

#include <string_view>
#include <vector>

#include "store/gain_cell.h"

namespace tidemark {
namespace {

/// A cell or operand that no version wrote fails the merge, which RocksDB tells as damage: never a wrong sum.
class GainMerge : public rocksdb::MergeOperator {
 public:
  /// ON DISK: a database is not opened with an operator of another name.
  const char* Name() const override { return "tidemark.gains.1"; }

  bool FullMergeV2(const MergeOperationInput& in, MergeOperationOutput* out) const override {
    std::vector<std::string_view> operands;
    operands.reserve(in.operand_list.size());
    for (const rocksdb::Slice& operand : in.operand_list) operands.push_back(operand.ToStringView());
    const auto stored =
        in.existing_value != nullptr ? std::optional(in.existing_value->ToStringView()) : std::nullopt;
    auto cell = disk::merge_gains(stored, operands);
    if (!cell) return false;
    out->new_value = std::move(*cell);
    return true;
  }

  bool PartialMergeMulti(const rocksdb::Slice&, const std::deque<rocksdb::Slice>& operands,
                         std::string* joined, rocksdb::Logger*) const override {
    std::vector<std::string_view> all;
    all.reserve(operands.size());
    for (const rocksdb::Slice& operand : operands) all.push_back(operand.ToStringView());
    auto bookings = disk::join_bookings(all);
    if (!bookings) return false;
    *joined = std::move(*bookings);
    return true;
  }
};

}  // namespace

std::shared_ptr<rocksdb::MergeOperator> gain_merge() {
  return std::make_shared<GainMerge>();
}

}  // namespace tidemark
