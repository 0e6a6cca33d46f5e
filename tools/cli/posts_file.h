#pragma once
// Posts to register, from CSV.
//
// Columns, in any order: account_id, platform_post_id, and optionally business_id, platform_post_url,
// published_at, content_text and label:NAME for each label. Empty cells are "not given".

#include <cstdint>
#include <functional>
#include <istream>
#include <optional>
#include <string>
#include <vector>

#include "domain/result.h"

namespace tidemark::cli {

/// Rows that do not say it get these.
struct PostDefaults {
  std::optional<std::int64_t> business, account;
  /// The business of an account, for rows that name none. `not_found` makes the row a bad one, other errors
  /// end it all.
  std::function<Result<std::int64_t>(std::int64_t account)> business_of;
};

/// Posts for one request.
struct PostBatch {
  std::string body;                ///< a JSON array
  std::vector<std::size_t> lines;  ///< of the file, one for each post
};

struct PostsFile {
  std::vector<PostBatch> batches;
  std::vector<std::string> bad_rows;  ///< "line 7: published_at: ..."; the first 50
  std::size_t bad = 0;                ///< how many there are
};

constexpr std::size_t kBatchPosts = 10'000;
constexpr std::size_t kBatchBytes = 16u << 20;

/// Error: the header cannot be used, the CSV itself is broken, or `business_of` failed.
Result<PostsFile> read_posts(std::istream& in, const PostDefaults& defaults);

}  // namespace tidemark::cli
