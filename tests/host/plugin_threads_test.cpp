#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <barrier>
#include <thread>

#include "plugin_test_support.h"

namespace tidemark::testing {
namespace {

// Holds each sync at its first sample until as many have come, so that they are certainly under way at once.
class MeetingSink final : public RecordingSink {
 public:
  explicit MeetingSink(std::barrier<>& all) : all_(all) {}
  Result<> emit(std::span<const EmittedSample> samples) override {
    if (lines.empty()) all_.arrive_and_wait();
    return RecordingSink::emit(samples);
  }

 private:
  std::barrier<>& all_;
};

TEST(PluginThreads, SyncAtOnceAndSeeOnlyTheirOwn) {
  constexpr int kThreads = 4, kRounds = 20;
  StartedPlugin plugin("good");
  std::barrier<> all(kThreads);
  std::vector<int> wrong(kThreads, 0);
  std::vector<std::jthread> threads;
  for (int number = 0; number < kThreads; ++number)
    threads.emplace_back([&, number] {
      const std::size_t posts = 10u + static_cast<unsigned>(number);
      for (int round = 0; round < kRounds; ++round) {
        MeetingSink sink(all);
        const auto result = plugin.sync(posts, sink);
        wrong[static_cast<std::size_t>(number)] += !result || sink.lines.size() != posts;
      }
    });
  threads.clear();
  EXPECT_EQ(wrong, std::vector<int>(kThreads, 0));
  EXPECT_EQ(plugin.outbound->requests.size(), static_cast<std::size_t>(kThreads * kRounds));
  int made = 0;
  for (const std::string& line : plugin.log.lines()) made += line.find("api_version") != std::string::npos;
  EXPECT_EQ(made, kThreads) << "as many instances as syncs at once, kept for later ones";
}

}  // namespace
}  // namespace tidemark::testing
