#include <gtest/gtest.h>

#include <toml++/toml.h>
#include <regex>

#include "li.h"
#include "manifest.h"

namespace tidemark::testing {
namespace {

std::string text(tidemark_text raw) {
  return {raw.data, static_cast<std::size_t>(raw.size)};
}

TEST(LinkedInManifest, TheManifestAndTheLibrarySayTheSame) {
  expect_manifest_fits(LINKEDIN_FOLDER "/plugin.toml", tidemark_plugin_v1);
}

TEST(LinkedInManifest, EveryResourceHasAMembersAndAnAppsDayThatEndsAtMidnight) {
  const toml::table manifest = toml::parse_file(LINKEDIN_FOLDER "/plugin.toml");
  const tidemark_plugin& plugin = tidemark_plugin_v1;
  const auto& buckets = *manifest["bucket"].as_array();
  ASSERT_EQ(buckets.size(), plugin.bucket_count);
  for (std::size_t i = 0; i < buckets.size(); ++i) {
    const auto& row = *buckets[i].as_table();
    const std::string name = text(plugin.buckets[i].name);
    const bool of_the_app = name.ends_with("_app");
    EXPECT_EQ(row["name"].value<std::string>(), name);
    EXPECT_EQ(row["limit"].value<std::int64_t>(), plugin.buckets[i].limit);
    EXPECT_EQ(row["window"].value<std::string>(), "1d");
    EXPECT_EQ(plugin.buckets[i].window_ms, kDay);
    EXPECT_EQ(row["starts"].value<std::string>(), "utc") << name;
    EXPECT_EQ(row["per"].value<std::string>(), of_the_app ? "app" : "account") << name;
    if (of_the_app)
      EXPECT_FALSE(row.contains("also")) << name;
    else
      EXPECT_EQ((*row["also"].as_array())[0].value<std::string>(), name + "_app");
  }
}

TEST(LinkedInManifest, IdsThatHaveFiguresAreToldFromThoseThatHaveNone) {
  const toml::table manifest = toml::parse_file(LINKEDIN_FOLDER "/plugin.toml");
  const std::regex post(*manifest["post_id"]["pattern"].value<std::string>());
  for (const char* good : {"urn:li:share:7045020441609936898", "urn:li:ugcPost:1"})
    EXPECT_TRUE(std::regex_match(good, post)) << good;
  for (const char* bad : {"urn:li:activity:7045020441609936898", "7045020441609936898",
                          "urn:li:share:", "urn:li:share:12345678901234567890", "urn%3Ali%3Ashare%3A1"})
    EXPECT_FALSE(std::regex_match(bad, post)) << bad;
  const std::regex page(*manifest["account"]["page_id"]["pattern"].value<std::string>());
  for (const char* good : {"2414183", "urn:li:organization:2414183"})
    EXPECT_TRUE(std::regex_match(good, page)) << good;
  for (const char* bad : {"", "urn:li:person:1", "acme"}) EXPECT_FALSE(std::regex_match(bad, page)) << bad;
}

}  // namespace
}  // namespace tidemark::testing
