#pragma once

#include "host/quota_book.h"

namespace tidemark::testing {

/// Keeps quotas in memory, or fails as a full disk does.
class FakeStorage final : public QuotaStorage {
 public:
  Result<std::map<BucketKey, BucketState>> load() override {
    if (broken) return Error{Code::storage, "disk full"};
    return kept;
  }
  Result<> save(const std::map<BucketKey, BucketState>& changed) override {
    if (broken) return Error{Code::storage, "disk full"};
    ++saves;
    last = changed;
    for (const auto& [key, state] : changed) kept[key] = state;
    return Done{};
  }
  std::map<BucketKey, BucketState> kept, last;
  int saves = 0;
  bool broken = false;
};

}  // namespace tidemark::testing
