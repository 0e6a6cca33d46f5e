#include "admin/run_waiting.h"

#include <algorithm>
#include <chrono>

namespace tidemark {

Result<Run> run_now(const Asker& asker, RunId id, AdminContext& context) {
  // The catalog first: it decides whether the asker may see it.
  auto kept = context.parts.catalog.runs().get(asker, id);
  if (!kept || kept->status != RunStatus::running) return kept;
  if (auto under_way = context.parts.sync.running(id)) return std::move(*under_way);
  return context.parts.catalog.runs().get(asker, id);  // it ended in between
}

Result<Run> await_run(const Asker& asker, RunId id, AdminContext& context) {
  constexpr std::chrono::milliseconds slice{200};  // how soon a stopping server is noticed
  const auto place = context.waiting.take();
  const auto until = std::chrono::steady_clock::now() + context.options.refresh_wait;
  while (place && !context.stopping) {
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(until - std::chrono::steady_clock::now());
    if (left.count() <= 0) break;
    auto ended = context.parts.sync.wait(id, std::min(slice, left));
    if (!ended) break;  // over for a while: the catalog has it
    if (*ended) return std::move(**ended);
  }
  return run_now(asker, id, context);
}

}  // namespace tidemark
