// The whole engine in this process, under the sanitizers: the plugin as it is shipped, the sandbox behind it.

#include "app/engine.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>

#include "sandbox/sandbox.h"
#include "support/fake_log.h"
#include "support/temp_dir.h"

namespace tidemark {
namespace {

using ::testing::HasSubstr;

class EngineTest : public ::testing::Test {
 protected:
  Config config() const {
    Config config;
    config.data_dir = dir_ / "data";
    config.plugin_dirs = {TIDEMARK_PLUGINS};
    config.listen_port = 0;
    config.sync.scheduled = false;
    return config;
  }
  std::string token() const {
    std::string text;
    std::ifstream(dir_ / "data/admin.token") >> text;
    return text;
  }

  testing::TempDir dir_;
  testing::FakeLog log_;
  SystemClock clock_;
};

TEST_F(EngineTest, TheFirstStartWritesAnAdminTokenForItsOwnerAloneAndLaterOnesKeepIt) {
  std::string first;
  {
    auto engine = Engine::start(config(), {}, clock_, log_);
    ASSERT_TRUE(engine) << engine.error().message;
    first = token();
    EXPECT_THAT(first, ::testing::StartsWith("tm_"));
    struct stat status {};
    ASSERT_EQ(stat((dir_ / "data/admin.token").c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777, 0600u);
  }
  auto again = Engine::start(config(), {}, clock_, log_);
  ASSERT_TRUE(again) << again.error().message;
  EXPECT_EQ(token(), first);
  EXPECT_FALSE(log_.contains(first));
}

TEST_F(EngineTest, AFirstStartThatWasInterruptedBeforeTheTokenWasWrittenIsMadeGood) {
  { ASSERT_TRUE(Engine::start(config(), {}, clock_, log_)); }
  std::filesystem::resize_file(dir_ / "data/admin.token", 0);
  auto engine = Engine::start(config(), {}, clock_, log_);
  ASSERT_TRUE(engine) << engine.error().message;
  EXPECT_THAT(token(), ::testing::StartsWith("tm_"));
}

TEST_F(EngineTest, AnEngineWithoutAnyPlatformSaysSo) {
  Config bare = config();
  bare.plugin_dirs = {dir_.path()};
  ASSERT_TRUE(Engine::start(bare, {}, clock_, log_));
  EXPECT_TRUE(log_.contains("no platform is loaded"));
}

TEST_F(EngineTest, ATakenPortIsNamed) {
  auto first = Engine::start(config(), {}, clock_, log_);
  ASSERT_TRUE(first);
  Config second = config();
  second.data_dir = dir_ / "other";
  second.listen_port = (*first)->port();
  auto refused = Engine::start(second, {}, clock_, log_);
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().message, HasSubstr("127.0.0.1:" + std::to_string((*first)->port())));
}

}  // namespace
}  // namespace tidemark
