#include "host/retry.h"

#include <gtest/gtest.h>

#include <set>

#include "host/quota_book.h"

namespace tidemark {
namespace {

using namespace std::chrono_literals;

const Instant kNow = *parse_rfc3339("2026-11-22T08:00:00Z");

TEST(Retry, ReadsRetryAfterInBothForms) {
  struct Row {
    const char* value;
    std::optional<std::chrono::milliseconds> pause;
  };
  const Row rows[] = {
      {"0", 0ms},
      {"120", 120s},
      {" 120 ", 120s},
      {"99999999999999999999999", QuotaBook::kLongest},
      {"Sun, 22 Nov 2026 08:01:30 GMT", 90s},
      {"Sunday, 22-Nov-26 08:01:30 GMT", 90s},
      {"Sun Nov 22 08:01:30 2026", 90s},
      {"Sun, 22 Nov 2026 07:00:00 GMT", 0ms},
      {"Sun, 22 Nov 2099 07:00:00 GMT", QuotaBook::kLongest},
      {"", {}},
      {"-1", {}},
      {"1.5", {}},
      {"soon", {}},
      {"120 seconds", {}},
      {"Sun, 22 Nov 2026 08:01:30 CET", {}},
      {"22 Nov 2026", {}},
  };
  for (const auto& row : rows) EXPECT_EQ(parse_retry_after(row.value, kNow), row.pause) << row.value;
}

TEST(Retry, WaitsForTheFirstResetThatLiesAheadAndALittleLonger) {
  const std::string ahead = std::to_string(kNow.ms / 1000 + 900);
  const std::string past = std::to_string(kNow.ms / 1000 - 900);
  const std::vector<std::string> names = {"x-reset", "x-day-reset"};
  const auto pause = [&](Headers headers) {
    return pause_until_reset({429, std::move(headers), ""}, names, kNow);
  };
  EXPECT_EQ(pause({{"x-reset", ahead}}), 900s + QuotaBook::kGrace);
  EXPECT_EQ(pause({{"x-reset", past}, {"x-day-reset", ahead}}), 900s + QuotaBook::kGrace);
  EXPECT_EQ(pause({{"x-reset", past}}), std::nullopt);
  EXPECT_EQ(pause({{"x-reset", "soon"}}), std::nullopt);
  EXPECT_EQ(pause({{"x-other", ahead}}), std::nullopt);
  EXPECT_EQ(pause({{"x-reset", "999999999999999999999"}}), QuotaBook::kLongest);
}

TEST(Retry, DrawsPausesFromNothingToTheGrowingStep) {
  const RetryOptions options{
      .max_retries = 9, .backoff_factor = 2.0, .first_pause = 100ms, .longest_pause = 1000ms};
  const std::chrono::milliseconds steps[] = {100ms, 200ms, 400ms, 800ms, 1000ms, 1000ms};
  for (int number = 0; number < 6; ++number) {
    std::set<std::chrono::milliseconds> drawn;
    for (int i = 0; i < 500; ++i) drawn.insert(jittered_pause(options, number));
    EXPECT_GE(*drawn.begin(), 0ms);
    EXPECT_LE(*drawn.rbegin(), steps[number]);
    EXPECT_LT(*drawn.begin(), steps[number] / 10) << "full jitter reaches down to nothing";
    EXPECT_GT(*drawn.rbegin(), steps[number] * 9 / 10) << "and up to the whole step";
  }
}

}  // namespace
}  // namespace tidemark
