#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "plugin_test_support.h"

namespace tidemark::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

struct Checked {
  explicit Checked(const std::string& misbehaving, Secret token = {}) : plugin(misbehaving) {
    plugin.account.access_token = std::move(token);
    result = plugin.host->check(plugin.account, plugin.limits(), report);
  }
  StartedPlugin plugin;
  AccessReport report{.scopes = {"of before"}, .role = "of before"};
  Result<> result = Done{};
};

TEST(PluginCheck, TellsWhatThePlatformSaysOfTheAccess) {
  const Checked good("good");
  EXPECT_TRUE(good.result);
  EXPECT_THAT(good.plugin.outbound->requests, ElementsAre("GET /items"));
  EXPECT_THAT(good.report.scopes, ElementsAre("read", "list"));
  EXPECT_THAT(good.report.missing, ElementsAre("write"));
  EXPECT_EQ(good.report.role, "ADMIN");
  EXPECT_EQ(good.report.expiry, AccessReport::Expiry::at);
  EXPECT_EQ(good.report.expires_at, Instant{1'900'000'000'000});
}

TEST(PluginCheck, TellsItAlsoOfAnAccessThatIsNotGood) {
  const Checked bad("error_without_text");
  ASSERT_FALSE(bad.result);
  EXPECT_EQ(bad.result.error().code, Code::auth_failed);
  EXPECT_THAT(bad.report.missing, ElementsAre("write"));
}

TEST(PluginCheck, CleansTextsAndTakesEachWordOnce) {
  const Checked garbled("garbled_error");
  EXPECT_TRUE(garbled.result);
  EXPECT_THAT(garbled.report.scopes, ElementsAre("a", "b\xEF\xBF\xBD"));
  EXPECT_THAT(garbled.report.missing, IsEmpty());
  EXPECT_EQ(garbled.report.role, "line one");
  EXPECT_EQ(garbled.report.expiry, AccessReport::Expiry::never);
}

TEST(PluginCheck, TakesTheFirstReportAndNoneThatCannotBeRight) {
  const Checked twice("answers_twice");
  EXPECT_TRUE(twice.result);
  EXPECT_EQ(twice.report.role, "ADMIN");
  EXPECT_TRUE(twice.plugin.log.contains("access: called more than once"));
  for (const char* wrong : {"wrong_stride", "wrong_window", "forgets_items"}) {
    const Checked checked(wrong);
    EXPECT_TRUE(checked.result) << wrong;
    EXPECT_THAT(checked.report.scopes, IsEmpty()) << wrong;
    EXPECT_EQ(checked.report.role, "") << wrong;
    EXPECT_EQ(checked.report.expiry, AccessReport::Expiry::unknown) << wrong;
  }
}

TEST(PluginCheck, LetsAPluginKnowOfWhichKindTheTokenIsAndNoMore) {
  EXPECT_EQ(Checked("chatters", Secret("LL0123456789")).report.role, "long_lived");
  EXPECT_EQ(Checked("chatters", Secret("SL0123456789")).report.role, "");
}

TEST(PluginCheck, IsUnsupportedWithoutAFunction) {
  PluginFolder folder;
  folder.add("no_check", "example", {.capabilities = R"(["sync", "discover"])"});
  const auto manifest =
      std::make_shared<const Manifest>(read_manifest(folder.path() / "example.toml").value());
  const auto plugin = load_plugin(*manifest);
  ASSERT_TRUE(plugin) << plugin.error().message;
  FakeClock clock;
  FakeLog log;
  const auto host = InProcessHost::start(**plugin, config_json(*manifest, {}),
                                         {manifest, std::make_unique<FakeOutbound>(), clock, log})
                        .value();
  AccessReport report;
  const auto result = host->check({}, {.deadline = clock.steady() + std::chrono::minutes(5)}, report);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, Code::unsupported);
}

}  // namespace
}  // namespace tidemark::testing
