#pragma once
// The narrow interfaces of sync and host, implemented on the real catalog, store and registry.

#include "app/store_keeper.h"
#include "catalog/catalog.h"
#include "domain/log.h"
#include "host/platform_registry.h"
#include "host/quota_book.h"
#include "store/snapshot_store.h"
#include "sync/ports.h"

namespace tidemark {

class CatalogDirectory final : public Directory {
 public:
  CatalogDirectory(Catalog& catalog, SnapshotStore& store, Log& log)
      : catalog_(catalog), store_(store), log_(log) {}

  Result<Business> business(const Asker& asker, BusinessId id) override;
  Result<Account> account(const Asker& asker, AccountId id) override;
  Result<Post> post(const Asker& asker, PostId id) override;
  Result<std::vector<Business>> businesses() override;
  Result<std::vector<Account>> accounts_of(BusinessId id) override;
  Result<AccountSecrets> secrets(AccountId id) override;
  Result<std::vector<SyncPost>> due_posts(BusinessId id, std::span<const std::string> platforms,
                                          std::optional<std::size_t> limit,
                                          Instant look_again_before) override;
  Result<> mark_gone(std::span<const PostId> ids) override;
  Result<> mark_found(std::span<const PostId> ids) override;
  Result<> set_account_state(AccountId id, AccountState state, std::optional<std::string> message,
                             std::optional<Instant> retry_at, std::optional<Instant> synced_at) override;
  Result<std::vector<UnavailableMetric>> unavailable_metrics(AccountId id) override;
  Result<> remember_unavailable(AccountId id, const UnavailableMetric& metric) override;
  Result<> keep_told_expiry(AccountId id, std::optional<Instant> expires_at) override;
  Result<Listing> listing(AccountId id) override;
  Result<> begin_full_listing(AccountId id) override;
  Result<> keep_listing(AccountId id, const std::string& cursor, bool full) override;
  Result<std::vector<RegisteredPost>> register_found(const Account& account,
                                                     std::span<const FoundPost> posts) override;
  Result<std::vector<ListedPost>> expected_posts(AccountId id, std::optional<Instant> since,
                                                 Instant begun) override;
  Result<> doubt(AccountId id, std::span<const PostId> posts) override;
  Result<RunId> begin_run(const Run& run) override;
  Result<> save_run(const Run& run) override;
  Result<std::optional<Instant>> last_run_started(BusinessId id) override;

 private:
  Catalog& catalog_;
  SnapshotStore& store_;
  Log& log_;
};

/// Tells the store whose each snapshot is, which the catalog knows.
class StoreMeasurements final : public Measurements {
 public:
  StoreMeasurements(Catalog& catalog, SnapshotStore& store) : catalog_(catalog), store_(store) {}
  Result<std::vector<Landed>> append(std::span<const Snapshot> batch) override;
  Result<> append_windows(std::span<const WindowReading> batch) override;
  Result<> note_gaps(std::span<const GapNote> notes) override { return store_.note_gaps(notes); }

 private:
  /// In order; nothing for what was deleted meanwhile.
  template <typename Batch>
  Result<std::vector<std::optional<PostOwner>>> owners_of(const Batch& batch);

  Catalog& catalog_;
  SnapshotStore& store_;
};

class KeptStore final : public StoreCare {
 public:
  explicit KeptStore(SnapshotStore& store) : store_(store) {}
  Result<> note_alive(Instant now) override { return store_.note_alive(now); }
  Result<> recover() override { return store_.recover(); }
  Result<PackReport> pack(const Packing& packing) override { return store_.pack(packing); }
  Result<RetentionReport> retain(const Retention& retention) override { return store_.retain(retention); }

 private:
  SnapshotStore& store_;
};

class RegistryHosts final : public PluginHosts {
 public:
  explicit RegistryHosts(const PlatformRegistry& registry) : registry_(registry) {}
  std::shared_ptr<PluginHost> find(std::string_view platform) const override {
    return registry_.find(platform);
  }

 private:
  const PlatformRegistry& registry_;
};

class CatalogQuotas final : public QuotaStorage {
 public:
  explicit CatalogQuotas(Catalog& catalog) : catalog_(catalog) {}
  Result<std::map<BucketKey, BucketState>> load() override;
  Result<> save(const std::map<BucketKey, BucketState>& changed) override;

 private:
  Catalog& catalog_;
};

}  // namespace tidemark
