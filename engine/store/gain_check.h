#pragma once
// What was gained, booked once more from histories and held against the cells.

#include <rocksdb/db.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "domain/ids.h"
#include "store/findings.h"
#include "store/gain_cell.h"
#include "store/history_cursor.h"
#include "store/platform_dictionary.h"

namespace tidemark {

/// Bookings by platform, day, quarter and metric. Its memory grows with these, not with the samples.
class GainLedger {
 public:
  struct Entry {
    std::uint32_t platform = 0;
    std::int32_t day = 0;
    std::uint8_t quarter = 0;
    std::uint32_t metric = 0;
    Booked sum;
  };
  void add(std::uint32_t platform, Instant at, std::uint32_t metric, const Booked& booked);
  void add(const std::vector<Entry>& entries);
  /// In order, each place once, none that is zero.
  const std::vector<Entry>& entries();
  void clear();

 private:
  void tidy();
  std::vector<Entry> entries_;
  std::size_t tidied_ = 0;
};

class GainCheck {
 public:
  GainCheck(const View& view, const PlatformDictionary& platforms, VerifyReport& report);
  GainCheck(const GainCheck&) = delete;
  GainCheck& operator=(const GainCheck&) = delete;

  /// Of the business under way.
  void book(std::uint32_t platform, Instant at, std::uint32_t metric, const Booked& booked) {
    one_.add(platform, at, metric, booked);
  }
  /// All of the business's posts were booked. Businesses rise.
  void finish(BusinessId business);
  /// All businesses were.
  void finish();
  rocksdb::Status status() const;

 private:
  using Places = std::set<std::pair<std::uint32_t, std::int32_t>>;  // platform and day or span

  std::string name_of(const disk::GainKey& key) const;
  std::optional<BusinessId> business_of_cell() const;
  /// Cells of businesses before `until`, or of all that are left: nothing was booked there.
  void check_unbooked(std::optional<BusinessId> until);
  void check(rocksdb::Iterator& cell, GainLedger& ledger);
  void check_day(const disk::GainKey& key, const disk::GainCell& cell, GainLedger& ledger);
  void check_span(const disk::GainKey& key, const disk::GainCell& cell, GainLedger& ledger);
  /// Nothing was booked where no cell is.
  void check_rest(std::optional<BusinessId> business, GainLedger& ledger);

  const View& view_;
  const PlatformDictionary& platforms_;
  VerifyReport& report_;
  Findings findings_;
  const std::string lower_;
  const rocksdb::Slice lower_slice_;
  const std::unique_ptr<rocksdb::Iterator> cells_;  // of businesses
  std::unique_ptr<rocksdb::Iterator> together_;
  GainLedger one_, all_;
  Places days_, spans_;  // that have a cell, of the business under way or of all
};

}  // namespace tidemark
