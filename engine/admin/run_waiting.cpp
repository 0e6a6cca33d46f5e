#include "admin/run_waiting.h"

#include <algorithm>
#include <chrono>

namespace tidemark {
namespace {

/// Asks `is_over(patience)` again and again until it says yes, or patience, a place to wait in, or the server
/// itself is at its end.
template <typename IsOver>
void wait_in_slices(AdminContext& context, const IsOver& is_over) {
  constexpr std::chrono::milliseconds slice{200};  // how soon a stopping server is noticed
  const auto place = context.waiting.take();
  const auto until = std::chrono::steady_clock::now() + context.options.refresh_wait;
  while (place && !context.stopping) {
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(until - std::chrono::steady_clock::now());
    if (left.count() <= 0 || is_over(std::min(slice, left))) return;
  }
}

}  // namespace

Result<Run> run_now(const Asker& asker, RunId id, AdminContext& context) {
  // The catalog first: it decides whether the asker may see it.
  auto kept = context.parts.catalog.runs().get(asker, id);
  if (!kept || kept->status != RunStatus::running) return kept;
  if (auto under_way = context.parts.sync.running(id)) return std::move(*under_way);
  return context.parts.catalog.runs().get(asker, id);  // it ended in between
}

Result<Run> await_run(const Asker& asker, RunId id, AdminContext& context) {
  Result<std::optional<Run>> ended = std::optional<Run>();
  wait_in_slices(context, [&](std::chrono::milliseconds patience) {
    ended = context.parts.sync.wait(id, patience);
    return !ended || *ended;  // an error: over for a while, and the catalog has it
  });
  if (ended && *ended) return std::move(**ended);
  return run_now(asker, id, context);
}

Result<std::optional<Discovered>> await_discovery(RunId id, AccountId account, AdminContext& context) {
  Result<std::optional<Discovered>> found = std::optional<Discovered>();
  wait_in_slices(context, [&](std::chrono::milliseconds patience) {
    found = context.parts.sync.wait_discovered(id, account, patience);
    return !found || *found;
  });
  if (found && !*found) found = context.parts.sync.wait_discovered(id, account, std::chrono::milliseconds(0));
  return found;
}

}  // namespace tidemark
