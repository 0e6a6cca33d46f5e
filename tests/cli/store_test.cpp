// The store's commands, against an admin server that says what the test wants.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "command.h"

namespace tidemark::cli::testing {
namespace {

using ::testing::HasSubstr;

constexpr const char* kSound =
    R"({"ok":true,"subjects":3,"snapshots":40,"points":120,"chunks":1,"rows":8,"cells":12,"windows":0,)"
    R"("found":0,"findings":[]})";
constexpr const char* kBroken =
    R"({"ok":false,"subjects":3,"snapshots":40,"points":120,"chunks":1,"rows":8,"cells":12,"windows":0,)"
    R"("found":2,"findings":["post 7 of business 3: what stands is not its last row","sums: wrong"]})";

TEST(StoreVerify, IsGoodForASoundStore) {
  FakeAdmin admin([](const Asked& asked) {
    EXPECT_EQ(asked.line(), "POST /api/v1/store/verify");
    return Told{200, kSound};
  });
  const Outcome said = Place().run(admin, {"store", "verify"});
  EXPECT_EQ(said.code, 0);
  EXPECT_EQ(said.out, "the store is sound: 40 snapshots of 3 posts and accounts, 120 values, 12 sums\n");
}

TEST(StoreVerify, FailsWithWhatItFound) {
  FakeAdmin admin([](const Asked&) { return Told{200, kBroken}; });
  const Outcome said = Place().run(admin, {"store", "verify"});
  EXPECT_EQ(said.code, 1);
  EXPECT_THAT(said.out, HasSubstr("2 things are wrong: 40 snapshots"));
  EXPECT_THAT(said.out, HasSubstr("\n  post 7 of business 3: what stands is not its last row\n"));
  const Outcome json = Place().run(admin, {"store", "verify", "--json"});
  EXPECT_EQ(json.code, 1);
  EXPECT_EQ(json.out, std::string(kBroken) + "\n");
}

TEST(StoreStats, AreATable) {
  FakeAdmin admin([](const Asked&) {
    return Told{200, R"({"bytes_on_disk":123456,"subjects":3,"snapshots":40,"unpacked":8,"chunks":1,)"
                     R"("parts":[{"name":"rows","bytes":1000},{"name":"columns","bytes":2000}]})"};
  });
  for (const char* command : {"stats", "pack"}) {
    const Outcome said = Place().run(admin, {"store", command});
    EXPECT_EQ(said.code, 0) << said.err;
    EXPECT_THAT(said.out, HasSubstr("bytes_on_disk  123456"));
    EXPECT_THAT(said.out, HasSubstr("columns   2000"));
  }
}

TEST(StoreVerify, SaysThatAnotherIsAtIt) {
  FakeAdmin admin([](const Asked&) {
    return Told{503, R"({"status":503,"detail":"the store is being checked or packed already"})"};
  });
  const Outcome said = Place().run(admin, {"store", "verify"});
  EXPECT_EQ(said.code, 1);
  EXPECT_THAT(said.err, HasSubstr("already"));
}

}  // namespace
}  // namespace tidemark::cli::testing
