#include "app/config.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <toml++/toml.h>

#include <fstream>

#include "support/temp_dir.h"

namespace tidemark {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class ConfigTest : public ::testing::Test {
 protected:
  std::filesystem::path write(const std::string& text, const std::string& name = "tidemark.toml") {
    std::ofstream(dir_ / name) << text;
    return dir_ / name;
  }
  std::string refusal(const std::string& text, const Environment& environment = {}) {
    auto config = read_config(write(text), environment);
    return config ? "accepted" : config.error().message;
  }

  testing::TempDir dir_;
};

TEST_F(ConfigTest, TheDocumentedFileHasEveryKeyWithItsDefault) {
  const std::filesystem::path documented =
      std::filesystem::path(TIDEMARK_SOURCE_DIR) / "config/tidemark.toml";
  std::vector<std::string> keys;
  for (const auto& [section, table] : toml::parse_file(documented.string()))
    for (const auto& [key, value] : *table.as_table())
      keys.push_back(std::string(section.str()) + "." + std::string(key.str()));
  EXPECT_THAT(keys, ::testing::UnorderedElementsAreArray(known_keys()));

  auto from_file = read_config(documented, {});
  ASSERT_TRUE(from_file) << from_file.error().message;
  auto defaults = read_config(std::nullopt, {});
  ASSERT_TRUE(defaults);
  EXPECT_EQ(from_file->data_dir, defaults->data_dir);
  EXPECT_EQ(from_file->listen_host, defaults->listen_host);
  EXPECT_EQ(from_file->listen_port, defaults->listen_port);
  EXPECT_EQ(from_file->refresh_wait, defaults->refresh_wait);
  EXPECT_EQ(from_file->max_body, defaults->max_body);
  EXPECT_EQ(from_file->sync.scheduled, defaults->sync.scheduled);
  EXPECT_EQ(from_file->sync.every, defaults->sync.every);
  EXPECT_EQ(from_file->sync.workers, defaults->sync.workers);
  EXPECT_EQ(from_file->http.timeout, defaults->http.timeout);
  EXPECT_EQ(from_file->http.max_body, defaults->http.max_body);
  EXPECT_EQ(from_file->http.ca_file, defaults->http.ca_file);
  EXPECT_EQ(from_file->retry.max_retries, defaults->retry.max_retries);
  EXPECT_EQ(from_file->retry.backoff_factor, defaults->retry.backoff_factor);
  EXPECT_EQ(from_file->store_memory, defaults->store_memory);
  EXPECT_EQ(from_file->retention, defaults->retention);
  EXPECT_EQ(from_file->log_level, defaults->log_level);
}

TEST_F(ConfigTest, WhatIsWrongInTheFileIsNamedWithFileLineAndKey) {
  const struct {
    const char* text;
    const char* message;
  } rows[] = {
      {"[sync]\nevry = \"1h\"", "tidemark.toml:2: sync.evry: unknown key"},
      {"[snyc]\nevery = \"1h\"", "tidemark.toml:1: snyc: unknown key"},
      {"sync = 1", "tidemark.toml:1: sync: wanted a table"},
      {"[sync]\n\nworkers = \"many\"", "tidemark.toml:3: sync.workers: wanted a whole number"},
      {"[sync]\nworkers = 0", "tidemark.toml:2: sync.workers: 0 is out of range, wanted 1 to 256"},
      {"[sync]\nevery = 3600", "tidemark.toml:2: sync.every: wanted a duration in quotes"},
      {"[sync]\nevery = \"hourly\"", "sync.every: \"hourly\" is no duration"},
      {"[sync]\nevery = \"1ms\"", "sync.every: \"1ms\" is out of range"},
      {"[sync]\nenabled = 1", "sync.enabled: wanted true or false"},
      {"[admin]\nlisten = \"8003\"", "admin.listen: \"8003\" is no address and port"},
      {"[admin]\nlisten = \"127.0.0.1:99999\"", "is no address and port"},
      {"[admin]\nmax_body = \"big\"", "admin.max_body: \"big\" is no size"},
      {"[engine]\nplugin_dirs = \"/a\"", "engine.plugin_dirs: wanted a list of strings"},
      {"[engine]\nplugin_dirs = [1]", "engine.plugin_dirs: wanted a list of strings"},
      {"[http]\nbackoff_factor = 0.5", "http.backoff_factor: out of range"},
      {"[log]\nlevel = \"loud\"", "log.level: \"loud\" is none of debug, info, warning, error"},
      {"[store]\nkeep_raw = 90", "tidemark.toml:2: store.keep_raw: wanted a duration in quotes"},
      {"[store]\nkeep_raw = \"ever\"", "store.keep_raw: \"ever\" is no duration; write"},
      {"[store]\nkeep_raw = \"ever\"", "or \"forever\""},
      {"[store]\nkeep_raw = \"1h\"", "store.keep_raw: \"1h\" is out of range, wanted 1d to"},
      {"[store]\nkeep_raw = \"90d\"\nkeep_daily = \"30d\"",
       "tidemark.toml:3: store.keep_daily: \"30d\" is shorter than keep_raw (\"90d\")"},
      {"[store]\nkeep_daily = \"365d\"",
       "tidemark.toml:2: store.keep_daily: \"365d\" is shorter than keep_raw (\"forever\")"},
      {"[platforms.twitter]\nbase_url = [1]", "platforms.twitter.base_url: wanted a string"},
      {"[sync\nevery = 1", "tidemark.toml:1"},
  };
  for (const auto& row : rows) EXPECT_THAT(refusal(row.text), HasSubstr(row.message)) << row.text;
}

TEST_F(ConfigTest, AMissingFileIsNamed) {
  auto config = read_config(dir_ / "nowhere.toml", {});
  ASSERT_FALSE(config);
  EXPECT_EQ(config.error().code, Code::bad_config);
  EXPECT_THAT(config.error().message, HasSubstr((dir_ / "nowhere.toml").string()));
}

TEST_F(ConfigTest, TheEnvironmentWinsOverForeignNamesAndTheseOverTheFile) {
  const auto file = write("[http]\nmax_retries = 1\ntimeout = \"1s\"\nbackoff_factor = 1.5");
  const Environment environment = {{"PLATFORM_MAX_RETRIES", "2"},
                                   {"PLATFORM_FETCH_TIMEOUT", "7"},
                                   {"TIDEMARK_HTTP_MAX_RETRIES", "3"},
                                   {"TIDEMARK_ADMIN_LISTEN", "[::1]:0"},
                                   {"TIDEMARK_ENGINE_PLUGIN_DIRS", "/a,/b"},
                                   {"TIDEMARK_URL", "for the CLI"}};
  auto config = read_config(file, environment);
  ASSERT_TRUE(config) << config.error().message;
  EXPECT_EQ(config->retry.max_retries, 3);
  EXPECT_EQ(config->http.timeout, 7s);
  EXPECT_EQ(config->retry.backoff_factor, 1.5);
  EXPECT_EQ(config->listen_host, "[::1]");
  EXPECT_EQ(config->listen_port, 0);
  EXPECT_THAT(config->plugin_dirs, ElementsAre("/a", "/b"));
}

TEST_F(ConfigTest, MeasurementsAreKeptForGoodUnlessItSaysOtherwise) {
  const auto usual = read_config(std::nullopt, {});
  EXPECT_EQ(usual->retention, StoreRetention{});
  const auto file = write("[store]\nkeep_raw = \"90d\"\nkeep_daily = \"forever\"");
  EXPECT_EQ(read_config(file, {})->retention.raw, 90 * 24h);
  EXPECT_EQ(read_config(file, {})->retention.daily, std::nullopt);
  EXPECT_EQ(read_config(file, {{"TIDEMARK_STORE_KEEP_DAILY", "90d"}})->retention.daily, 90 * 24h);
  EXPECT_EQ(read_config(file, {{"TIDEMARK_STORE_KEEP_RAW", "forever"}})->retention, StoreRetention{});
  EXPECT_THAT(read_config(file, {{"TIDEMARK_STORE_KEEP_DAILY", "89d"}}).error().message,
              HasSubstr("TIDEMARK_STORE_KEEP_DAILY: store.keep_daily: \"89d\" is shorter than keep_raw"));
}

TEST_F(ConfigTest, AVariableThatNamesNoKeyOrHoldsNoValueIsNamed) {
  EXPECT_THAT(refusal("", {{"TIDEMARK_ADMIN_LISTN", "x"}}), HasSubstr("TIDEMARK_ADMIN_LISTN: no such key"));
  EXPECT_THAT(refusal("", {{"TIDEMARK_SYNC_WORKERS", "many"}}),
              HasSubstr("TIDEMARK_SYNC_WORKERS: sync.workers: wanted a whole number"));
  EXPECT_THAT(refusal("", {{"PLATFORM_FETCH_TIMEOUT", "soon"}}), HasSubstr("PLATFORM_FETCH_TIMEOUT"));
}

class PlatformSettingsTest : public ConfigTest {
 protected:
  Result<std::map<std::string, PlatformSettings>> settings(const std::string& text,
                                                           const Environment& environment) {
    auto config = read_config(write(text), environment);
    if (!config) return config.error();
    const Manifest* manifests[] = {&manifest_};
    return platform_settings(*config, environment, manifests, warnings_);
  }

  Manifest manifest_ = {.platform = "example",
                        .config = {{"api_version", Manifest::ConfigKey::Type::text, "1", ""},
                                   {"app_secret", Manifest::ConfigKey::Type::secret, "", ""}},
                        .env = {{"EXAMPLE_APP_SECRET", "app_secret"}},
                        .origins = {{"api", "https://api.example.com"}}};
  std::vector<std::string> warnings_;
};

TEST_F(PlatformSettingsTest, ComeFromTheFileThenForeignNamesThenOurs) {
  auto from = settings("[platforms.example]\napi_version = \"2\"\napp_secret = \"file\"",
                       {{"EXAMPLE_APP_SECRET", "foreign"}, {"TIDEMARK_PLATFORMS_EXAMPLE_API_VERSION", "3"}});
  ASSERT_TRUE(from) << from.error().message;
  EXPECT_EQ(from->at("example").at("api_version"), "3");
  EXPECT_EQ(from->at("example").at("app_secret"), "foreign");
}

TEST_F(PlatformSettingsTest, ReadSecretsFromFilesToo) {
  const auto secret = write("from a file\n", "secret");
  for (const Environment& environment :
       {Environment{{"EXAMPLE_APP_SECRET_FILE", secret.string()}},
        Environment{{"TIDEMARK_PLATFORMS_EXAMPLE_APP_SECRET_FILE", secret.string()}}}) {
    auto from = settings("", environment);
    ASSERT_TRUE(from) << from.error().message;
    EXPECT_EQ(from->at("example").at("app_secret"), "from a file");
  }
  auto missing = settings("[platforms.example]\napp_secret_file = \"/nowhere\"", {});
  ASSERT_FALSE(missing);
  EXPECT_THAT(missing.error().message, HasSubstr("tidemark.toml:2: cannot read the file /nowhere"));
}

TEST_F(PlatformSettingsTest, AKeyThatThePluginDoesNotDeclareIsNamedWithItsPlace) {
  auto from = settings("[platforms.example]\napi_versoin = \"2\"", {});
  ASSERT_FALSE(from);
  EXPECT_THAT(from.error().message, HasSubstr("tidemark.toml:2"));
  EXPECT_THAT(from.error().message, HasSubstr("api_versoin"));
}

TEST_F(PlatformSettingsTest, ATableWithoutAPluginIsOnlyAWarning) {
  auto from = settings("[platforms.elsewhere]\nanything = 1", {});
  ASSERT_TRUE(from);
  EXPECT_THAT(*from, ::testing::Contains(::testing::Key("example")));
  EXPECT_THAT(warnings_, ElementsAre(HasSubstr("[platforms.elsewhere] has no effect")));
}

}  // namespace
}  // namespace tidemark
