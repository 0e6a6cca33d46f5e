#pragma once

#include <rocksdb/db.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "domain/ids.h"
#include "store/bookings.h"
#include "store/findings.h"
#include "store/gain_check.h"
#include "store/history_cursor.h"
#include "store/metric_dictionary.h"
#include "store/platform_dictionary.h"

namespace tidemark {

/// Holds the histories of all subjects, one after the other, against what stands of them, and books what
/// their posts gained.
class HistoryCheck {
 public:
  HistoryCheck(const View& view, const MetricDictionary& metrics, const PlatformDictionary& platforms,
               GainCheck& gains, VerifyReport& report);

  /// The next subject that has anything in the store. Nothing: there is none, or status() has an error.
  std::optional<Subject> next();
  /// All that is stored of the subject that next() named.
  void check();
  rocksdb::Status status() const;

 private:
  std::optional<std::string> next_key() const;
  void take_chunk();
  void take_row();
  bool is_declared(std::uint32_t metric) const { return metric != 0 && metric < kinds_.size(); }
  void take(Instant at, const disk::Row& row);
  void book(Instant at, const disk::NumberedSample& sample);
  void compare();
  bool at_subject(const rocksdb::Iterator& at) const { return at.Valid() && at.key().starts_with(key_); }

  const std::vector<MetricKind> kinds_;  // by metric number, from 1 on
  const PlatformDictionary& platforms_;
  GainCheck& gains_;
  VerifyReport& report_;
  Findings findings_;
  const std::unique_ptr<rocksdb::Iterator> stands_, chunks_, rows_;

  // Of the subject under way.
  std::string key_, name_;
  std::optional<disk::LatestRow> stored_;   // what is said to stand
  std::optional<disk::LatestRow> rebuilt_;  // what the history says
  std::optional<Instant> packed_until_;
  std::vector<std::optional<Bookings>> bookings_;  // by metric number
  std::vector<disk::TimedRow> packed_;
};

}  // namespace tidemark
