#pragma once
// `GET /analytics/export`: snapshots of many posts, piece by piece, however many there are.

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "catalog/catalog.h"
#include "domain/access.h"
#include "domain/result.h"
#include "query/export_writer.h"
#include "store/snapshot_store.h"

namespace tidemark {

struct ExportRequest {
  PostFilter posts = {};
  std::optional<PostId> post = {};
  std::vector<std::string> metrics = {};      ///< empty: all
  std::optional<Instant> from = {}, to = {};  ///< of snapshots, [from, to); absent: all there is
  ExportFormat format = ExportFormat::csv;
};

/// One export on its way: by post id, then time; openmetrics by metric name before that. Holds one post's
/// history and a page of posts at a time. What is written meanwhile is in it or not. Threads: one at a time.
class Export {
 public:
  /// `catalog` and `store` outlive it. Errors: `not_found` with field business_id, out of the asker's sight;
  /// `invalid` with field metrics, one that the store does not know; `storage`.
  static Result<std::unique_ptr<Export>> begin(Catalog& catalog, SnapshotStore& store, const Asker& asker,
                                               ExportRequest request);

  /// Appends the next piece; false: there is no more, and what was appended was the last. Error: what was
  /// written so far is not the whole.
  Result<bool> next(std::string& into);

 private:
  Export(Catalog& catalog, SnapshotStore& store, Asker asker, ExportRequest request);
  Result<> choose_metrics();
  /// False: the posts are at their end.
  Result<bool> next_post();
  Result<bool> next_page();
  /// False: the metrics are at their end.
  bool next_metric();

  Catalog& catalog_;
  SnapshotStore& store_;
  const Asker asker_;
  const ExportRequest request_;
  std::vector<std::string> metrics_;  // asked for, or what occurs
  std::unique_ptr<ExportWriter> writer_;
  bool begun_ = false, ended_ = false;

  std::vector<std::string_view> wanted_;  // of columns; empty: all
  std::size_t metric_ = 0;                // openmetrics: the one after the one that is written
  std::vector<Post> page_;
  std::size_t post_ = 0;  // in page_: the one after the one that is written
  std::optional<std::uint64_t> after_ = {};
  bool pages_over_ = false;
  Columns history_;
  std::size_t row_ = 0;
};

}  // namespace tidemark
