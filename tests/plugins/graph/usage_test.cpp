// Which bucket waits, and until when.

#include <gtest/gtest.h>

#include "asking.h"

namespace tidemark::testing {
namespace {

constexpr std::int64_t kMinute = 60'000, kHour = 60 * kMinute;

struct Closed {
  std::uint32_t bucket;
  std::int64_t wait_ms;
  bool operator==(const Closed&) const = default;
};

std::vector<Closed> closed(const Outcome& outcome) {
  std::vector<Closed> all;
  for (const tidemark_quota& quota : outcome.quotas) {
    EXPECT_EQ(quota.remaining, 0);
    EXPECT_EQ(quota.limit, -1) << "percent are no limit";
    all.push_back({quota.bucket, quota.reset_at_ms - kNow});
  }
  return all;
}

std::vector<Closed> closed_by(const std::string& header, const std::string& value) {
  return closed(ask_graph({.body = "{}", .headers = {{header, value}}}).outcome);
}

TEST(GraphUsage, AFullQuotaClosesItsBucketAndNothingElseDoes) {
  const struct {
    const char *header, *value;
    std::vector<Closed> closed;
  } rows[] = {
      {"x-app-usage", R"({"call_count":28,"total_time":25,"total_cputime":25})", {}},
      {"x-app-usage", R"({"call_count":99,"total_time":99.9,"total_cputime":25})", {}},
      {"x-app-usage", R"({"call_count":100,"total_time":25,"total_cputime":25})", {{kAppBucket, kHour}}},
      {"x-app-usage", R"({"call_count":1,"total_time":162,"total_cputime":2})", {{kAppBucket, kHour}}},
      {"x-app-usage", R"({"total_cputime":"100%"})", {{kAppBucket, kHour}}},
      {"x-app-usage", "28%", {}},
      {"x-app-usage", "100%", {{kAppBucket, kHour}}},
      {"x-page-usage", R"({"call_count":144,"total_cputime":73,"total_time":44})", {{kPageBucket, kHour}}},
      {"x-ad-account-usage", R"({"acc_id_util_pct":100,"reset_time_duration":100})", {}},
      {"x-app-usage", "", {}},
      {"x-app-usage", "{", {}},
      {"x-app-usage", "[100]", {}},
      {"x-app-usage", R"({"call_count":"many","total_time":null,"total_cputime":{}})", {}},
      {"x-app-usage", R"({"call_count":-100})", {}},
      {"x-app-usage", R"({"call_count":1e400})", {}},
  };
  for (const auto& row : rows) EXPECT_EQ(closed_by(row.header, row.value), row.closed) << row.value;
}

TEST(GraphUsage, TheBusinessHeaderSpeaksOfOurAccountAndType) {
  const struct {
    const char* value;
    std::vector<Closed> closed;
  } rows[] = {
      {R"({"17":[{"type":"pages","call_count":100,"total_cputime":25,"total_time":25,"estimated_time_to_regain_access":19}]})",
       {{kPageBucket, 19 * kMinute}}},
      {R"({"17":[{"type":"pages","call_count":97,"total_cputime":23,"total_time":23,"estimated_time_to_regain_access":0}]})",
       {}},
      // A regain time of 0 is no permission to ask again.
      {R"({"17":[{"type":"pages","call_count":100,"estimated_time_to_regain_access":0}]})",
       {{kPageBucket, kHour}}},
      // Another type of the same page, in the same list and as the same key again.
      {R"({"17":[{"type":"messenger","call_count":100,"estimated_time_to_regain_access":9},{"type":"pages","call_count":3}]})",
       {}},
      {R"({"17":[{"type":"messenger","call_count":3}],"17":[{"type":"pages","call_count":100,"estimated_time_to_regain_access":7}]})",
       {{kPageBucket, 7 * kMinute}}},
      {R"({"17":[{"type":"pages","call_count":100,"estimated_time_to_regain_access":5}],"17":[{"type":"pages","call_count":100,"estimated_time_to_regain_access":11}]})",
       {{kPageBucket, 11 * kMinute}}},
      // Another page's trouble is not ours ...
      {R"({"18":[{"type":"pages","call_count":100,"estimated_time_to_regain_access":9}],"17":[{"type":"pages","call_count":3}]})",
       {}},
      // ... unless the header does not know us: a page may have a second id.
      {R"({"18":[{"type":"pages","call_count":100,"estimated_time_to_regain_access":9}]})",
       {{kPageBucket, 9 * kMinute}}},
      {R"({"18":[{"type":"ads_management","call_count":100,"ads_api_access_tier":"standard_access"}]})", {}},
      // Still throttled, though below 100.
      {R"({"17":[{"type":"pages","call_count":80,"estimated_time_to_regain_access":2.5}]})",
       {{kPageBucket, 150'000}}},
      {R"({"17":[{"type":"pages","call_count":100,"estimated_time_to_regain_access":-4}]})",
       {{kPageBucket, kHour}}},
      {R"({"17":[{"type":"pages","call_count":100,"estimated_time_to_regain_access":99999999999}]})",
       {{kPageBucket, 32 * 24 * kHour}}},
      {R"({"17":{"type":"pages","call_count":100}})", {}},
      {R"({"17":[100,null,{"type":7,"call_count":100}]})", {}},
      {"{}", {}},
      {"not json", {}},
  };
  for (const auto& row : rows)
    EXPECT_EQ(closed_by("x-business-use-case-usage", row.value), row.closed) << row.value;
}

TEST(GraphUsage, ALimitsErrorClosesTheBucketItSpeaksOf) {
  const struct {
    const char* body;
    const char* usage;
    Closed closed;
  } rows[] = {{R"({"error":{"code":4,"is_transient":true}})", "", {kAppBucket, kHour}},
              {R"({"error":{"code":17}})", "", {kPageBucket, kHour}},
              {R"({"error":{"code":"80001"}})",
               R"({"17":[{"type":"pages","call_count":100,"estimated_time_to_regain_access":19}]})",
               {kPageBucket, 19 * kMinute}},
              {R"({"error":{"code":80001}})",
               R"({"17":[{"type":"pages","call_count":97,"estimated_time_to_regain_access":0}]})",
               {kPageBucket, kHour}},
              {R"({"error":{"code":613,"error_subcode":1996}})", "", {kPageBucket, kHour}}};
  for (const auto& row : rows)
    for (const std::uint32_t status : {400u, 403u, 200u}) {
      const Outcome outcome =
          ask_graph(
              {.status = status, .body = row.body, .headers = {{"x-business-use-case-usage", row.usage}}})
              .outcome;
      EXPECT_EQ(closed(outcome), std::vector<Closed>{row.closed}) << row.body;
      EXPECT_EQ(outcome.result.code, TIDEMARK_RATE_LIMITED);
      EXPECT_EQ(outcome.result.retry_after_ms, row.closed.wait_ms);
    }
}

TEST(GraphUsage, ARetryAfterIsHonoured) {
  const Outcome outcome = ask_graph({.status = 429,
                                     .body = R"({"error":{"code":4}})",
                                     .code = TIDEMARK_RATE_LIMITED,
                                     .retry_after_ms = 120'000})
                              .outcome;
  EXPECT_EQ(closed(outcome), (std::vector<Closed>{{kAppBucket, 120'000}}));
  EXPECT_EQ(outcome.result.retry_after_ms, 120'000);
  const Outcome pause =
      ask_graph({.status = 503, .code = TIDEMARK_RATE_LIMITED, .retry_after_ms = 30'000}).outcome;
  EXPECT_EQ(pause.result.code, TIDEMARK_RATE_LIMITED);
  EXPECT_EQ(pause.result.retry_after_ms, 30'000);
}

TEST(GraphUsage, ABlockForAbuseMeansHoursOfSilence) {
  const Outcome outcome = ask_graph({.status = 400, .body = R"({"error":{"code":368}})"}).outcome;
  EXPECT_EQ(closed(outcome), (std::vector<Closed>{{kPageBucket, 6 * kHour}}));
}

TEST(GraphUsage, WithoutTheAccountsIdAllEntriesOfOurTypeCount) {
  const Outcome outcome =
      ask_graph(
          {.body = "{}",
           .headers =
               {{"x-business-use-case-usage",
                 R"({"18":[{"type":"pages","call_count":1}],"19":[{"type":"pages","total_time":120}]})"}}},
          {}, "")
          .outcome;
  EXPECT_EQ(closed(outcome), (std::vector<Closed>{{kPageBucket, kHour}}));
}

}  // namespace
}  // namespace tidemark::testing
