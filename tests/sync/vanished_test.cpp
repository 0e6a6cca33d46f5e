#include "sync/vanished.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tidemark::testing {
namespace {

struct Given {
  std::size_t expected, found;
  bool doubted = false;  ///< all that are missing had been doubted before
};

Vanished judge(const Given& given) {
  std::vector<ListedPost> expected;
  std::unordered_set<PostId> found{PostId{9999}};  // one that nobody knew
  for (std::size_t i = 1; i <= given.expected; ++i) {
    expected.push_back({PostId{i}, given.doubted && i > given.found});
    if (i <= given.found) found.insert(PostId{i});
  }
  return vanished(expected, found);
}

TEST(Vanished, AreThePostsThatAListingShouldHaveHad) {
  const Vanished verdict = judge({.expected = 10, .found = 8});
  EXPECT_THAT(verdict.gone, ::testing::ElementsAre(PostId{9}, PostId{10}));
  EXPECT_TRUE(verdict.doubted.empty());
}

TEST(Vanished, AreDoubtedWhereTheyAreTooManyToBeBelieved) {
  const struct {
    Given given;
    std::size_t gone, doubted;
  } rows[] = {{{0, 0}, 0, 0},
              {{20, 20}, 0, 0},
              {{20, 10}, 10, 0},
              {{20, 9}, 0, 11},
              {{19, 1}, 18, 0},
              {{1000, 0}, 0, 1000},
              {{5, 0}, 0, 5},
              {{4, 0}, 4, 0},
              {{1, 0}, 1, 0},
              {{20, 9, true}, 11, 0},
              {{1000, 0, true}, 1000, 0}};
  for (const auto& row : rows) {
    const Vanished verdict = judge(row.given);
    EXPECT_EQ(verdict.gone.size(), row.gone) << row.given.found << " of " << row.given.expected;
    EXPECT_EQ(verdict.doubted.size(), row.doubted) << row.given.found << " of " << row.given.expected;
  }
}

TEST(Vanished, OnlyThoseAreBelievedThatTwoListingsInARowAreWithout) {
  std::vector<ListedPost> expected;
  for (std::uint64_t i = 1; i <= 30; ++i) expected.push_back({PostId{i}, i <= 12});
  const std::unordered_set<PostId> found{PostId{29}, PostId{30}};
  const Vanished verdict = vanished(expected, found);
  EXPECT_EQ(verdict.gone.size(), 12u);
  EXPECT_EQ(verdict.doubted.size(), 16u);
}

}  // namespace
}  // namespace tidemark::testing
