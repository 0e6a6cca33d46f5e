// How a run's work is cut into pieces, before and after its discoveries.

#include <algorithm>
#include <iterator>
#include <set>
#include <string>
#include <utility>

#include "sync/run_book.h"

namespace tidemark {

void RunBook::open(Entry& entry, const WantedRun& wanted) {
  std::map<AccountId, OfAccount> by_account;
  std::set<PiecePtr> awaited;
  auto wait_for_other = [&](Subject subject) {
    InFlight::Flight* flight = flights_.find(subject);
    if (!flight) return false;
    flight->runs.push_back(entry.run);
    flight->piece->run->urgent_ |= entry.run->urgent_;
    awaited.insert(flight->piece);
    return true;
  };
  // What another run under way has synced already is an answer for this one too; what failed there is asked
  // again.
  auto answered_by_other = [&](const SyncPost& post) {
    for (const LedgerPtr& other : active_) {
      const auto at = other == entry.run ? std::nullopt : other->synced_at(post.id);
      if (!at) continue;
      entry.run->settle(post.platform, {.subject = subject_of(post.id), .outcome = Outcome::synced}, *at);
      entry.run->release(1);  // never the last: `enter` holds the run until it has begun
      return true;
    }
    return false;
  };
  for (const auto& account : wanted.accounts) {
    const bool itself = account.itself && !wait_for_other(subject_of(account.id));
    if (itself || account.discover) by_account[account.id] = {account.platform, itself, account.discover};
  }
  for (const SyncPost& post : wanted.posts)
    if (!wait_for_other(subject_of(post.id)) && !answered_by_other(post)) {
      OfAccount& of = by_account[post.account];
      of.platform = post.platform;
      of.posts.push_back(post);
    }
  for (auto& [account, of] : by_account) {
    if (of.discover) {
      plan_discovery(entry, account, std::move(of));
      continue;
    }
    auto pieces = plan(entry.run, account, std::move(of));
    std::move(pieces.begin(), pieces.end(), std::back_inserter(entry.pieces));
  }
  for (const PiecePtr& parked : entry.parked) awaited.insert(discovering_.at(parked->account).piece);
  entry.awaited.assign(awaited.begin(), awaited.end());
}

void RunBook::plan_discovery(Entry& entry, AccountId account, OfAccount of) {
  auto piece = std::make_shared<Piece>(Piece{.business = entry.run->report.business,
                                             .platform = std::move(of.platform),
                                             .account = account,
                                             .with_account = of.itself,
                                             .posts = std::move(of.posts),
                                             .discovers = true,
                                             .then_sync = !entry.run->only_discovery_,
                                             .limit = entry.run->limit_,
                                             .run = entry.run});
  for (const SyncPost& post : piece->posts) take_off(subject_of(post.id), piece);
  if (piece->with_account) take_off(subject_of(account), piece);
  entry.run->piece_planned(piece);
  const auto [under_way, is_first] =
      discovering_.try_emplace(account, Discovering{.piece = piece, .parked = {}});
  (is_first ? entry.pieces : entry.parked).push_back(piece);
  if (is_first) return;
  under_way->second.parked.push_back(piece);
  under_way->second.piece->run->urgent_ |= entry.run->urgent_;
}

std::vector<PiecePtr> RunBook::plan(const LedgerPtr& run, AccountId account, OfAccount of) {
  sort_by_publication(of.posts);
  const auto bulk = run->bulk_.find(of.platform);
  auto sizes = cut(of.posts.size(), bulk == run->bulk_.end() ? of.posts.size() : bulk->second, run->limits_);
  if (sizes.empty() && of.itself) sizes.push_back(0);
  std::vector<PiecePtr> pieces;
  auto next = of.posts.begin();
  for (const std::size_t size : sizes) {
    const auto end = next + static_cast<std::ptrdiff_t>(size);
    auto piece = std::make_shared<Piece>(Piece{.business = run->report.business,
                                               .platform = of.platform,
                                               .account = account,
                                               .with_account = of.itself && pieces.empty(),
                                               .posts = {next, end},
                                               .run = run});
    next = end;
    for (const SyncPost& post : piece->posts) take_off(subject_of(post.id), piece);
    if (piece->with_account) take_off(subject_of(account), piece);
    run->piece_planned(piece);
    pieces.push_back(std::move(piece));
  }
  return pieces;
}

void RunBook::take_off(Subject subject, const PiecePtr& piece) {
  if (InFlight::Flight* flight = flights_.find(subject))
    flight->piece = piece;  // its discovery is over, it is fetched now
  else
    flights_.begin(subject, piece, piece->run);
}

/// What only this run wanted is not fetched; what others have begun to wait for meanwhile is.
void RunBook::abandon(Entry& entry) {
  entry.run->abandoned_ = true;
  std::erase(active_, entry.run);
  auto still_wanted = [&](Subject subject) {
    InFlight::Flight* flight = flights_.find(subject);
    std::erase(flight->runs, entry.run);
    if (!flight->runs.empty()) return true;
    flights_.land(subject);
    return false;
  };
  auto nothing_left = [&](const PiecePtr& piece) {
    std::erase_if(piece->posts, [&](const SyncPost& post) { return !still_wanted(subject_of(post.id)); });
    if (piece->with_account) piece->with_account = still_wanted(subject_of(piece->account));
    return piece->posts.empty() && !piece->with_account;
  };
  for (const PiecePtr& piece : entry.parked) {
    const auto under_way = discovering_.find(piece->account);
    if (under_way == discovering_.end()) continue;  // what it waited for has ended, and it runs already
    auto& parked = under_way->second.parked;
    const auto place = std::find(parked.begin(), parked.end(), piece);
    if (place != parked.end() && nothing_left(piece)) parked.erase(place);
  }
  std::erase_if(entry.pieces, [&](const PiecePtr& piece) {
    if (!nothing_left(piece)) return false;
    if (!piece->discovers) return true;
    const auto under_way = discovering_.find(piece->account);
    if (!under_way->second.parked.empty()) return false;  // others wait for what it finds
    discovering_.erase(under_way);
    return true;
  });
}

void RunBook::figures_found(const PiecePtr& discovery, std::span<const PostId> posts) {
  const Instant now = clock_.now();
  std::vector<Settlement> settled;
  {
    std::lock_guard lock(mutex_);
    const LedgerPtr& run = discovery->run;
    for (const PostId post : posts) {
      const Settlement synced{.subject = subject_of(post)};
      InFlight::Flight* flight = flights_.find(synced.subject);
      if (flight && !flight->piece->discovers) {
        // Another call is about to answer for it, to everybody but this run.
        if (std::erase(flight->runs, run) == 0) {
          if (run->abandoned_ || run->knows(post)) continue;
          run->add(post, false);
        }
        run->settle(discovery->platform, synced, now);
        run->release(1);  // never the last: the discovery itself is held
        continue;
      }
      if (!run->abandoned_ && !run->knows(post)) {
        run->add(post, false);
        if (flight)
          flight->runs.push_back(run);
        else
          flights_.begin(synced.subject, discovery, run);
        settled.push_back(synced);
      } else if (flight) {
        settled.push_back(synced);
      }
    }
  }
  settle(*discovery, settled);
}

std::vector<PiecePtr> RunBook::after_discovery(const PiecePtr& discovery, const std::vector<SyncPost>& due) {
  std::lock_guard lock(mutex_);
  const LedgerPtr& run = discovery->run;
  auto is_open = [&](Subject subject) {
    const InFlight::Flight* flight = flights_.find(subject);
    return flight && flight->piece == discovery;
  };
  OfAccount of{.platform = discovery->platform,
               .itself = discovery->with_account && is_open(subject_of(discovery->account))};
  std::set<PostId> taken;
  for (const SyncPost& post : due) {
    if (!run->knows(post.id)) {
      if (run->abandoned_) continue;
      run->add(post.id, post.gone);
      if (InFlight::Flight* flight = flights_.find(subject_of(post.id))) {
        flight->runs.push_back(run);
        continue;
      }
      flights_.begin(subject_of(post.id), discovery, run);
    }
    if (!is_open(subject_of(post.id))) continue;
    taken.insert(post.id);
    of.posts.push_back(post);  // as it is known now: the listing may have told its time or type
  }
  for (const SyncPost& post : discovery->posts)
    if (is_open(subject_of(post.id)) && !taken.contains(post.id)) of.posts.push_back(post);
  return plan(run, discovery->account, std::move(of));
}

void RunBook::interrupted(const Piece& piece) {
  std::lock_guard lock(mutex_);
  piece.run->interrupted_ = true;
}

std::vector<PiecePtr> RunBook::discovery_ended(const PiecePtr& discovery, const Result<Discovered>& what) {
  std::lock_guard lock(mutex_);
  discovery->run->discovered(discovery->account, what);
  changed_.notify_all();
  const auto under_way = discovering_.find(discovery->account);
  if (under_way == discovering_.end() || under_way->second.piece != discovery) return {};  // it had waited
  auto node = discovering_.extract(under_way);
  for (const PiecePtr& parked : node.mapped().parked) parked->listed = what;
  return std::move(node.mapped().parked);
}

bool RunBook::is_urgent(const Piece& piece) const {
  std::lock_guard lock(mutex_);
  return piece.run->urgent_;
}

Result<std::optional<Discovered>> RunBook::wait_discovered(RunId id, AccountId account,
                                                           std::chrono::milliseconds patience) {
  std::unique_lock lock(mutex_);
  const LedgerPtr run = find_run(id);
  if (!run || !run->discoveries_.contains(account))
    return Error{Code::not_found, "run " + std::to_string(id.value) + " does not list the posts of account " +
                                      std::to_string(account.value)};
  const auto& what = run->discoveries_.at(account);
  if (!changed_.wait_for(lock, patience, [&] { return what.has_value() || run->ended_; }))
    return std::optional<Discovered>{};
  if (!what) return Error{Code::busy, "the engine is stopping"};
  if (!*what) return what->error();
  return std::optional<Discovered>(**what);
}

}  // namespace tidemark
