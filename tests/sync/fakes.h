#pragma once
// Catalog, store and platform for the tests of sync: maps and a script.

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "sync/ports.h"

namespace tidemark::testing {

class FakeDirectory final : public Directory {
 public:
  // What the tests look at and change; under `mutex` while runs are under way.
  mutable std::mutex mutex;
  std::condition_variable changed;
  std::map<BusinessId, Business> all_businesses;
  std::map<AccountId, Account> accounts;
  std::map<AccountId, std::string> tokens;
  std::map<AccountId, std::vector<UnavailableMetric>> refused;
  std::map<AccountId, Listing> listings;
  std::map<AccountId, std::optional<Instant>> told_expiry;
  std::set<PostId> doubted;
  std::map<PostId, Post> posts;
  std::map<PostId, Instant> looked;  ///< when a gone post was last looked for
  std::vector<Run> saved;            ///< every report written, in order
  std::vector<Run> begun;
  std::map<AccountId, std::vector<AccountState>> states;
  std::vector<std::size_t> registered;  ///< sizes of the batches
  std::map<BusinessId, Instant> last_started;
  bool broken = false;                     ///< runs cannot be begun
  bool full = false;                       ///< nor can reports be written
  std::function<void()> on_begin = [] {};  ///< called without the lock
  std::function<void()> on_save = [] {};
  const Clock* clock = nullptr;

  BusinessId add_business(std::string every = {}) {
    std::lock_guard lock(mutex);
    const BusinessId id{++last_id_};
    all_businesses[id] = {.id = id, .name = "Acme", .every = std::move(every)};
    return id;
  }
  AccountId add_account(BusinessId business, std::string platform = "reef") {
    std::lock_guard lock(mutex);
    const AccountId id{++last_id_};
    accounts[id] = {
        .id = id, .business = business, .platform = std::move(platform), .platform_user_id = "u1"};
    tokens[id] = "token-" + std::to_string(id.value);
    return id;
  }
  std::vector<PostId> add_posts(AccountId account, std::size_t count) {
    std::lock_guard lock(mutex);
    std::vector<PostId> ids;
    for (std::size_t i = 0; i < count; ++i) {
      const PostId id{++last_id_};
      posts[id] = {.id = id,
                   .business = accounts.at(account).business,
                   .account = account,
                   .platform = accounts.at(account).platform,
                   .platform_post_id = std::to_string(id.value)};
      ids.push_back(id);
    }
    return ids;
  }
  Account account_now(AccountId id) const {
    std::lock_guard lock(mutex);
    return accounts.at(id);
  }
  PostState state_of(PostId id) const {
    std::lock_guard lock(mutex);
    return posts.at(id).state;
  }
  std::size_t begun_runs() const {
    std::lock_guard lock(mutex);
    return begun.size();
  }
  RunId await_begun(std::size_t count) {
    std::unique_lock lock(mutex);
    changed.wait(lock, [&] { return begun.size() >= count; });
    return begun[count - 1].id;
  }

  Result<Business> business(const Asker& asker, BusinessId id) override {
    std::lock_guard lock(mutex);
    if (!all_businesses.contains(id) || !asker.sees(id)) return missing("business", id.value);
    return all_businesses[id];
  }
  Result<Account> account(const Asker& asker, AccountId id) override {
    std::lock_guard lock(mutex);
    if (!accounts.contains(id) || !asker.sees(accounts[id].business)) return missing("account", id.value);
    return accounts[id];
  }
  Result<Post> post(const Asker& asker, PostId id) override {
    std::lock_guard lock(mutex);
    if (!posts.contains(id) || !asker.sees(posts[id].business)) return missing("post", id.value);
    return posts[id];
  }
  Result<std::vector<Business>> businesses() override {
    std::lock_guard lock(mutex);
    std::vector<Business> list;
    for (const auto& [id, business] : all_businesses) list.push_back(business);
    return list;
  }
  Result<std::vector<Account>> accounts_of(BusinessId id) override {
    std::lock_guard lock(mutex);
    std::vector<Account> list;
    for (const auto& [account_id, account] : accounts)
      if (account.business == id) list.push_back(account);
    return list;
  }
  Result<AccountSecrets> secrets(AccountId id) override {
    std::lock_guard lock(mutex);
    return AccountSecrets{Secret(tokens[id]), Secret()};
  }
  Result<std::vector<SyncPost>> due_posts(BusinessId id, std::span<const std::string> platforms,
                                          std::optional<std::size_t> limit,
                                          Instant look_again_before) override {
    std::lock_guard lock(mutex);
    std::vector<SyncPost> due;
    std::map<std::string, std::size_t> taken;
    for (auto at = posts.rbegin(); at != posts.rend(); ++at) {  // the youngest id is the newest
      const Post& post = at->second;
      if (post.business != id || !accounts[post.account].is_active) continue;
      if (std::find(platforms.begin(), platforms.end(), post.platform) == platforms.end()) continue;
      const bool gone = post.state == PostState::gone;
      if (gone && looked.contains(post.id) && looked[post.id] >= look_again_before) continue;
      if (!gone && limit && taken[post.platform]++ >= *limit) continue;
      due.push_back({post.id, post.account, post.platform, post.platform_post_id, post.media_type,
                     post.published_at, gone});
    }
    return due;
  }
  Result<> mark_gone(std::span<const PostId> ids) override {
    std::lock_guard lock(mutex);
    for (PostId id : ids) {
      posts[id].state = PostState::gone;
      looked[id] = clock->now();
    }
    return Done{};
  }
  Result<> mark_found(std::span<const PostId> ids) override {
    std::lock_guard lock(mutex);
    for (PostId id : ids) posts[id].state = PostState::active;
    return Done{};
  }
  Result<> set_account_state(AccountId id, AccountState state, std::optional<std::string> message,
                             std::optional<Instant> retry_at, std::optional<Instant> synced_at) override {
    std::lock_guard lock(mutex);
    Account& account = accounts[id];
    account.state = state;
    account.state_message = std::move(message);
    account.retry_at = retry_at;
    if (synced_at) account.last_sync_at = synced_at;
    states[id].push_back(state);
    return Done{};
  }
  Result<std::vector<UnavailableMetric>> unavailable_metrics(AccountId id) override {
    std::lock_guard lock(mutex);
    return refused[id];
  }
  Result<> remember_unavailable(AccountId id, const UnavailableMetric& metric) override {
    std::lock_guard lock(mutex);
    refused[id].push_back(metric);
    return Done{};
  }
  Result<> keep_told_expiry(AccountId id, std::optional<Instant> expires_at) override {
    std::lock_guard lock(mutex);
    told_expiry[id] = expires_at;
    return Done{};
  }
  Result<Listing> listing(AccountId id) override {
    std::lock_guard lock(mutex);
    return listings[id];
  }
  Result<> begin_full_listing(AccountId id) override {
    std::lock_guard lock(mutex);
    listings[id].full_at = clock->now();
    return Done{};
  }
  Result<> keep_listing(AccountId id, const std::string& cursor, bool whole) override {
    std::lock_guard lock(mutex);
    listings[id].cursor = cursor;
    if (whole) listings[id].listed_at = clock->now();
    return Done{};
  }
  Result<std::vector<RegisteredPost>> register_found(const Account& account,
                                                     std::span<const FoundPost> found) override {
    std::lock_guard lock(mutex);
    registered.push_back(found.size());
    std::vector<RegisteredPost> answers;
    for (const FoundPost& one : found) {
      auto known = std::find_if(posts.begin(), posts.end(), [&](const auto& post) {
        return post.second.account == account.id && post.second.platform_post_id == one.platform_post_id;
      });
      const bool created = known == posts.end();
      if (created) {
        const PostId id{++last_id_};
        known = posts
                    .emplace(id, Post{.id = id,
                                      .business = account.business,
                                      .account = account.id,
                                      .platform = account.platform,
                                      .platform_post_id = one.platform_post_id,
                                      .created_at = clock->now()})
                    .first;
      }
      known->second.media_type = one.type;
      if (one.published_at) known->second.published_at = one.published_at;
      answers.push_back({known->first, created});
    }
    return answers;
  }
  Result<std::vector<ListedPost>> expected_posts(AccountId id, std::optional<Instant> since,
                                                 Instant by) override {
    std::lock_guard lock(mutex);
    std::vector<ListedPost> expected;
    for (const auto& [post_id, post] : posts) {
      if (post.account != id || post.state == PostState::gone || post.created_at > by) continue;
      if (post.published_at ? (*post.published_at >= by || (since && *post.published_at < *since))
                            : since.has_value())
        continue;
      expected.push_back({post_id, doubted.contains(post_id)});
    }
    return expected;
  }
  Result<> doubt(AccountId, std::span<const PostId> ids) override {
    std::lock_guard lock(mutex);
    doubted = {ids.begin(), ids.end()};
    return Done{};
  }
  Result<RunId> begin_run(const Run& run) override {
    on_begin();
    std::lock_guard lock(mutex);
    if (broken) return Error{Code::storage, "the disk is full"};
    begun.push_back(run);
    begun.back().id = {++last_id_};
    last_started[run.business] = run.started_at;
    changed.notify_all();
    return begun.back().id;
  }
  Result<> save_run(const Run& run) override {
    on_save();
    std::lock_guard lock(mutex);
    if (full) return Error{Code::storage, "the disk is full"};
    saved.push_back(run);
    changed.notify_all();
    return Done{};
  }
  Result<std::optional<Instant>> last_run_started(BusinessId id) override {
    std::lock_guard lock(mutex);
    const auto found = last_started.find(id);
    return found == last_started.end() ? std::optional<Instant>() : found->second;
  }

 private:
  static Error missing(const char* what, std::uint64_t id) {
    return {Code::not_found, "there is no " + std::string(what) + " " + std::to_string(id)};
  }
  std::uint64_t last_id_ = 0;
};

class FakeMeasurements final : public Measurements {
 public:
  mutable std::mutex mutex;
  std::vector<std::size_t> batches;  ///< sizes of the appends
  std::map<Subject, std::map<Instant, std::map<std::string, std::int64_t>>> rows;
  std::vector<WindowReading> windows;
  std::map<Subject, std::vector<Gap>> gaps;  ///< in the order in which they were told
  std::optional<Error> broken;
  std::function<void()> before_append = [] {};  ///< called without the lock

  /// Snapshots of others that contradict what comes, as the store would find them.
  std::set<std::pair<Subject, Instant>> taken;
  std::set<Subject> deleted;

  Result<std::vector<Landed>> append(std::span<const Snapshot> batch) override {
    before_append();
    std::lock_guard lock(mutex);
    if (broken) return *broken;
    batches.push_back(batch.size());
    std::vector<Landed> landed;
    for (const Snapshot& snapshot : batch) {
      Landed& one = landed.emplace_back(Landed{snapshot.fetched_at, deleted.contains(snapshot.subject)});
      if (one.deleted) continue;
      while (taken.contains({snapshot.subject, one.fetched_at})) ++one.fetched_at.ms;
      auto& row = rows[snapshot.subject][one.fetched_at];
      for (const Sample& sample : snapshot.samples) row[std::string(sample.metric)] = sample.value;
    }
    return landed;
  }
  Result<> append_windows(std::span<const WindowReading> batch) override {
    std::lock_guard lock(mutex);
    if (broken) return *broken;
    windows.insert(windows.end(), batch.begin(), batch.end());
    return Done{};
  }
  Result<> note_gaps(std::span<const GapNote> notes) override {
    std::lock_guard lock(mutex);
    if (broken) return *broken;
    for (const GapNote& note : notes) {
      auto& of = gaps[note.subject];
      const auto open = std::find_if(of.begin(), of.end(), [&](const Gap& gap) {
        return !gap.to && gap.itself == note.itself && gap.metric == note.metric && gap.type == note.type;
      });
      if (open != of.end() && open->reason == note.reason) continue;
      if (open != of.end()) open->to = note.at;
      if (note.reason)
        of.push_back({note.at, {}, *note.reason, note.itself, note.metric, note.type, note.message});
    }
    return Done{};
  }
  std::size_t snapshots_of(Subject subject) const {
    std::lock_guard lock(mutex);
    const auto found = rows.find(subject);
    return found == rows.end() ? 0 : found->second.size();
  }
};

/// One call of the plugin, as its script sees it.
struct Call {
  const AccountAccess& account;
  std::span<const SyncItem> items;
  std::span<const UnavailableMetric> unavailable;
  const CallLimits& limits;
  SyncSink& sink;

  bool is_post(std::size_t i) const { return items[i].kind == SyncItem::Kind::post; }
  /// One sample for each of these items, in one batch.
  Result<> emit(std::size_t first, std::size_t last) const {
    std::vector<EmittedSample> samples;
    for (std::size_t i = first; i < last; ++i)
      samples.push_back({.item = i, .metric = is_post(i) ? "likes_count" : "followers_count", .value = 41});
    return samples.empty() ? Result<>(Done{}) : sink.emit(samples);
  }
  Result<> emit_all() const { return emit(0, items.size()); }
};

class ScriptedHost final : public PluginHost {
 public:
  using Script = std::function<Result<>(const Call&)>;

  explicit ScriptedHost(std::string platform, std::uint32_t bulk = 100) {
    manifest_.platform = std::move(platform);
    manifest_.bulk = bulk;
  }
  /// As its manifest would say; before anything runs.
  void can_discover() { manifest_.capabilities = {"sync", "discover"}; }
  void on_sync(Script script) {
    std::lock_guard lock(mutex_);
    script_ = std::move(script);
  }
  const Manifest& manifest() const override { return manifest_; }

  Result<> sync(const AccountAccess& account, std::span<const SyncItem> items,
                std::span<const UnavailableMetric> unavailable, const CallLimits& limits,
                SyncSink& sink) override {
    Script script;
    {
      std::lock_guard lock(mutex_);
      std::size_t posts = 0;
      for (const SyncItem& item : items) {
        if (item.kind == SyncItem::Kind::account) continue;
        ++posts;
        ++fetched_[item.platform_id];
      }
      calls_.push_back(posts);
      account_items_ += items.size() - posts;
      most_at_once_ = std::max(most_at_once_, ++at_once_);
      script = script_;
    }
    const Result<> result = script(Call{account, items, unavailable, limits, sink});
    std::lock_guard lock(mutex_);
    --at_once_;
    return result;
  }
  Result<DiscoveryEnd> discover(const AccountAccess& account, std::string_view cursor,
                                std::span<const UnavailableMetric>, const CallLimits& limits,
                                DiscoverySink& sink) override {
    return on_discover(account, cursor, limits, sink);
  }

  Result<> check(const AccountAccess& account, const CallLimits&, AccessReport& report) override {
    return on_check(account, report);
  }

  std::function<Result<DiscoveryEnd>(const AccountAccess&, std::string_view, const CallLimits&,
                                     DiscoverySink&)>
      on_discover = [](const auto&, auto, const auto&, auto&) -> Result<DiscoveryEnd> {
    return Error{Code::unsupported, "reef cannot list posts"};
  };
  std::function<Result<>(const AccountAccess&, AccessReport&)> on_check = [](const auto&, auto&) -> Result<> {
    return Error{Code::unsupported, "reef has no check of its own"};
  };

  std::vector<std::size_t> calls() const { return locked(calls_); }  ///< posts in each
  std::size_t account_items() const { return locked(account_items_); }
  std::map<std::string, int> fetched() const { return locked(fetched_); }
  std::size_t most_at_once() const { return locked(most_at_once_); }

 private:
  template <typename T>
  T locked(const T& value) const {
    std::lock_guard lock(mutex_);
    return value;
  }
  Manifest manifest_;
  mutable std::mutex mutex_;
  Script script_ = [](const Call& call) { return call.emit_all(); };
  std::vector<std::size_t> calls_;
  std::size_t account_items_ = 0;
  std::map<std::string, int> fetched_;
  std::size_t at_once_ = 0, most_at_once_ = 0;
};

class FakeHosts final : public PluginHosts {
 public:
  std::shared_ptr<ScriptedHost> add(std::string platform, std::uint32_t bulk = 100) {
    auto host = std::make_shared<ScriptedHost>(platform, bulk);
    hosts_[platform] = host;
    return host;
  }
  void remove(const std::string& platform) { hosts_.erase(platform); }
  std::shared_ptr<PluginHost> find(std::string_view platform) const override {
    const auto found = hosts_.find(std::string(platform));
    return found == hosts_.end() ? nullptr : found->second;
  }

 private:
  std::map<std::string, std::shared_ptr<ScriptedHost>> hosts_;
};

/// A door in a script: whoever passes waits until the test opens it, or the engine stops.
class Door {
 public:
  void pass(std::stop_token stop = {}) {
    std::unique_lock lock(mutex_);
    ++waiting_;
    changed_.notify_all();
    changed_.wait(lock, stop, [&] { return open_; });
  }
  void await(int visitors) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return waiting_ >= visitors; });
  }
  void open() {
    std::lock_guard lock(mutex_);
    open_ = true;
    changed_.notify_all();
  }

 private:
  std::mutex mutex_;
  std::condition_variable_any changed_;
  int waiting_ = 0;
  bool open_ = false;
};

}  // namespace tidemark::testing
