#include "manifest.h"

#include <gtest/gtest.h>
#include <toml++/toml.h>

#include <map>

namespace tidemark::testing {
namespace {

std::string string(tidemark_text text) {
  return {text.data, static_cast<std::size_t>(text.size)};
}

bool lists(const toml::table& manifest, const char* capability) {
  for (const toml::node& one : *manifest["capabilities"].as_array())
    if (one.value<std::string>() == capability) return true;
  return false;
}

}  // namespace

void expect_manifest_fits(const std::string& manifest_file, const tidemark_plugin& plugin) {
  const toml::table manifest = toml::parse_file(manifest_file);
  EXPECT_EQ(manifest["platform"].value<std::string>(), string(plugin.platform));
  EXPECT_EQ(manifest["version"].value<std::string>(), string(plugin.version));
  EXPECT_EQ(lists(manifest, "discover"), plugin.discover != nullptr);
  EXPECT_EQ(lists(manifest, "check"), plugin.check != nullptr);

  constexpr const char* kKinds[] = {"gauge", "running_total", "window_total"};
  const toml::array& metrics = *manifest["metric"].as_array();
  ASSERT_EQ(metrics.size(), plugin.metric_count);
  for (std::size_t i = 0; i < metrics.size(); ++i) {
    const toml::table& row = *metrics[i].as_table();
    EXPECT_EQ(row["name"].value<std::string>(), string(plugin.metrics[i].name));
    EXPECT_EQ(row["kind"].value<std::string>(), kKinds[plugin.metrics[i].kind]);
    EXPECT_EQ(row["unit"].value<std::string>(), string(plugin.metrics[i].unit));
  }

  const std::map<std::string, std::int64_t> windows = {
      {"5m", 300'000}, {"15m", 900'000}, {"1h", 3'600'000}, {"1d", 86'400'000}};
  const toml::array& buckets = *manifest["bucket"].as_array();
  ASSERT_EQ(buckets.size(), plugin.bucket_count);
  for (std::size_t i = 0; i < buckets.size(); ++i) {
    const toml::table& row = *buckets[i].as_table();
    EXPECT_EQ(row["name"].value<std::string>(), string(plugin.buckets[i].name));
    EXPECT_EQ(row["limit"].value<std::int64_t>(), plugin.buckets[i].limit);
    EXPECT_EQ(windows.at(row["window"].value_or<std::string>("")), plugin.buckets[i].window_ms);
  }
}

}  // namespace tidemark::testing
