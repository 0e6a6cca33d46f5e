#include <gmock/gmock.h>

#include <toml++/toml.h>

#include "ig.h"

namespace tidemark::testing {
namespace {

TEST(InstagramManifest, TheManifestAndTheLibrarySayTheSame) {
  const toml::table manifest = toml::parse_file(INSTAGRAM_FOLDER "/plugin.toml");
  const tidemark_plugin& plugin = tidemark_plugin_v1;
  const auto text = [](tidemark_text raw) { return std::string(raw.data, raw.size); };
  EXPECT_EQ(manifest["platform"].value<std::string>(), text(plugin.platform));
  EXPECT_EQ(manifest["version"].value<std::string>(), text(plugin.version));
  const char* kinds[] = {"gauge", "running_total", "window_total"};
  const auto& metrics = *manifest["metric"].as_array();
  ASSERT_EQ(metrics.size(), plugin.metric_count);
  for (std::size_t i = 0; i < metrics.size(); ++i) {
    const auto& row = *metrics[i].as_table();
    EXPECT_EQ(row["name"].value<std::string>(), text(plugin.metrics[i].name));
    EXPECT_EQ(row["kind"].value<std::string>(), kinds[plugin.metrics[i].kind]);
    EXPECT_EQ(row["unit"].value<std::string>(), text(plugin.metrics[i].unit));
  }
  const std::map<std::string, std::int64_t> windows = {{"1h", 3'600'000}, {"1d", 86'400'000}};
  const auto& buckets = *manifest["bucket"].as_array();
  ASSERT_EQ(buckets.size(), plugin.bucket_count);
  for (std::size_t i = 0; i < buckets.size(); ++i) {
    const auto& row = *buckets[i].as_table();
    EXPECT_EQ(row["name"].value<std::string>(), text(plugin.buckets[i].name));
    EXPECT_EQ(row["limit"].value<std::int64_t>(), plugin.buckets[i].limit);
    EXPECT_EQ(windows.at(row["window"].value<std::string>().value()), plugin.buckets[i].window_ms);
  }
  EXPECT_NE(plugin.discover, nullptr);
  EXPECT_NE(plugin.check, nullptr);
}

}  // namespace
}  // namespace tidemark::testing
