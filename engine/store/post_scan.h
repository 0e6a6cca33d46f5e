#pragma once

#include <rocksdb/db.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "domain/ids.h"
#include "domain/result.h"
#include "store/history_cursor.h"
#include "store/rows.h"

namespace tidemark {

/// The measured posts of a business, or of all, by rising key, in one pass: what stands of each, and its
/// history at hand.
class PostScan {
 public:
  /// `platform`: only posts of this number.
  PostScan(const View& view, std::optional<BusinessId> business, std::optional<std::uint32_t> platform);
  PostScan(const PostScan&) = delete;
  PostScan& operator=(const PostScan&) = delete;

  /// To the next post; the first call goes to the first. False: there is none, or status() has an error.
  bool next();
  Subject post() const { return post_; }
  const disk::LatestRow& latest() const { return latest_; }
  HistoryCursor& history() { return history_; }
  Result<> status() const;

  bool has_chunks() const { return latest_.packed_until.has_value(); }
  bool has_rows() const { return !latest_.packed_until || *latest_.packed_until < latest_.fetched_at; }

 private:
  const View& view_;
  const std::optional<std::uint32_t> platform_;
  const std::string lower_, upper_;
  const rocksdb::Slice lower_slice_, upper_slice_;
  std::unique_ptr<rocksdb::Iterator> stands_;  // made by the first next()
  HistoryCursor history_;
  Subject post_;
  disk::LatestRow latest_;
  bool damaged_ = false;
};

}  // namespace tidemark
