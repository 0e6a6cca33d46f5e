#pragma once
// What the commands do, once the command line is read. Each gives its exit code, or the error to print.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "domain/result.h"

namespace tidemark::cli {

struct Session;
using Ids = std::vector<std::int64_t>;

/// A secret given in one of four ways; none may be given.
struct SecretOption {
  std::string text;         ///< on the command line, where other users of the machine can see it
  std::string file;         ///< "-": standard input
  std::string environment;  ///< the variable's name, read if neither is given
};

// catalog_commands.cpp. `kind` is "businesses", "accounts", "posts" or "tokens", as in the path.
struct ListOptions {
  std::string business, platform, account, label, from, to;
  std::size_t limit = SIZE_MAX;
  bool metrics = false;  ///< posts only
};
Result<int> list_things(const Session&, const std::string& kind, const ListOptions&);
/// Asks the engine once more for each post.
Result<int> list_posts_with_metrics(const Session&, const ListOptions&);
Result<int> show_thing(const Session&, const std::string& kind, std::int64_t id);
Result<int> remove_things(const Session&, const std::string& kind, const Ids&);

struct NewBusiness {
  std::string name, time_zone;
};
Result<int> add_business(const Session&, const NewBusiness&);

struct NewAccount {
  std::int64_t business = 0;
  std::string platform, user_id, page_id, instagram_account_id, token_expires_at, tracked_since;
  SecretOption access_token, refresh_token;
  bool inactive = false;
};
Result<int> add_account(const Session&, const NewAccount&);

struct NewToken {
  std::string name, role = "viewer";
  Ids businesses;
};
Result<int> add_token(const Session&, const NewToken&);

// posts_commands.cpp
struct NewPosts {
  std::string file;  ///< CSV, "-": standard input; else one post by the rest
  std::optional<std::int64_t> business, account;
  std::string id, url, published_at, text;
  std::vector<std::string> labels;  ///< NAME=VALUE
};
Result<int> add_posts(const Session&, const NewPosts&);

// sync_commands.cpp
struct Refresh {
  std::int64_t business = 0;
  std::vector<std::string> platforms;
  std::optional<std::int64_t> limit;
};
Result<int> refresh(const Session&, const Refresh&);
/// kFailed if the access is not good.
Result<int> check_account(const Session&, std::int64_t id);
Result<int> discover_posts(const Session&, std::int64_t account);
Result<int> list_runs(const Session&, const std::string& business, std::size_t limit);
Result<int> show_run(const Session&, std::int64_t id);
Result<int> status(const Session&, const std::string& business);

// read_commands.cpp
Result<int> show_analytics(const Session&, std::int64_t post);
struct Series {
  std::int64_t post = 0;
  std::vector<std::string> metrics;
  std::string from, to, step, value;
};
Result<int> series(const Session&, const Series&);
Result<int> list_plugins(const Session&);

// transfer_commands.cpp
struct ExportOptions {
  std::string business, platform, account, post, label, from, to;
  std::vector<std::string> metrics;
  std::string format = "csv";
  std::string output;  ///< a file; empty: standard output
};
Result<int> export_snapshots(const Session&, const ExportOptions&);

struct ImportOptions {
  std::string file;    ///< "-": standard input
  std::string format;  ///< csv, ndjson, post-analytics; empty: by the file's ending
  std::optional<std::int64_t> business;
  bool create = false;
};
/// kFailed if rows were rejected.
Result<int> import_snapshots(const Session&, const ImportOptions&);
// store_commands.cpp
Result<int> store_stats(const Session&);
Result<int> store_pack(const Session&);
/// kFailed if something is wrong.
Result<int> store_verify(const Session&);

}  // namespace tidemark::cli
