#include "catalog/migrations.h"

#include <iterator>
#include <string>

namespace tidemark {
namespace {

// Bytes 68 to 71 of the file: "TDMK". ON DISK.
constexpr std::int64_t kApplicationId = 0x54444D4B;

// ON DISK. Every id that is given out is AUTOINCREMENT: without it SQLite gives the number of the last row
// out again once that row is deleted, and a new post would inherit an old one's snapshots. Instants are
// milliseconds since 1970.
constexpr std::string_view kVersion1[] = {
    R"(CREATE TABLE businesses (
         id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, time_zone TEXT NOT NULL,
         every TEXT NOT NULL DEFAULT '', created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL))",

    R"(CREATE TABLE accounts (
         id INTEGER PRIMARY KEY AUTOINCREMENT,
         business_id INTEGER NOT NULL REFERENCES businesses(id) ON DELETE CASCADE,
         platform TEXT NOT NULL, platform_user_id TEXT, page_id TEXT, instagram_account_id TEXT,
         token_expires_at INTEGER, is_active INTEGER NOT NULL, tracked_since INTEGER NOT NULL,
         state TEXT NOT NULL DEFAULT 'ok', state_message TEXT, retry_at INTEGER, last_sync_at INTEGER,
         discovery_cursor BLOB NOT NULL DEFAULT x'', created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL))",
    "CREATE INDEX accounts_of_business ON accounts(business_id)",

    R"(CREATE TABLE account_secrets (
         account_id INTEGER NOT NULL REFERENCES accounts(id) ON DELETE CASCADE,
         field TEXT NOT NULL, key_id INTEGER NOT NULL, sealed BLOB NOT NULL,
         PRIMARY KEY (account_id, field)) WITHOUT ROWID)",

    R"(CREATE TABLE refused_metrics (
         account_id INTEGER NOT NULL REFERENCES accounts(id) ON DELETE CASCADE,
         type TEXT NOT NULL, metric TEXT NOT NULL, until INTEGER, why TEXT NOT NULL,
         PRIMARY KEY (account_id, type, metric)) WITHOUT ROWID)",

    R"(CREATE TABLE posts (
         id INTEGER PRIMARY KEY AUTOINCREMENT,
         business_id INTEGER NOT NULL REFERENCES businesses(id) ON DELETE CASCADE,
         account_id INTEGER NOT NULL REFERENCES accounts(id) ON DELETE CASCADE,
         platform_post_id TEXT NOT NULL, platform_post_url TEXT, published_at INTEGER, content_text TEXT,
         media_type TEXT NOT NULL DEFAULT '', gone INTEGER NOT NULL DEFAULT 0, looked_at INTEGER,
         created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL,
         UNIQUE (account_id, platform_post_id)))",
    "CREATE INDEX posts_of_business ON posts(business_id)",
    "CREATE INDEX posts_of_account ON posts(account_id)",

    R"(CREATE TABLE post_media (
         post_id INTEGER NOT NULL REFERENCES posts(id) ON DELETE CASCADE,
         position INTEGER NOT NULL, url TEXT NOT NULL, type TEXT NOT NULL, alt_text TEXT NOT NULL,
         PRIMARY KEY (post_id, position)) WITHOUT ROWID)",
    R"(CREATE TABLE post_labels (
         post_id INTEGER NOT NULL REFERENCES posts(id) ON DELETE CASCADE,
         name TEXT NOT NULL, value TEXT NOT NULL,
         PRIMARY KEY (post_id, name)) WITHOUT ROWID)",
    "CREATE INDEX posts_by_label ON post_labels(name, value)",

    R"(CREATE TABLE runs (
         id INTEGER PRIMARY KEY AUTOINCREMENT,
         business_id INTEGER NOT NULL REFERENCES businesses(id) ON DELETE CASCADE,
         cause TEXT NOT NULL, status TEXT NOT NULL, platforms TEXT NOT NULL, message TEXT NOT NULL,
         total_posts INTEGER NOT NULL, started_at INTEGER NOT NULL, finished_at INTEGER, last_synced_at INTEGER))",
    "CREATE INDEX runs_of_business ON runs(business_id)",
    "CREATE INDEX runs_under_way ON runs(status) WHERE status = 'running'",
    R"(CREATE TABLE run_counts (
         run_id INTEGER NOT NULL REFERENCES runs(id) ON DELETE CASCADE,
         platform TEXT NOT NULL, synced INTEGER NOT NULL, failed INTEGER NOT NULL, rate_limited INTEGER NOT NULL,
         PRIMARY KEY (run_id, platform)) WITHOUT ROWID)",
    // One row for all posts that failed alike: `posts` is their ids, rising, with commas; 0 stands for "no
    // post".
    R"(CREATE TABLE run_errors (
         run_id INTEGER NOT NULL REFERENCES runs(id) ON DELETE CASCADE,
         position INTEGER NOT NULL, platform TEXT NOT NULL, code TEXT NOT NULL, message TEXT NOT NULL,
         retry_after_s INTEGER, posts TEXT NOT NULL,
         PRIMARY KEY (run_id, position)) WITHOUT ROWID)",

    // `scoped` and not the lack of rows in api_token_businesses says whether a token sees everything: the
    // last of its businesses may be deleted, and then it sees nothing.
    R"(CREATE TABLE api_tokens (
         id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, role TEXT NOT NULL, hash BLOB NOT NULL UNIQUE,
         scoped INTEGER NOT NULL, created_at INTEGER NOT NULL))",
    R"(CREATE TABLE api_token_businesses (
         token_id INTEGER NOT NULL REFERENCES api_tokens(id) ON DELETE CASCADE,
         business_id INTEGER NOT NULL REFERENCES businesses(id) ON DELETE CASCADE,
         PRIMARY KEY (token_id, business_id)) WITHOUT ROWID)",
    "CREATE INDEX api_tokens_of_business ON api_token_businesses(business_id)",

    R"(CREATE TABLE quotas (
         platform TEXT NOT NULL, bucket TEXT NOT NULL, scope TEXT NOT NULL, "limit" INTEGER NOT NULL,
         remaining INTEGER NOT NULL, reset_at INTEGER NOT NULL, closed_until INTEGER,
         PRIMARY KEY (platform, bucket, scope)) WITHOUT ROWID)",

    R"(CREATE TABLE tombstones (
         kind INTEGER NOT NULL, id INTEGER NOT NULL, PRIMARY KEY (kind, id)) WITHOUT ROWID)",

    "PRAGMA application_id = 1413762379",  // kApplicationId; a PRAGMA takes no parameter
};

// Discovery: how far it came, what users gave and it may not replace, whom a listing left out that was not
// believed. And what platforms tell of a token's end, and one row to try whether the disk takes anything.
constexpr std::string_view kVersion2[] = {
    "ALTER TABLE accounts ADD COLUMN full_listing_at INTEGER",
    "ALTER TABLE accounts ADD COLUMN listed_at INTEGER",
    "ALTER TABLE accounts ADD COLUMN told_expires_at INTEGER",
    // Bits as in post_rows.h.
    "ALTER TABLE posts ADD COLUMN given INTEGER NOT NULL DEFAULT 0",
    R"(UPDATE posts SET given = (platform_post_url IS NOT NULL) + 2 * (IFNULL(content_text, '') <> '') +
         4 * EXISTS (SELECT 1 FROM post_media WHERE post_id = posts.id) + 8 * (published_at IS NOT NULL))",
    R"(CREATE TABLE doubted_posts (
         post_id INTEGER PRIMARY KEY REFERENCES posts(id) ON DELETE CASCADE))",
    "ALTER TABLE runs ADD COLUMN found INTEGER",
    "ALTER TABLE runs ADD COLUMN fresh INTEGER",
    "ALTER TABLE runs ADD COLUMN gone INTEGER",
    "CREATE TABLE probe (id INTEGER PRIMARY KEY CHECK (id = 1), tries INTEGER NOT NULL)",
    "INSERT INTO probe (id, tries) VALUES (1, 0)",
};

// Where the store keeps what was deleted.
constexpr std::string_view kVersion3[] = {
    "ALTER TABLE tombstones ADD COLUMN business_id INTEGER NOT NULL DEFAULT 0",
};

constexpr Migration kMigrations[] = {{1, kVersion1}, {2, kVersion2}, {3, kVersion3}};

std::int64_t version_of(Session& session) {
  return session.value<std::int64_t>("PRAGMA user_version").value_or(0);
}

}  // namespace

std::span<const Migration> migrations() {
  return kMigrations;
}

Result<> check_format(Session& session) {
  const auto version = version_of(session);
  const auto program = session.value<std::int64_t>("PRAGMA application_id").value_or(0);
  const bool empty = !session.any("SELECT 1 FROM sqlite_master LIMIT 1");
  if (empty && version == 0 && program == 0) return Done{};
  if (program != kApplicationId)
    return Error{Code::storage, "is an SQLite database, but not a catalog; put the right file in its place"};
  const int known = std::prev(std::end(kMigrations))->to;
  if (version > known)
    return Error{Code::storage, "has catalog format " + std::to_string(version) +
                                    ", this version knows formats up to " + std::to_string(known) +
                                    "; start the newer version that wrote it"};
  if (version < 1)
    return Error{Code::storage,
                 "says catalog format " + std::to_string(version) + ", which never was; it is damaged"};
  return Done{};
}

Result<> migrate(Session& session, const Migration& migration) {
  if (version_of(session) >= migration.to) return Done{};
  for (const std::string_view statement : migration.statements) session.run(statement);
  session.run("PRAGMA user_version = " + std::to_string(migration.to));
  return Done{};
}

}  // namespace tidemark
