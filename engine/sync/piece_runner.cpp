#include "sync/piece_runner.h"

#include <string>
#include <utility>

#include "sync/account_keeper.h"
#include "sync/run_ledger.h"

namespace tidemark {

void PieceRunner::run(const PiecePtr& piece, std::stop_token stop) {
  PieceSink sink(parts_, *piece, stop);
  const Asked asked = ask(*piece, sink, stop);
  sink.finish(asked.call, asked.withdrawn);
  AccountVerdict verdict = sink.verdict();
  verdict.used(asked.token);
  if (auto whole = parts_.book.piece_ended(*piece, verdict)) {
    keep_missed(parts_.measurements, parts_.log, piece->business, piece->account, *whole);
    keep_state(parts_.directory, parts_.log, piece->account, *whole);
  }
  parts_.book.release(piece->run);
}

PieceRunner::Asked PieceRunner::ask(const Piece& piece, PieceSink& sink, std::stop_token stop) {
  if (stop.stop_requested()) return {.call = Error{Code::cancelled, "the engine stops"}};
  auto account = read_account(parts_.directory, Asker::engine(), piece.account);
  if (!account && account.error().code == Code::not_found)
    return {.call = account.error(), .withdrawn = true};
  if (!account) return {.call = account.error()};
  if (!account->account.is_active)
    return {.call = Error{Code::cancelled, "the account was switched off"}, .withdrawn = true};

  Asked asked{.token = account->access.access_token};
  const auto host = hosts_.find(piece.platform);
  if (!host) {
    asked.call = Error{Code::plugin_error, "no plugin for " + piece.platform + " is loaded"};
  } else if (auto dead = parts_.book.dead(piece, asked.token)) {
    asked.call = *dead;  // another call of this run has just learned that this token is refused
  } else {
    const CallLimits limits{.deadline = parts_.clock.steady() + call_deadline_,
                            .stop = std::move(stop),
                            .run = parts_.book.name_of(piece)};
    asked.call = host->sync(account->access, sink.items(), account->unavailable, limits, sink);
  }
  return asked;
}

}  // namespace tidemark
