#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "host/platform_registry.h"
#include "plugin_test_support.h"

namespace tidemark::testing {
namespace {

using ::testing::HasSubstr;

class ForgetfulStorage : public QuotaStorage {
 public:
  Result<std::map<BucketKey, BucketState>> load() override { return std::map<BucketKey, BucketState>{}; }
  Result<> save(const std::map<BucketKey, BucketState>&) override { return Done{}; }
};

struct Engine {
  FakeClock clock;
  FakeLog log;
  NoTelemetry telemetry;
  ForgetfulStorage storage;
  QuotaBook quota{clock, storage};
  HttpClient http{{}, clock};

  std::unique_ptr<PlatformRegistry> load(const PluginFolder& folder,
                                         std::map<std::string, PlatformSettings> settings = {}) {
    return load(std::vector{folder.path()}, std::move(settings));
  }
  std::unique_ptr<PlatformRegistry> load(const std::vector<fs::path>& folders,
                                         std::map<std::string, PlatformSettings> settings = {}) {
    return std::make_unique<PlatformRegistry>(find_plugins(folders), settings,
                                              HostServices{clock, log, telemetry, http, quota, {}});
  }
};

PlatformStatus status_of(const PlatformRegistry& registry, const std::string& file) {
  for (const PlatformStatus& status : registry.status())
    if (fs::path(status.file).stem() == file) return status;
  throw std::runtime_error("no status of " + file);
}

TEST(PlatformRegistry, ShowsALoadedPlatformWhole) {
  PluginFolder folder;
  folder.add("good", "example");
  Engine engine;
  const auto registry = engine.load(folder);
  EXPECT_EQ(registry->loaded(), std::vector<std::string>{"example"});
  EXPECT_EQ(registry->canonical("ex"), "example");
  EXPECT_EQ(registry->canonical("example"), "example");
  EXPECT_EQ(registry->canonical("other"), std::nullopt);
  EXPECT_NE(registry->find("example"), nullptr);
  EXPECT_EQ(registry->find("ex"), nullptr);
  EXPECT_EQ(registry->metrics("example").size(), 3u);
  EXPECT_TRUE(registry->metrics("other").empty());
  const PlatformStatus status = status_of(*registry, "example");
  EXPECT_TRUE(status.loaded);
  EXPECT_EQ(status.version, "1.2.3");
  EXPECT_EQ(status.isolation, "in-process");
  EXPECT_EQ(status.sha256.size(), 64u);
  EXPECT_EQ(status.capabilities, (std::vector<std::string>{"sync", "discover", "check"}));
  ASSERT_EQ(status.buckets.size(), 1u);
  EXPECT_EQ(status.buckets[0].limit, 900);
}

// What each plugin does wrong, and what is said of it.
TEST(PlatformRegistry, RefusesABadPluginWithItsReason) {
  const std::pair<const char*, const char*> rows[] = {
      {"undefined_symbol", "undefined symbol: tidemark_nowhere"},
      {"no_symbol", "exports no tidemark_plugin_v1"},
      {"foreign_major", "is made for plugin ABI 2 only, this engine speaks ABI 1"},
      {"small_struct", "has a size of 16 bytes"},
      {"needs_newer", "unsupported: needs plugin ABI 1.7, this engine has 1.0"},
      {"bad_flags", "flags that this engine does not know: 4"},
      {"bad_text", "has a platform that is not UTF-8"},
      {"other_platform", "says platform \"somebody_else\", its manifest \"example\""},
      {"other_order", "says metric 0 \"followers_count\", its manifest \"likes_count\""},
      {"other_unit", "says unit of likes_count \"s\", its manifest \"1\""},
      {"other_kind", "says kind of followers_count \"running_total\", its manifest \"gauge\""},
      {"other_bucket", "says limit of calls \"800\", its manifest \"900\""},
      {"stride_zero", "has a metric of 0 bytes"},
      {"no_sync", "has no function sync"},
      {"no_check", "has no function check, which its manifest's capabilities name"},
      {"create_fails", "the plugin does not start: api_version must be six digits"},
      {"create_gives_nothing", "its create succeeded and made no instance"},
  };
  for (const auto& [wrong, reason] : rows) {
    PluginFolder folder;
    folder.add(wrong, wrong);
    Engine engine;
    const auto registry = engine.load(folder);
    EXPECT_TRUE(registry->loaded().empty()) << wrong;
    const PlatformStatus status = status_of(*registry, wrong);
    EXPECT_FALSE(status.loaded);
    EXPECT_EQ(status.id, wrong);
    EXPECT_THAT(status.reason, HasSubstr(reason)) << wrong;
    int logged = 0;
    for (const std::string& line : engine.log.lines()) logged += line.find(reason) != std::string::npos;
    EXPECT_EQ(logged, 1) << wrong;
  }
}

TEST(PlatformRegistry, GoesOnWithTheGoodOnes) {
  PluginFolder folder;
  folder.add("good", "example");
  folder.add("undefined_symbol", "broken", {.platform = "broken", .aliases = "[]"});
  folder.write("lonely.so", "");
  Engine engine;
  const auto registry = engine.load(folder);
  EXPECT_EQ(registry->loaded(), std::vector<std::string>{"example"});
  EXPECT_EQ(registry->status().size(), 3u);
  EXPECT_EQ(registry->find("broken"), nullptr);
}

TEST(PlatformRegistry, GivesANameToTheFirstThatLoads) {
  PluginFolder first, second;
  first.add("good", "example");
  second.add("good", "again");
  second.add("good", "ex", {.platform = "ex", .aliases = "[]"});
  Engine engine;
  const auto registry = engine.load({first.path(), second.path()});
  EXPECT_EQ(registry->loaded(), std::vector<std::string>{"example"});
  const std::string taken = "is already taken by " + (first.path() / "example.so").string();
  EXPECT_EQ(status_of(*registry, "again").reason, "platform \"example\" " + taken);
  EXPECT_EQ(status_of(*registry, "ex").reason, "platform \"ex\" " + taken);
}

TEST(PlatformRegistry, LetsNoRefusedPluginKeepAGoodOneOut) {
  PluginFolder folder;
  folder.add("undefined_symbol", "a");
  folder.add("good", "b",
             {.platform = "b", .aliases = "[\"example\"]"});  // its library says another platform
  folder.add("good", "c");
  Engine engine;
  const auto registry = engine.load(folder);
  EXPECT_EQ(registry->loaded(), std::vector<std::string>{"example"});
  EXPECT_EQ(fs::path(status_of(*registry, "c").file).stem(), "c");
  EXPECT_FALSE(status_of(*registry, "a").loaded);
  EXPECT_FALSE(status_of(*registry, "b").loaded);
}

TEST(PlatformRegistry, SendsAPluginsRequestsThroughCredentialsAndQuota) {
  PluginFolder folder;
  folder.add("good", "example");
  Engine engine;
  const auto registry = engine.load(folder);
  const Instant open_again = engine.clock.now() + std::chrono::minutes(5);
  engine.quota.close({"example", "calls", "app"}, open_again);
  AccountAccess account{.id = {3}};
  const CallLimits limits{.deadline = engine.clock.steady() + std::chrono::minutes(1), .stop = {}, .run = ""};
  const std::vector<SyncItem> items{{.platform_id = "1"}};
  RecordingSink sink;
  const auto without_token = registry->find("example")->sync(account, items, {}, limits, sink);
  ASSERT_FALSE(without_token);
  EXPECT_EQ(without_token.error().code, Code::auth_failed);
  account.access_token = Secret("t0ken");
  const auto limited = registry->find("example")->sync(account, items, {}, limits, sink);
  ASSERT_FALSE(limited);
  EXPECT_EQ(limited.error().code, Code::rate_limited);
  EXPECT_GE(limited.error().retry_after.value_or(std::chrono::seconds(0)), std::chrono::minutes(5));
  EXPECT_TRUE(sink.lines.empty());
  EXPECT_EQ(status_of(*registry, "example").buckets.size(), 1u);
}

TEST(PlatformRegistry, RefusesAPlatformWhoseSettingsAreWrong) {
  PluginFolder folder;
  folder.add("good", "example");
  Engine engine;
  const auto registry = engine.load(folder, {{"example", {{"page_size", "many"}}}});
  EXPECT_THAT(status_of(*registry, "example").reason,
              HasSubstr("platforms.example.page_size: is not a whole number"));
}

TEST(PlatformRegistry, HandsTheSettingsOver) {
  PluginFolder folder;
  folder.add("good", "example");
  Engine engine;
  const auto registry = engine.load(folder, {{"example", {{"page_size", "50"}}}, {"ghost", {}}});
  EXPECT_TRUE(engine.log.contains(R"(debug example: {"api_version":"v2","page_size":50})"));
  EXPECT_TRUE(engine.log.contains("[platforms.ghost] is set and no such platform is loaded"));
}

TEST(PlatformRegistry, ChecksIdsByTheManifestsForm) {
  PluginFolder folder;
  folder.add("good", "example");
  Engine engine;
  const auto registry = engine.load(folder);
  EXPECT_TRUE(registry->check_post_id("example", "17"));
  EXPECT_TRUE(registry->check_account_field("example", "platform_user_id", "9"));
  EXPECT_TRUE(registry->check_account_field("example", "page_id", "what this platform does not use"));
  const auto post = registry->check_post_id("example", "x");
  ASSERT_FALSE(post);
  EXPECT_EQ(post.error().code, Code::invalid);
  EXPECT_EQ(post.error().field, "platform_post_id");
  EXPECT_THAT(post.error().message, HasSubstr("the number at the end of the address"));
  const auto account = registry->check_account_field("example", "platform_user_id", "@name");
  ASSERT_FALSE(account);
  EXPECT_EQ(account.error().field, "platform_user_id");
  EXPECT_THAT(account.error().message, HasSubstr("the account's number"));
  EXPECT_FALSE(registry->check_post_id("example", std::string(1 << 20, '1')));
  EXPECT_FALSE(registry->check_post_id("other", "17"));
}

}  // namespace
}  // namespace tidemark::testing
