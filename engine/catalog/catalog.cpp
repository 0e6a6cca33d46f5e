#include "catalog/catalog.h"

#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string>

#include "catalog/checks.h"
#include "catalog/database.h"
#include "catalog/key_file.h"
#include "catalog/secret_box.h"

namespace tidemark {
namespace {

namespace fs = std::filesystem;

Error storage(const fs::path& what, const std::string& why) {
  return {Code::storage, what.string() + ": " + why};
}

Result<> make_folder(const fs::path& folder) {
  struct stat what {};
  if (::stat(folder.c_str(), &what) != 0) {
    if (errno != ENOENT) return storage(folder, std::string("cannot be read: ") + std::strerror(errno));
    if (::mkdir(folder.c_str(), 0700) != 0)
      return storage(folder, std::string("cannot be made: ") + std::strerror(errno));
    return Done{};
  }
  if (!S_ISDIR(what.st_mode)) return storage(folder, "is not a directory; the catalog needs one");
  if (::faccessat(AT_FDCWD, folder.c_str(), R_OK | W_OK | X_OK, AT_EACCESS) != 0)
    return storage(folder, std::string("cannot be read and written: ") + std::strerror(errno));
  return Done{};
}

/// The key file is made after the database, and so says that there was one. To begin anew without it would
/// give out ids for the second time, whose snapshots the store may still hold.
Result<> check_not_lost(const fs::path& file, const fs::path& key_file) {
  struct stat what {};
  const bool missing = ::stat(file.c_str(), &what) != 0 && errno == ENOENT;
  if (!missing && !(S_ISREG(what.st_mode) && what.st_size == 0)) return Done{};
  return storage(
      file,
      std::string(missing ? "is missing" : "is empty") + ", but " + key_file.string() +
          " shows that there was a catalog; restore it from a backup, or begin with an empty directory");
}

Result<std::vector<Key>> keys_for(Database& database, const fs::path& key_file,
                                  std::optional<std::vector<Key>> keys) {
  if (keys) return *std::move(keys);
  auto secrets = database.glance(
      [](Session& session) -> Result<bool> { return session.any("SELECT 1 FROM account_secrets LIMIT 1"); });
  if (!secrets) return secrets.error();
  if (*secrets)
    return storage(
        key_file, "is missing, and the accounts' tokens cannot be read without it; restore it from a backup");
  return make_key_file(key_file);
}

/// One secret of each key: a wrong key file is told at the start and not in the middle of a sync.
Result<> check_keys_fit(Database& database, const SecretBox& box, const fs::path& key_file) {
  return database.read([&](Session& session) -> Result<> {
    Result<> fits = Done{};
    session.each(
        "SELECT account_id, field, key_id, sealed, MIN(account_id) FROM account_secrets GROUP BY key_id", {},
        [&](Row& row) {
          AccountId account;
          std::string field;
          Sealed sealed;
          row >> account >> field >> sealed.key_id >> sealed.bytes;
          if (auto opened = box.open(account, field, sealed); !opened)
            fits = storage(key_file, opened.error().message);
        });
    return fits;
  });
}

}  // namespace

struct Catalog::Impl {
  Impl(std::unique_ptr<Database> opened, std::vector<Key> keys, const Clock& clock)
      : database(std::move(opened)),
        box(std::move(keys)),
        tokens(*database, clock),
        businesses(*database, tokens, clock),
        accounts(*database, box, clock),
        posts(*database, clock),
        runs(*database, clock),
        quotas(*database),
        tombstones(*database),
        owners(*database),
        census(*database) {}

  std::unique_ptr<Database> database;
  SecretBox box;
  ApiTokens tokens;
  Businesses businesses;
  Accounts accounts;
  Posts posts;
  Runs runs;
  Quotas quotas;
  Tombstones tombstones;
  Owners owners;
  Census census;
};

Result<std::unique_ptr<Catalog>> Catalog::open(const fs::path& data_dir, const Clock& clock) {
  if (sodium_init() < 0) return Error{Code::storage, "libsodium finds no source of random numbers"};
  const fs::path folder = fs::absolute(data_dir);
  const fs::path file = folder / "catalog.db";
  const fs::path key_file = folder / "catalog.key";
  if (auto made = make_folder(folder); !made) return made.error();
  auto found = read_key_file(key_file);
  if (!found) return found.error();
  if (*found)
    if (auto there = check_not_lost(file, key_file); !there) return there.error();
  auto database = Database::open(file);
  if (!database) return database.error();
  auto keys = keys_for(**database, key_file, *std::move(found));
  if (!keys) return keys.error();
  auto impl = std::make_unique<Impl>(*std::move(database), *std::move(keys), clock);
  if (auto fit = check_keys_fit(*impl->database, impl->box, key_file); !fit) return fit.error();
  if (auto loaded = impl->tokens.load(); !loaded) return loaded.error();
  return std::unique_ptr<Catalog>(new Catalog(std::move(impl)));
}

Catalog::Catalog(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Catalog::~Catalog() = default;

Businesses& Catalog::businesses() {
  return impl_->businesses;
}
Accounts& Catalog::accounts() {
  return impl_->accounts;
}
Posts& Catalog::posts() {
  return impl_->posts;
}
Runs& Catalog::runs() {
  return impl_->runs;
}
ApiTokens& Catalog::api_tokens() {
  return impl_->tokens;
}
Quotas& Catalog::quotas() {
  return impl_->quotas;
}
Tombstones& Catalog::tombstones() {
  return impl_->tombstones;
}
Owners& Catalog::owners() {
  return impl_->owners;
}
Census& Catalog::census() {
  return impl_->census;
}

Result<> Catalog::healthy() {
  if (!impl_->database->writes_reach_disk()) {
    // Nobody may want to write for a while: whether the disk takes anything again, only a write can tell.
    auto tried = impl_->database->write([](Session& session) -> Result<> {
      session.run("UPDATE probe SET tries = tries + 1");
      return Done{};
    });
    if (!tried) return tried;
  }
  return impl_->database->glance([](Session& session) -> Result<> {
    session.run("SELECT 1 FROM businesses LIMIT 1");
    return Done{};
  });
}

}  // namespace tidemark
