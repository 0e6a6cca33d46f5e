#include "app/stream_log.h"

#include <gtest/gtest.h>

#include <sstream>

#include "support/fake_clock.h"

namespace tidemark {
namespace {

TEST(StreamLog, WritesOneLineAMessageFromItsLevelUp) {
  testing::FakeClock clock({0});
  std::ostringstream stream;
  StreamLog log(stream, clock, Log::Level::info);
  log.debug("sync", "too fine");
  log.info("sync", "one\ntwo");
  EXPECT_EQ(stream.str(), "1970-01-01T00:00:00.000Z info sync: one two\n");
}

TEST(StreamLog, OverwritesWhatLooksLikeACredential) {
  const struct {
    const char* message;
    const char* written;
  } rows[] = {
      {"Authorization: Bearer abcdefgh1234", "Authorization: Bearer ************"},
      {"GET /x?access_token=EAAB12345678&limit=1", "GET /x?access_token=************&limit=1"},
      {"{\"access_token\":\"abcdefghij\"}", "{\"access_token\":\"**********\"}"},
      {"token tm_0123456789abcdef", "token tm_****************"},
      {"the bearer is known", "the bearer is known"},
  };
  for (const auto& row : rows) EXPECT_EQ(harmless(row.message), row.written);
}

}  // namespace
}  // namespace tidemark
