#include "app/ports.h"

#include "query/rebook.h"

namespace tidemark {

Result<Business> CatalogDirectory::business(const Asker& asker, BusinessId id) {
  return catalog_.businesses().get(asker, id);
}
Result<Account> CatalogDirectory::account(const Asker& asker, AccountId id) {
  return catalog_.accounts().get(asker, id);
}
Result<Post> CatalogDirectory::post(const Asker& asker, PostId id) {
  return catalog_.posts().get(asker, id);
}
Result<std::vector<Business>> CatalogDirectory::businesses() {
  return catalog_.businesses().all();
}
Result<std::vector<Account>> CatalogDirectory::accounts_of(BusinessId id) {
  return catalog_.accounts().of_business(id);
}
Result<AccountSecrets> CatalogDirectory::secrets(AccountId id) {
  return catalog_.accounts().secrets(id);
}

Result<std::vector<SyncPost>> CatalogDirectory::due_posts(BusinessId id,
                                                          std::span<const std::string> platforms,
                                                          std::optional<std::size_t> limit,
                                                          Instant look_again_before) {
  auto due = catalog_.posts().due(id, platforms, limit, look_again_before);
  if (!due) return due.error();
  std::vector<SyncPost> posts;
  posts.reserve(due->size());
  for (DuePost& post : *due)
    posts.push_back({.id = post.id,
                     .account = post.account,
                     .platform = std::move(post.platform),
                     .platform_post_id = std::move(post.platform_post_id),
                     .media_type = std::move(post.media_type),
                     .published_at = post.published_at,
                     .gone = post.gone});
  return posts;
}

Result<> CatalogDirectory::mark_gone(std::span<const PostId> ids) {
  return catalog_.posts().mark_gone(ids);
}
Result<> CatalogDirectory::mark_found(std::span<const PostId> ids) {
  return catalog_.posts().mark_found(ids);
}

Result<> CatalogDirectory::set_account_state(AccountId id, AccountState state,
                                             std::optional<std::string> message,
                                             std::optional<Instant> retry_at,
                                             std::optional<Instant> synced_at) {
  return catalog_.accounts().set_state(id, state, std::move(message), retry_at, synced_at);
}

Result<std::vector<UnavailableMetric>> CatalogDirectory::unavailable_metrics(AccountId id) {
  auto refused = catalog_.accounts().refused_metrics(id);
  if (!refused) return refused.error();
  std::vector<UnavailableMetric> metrics;
  for (RefusedMetric& metric : *refused)
    metrics.push_back(
        {std::move(metric.metric), std::move(metric.type), metric.until, std::move(metric.why)});
  return metrics;
}

Result<> CatalogDirectory::remember_unavailable(AccountId id, const UnavailableMetric& metric) {
  return catalog_.accounts().remember_refused(id, {metric.metric, metric.type, metric.until, metric.why});
}

Result<> CatalogDirectory::keep_told_expiry(AccountId id, std::optional<Instant> expires_at) {
  return catalog_.accounts().set_told_expiry(id, expires_at);
}

Result<Listing> CatalogDirectory::listing(AccountId id) {
  return catalog_.accounts().listing(id);
}
Result<> CatalogDirectory::begin_full_listing(AccountId id) {
  return catalog_.accounts().begin_full_listing(id);
}
Result<> CatalogDirectory::keep_listing(AccountId id, const std::string& cursor, bool full) {
  return catalog_.accounts().keep_listing(id, cursor, full);
}

Result<std::vector<RegisteredPost>> CatalogDirectory::register_found(const Account& account,
                                                                     std::span<const FoundPost> posts) {
  const auto given = [](const std::string& text) {
    return text.empty() ? std::nullopt : std::optional(text);
  };
  std::vector<NewPost> rows;
  rows.reserve(posts.size());
  for (const FoundPost& post : posts)
    rows.push_back({.business = account.business,
                    .account = account.id,
                    .platform_post_id = post.platform_post_id,
                    .platform_post_url = given(post.url),
                    .published_at = post.published_at,
                    .content_text = given(post.text),
                    .media_type = given(post.type),
                    .media = post.media.empty() ? std::nullopt : std::optional(post.media)});
  const auto registered = catalog_.posts().add_found(std::move(rows));
  if (!registered) return registered.error();
  std::vector<PostId> moved;
  for (const Registered& row : *registered)
    if (row.moved) moved.push_back(row.id);
  if (auto done = rebook_posts(catalog_, store_, moved); !done)
    log_.warning("sync",
                 "gains of posts whose publication changed are not booked anew: " + done.error().message);
  std::vector<RegisteredPost> found;
  found.reserve(registered->size());
  for (const Registered& row : *registered) found.push_back({row.id, row.created});
  return found;
}

Result<std::vector<ListedPost>> CatalogDirectory::expected_posts(AccountId id, std::optional<Instant> since,
                                                                 Instant begun) {
  const auto expected = catalog_.posts().expected(id, since, begun);
  if (!expected) return expected.error();
  std::vector<ListedPost> posts;
  posts.reserve(expected->size());
  for (const ExpectedPost& post : *expected) posts.push_back({post.id, post.doubted});
  return posts;
}

Result<> CatalogDirectory::doubt(AccountId id, std::span<const PostId> posts) {
  return catalog_.posts().doubt(id, posts);
}

Result<RunId> CatalogDirectory::begin_run(const Run& run) {
  return catalog_.runs().begin(run);
}
Result<> CatalogDirectory::save_run(const Run& run) {
  return catalog_.runs().save(run);
}
Result<std::optional<Instant>> CatalogDirectory::last_run_started(BusinessId id) {
  return catalog_.runs().last_started(id);
}

Result<std::vector<Landed>> StoreMeasurements::append(std::span<const Snapshot> batch) {
  auto owners = owners_of(batch);
  if (!owners) return owners.error();
  std::vector<Landed> landed;
  landed.reserve(batch.size());
  std::vector<Snapshot> owned;
  owned.reserve(batch.size());
  for (std::size_t i = 0; i < batch.size(); ++i) {
    const auto& owner = (*owners)[i];
    landed.push_back({batch[i].fetched_at, !owner});
    if (!owner) continue;
    Snapshot& snapshot = owned.emplace_back(batch[i]);
    snapshot.subject.business = owner->business;
    snapshot.platform = owner->platform;
    snapshot.from_zero = owner->from_zero;
  }
  const auto appended = store_.append(owned, OnConflict::next_millisecond);
  if (!appended) return appended.error();
  auto next = appended->begin();
  for (Landed& one : landed) {
    if (one.deleted) continue;
    one = {next->fetched_at, next->as == Appended::As::dropped};
    ++next;
  }
  return landed;
}

template <typename Batch>
Result<std::vector<std::optional<PostOwner>>> StoreMeasurements::owners_of(const Batch& batch) {
  std::vector<PostId> posts;
  for (const auto& one : batch)
    if (one.subject.kind == Subject::Kind::post) posts.push_back({one.subject.id});
  auto of_posts = catalog_.owners().of(posts);
  if (!of_posts) return of_posts.error();
  std::vector<std::optional<PostOwner>> owners;
  owners.reserve(batch.size());
  auto post = of_posts->begin();
  for (const auto& one : batch) {
    if (one.subject.kind == Subject::Kind::post) {
      owners.push_back(std::move(*post++));
      continue;
    }
    const AccountId account{one.subject.id};
    const auto business = catalog_.owners().of(account);
    if (!business) return business.error();
    owners.push_back(*business ? std::optional(PostOwner{**business, account, {}, false}) : std::nullopt);
  }
  return owners;
}

Result<> StoreMeasurements::append_windows(std::span<const WindowReading> batch) {
  const auto owners = owners_of(batch);
  if (!owners) return owners.error();
  std::vector<WindowTotal> totals;
  totals.reserve(batch.size());
  for (std::size_t i = 0; i < batch.size(); ++i) {
    const WindowReading& reading = batch[i];
    if (!(*owners)[i]) continue;
    Subject subject = reading.subject;
    subject.business = (*owners)[i]->business;
    totals.push_back({subject, std::string(reading.metric), reading.since, reading.until, reading.fetched_at,
                      reading.value});
  }
  return store_.append_windows(totals);
}

Result<std::map<BucketKey, BucketState>> CatalogQuotas::load() {
  auto rows = catalog_.quotas().load();
  if (!rows) return rows.error();
  std::map<BucketKey, BucketState> states;
  for (const StoredQuota& row : *rows)
    states[{row.platform, row.bucket, row.scope}] = {row.limit, row.remaining, row.reset_at,
                                                     row.closed_until};
  return states;
}

Result<> CatalogQuotas::save(const std::map<BucketKey, BucketState>& changed) {
  std::vector<StoredQuota> rows;
  rows.reserve(changed.size());
  for (const auto& [key, state] : changed)
    rows.push_back({key.platform, key.bucket, key.scope, state.limit, state.remaining, state.reset_at,
                    state.closed_until});
  return catalog_.quotas().save(rows);
}

}  // namespace tidemark
