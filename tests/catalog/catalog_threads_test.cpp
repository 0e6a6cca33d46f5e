#include <atomic>
#include <thread>

#include "catalog_fixture.h"

namespace tidemark::testing {
namespace {

using CatalogThreads = CatalogTest;

TEST_F(CatalogThreads, ManyReadAndWriteAtOnceAndNothingIsLost) {
  constexpr std::uint64_t kThreads = 8;
  constexpr std::uint64_t kRounds = 25;
  std::atomic<int> failures = 0;
  const auto expect = [&](bool good) { failures += good ? 0 : 1; };
  const auto token = catalog->api_tokens().add(engine, "shared", Role::viewer, {});
  ASSERT_TRUE(token);
  const auto work = [&](std::uint64_t thread) {
    for (std::uint64_t round = 0; round < kRounds; ++round) {
      const std::string name = std::to_string(thread) + "-" + std::to_string(round);
      const NewPost post{
          .business = business, .account = account, .platform_post_id = name, .labels = {{{"a", name}}}};
      const auto added = catalog->posts().add(engine, std::span(&post, 1), false);
      expect(added && added->at(0).created);
      if (!added) continue;
      const auto read = catalog->posts().get(engine, added->at(0).id);
      expect(read && read->platform_post_id == name && read->labels.at("a") == name);
      expect(static_cast<bool>(catalog->posts().list(engine, {.business = business}, {.limit = 20})));
      expect(
          static_cast<bool>(catalog->accounts().set_state(account, AccountState::ok, name, {}, clock.now())));
      expect(catalog->api_tokens().who(token->text.reveal()).has_value());
      const auto mine = catalog->api_tokens().add(engine, name, Role::viewer, {{business}});
      expect(mine && catalog->api_tokens().who(mine->text.reveal()));
      expect(mine && catalog->api_tokens().remove(engine, mine->token.id));
      if (round % 5 == 0) expect(static_cast<bool>(catalog->posts().remove(engine, added->at(0).id)));
    }
  };
  {
    std::vector<std::jthread> threads;
    for (std::uint64_t thread = 0; thread < kThreads; ++thread) threads.emplace_back(work, thread);
  }
  EXPECT_EQ(failures, 0);
  EXPECT_EQ(*catalog->posts().count(), kThreads * (kRounds - kRounds / 5));
  EXPECT_EQ(catalog->tombstones().all()->size(), kThreads * (kRounds / 5));
}

}  // namespace
}  // namespace tidemark::testing
