// The files under the catalog: what opens, what is refused and how that is told, and that nothing is
// overwritten.

#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <functional>

#include "catalog_fixture.h"

namespace tidemark::testing {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::Not;

void write_file(const fs::path& file, const std::string& text) {
  std::ofstream(file, std::ios::binary | std::ios::trunc) << text;
}

mode_t mode_of(const fs::path& file) {
  struct stat what {};
  return ::stat(file.c_str(), &what) == 0 ? what.st_mode & 0777 : 0;
}

/// Permissions bind only those who are not root: the tests that need them become nobody for a while.
class WithoutRoot {
 public:
  WithoutRoot() {
    if (::geteuid() == 0 && ::seteuid(65534) != 0) throw std::runtime_error("cannot give up root");
  }
  ~WithoutRoot() {
    if (::getuid() == 0 && ::seteuid(0) != 0) std::abort();
  }
};

/// No file grows beyond `bytes` while it lives, as on a full disk.
class FullDisk {
 public:
  explicit FullDisk(std::uintmax_t bytes) : handler_(std::signal(SIGXFSZ, SIG_IGN)) {
    ::getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit now{.rlim_cur = bytes, .rlim_max = before_.rlim_max};
    if (::setrlimit(RLIMIT_FSIZE, &now) != 0) throw std::runtime_error("cannot limit the size of files");
  }
  ~FullDisk() {
    ::setrlimit(RLIMIT_FSIZE, &before_);
    std::signal(SIGXFSZ, handler_);
  }
  FullDisk(const FullDisk&) = delete;
  FullDisk& operator=(const FullDisk&) = delete;

 private:
  rlimit before_{};
  void (*handler_)(int);
};

class CatalogFiles : public CatalogTest {
 protected:
  fs::path db() { return dir / "catalog.db"; }
  fs::path key() { return dir / "catalog.key"; }

  /// The sentence with which opening fails; it must be one line that names `file`, and leave the files as
  /// they are.
  std::string refused(const fs::path& file) {
    const std::string db_before = fs::is_regular_file(db()) ? contents_of(db()) : "";
    const std::string key_before = fs::is_regular_file(key()) ? contents_of(key()) : "";
    const auto opened = Catalog::open(dir.path(), clock);
    if (opened) return "opened";
    EXPECT_EQ(opened.error().code, Code::storage);
    EXPECT_THAT(opened.error().message, HasSubstr(file.string()));
    EXPECT_THAT(opened.error().message, Not(HasSubstr("\n")));
    EXPECT_EQ(fs::is_regular_file(db()) ? contents_of(db()) : "", db_before) << "overwritten";
    EXPECT_EQ(fs::is_regular_file(key()) ? contents_of(key()) : "", key_before) << "overwritten";
    return opened.error().message;
  }
};

TEST_F(CatalogFiles, ADiskThatTakesNothingIsToldUntilItTakesSomethingAgain) {
  EXPECT_TRUE(catalog->healthy());
  {
    const FullDisk full(fs::file_size(dir / "catalog.db-wal"));
    EXPECT_TRUE(catalog->healthy()) << "nobody has noticed yet";
    EXPECT_FALSE(catalog->businesses().add(engine, {.name = "One more"}));
    EXPECT_EQ(catalog->healthy().error().code, Code::storage);
    EXPECT_TRUE(catalog->businesses().get(engine, business)) << "what is there can be read";
  }
  EXPECT_TRUE(catalog->healthy()) << "without anybody writing";
  EXPECT_TRUE(catalog->businesses().add(engine, {.name = "One more"}));
}

TEST_F(CatalogFiles, AreReadableByTheirOwnerOnly) {
  const fs::path folder = dir / "new";
  const auto opened = Catalog::open(folder, clock);
  ASSERT_TRUE(opened);
  EXPECT_TRUE((*opened)->healthy());
  EXPECT_EQ(mode_of(folder), 0700U);
  for (const char* name : {"catalog.db", "catalog.db-wal", "catalog.db-shm", "catalog.key"})
    EXPECT_EQ(mode_of(folder / name), 0600U) << name;
}

TEST_F(CatalogFiles, ADamagedCatalogIsRefusedAndLeftAlone) {
  for (int i = 0; i < 300; ++i) add_post(std::to_string(i));
  catalog.reset();
  const std::string good = contents_of(db());
  const struct {
    const char* what;
    std::function<void()> damage;
    const char* says;
  } rows[] = {
      {"a text file", [&] { write_file(db(), "name,likes\nfirst,3\n"); }, "not a database"},
      {"garbage", [&] { write_file(db(), std::string(100'000, '\x5a')); }, "not a database"},
      {"the first half", [&] { write_file(db(), good.substr(0, good.size() / 2)); }, "malformed"},
      {"a piece of the header", [&] { write_file(db(), good.substr(0, 50)); }, ""},
      {"nothing in it", [&] { write_file(db(), ""); }, "is empty"},
      {"no file", [&] { fs::remove(db()); }, "is missing"},
      {"a directory", [&] { fs::remove(db()), fs::create_directory(db()); }, "is not a file"},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.what);
    row.damage();
    EXPECT_THAT(refused(db()), HasSubstr(row.says));
  }
  fs::remove(db());
  write_file(db(), good);
  reopen();
  EXPECT_EQ(*catalog->posts().count(), 300U) << "a restored file opens";
}

TEST_F(CatalogFiles, AKeyFileThatDoesNotFitIsRefusedAndLeftAlone) {
  catalog.reset();
  const std::string good = contents_of(key());
  const std::string other = "1 " + std::string(64, 'a') + "\n";
  const auto put = [&](const std::string& text) {
    fs::remove_all(key());
    write_file(key(), text);
    ::chmod(key().c_str(), 0600);
  };
  const struct {
    const char* what;
    std::function<void()> damage;
    const char* says;
  } rows[] = {
      {"no file", [&] { fs::remove(key()); }, "is missing"},
      {"nothing in it", [&] { put(""); }, "holds no key"},
      {"a short key", [&] { put(good.substr(0, good.size() - 10)); }, "line 2 is no key"},
      {"no number", [&] { put(std::string(64, 'a')); }, "line 1 is no key"},
      {"no hexadecimal digits", [&] { put("1 " + std::string(64, 'x')); }, "line 1 is no key"},
      {"one number twice", [&] { put(other + other); }, "again"},
      {"much too long", [&] { put(std::string(100'000, '#')); }, "larger"},
      {"another key", [&] { put(other); }, "does not open"},
      {"a key of another number", [&] { put("2" + other.substr(1)); }, "which catalog.key does not hold"},
      {"a directory", [&] { fs::remove(key()), fs::create_directory(key()); }, "is not a file"},
      {"readable by the group", [&] { put(good), ::chmod(key().c_str(), 0640); }, "chmod 600"},
      {"readable by all", [&] { put(good), ::chmod(key().c_str(), 0604); }, "chmod 600"},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.what);
    row.damage();
    const std::string says = refused(key());
    EXPECT_THAT(says, HasSubstr(row.says));
    EXPECT_THAT(says, Not(HasSubstr("aaaa"))) << "a key in a message";
  }
  put(good);
  reopen();
  EXPECT_EQ(catalog->accounts().secrets(account)->access_token.reveal(), "token of kiosk");
}

TEST_F(CatalogFiles, ANewKeyEncryptsFromNowOnAndTheOldOneStillOpens) {
  catalog.reset();
  write_file(key(), contents_of(key()) + "\n# since November\n7 " + std::string(64, 'b'));
  reopen();
  const AccountId later = add_account(business, "forum");
  EXPECT_EQ(catalog->accounts().secrets(account)->access_token.reveal(), "token of kiosk");
  EXPECT_EQ(catalog->accounts().secrets(later)->access_token.reveal(), "token of forum");
  catalog.reset();
  write_file(key(), "7 " + std::string(64, 'b'));
  EXPECT_THAT(refused(key()), HasSubstr("key 1"));
}

TEST_F(CatalogFiles, AKeyFileIsMadeAgainAsLongAsNothingWasEncrypted) {
  const TempDir fresh;
  for (int round = 0; round < 2; ++round) {
    ASSERT_TRUE(Catalog::open(fresh.path(), clock));
    ASSERT_TRUE(fs::remove(fresh / "catalog.key"));
  }
}

TEST_F(CatalogFiles, AFolderThatCannotBeUsedIsTold) {
  write_file(dir / "file", "x");
  for (const fs::path& folder :
       {dir / "file", dir / "file/below", dir / "no/such/parent", fs::path("/proc/none")}) {
    const auto opened = Catalog::open(folder, clock);
    ASSERT_FALSE(opened) << folder;
    EXPECT_EQ(opened.error().code, Code::storage);
    EXPECT_THAT(opened.error().message, HasSubstr(folder.string()));
  }
}

TEST_F(CatalogFiles, WhatMayNotBeReadOrWrittenIsTold) {
  catalog.reset();
  const fs::path locked = dir / "locked";
  fs::create_directory(locked);
  ASSERT_EQ(::chmod(dir.path().c_str(), 0755), 0);
  for (const mode_t mode : {0500U, 0300U, 0000U}) {
    ASSERT_EQ(::chmod(locked.c_str(), mode), 0);
    const WithoutRoot nobody;
    const auto opened = Catalog::open(locked, clock);
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().code, Code::storage);
    EXPECT_THAT(opened.error().message, HasSubstr(locked.string()));
    EXPECT_THAT(opened.error().message, HasSubstr("cannot be read and written"));
  }
  ASSERT_EQ(::chmod(locked.c_str(), 0700), 0);
}

}  // namespace
}  // namespace tidemark::testing
