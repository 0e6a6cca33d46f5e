#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "domain/instant.h"
#include "store/column_chunk.h"
#include "store/metric_dictionary.h"
#include "store/rows.h"
#include "store/snapshot_store.h"

namespace tidemark {

/// Makes columns of what lies packed and in rows. May be used for one subject after another: its memory
/// stays.
class ColumnsBuilder {
 public:
  /// Of these metrics; none at all asks for every metric.
  ColumnsBuilder(const MetricDictionary& dictionary, std::span<const std::string_view> metrics);

  void clear();
  /// The chunk's snapshots in [from, to). Later than all before. False: the chunk is damaged.
  bool add(const disk::Chunk& chunk, Instant from, Instant to);
  void add(Instant at, const disk::Row& row);
  std::size_t size() const { return columns_.times.size(); }
  /// Valid until clear(); may be taken away.
  Columns& finish();

 private:
  bool is_asked(std::uint32_t metric) const;
  Columns::Column& column_of(std::uint32_t metric);

  const MetricDictionary& dictionary_;
  const bool all_;
  std::vector<std::uint32_t> asked_;    // rising
  Columns columns_;                     // by name
  std::vector<std::uint32_t> numbers_;  // of columns_
  std::vector<Columns::Column> spare_;
};

}  // namespace tidemark
