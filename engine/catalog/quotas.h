#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "domain/clock.h"
#include "domain/result.h"

namespace tidemark {

class Database;

/// A platform's counter, kept over a restart. What the fields mean is host/quota_book.h's business.
struct StoredQuota {
  std::string platform, bucket, scope;
  std::int64_t limit = 0;
  std::int64_t remaining = 0;
  Instant reset_at;
  std::optional<Instant> closed_until;
};

class Quotas {
 public:
  explicit Quotas(Database& database) : database_(database) {}
  Result<std::vector<StoredQuota>> load();
  Result<> save(const std::vector<StoredQuota>& changed);

 private:
  Database& database_;
};

}  // namespace tidemark
