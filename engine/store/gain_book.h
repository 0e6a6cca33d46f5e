#pragma once
// Bookings on their way into one write, summed up cell by cell: a hundred posts of one business cost a few
// merges, and what is taken back and booked again costs none.

#include <rocksdb/write_batch.h>

#include <array>
#include <cstdint>
#include <limits>
#include <unordered_map>
#include <vector>

#include "domain/ids.h"
#include "domain/instant.h"
#include "store/gain_cell.h"
#include "store/rocks.h"

namespace tidemark {

/// Which quarter of which day of UTC an instant lies in. Days that the key has no number for count as the
/// first and the last it has.
struct QuarterOfDay {
  std::int32_t day = 0;
  std::uint8_t quarter = 0;
};
QuarterOfDay quarter_of(Instant at);
std::int32_t span_of(std::int32_t day);

/// Days of one business, or of all together, as far as this batch changes them.
class DayCells {
 public:
  /// What add() books is of that platform and instant.
  void at(std::uint32_t platform, QuarterOfDay quarter);
  /// Metrics of one at() by rising number.
  void add(std::uint32_t metric, const Booked& more);
  /// Puts the merges into `batch`, adds the same to `all`, if there is one, and is empty again.
  void put(const Rocks& rocks, rocksdb::WriteBatch& batch, std::optional<BusinessId> business, DayCells* all);
  bool empty() const { return cells_.empty(); }

 private:
  static constexpr std::uint32_t kNone = std::numeric_limits<std::uint32_t>::max();
  struct Node {
    std::uint32_t next = kNone;  // of the same quarter, its metric is greater
    std::uint32_t metric = 0;
    Booked sum;
  };
  struct Cell {
    std::uint32_t platform = 0;
    std::int32_t day = 0;
    std::array<std::uint32_t, disk::kQuartersInDay> heads;
  };
  std::vector<std::uint32_t> rising() const;

  std::vector<Cell> cells_;
  std::vector<Node> nodes_;
  std::unordered_map<std::uint64_t, std::uint32_t> index_;  // platform and day
  std::uint32_t cell_ = 0;                                  // that at() chose
  std::uint8_t quarter_ = 0;
  std::uint32_t before_ = kNone;  // the node that add() came to last
};

/// All of a batch's bookings. Subjects of one business are best booked one after the other. Threads: none.
class GainBook {
 public:
  GainBook(const Rocks& rocks, rocksdb::WriteBatch& batch) : rocks_(rocks), batch_(batch) {}

  /// What add() books is of that business, platform and instant.
  void at(BusinessId business, std::uint32_t platform, Instant at) {
    if (business != business_) put_business();
    business_ = business;
    days_.at(platform, quarter_of(at));
  }
  void add(std::uint32_t metric, const Booked& more) { days_.add(metric, more); }
  /// Puts into the batch what is not there yet.
  void finish();

 private:
  void put_business();

  const Rocks& rocks_;
  rocksdb::WriteBatch& batch_;
  BusinessId business_;
  DayCells days_, all_;
};

}  // namespace tidemark
