#include "catalog/census.h"

#include <algorithm>

#include "catalog/database.h"
#include "catalog/session.h"

namespace tidemark {

void BusinessZones::add(BusinessId business, const std::string& zone) {
  const auto known = std::find(names_.begin(), names_.end(), zone);
  zones_.push_back(static_cast<std::uint32_t>(known - names_.begin()));
  if (known == names_.end()) names_.push_back(zone);
  businesses_.push_back(business);
}

const std::string* BusinessZones::zone_of(BusinessId business) const {
  const auto found = std::lower_bound(businesses_.begin(), businesses_.end(), business);
  if (found == businesses_.end() || *found != business) return nullptr;
  return &names_[zones_[static_cast<std::size_t>(found - businesses_.begin())]];
}

Result<std::shared_ptr<const BusinessZones>> Census::business_zones() {
  auto& kept = database_.caches().zones;
  if (auto known = kept.find({})) return *std::move(known);
  const std::uint64_t age = kept.age();
  return database_.glance([&](Session& session) -> Result<std::shared_ptr<const BusinessZones>> {
    auto zones = std::make_shared<BusinessZones>();
    session.each("SELECT id, time_zone FROM businesses ORDER BY id", {}, [&](Row& row) {
      BusinessId business;
      std::string zone;
      row >> business >> zone;
      zones->add(business, zone);
    });
    kept.put({}, zones, age);
    return std::shared_ptr<const BusinessZones>(std::move(zones));
  });
}

Result<std::vector<PostFacts>> Census::posts_of(BusinessId business,
                                                const std::optional<std::string>& platform) {
  return database_.glance([&](Session& session) -> Result<std::vector<PostFacts>> {
    std::vector<PostFacts> posts;
    session.each(
        "SELECT posts.id, account_id, platform, published_at FROM posts "
        "JOIN accounts ON accounts.id = account_id "
        "WHERE posts.business_id = ?1 AND (?2 IS NULL OR platform = ?2) ORDER BY posts.id",
        {business, platform}, [&](Row& row) {
          PostFacts& post = posts.emplace_back();
          row >> post.id >> post.account >> post.platform >> post.published_at;
        });
    return posts;
  });
}

Result<std::unordered_map<PostId, std::string>> Census::labels_of(BusinessId business,
                                                                  std::string_view name) {
  return database_.glance([&](Session& session) -> Result<std::unordered_map<PostId, std::string>> {
    std::unordered_map<PostId, std::string> labels;
    session.each(
        "SELECT posts.id, value FROM posts JOIN post_labels ON post_id = posts.id "
        "WHERE business_id = ?1 AND name = ?2",
        {business, name}, [&](Row& row) {
          PostId post;
          std::string value;
          row >> post >> value;
          labels.emplace(post, std::move(value));
        });
    return labels;
  });
}

Result<bool> Census::has_platform(std::string_view platform) {
  return database_.glance([&](Session& session) -> Result<bool> {
    return session.any("SELECT 1 FROM accounts WHERE platform = ? LIMIT 1", {platform});
  });
}

}  // namespace tidemark
