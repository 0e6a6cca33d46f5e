#include "sync/discovery_runner.h"

#include <algorithm>
#include <utility>

#include "sync/planner.h"
#include "sync/run_book.h"
#include "sync/run_ledger.h"
#include "sync/vanished.h"

namespace tidemark {

void DiscoveryRunner::run(const PiecePtr& piece, std::stop_token stop) {
  Outcome outcome;
  if (stop.stop_requested())
    outcome.what = Error{Code::cancelled, "the engine stops"};
  else if (piece->listed)
    outcome.what = *piece->listed;  // another run's discovery, for which this one waited
  else
    outcome = list(piece, stop);

  std::vector<PiecePtr> rest;
  if (outcome.withdrawn)
    settle_all(*piece, tidemark::Outcome::withdrawn);
  else if (!outcome.what && stop.stop_requested())
    settle_all(*piece, tidemark::Outcome::interrupted);
  else
    rest = rest_of(piece, outcome);
  // The account's state first: who waits for the discovery may look at it next.
  if (auto whole = parts_.book.piece_ended(*piece, outcome.verdict)) {
    keep_missed(parts_.measurements, parts_.log, piece->business, piece->account, *whole);
    keep_state(parts_.directory, parts_.log, piece->account, *whole);
  }
  const auto parked = parts_.book.discovery_ended(piece, outcome.what);
  submit_(rest, parts_.book.is_urgent(*piece));
  for (const PiecePtr& one : parked) submit_({&one, 1}, parts_.book.is_urgent(*one));
  parts_.book.release(piece->run);
}

DiscoveryRunner::Outcome DiscoveryRunner::list(const PiecePtr& piece, std::stop_token stop) {
  Outcome outcome;
  const auto account = read_account(parts_.directory, Asker::engine(), piece->account);
  if (!account) {
    outcome.what = account.error();
    outcome.withdrawn = account.error().code == Code::not_found;
    return outcome;
  }
  if (!account->account.is_active) {
    outcome.what = Error{Code::conflict, "the account was switched off"};
    outcome.withdrawn = true;
    return outcome;
  }
  if (const auto host = hosts_.find(piece->platform))
    ask(piece, *host, *account, std::move(stop), outcome);
  else
    outcome.what = Error{Code::plugin_error, "no plugin for " + piece->platform + " is loaded"};
  return outcome;
}

void DiscoveryRunner::ask(const PiecePtr& piece, PluginHost& host, const AccountForCall& account,
                          std::stop_token stop, Outcome& outcome) {
  const auto listing = parts_.directory.listing(piece->account);
  if (!listing) {
    outcome.what = listing.error();
    return;
  }
  const Instant begun = parts_.clock.now();
  // A time that lies ahead is a clock that was set back.
  const bool full = listing->cursor.empty() || !listing->full_at || *listing->full_at > begun ||
                    begun - *listing->full_at >= kFullAgain;
  if (full)
    if (auto noted = parts_.directory.begin_full_listing(piece->account); !noted) {
      outcome.what = noted.error();  // or a disk that is full would list everything in every run
      return;
    }

  FoundPosts found(parts_, piece, account.account);
  const CallLimits limits{.deadline = parts_.clock.steady() + deadline_,
                          .stop = stop,
                          .run = parts_.book.name_of(*piece) + ", discovery"};
  const auto end =
      host.discover(account.access, full ? std::string_view() : std::string_view(listing->cursor),
                    account.unavailable, limits, found);
  const auto registered = found.flush();
  outcome.verdict = found.verdict();
  Result<Discovered> what = found.counts();
  if (!end) {
    Error why = end.error();
    if (why.code == Code::cancelled && !stop.stop_requested())
      why = {Code::timeout, "the listing took too long; what it found is kept"};
    what = why;
    if (!stop.stop_requested()) {
      outcome.verdict.failed(AccountVerdict::About::call, end.error(), parts_.clock.now());
      outcome.verdict.missed().account(end.error(), parts_.clock.now());
    }
  } else if (!registered) {
    what = registered.error();
  } else {
    outcome.verdict.worked();
    outcome.verdict.missed().listed(begun);
    if (end->listed) {
      const auto gone = mark_vanished(*piece, found, end->listed->since, begun, outcome.verdict.missed());
      if (gone)
        what->gone = *gone;
      else
        what = gone.error();
    }
    if (what)
      if (auto kept = parts_.directory.keep_listing(piece->account, end->cursor, full); !kept)
        what = kept.error();
  }
  outcome.verdict.used(account.access.access_token);
  outcome.what = what;
}

Result<std::size_t> DiscoveryRunner::mark_vanished(const Piece& piece, const FoundPosts& found,
                                                   std::optional<Instant> since, Instant begun,
                                                   Missed& missed) {
  const auto expected = parts_.directory.expected_posts(piece.account, since, begun);
  if (!expected) return expected.error();
  const Vanished verdict = vanished(*expected, found.posts());
  const bool any_doubted =
      std::any_of(expected->begin(), expected->end(), [](const ListedPost& post) { return post.doubted; });
  if (any_doubted || !verdict.doubted.empty())
    if (auto noted = parts_.directory.doubt(piece.account, verdict.doubted); !noted) return noted.error();
  if (!verdict.doubted.empty())
    warn(piece,
         "the listing is without " + std::to_string(verdict.doubted.size()) + " of " +
             std::to_string(expected->size()) +
             " known posts, which is hard to believe: they are gone if the next full listing says the same");
  if (verdict.gone.empty()) return std::size_t{0};
  if (auto marked = parts_.directory.mark_gone(verdict.gone); !marked) return marked.error();
  // Those that this run was about to ask for need no question more.
  const Error why{Code::post_not_found, "The platform's list of the account's posts is without it."};
  for (const PostId post : verdict.gone) missed.post(post, why, true, begun);
  std::vector<Settlement> settled;
  for (const SyncPost& post : piece.posts)
    if (std::binary_search(verdict.gone.begin(), verdict.gone.end(), post.id))
      settled.push_back({subject_of(post.id), tidemark::Outcome::failed, &why});
  parts_.book.settle(piece, settled);
  return verdict.gone.size();
}

std::vector<PiecePtr> DiscoveryRunner::rest_of(const PiecePtr& piece, const Outcome& outcome) {
  // A token that is dead is told with the account's own figures, which are asked for next.
  if (!outcome.what && !(outcome.verdict.dead() && piece->with_account))
    parts_.book.account_failed(*piece, outcome.what.error());
  if (!piece->then_sync) return {};
  const std::string platforms[] = {piece->platform};
  auto due = parts_.directory.due_posts(piece->business, platforms, piece->limit,
                                        parts_.clock.now() - Planner::kLookAgain);
  if (!due) {
    warn(*piece, "new posts could not be read: " + due.error().message);
    due = std::vector<SyncPost>();
  }
  std::erase_if(*due, [&](const SyncPost& post) { return post.account != piece->account; });
  return parts_.book.after_discovery(piece, *due);
}

void DiscoveryRunner::settle_all(const Piece& piece, tidemark::Outcome outcome) {
  std::vector<Settlement> all;
  if (outcome == tidemark::Outcome::interrupted) parts_.book.interrupted(piece);
  for (const SyncPost& post : piece.posts)
    all.push_back({.subject = subject_of(post.id), .outcome = outcome});
  if (piece.with_account) all.push_back({.subject = subject_of(piece.account), .outcome = outcome});
  parts_.book.settle(piece, all);
}

void DiscoveryRunner::warn(const Piece& piece, const std::string& what) const {
  parts_.log.warning("sync", "discovery of account " + std::to_string(piece.account.value) + ": " + what);
}

}  // namespace tidemark
