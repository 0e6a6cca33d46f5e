#include "sync/planner.h"

#include <algorithm>
#include <set>
#include <utility>
#include <vector>

#include "sync/discovery_runner.h"

namespace tidemark {

Result<WantedRun> Planner::of_business(const Asker& asker, const RefreshRequest& request, Trigger trigger) {
  if (auto business = directory_.business(asker, request.business); !business) return business.error();
  for (const std::string& platform : request.platforms)
    if (!hosts_.find(platform))
      return Error{Code::invalid, "no plugin for \"" + platform + "\" is loaded", "platforms"};
  const auto accounts = directory_.accounts_of(request.business);
  if (!accounts) return accounts.error();

  WantedRun wanted{.business = request.business, .trigger = trigger, .limit = request.limit};
  std::set<std::string> platforms(request.platforms.begin(), request.platforms.end());
  if (platforms.empty())
    for (const Account& account : *accounts)
      if (account.is_active) platforms.insert(account.platform);
  wanted.platforms.assign(platforms.begin(), platforms.end());

  std::set<AccountId> asked;
  for (const Account& account : *accounts) {
    if (!account.is_active || !platforms.contains(account.platform)) continue;
    if (trigger == Trigger::schedule && account.state == AccountState::auth_failed) continue;
    const bool discover =
        discover_ && can_discover(account.platform) && is_worth_listing(account.id, trigger);
    wanted.accounts.push_back({.id = account.id, .platform = account.platform, .discover = discover});
    // With a limit, which posts are the newest is known only after the discovery, which plans them then.
    if (!discover || !request.limit) asked.insert(account.id);
  }
  if (wanted.accounts.empty() || asked.empty()) return wanted;
  auto due =
      directory_.due_posts(request.business, wanted.platforms, request.limit, clock_.now() - kLookAgain);
  if (!due) return due.error();
  wanted.posts = std::move(*due);
  std::erase_if(wanted.posts, [&](const SyncPost& post) { return !asked.contains(post.account); });
  return wanted;
}

bool Planner::can_discover(const std::string& platform) const {
  const auto host = hosts_.find(platform);
  if (!host) return false;
  const auto& can = host->manifest().capabilities;
  return std::find(can.begin(), can.end(), "discover") != can.end();
}

bool Planner::has_no_posts(AccountId account) const {
  const auto posts = directory_.expected_posts(account, {}, clock_.now());
  return posts && posts->empty();
}

bool Planner::is_worth_listing(AccountId account, Trigger trigger) const {
  const auto listing = directory_.listing(account);
  const bool never = !listing || !listing->listed_at;
  // Who registered posts knows which ones a refresh is to be about; who has none wants those that there are.
  if (trigger != Trigger::schedule) return never && has_no_posts(account);
  if (never) return true;
  // Without a cursor every list is one of everything, which is made once a day.
  return !listing->cursor.empty() || !listing->full_at ||
         clock_.now() - *listing->full_at >= DiscoveryRunner::kFullAgain;
}

Result<WantedRun> Planner::of_discovery(const Asker& asker, AccountId id) {
  const auto account = directory_.account(asker, id);
  if (!account) return account.error();
  if (!hosts_.find(account->platform))
    return Error{Code::unsupported,
                 "no plugin for " + account->platform + " is loaded; see GET /platforms for the reason"};
  if (!can_discover(account->platform))
    return Error{Code::unsupported, account->platform + " cannot list an account's posts; register them"};
  if (!account->is_active)
    return Error{Code::conflict, "account " + std::to_string(id.value) + " is switched off (is_active)"};
  WantedRun wanted{.business = account->business, .platforms = {account->platform}, .only_discovery = true};
  wanted.accounts.push_back({.id = id, .platform = account->platform, .itself = false, .discover = true});
  return wanted;
}

Result<WantedRun> Planner::of_post(const Asker& asker, PostId id) {
  auto post = directory_.post(asker, id);
  if (!post) return post.error();
  const auto account = directory_.account(Asker::engine(), post->account);
  if (!account) return account.error();
  if (!account->is_active)
    return Error{Code::conflict, "account " + std::to_string(account->id.value) + " of post " +
                                     std::to_string(id.value) + " is switched off (is_active)"};
  WantedRun wanted{.business = post->business, .platforms = {account->platform}, .gone_count = true};
  wanted.posts.push_back({.id = post->id,
                          .account = post->account,
                          .platform = account->platform,
                          .platform_post_id = post->platform_post_id,
                          .media_type = post->media_type,
                          .published_at = post->published_at,
                          .gone = post->state == PostState::gone});
  return wanted;
}

std::map<std::string, std::size_t> Planner::bulk(const WantedRun& wanted) const {
  std::map<std::string, std::size_t> bulk;
  for (const std::string& platform : wanted.platforms)
    if (const auto host = hosts_.find(platform)) bulk[platform] = host->manifest().bulk;
  return bulk;
}

}  // namespace tidemark
