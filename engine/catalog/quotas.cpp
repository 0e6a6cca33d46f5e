#include "catalog/quotas.h"

#include "catalog/database.h"

namespace tidemark {

Result<std::vector<StoredQuota>> Quotas::load() {
  return database_.glance([&](Session& session) -> Result<std::vector<StoredQuota>> {
    std::vector<StoredQuota> quotas;
    session.each(
        R"(SELECT platform, bucket, scope, "limit", remaining, reset_at, closed_until FROM quotas
           ORDER BY platform, bucket, scope)",
        {}, [&](Row& row) {
          StoredQuota& quota = quotas.emplace_back();
          row >> quota.platform >> quota.bucket >> quota.scope >> quota.limit >> quota.remaining >>
              quota.reset_at >> quota.closed_until;
        });
    return quotas;
  });
}

Result<> Quotas::save(const std::vector<StoredQuota>& changed) {
  if (changed.empty()) return Done{};
  return database_.write([&](Session& session) -> Result<> {
    for (const StoredQuota& quota : changed)
      session.run(
          R"(INSERT OR REPLACE INTO quotas (platform, bucket, scope, "limit", remaining, reset_at, closed_until)
             VALUES (?, ?, ?, ?, ?, ?, ?))",
          {quota.platform, quota.bucket, quota.scope, quota.limit, quota.remaining, quota.reset_at,
           quota.closed_until});
    return Done{};
  });
}

}  // namespace tidemark
