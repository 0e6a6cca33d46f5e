#pragma once
// What questions over many posts need of the catalog. Without an asker: query applies the scope.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "domain/ids.h"
#include "domain/instant.h"
#include "domain/result.h"

namespace tidemark {

class Database;

/// Every business and its time zone. A value: it does not change.
class BusinessZones {
 public:
  /// Rising ids.
  void add(BusinessId business, const std::string& zone);

  const std::vector<BusinessId>& businesses() const { return businesses_; }
  /// Null for a business that is not there.
  const std::string* zone_of(BusinessId business) const;
  /// The zone that all businesses share; null if there are several, or no business.
  const std::string* only_zone() const { return names_.size() == 1 ? &names_.front() : nullptr; }

 private:
  std::vector<BusinessId> businesses_;
  std::vector<std::uint32_t> zones_;  // of each, a place in names_
  std::vector<std::string> names_;
};

struct PostFacts {
  PostId id;
  AccountId account;
  std::string platform;
  std::optional<Instant> published_at = {};
};

/// See catalog.h for threads.
class Census {
 public:
  explicit Census(Database& database) : database_(database) {}

  /// Needs no SQL as long as no business comes, changes or goes.
  Result<std::shared_ptr<const BusinessZones>> business_zones();
  /// By rising id, gone ones too; of one platform, if it is named.
  Result<std::vector<PostFacts>> posts_of(BusinessId business, const std::optional<std::string>& platform);
  /// The label's value for each post of the business that has it.
  Result<std::unordered_map<PostId, std::string>> labels_of(BusinessId business, std::string_view name);
  /// Whether any account is of this platform, loaded or not.
  Result<bool> has_platform(std::string_view platform);

 private:
  Database& database_;
};

}  // namespace tidemark
