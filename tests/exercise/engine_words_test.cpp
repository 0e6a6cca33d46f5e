// The engine knows no platform by name: what is particular to one lives in its plugin.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <toml++/toml.h>
#include <algorithm>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>

namespace tidemark {
namespace {

namespace fs = std::filesystem;

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return std::tolower(c); });
  return text;
}

/// Names, hosts and environment variables of platforms, in lower case: well-known ones, and those that the
/// plugins beside the engine declare. Short aliases count where they stand in quotes.
std::set<std::string> words() {
  std::set<std::string> words = {"linkedin",  "twitter",   "facebook", "instagram", "tiktok",    "youtube",
                                 "pinterest", "mastodon",  "bluesky",  "x.com",     "fb.com",    "graph.",
                                 "meta_",     "linkedin_", "twitter_", "facebook_", "instagram_"};
  for (const auto& entry : fs::recursive_directory_iterator(TIDEMARK_SOURCE_DIR "/plugins")) {
    if (entry.path().filename() != "plugin.toml") continue;
    const toml::table manifest = toml::parse_file(entry.path().string());
    words.insert(lower(manifest["platform"].value<std::string>().value()));
    if (const auto* aliases = manifest["aliases"].as_array())
      for (const auto& alias : *aliases)
        words.insert("\"" + lower(alias.value<std::string>().value()) + "\"");
    if (const auto* names = manifest["env"].as_table())
      for (const auto& [name, key] : *names) words.insert(lower(std::string(name.str())));
    if (const auto* origins = manifest["origin"].as_array())
      for (const auto& origin : *origins) {
        const auto url = (*origin.as_table())["base_url"].value<std::string>().value();
        words.insert(lower(url.substr(url.find("//") + 2)));
      }
  }
  return words;
}

/// The text of a file, in lower case, without the one field of the API that is named after a platform.
std::string text_of(const fs::path& file) {
  std::ifstream in(file);
  std::string text = lower({std::istreambuf_iterator<char>(in), {}});
  for (const std::string allowed : {"instagram_account_id"})
    for (std::size_t at = 0; (at = text.find(allowed, at)) != std::string::npos;)
      text.erase(at, allowed.size());
  return text;
}

TEST(EngineWords, NoPlatformIsNamedInTheEngine) {
  const std::set<std::string> forbidden = words();
  EXPECT_THAT(forbidden, ::testing::Contains("api.x.com")) << "the plugins' manifests were not read";
  int files = 0;
  for (const auto& entry : fs::recursive_directory_iterator(TIDEMARK_SOURCE_DIR "/engine")) {
    if (!entry.is_regular_file()) continue;
    ++files;
    const std::string text = text_of(entry.path());
    for (const std::string& word : forbidden)
      EXPECT_EQ(text.find(word), std::string::npos) << entry.path() << " says " << word;
  }
  EXPECT_GT(files, 100);
}

}  // namespace
}  // namespace tidemark
