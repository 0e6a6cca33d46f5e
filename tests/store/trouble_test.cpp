// A disk that fills up or turns read-only: what is acknowledged stays, nothing wrong is answered, the store
// says what is the matter and goes on when it can.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "opened_store.h"
#include "support/troubled_fs.h"

namespace tidemark::testing {
namespace {

using ::testing::HasSubstr;
using Trouble = TroubledFileSystem::Trouble;

class DiskTrouble : public ::testing::Test {
 protected:
  void write_some() {
    for (int i = 0; i < 50; ++i) {
      ++at;
      store.append({snapshot(post(1), at, {{"likes_count", at}})});
      acknowledged[at] = {{"likes_count", at}};
    }
  }
  /// Nothing is taken, the store says why, and reading goes on.
  void meet(Trouble trouble, const char* told) {
    files->set(trouble);
    const Snapshot refused = snapshot(post(1), ++at, {{"likes_count", -at}});
    for (int i = 0; i < 3; ++i) {
      const auto appended = store->append({&refused, 1}, OnConflict::reject);
      ASSERT_FALSE(appended);
      EXPECT_EQ(appended.error().code, Code::storage);
    }
    const auto healthy = store->healthy();
    ASSERT_FALSE(healthy);
    EXPECT_THAT(healthy.error().message, HasSubstr(told));
    EXPECT_FALSE(store->recover()) << "nothing has changed yet";
    EXPECT_EQ(history_of(*store, post(1)), acknowledged);
  }

  std::shared_ptr<TroubledFileSystem> files = std::make_shared<TroubledFileSystem>();
  OpenedStore store{files};
  History acknowledged;
  std::int64_t at = 0;
};

TEST_F(DiskTrouble, AFullDiskIsToldAndLivedThrough) {
  for (int round = 0; round < 3; ++round) {
    write_some();
    meet(Trouble::full, "the disk is full");
    const GapNote note{.subject = post(1), .at = {at}, .reason = GapReason::storage};
    if (round == 0) {
      EXPECT_FALSE(store->note_gaps({&note, 1}));
    }
    files->set(Trouble::none);
    const auto recovered = store->recover();
    ASSERT_TRUE(recovered) << recovered.error().message;
    EXPECT_TRUE(store->healthy());
    EXPECT_EQ(history_of(*store, post(1)), acknowledged) << "what was refused is not there";
    ASSERT_TRUE(store->note_alive({at}));  // and takes along what waited
    const auto gaps = store->gaps(post(1), {0}, {at + 1});
    ASSERT_EQ(gaps.value().size(), 1u) << "what could not be kept then is kept now";
    EXPECT_EQ(gaps->front().reason, GapReason::storage);
  }
  write_some();
  store.reopen();
  EXPECT_EQ(history_of(*store, post(1)), acknowledged);
  EXPECT_EQ(store->gaps(post(1), {0}, {at + 1}).value().size(), 1u);
}

TEST_F(DiskTrouble, AReadOnlyDiskIsToldAndARestartFindsWhatWasAcknowledged) {
  write_some();
  meet(Trouble::read_only, "Read-only file system");
  files->set(Trouble::none);
  store.reopen();
  EXPECT_TRUE(store->healthy());
  EXPECT_EQ(history_of(*store, post(1)), acknowledged);
  write_some();
  EXPECT_EQ(history_of(*store, post(1)), acknowledged);
}

/// The store's largest table.
std::filesystem::path largest_table(const std::filesystem::path& folder) {
  std::filesystem::path largest;
  for (const auto& file : std::filesystem::directory_iterator(folder))
    if (file.path().extension() == ".sst" && (largest.empty() || file.file_size() > file_size(largest)))
      largest = file.path();
  return largest;
}

TEST(DamageInATable, IsAnErrorWhereItIsReadAndToldFromThenOn) {
  OpenedStore store;
  for (std::int64_t at = 1; at <= 2'000; ++at)
    store.append({snapshot(post(1), at, {{"likes_count", at * 7919 % 100'003}, {"impressions", at * at}})});
  store.reopen();  // a start makes a table of what the log has
  const auto table = largest_table(store.folder());
  ASSERT_FALSE(table.empty());
  store.close();
  {
    std::fstream bytes(table, std::ios::in | std::ios::out | std::ios::binary);
    bytes.seekg(300);
    const char was = static_cast<char>(bytes.get());
    bytes.seekp(300);
    bytes.put(static_cast<char>(was ^ 0x10));
  }
  store.reopen();
  EXPECT_TRUE(store->healthy()) << "nobody has noticed yet";
  const auto read = store->columns(post(1), {0}, {3'000});
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().code, Code::storage);
  const auto healthy = store->healthy();
  ASSERT_FALSE(healthy);
  EXPECT_THAT(healthy.error().message, HasSubstr("is damaged"));
  EXPECT_THAT(healthy.error().message, HasSubstr(table.filename().string()));
  EXPECT_FALSE(store->recover()) << "damage does not heal";
}

}  // namespace
}  // namespace tidemark::testing
