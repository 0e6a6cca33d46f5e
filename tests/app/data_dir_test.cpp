#include "app/data_dir.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>

#include "support/temp_dir.h"

namespace tidemark {
namespace {

using ::testing::HasSubstr;

TEST(DataDir, IsMadeForItsOwnerAlone) {
  testing::TempDir dir;
  auto data_dir = DataDir::open(dir / "deep/data");
  ASSERT_TRUE(data_dir) << data_dir.error().message;
  struct stat status {};
  ASSERT_EQ(stat((dir / "deep/data").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0700u);
}

TEST(DataDir, IsHeldByOneEngineAtATime) {
  testing::TempDir dir;
  {
    auto first = DataDir::open(dir.path());
    ASSERT_TRUE(first);
    auto second = DataDir::open(dir.path());
    ASSERT_FALSE(second);
    EXPECT_THAT(second.error().message,
                HasSubstr("in use by another tidemarkd (process " + std::to_string(getpid())));
  }
  EXPECT_TRUE(DataDir::open(dir.path()));
}

TEST(DataDir, ThatIsAFileIsRefusedByName) {
  testing::TempDir dir;
  std::ofstream(dir / "file") << "x";
  auto data_dir = DataDir::open(dir / "file");
  ASSERT_FALSE(data_dir);
  EXPECT_THAT(data_dir.error().message, HasSubstr((dir / "file").string()));
}

}  // namespace
}  // namespace tidemark
