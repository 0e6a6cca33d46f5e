#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rocksdb/db.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "opened_store.h"
#include "store/rocks_options.h"

namespace tidemark::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

std::string refusal(const std::filesystem::path& folder) {
  const auto opened = SnapshotStore::open({.folder = folder});
  if (opened) return "opened";
  EXPECT_EQ(opened.error().code, Code::storage);
  EXPECT_THAT(opened.error().message, AllOf(HasSubstr(folder.string()), Not(HasSubstr("\n"))));
  return opened.error().message;
}

/// Writes as another version of this program could have.
void rewrite(const std::filesystem::path& folder,
             const std::function<rocksdb::Status(rocksdb::DB&)>& change) {
  auto options = rocks_options(1u << 20);
  std::vector<rocksdb::ColumnFamilyHandle*> handles;
  rocksdb::DB* raw = nullptr;
  ASSERT_TRUE(rocksdb::DB::Open(options.db, folder.string(), options.families, &handles, &raw).ok());
  const std::unique_ptr<rocksdb::DB> db(raw);
  EXPECT_TRUE(change(*db).ok());
  for (auto* handle : handles) db->DestroyColumnFamilyHandle(handle);
}

std::filesystem::path newest(const std::filesystem::path& folder, const std::string& ending) {
  std::filesystem::path found;
  for (const auto& file : std::filesystem::directory_iterator(folder))
    if (file.path().extension() == ending && file.path() > found) found = file.path();
  return found;
}

void flip_byte(const std::filesystem::path& file, std::uintmax_t at) {
  std::fstream bytes(file, std::ios::in | std::ios::out | std::ios::binary);
  bytes.seekg(static_cast<std::streamoff>(at));
  const char old = static_cast<char>(bytes.get());
  bytes.seekp(static_cast<std::streamoff>(at));
  bytes.put(static_cast<char>(old ^ 0x55));
}

TEST(OpeningAStore, MakesItsFolder) {
  TempDir dir;
  EXPECT_TRUE(SnapshotStore::open({.folder = dir / "store"}));
  EXPECT_TRUE(std::filesystem::exists(dir / "store"));
}

TEST(OpeningAStore, NamesAFolderThatCannotBeWritten) {
  TempDir dir;
  std::ofstream(dir / "file") << "not a folder";
  EXPECT_THAT(refusal(dir / "file"), HasSubstr("cannot be opened"));
  EXPECT_THAT(refusal(dir.path() / "file" / "store"), HasSubstr("cannot be opened"));
  if (geteuid() != 0) {  // root may write everywhere
    std::filesystem::create_directory(dir / "locked");
    std::filesystem::permissions(dir / "locked", std::filesystem::perms::owner_read);
    EXPECT_THAT(refusal(dir.path() / "locked" / "store"), HasSubstr("cannot be opened"));
  }
}

TEST(OpeningAStore, HeldByThisProcessIsRefused) {
  OpenedStore store;
  EXPECT_THAT(refusal(store.folder()), HasSubstr("is in use by another tidemarkd"));
}

TEST(OpeningAStore, HeldByAnotherProcessIsRefused) {
  TempDir dir;
  std::filesystem::create_directory(dir / "store");
  int to_child[2], to_parent[2];
  ASSERT_EQ(pipe(to_child), 0);
  ASSERT_EQ(pipe(to_parent), 0);
  const pid_t child = fork();
  if (child == 0) {
    // RocksDB's own kind of lock, without RocksDB, whose threads a fork does not have.
    const int file = ::open((dir / "store/LOCK").c_str(), O_RDWR | O_CREAT, 0644);
    struct flock all = {};
    all.l_type = F_WRLCK;
    all.l_whence = SEEK_SET;
    char byte = fcntl(file, F_SETLK, &all) == 0 ? 'y' : 'n';
    (void)!write(to_parent[1], &byte, 1);
    (void)!read(to_child[0], &byte, 1);
    _exit(0);
  }
  char locked = 0;
  ASSERT_EQ(read(to_parent[0], &locked, 1), 1);
  ASSERT_EQ(locked, 'y');
  EXPECT_THAT(refusal(dir / "store"), HasSubstr("is in use by another tidemarkd"));
  ASSERT_EQ(write(to_child[1], "x", 1), 1);
  waitpid(child, nullptr, 0);
  for (const int end : {to_child[0], to_child[1], to_parent[0], to_parent[1]}) ::close(end);
  EXPECT_TRUE(SnapshotStore::open({.folder = dir / "store"}));
}

TEST(OpeningAStore, AnotherFormatIsRefusedWithWhatToDoAndLeftAsItIs) {
  OpenedStore store;
  store.close();
  rewrite(store.folder(), [](rocksdb::DB& db) { return db.Put({}, "format", "1"); });
  for (int tried = 0; tried < 2; ++tried)
    EXPECT_THAT(refusal(store.folder()), AllOf(HasSubstr("format 1"), HasSubstr("knows format 2"),
                                               HasSubstr("run the version that wrote it")));
}

TEST(OpeningAStore, APartOfALaterFormatIsRefusedBeforeAnythingIsTouched) {
  OpenedStore store;
  store.close();
  rewrite(store.folder(), [](rocksdb::DB& db) {
    rocksdb::ColumnFamilyHandle* handle = nullptr;
    const auto status = db.CreateColumnFamily({}, "sketches", &handle);
    db.DestroyColumnFamilyHandle(handle);
    return status;
  });
  EXPECT_THAT(refusal(store.folder()),
              AllOf(HasSubstr("\"sketches\""), HasSubstr("run the version that wrote it")));
}

TEST(OpeningAStore, WithoutAFormatNumberThereMayBeNothing) {
  OpenedStore store;
  store.close();
  rewrite(store.folder(), [](rocksdb::DB& db) { return db.Delete({}, "format"); });
  EXPECT_THAT(refusal(store.folder()), HasSubstr("no format number"));
}

TEST(OpeningAStore, ADamagedDictionaryIsRefused) {
  OpenedStore store;
  store.close();
  rewrite(store.folder(), [](rocksdb::DB& db) { return db.Put({}, std::string("m\0\0\0\2", 5), "rubbish"); });
  EXPECT_THAT(refusal(store.folder()), AllOf(HasSubstr("damaged"), HasSubstr("dictionaries")));
}

TEST(OpeningAStore, ALostCurrentFileIsDamageNotANewStore) {
  OpenedStore store;
  store.append({snapshot(post(1), 1, {{"likes_count", 1}})});
  store.close();
  std::filesystem::remove(store.folder() / "CURRENT");
  EXPECT_THAT(refusal(store.folder()), AllOf(HasSubstr("damaged"), HasSubstr("CURRENT")));
  EXPECT_FALSE(newest(store.folder(), ".log").empty()) << "what is left must be left";
}

TEST(OpeningAStore, ALogWithAFlippedByteInsideIsDamage) {
  OpenedStore store;
  for (int i = 0; i < 50; ++i) store.append({snapshot(post(1), i, {{"likes_count", i}})});
  store.close();
  const auto log = newest(store.folder(), ".log");
  flip_byte(log, std::filesystem::file_size(log) / 2);
  EXPECT_THAT(refusal(store.folder()), HasSubstr("damaged"));
}

TEST(OpeningAStore, ALogWhoseLastRecordIsCutLosesThatRecordOnly) {
  OpenedStore store;
  for (int i = 0; i < 50; ++i) store.append({snapshot(post(1), i, {{"likes_count", i}})});
  store.close();
  const auto log = newest(store.folder(), ".log");
  std::filesystem::resize_file(log, std::filesystem::file_size(log) - 3);
  store.reopen();
  EXPECT_EQ(history_of(*store, post(1)).size(), 49u);
  EXPECT_EQ(latest_of(*store, post(1)), standing_of(history_of(*store, post(1))));
}

TEST(OpeningAStore, AFlippedByteInATableIsAnErrorNeverAWrongAnswer) {
  OpenedStore store;
  for (int i = 0; i < 50; ++i) store.append({snapshot(post(1), i, {{"likes_count", i}})});
  store.reopen();  // replays the log into tables
  store.close();
  std::vector<std::filesystem::path> tables;
  for (const auto& file : std::filesystem::directory_iterator(store.folder()))
    if (file.path().extension() == ".sst") tables.push_back(file.path());
  ASSERT_FALSE(tables.empty());
  for (const auto& table : tables) flip_byte(table, 20);
  const auto opened = SnapshotStore::open({.folder = store.folder()});
  if (!opened) return;
  const auto read = (*opened)->history(post(1), {0}, {100}, 100);
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().code, Code::storage);
  EXPECT_FALSE((*opened)->latest(post(1)));
}

}  // namespace
}  // namespace tidemark::testing
