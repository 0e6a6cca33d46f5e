#include "domain/secret.h"

#include <gtest/gtest.h>

namespace tidemark {
namespace {

TEST(Secret, IsEmptyAfterItWasMovedAway) {
  Secret first("swordfish");
  Secret second = std::move(first);
  EXPECT_EQ(second.reveal(), "swordfish");
  EXPECT_TRUE(first.empty());  // NOLINT(bugprone-use-after-move): that is the promise
  first = second;
  EXPECT_EQ(first.reveal(), "swordfish");
}

}  // namespace
}  // namespace tidemark
