#pragma once
// Which posts the rows of an import are about.

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "catalog/catalog.h"
#include "domain/access.h"
#include "domain/platform.h"
#include "domain/result.h"
#include "query/import_rows.h"

namespace tidemark {

/// What rows name a post by, in one place for all rows that name it alike, and what that led to.
struct ImportedPost {
  std::uint64_t post = 0, account = 0, business = 0;      ///< 0: not given
  std::string_view platform = {}, platform_post_id = {};  ///< empty: not given; in the rows' text
  PostId id = {};
  PostOwner owner = {};
  std::string reason = {};  ///< why its rows are rejected; empty: `id` and `owner` are known

  bool found() const { return id.value != 0; }
};

/// Finds posts, and registers unknown ones if it shall. A post out of the asker's sight is one that is not
/// there. Threads: one at a time. All parts outlive it.
class ImportPosts {
 public:
  ImportPosts(Catalog& catalog, const Platforms& platforms, const Asker& asker, bool create)
      : catalog_(catalog), platforms_(platforms), asker_(asker), create_(create) {}

  struct Found {
    std::vector<ImportedPost> posts;
    std::vector<std::uint32_t> of_row;  ///< one a row: its place in `posts`
  };
  /// Error: `storage`. Views of the answer are into the rows and the catalog.
  Result<Found> find(const std::vector<ImportRow>& rows);

 private:
  Result<> find_by_id(std::vector<ImportedPost>& posts);
  Result<> find_by_name(std::vector<ImportedPost>& posts);
  Result<> explain(ImportedPost& post, std::vector<NewPost>& fresh);
  Result<> register_all(std::vector<ImportedPost>& posts, const std::vector<std::size_t>& which,
                        const std::vector<NewPost>& fresh);
  Result<> add(std::vector<ImportedPost>& posts, std::span<const std::size_t> which,
               std::span<const NewPost> fresh);
  /// The account that a row's post belongs to, by what the row says; a reason where there is none.
  Result<std::optional<Account>> account_of(ImportedPost& post);
  void check(ImportedPost& post, const std::optional<PostOwner>& owner);
  std::string_view canonical(std::string_view platform);

  Catalog& catalog_;
  const Platforms& platforms_;
  const Asker& asker_;
  const bool create_;
  std::map<std::string, std::string, std::less<>> canonical_;
  std::map<std::uint64_t, std::optional<Account>> accounts_;
  std::map<std::pair<std::uint64_t, std::string>, std::vector<Account>> accounts_of_;
};

}  // namespace tidemark
