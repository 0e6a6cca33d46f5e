#include "query/tombstone_sweep.h"

#include <algorithm>
#include <optional>
#include <span>

namespace tidemark {
namespace {

/// Dropped in one write, and their graves closed in another: each costs a sync of the disk, of which a
/// deleted business with thousands of posts must not need thousands. Not all at once: writers of these
/// subjects wait.
constexpr std::size_t kAtOnce = 1'000;

}  // namespace

Result<> sweep_tombstones(Catalog& catalog, SnapshotStore& store) {
  const auto buried = catalog.tombstones().all();
  if (!buried) return buried.error();
  // One that fails does not keep the others; the first failure is told.
  std::optional<Error> failed;
  for (std::span<const Subject> rest(*buried); !rest.empty();) {
    const auto some = rest.first(std::min(rest.size(), kAtOnce));
    rest = rest.subspan(some.size());
    Result<> swept = store.drop(some);
    if (swept) swept = catalog.tombstones().done(some);
    if (!swept && !failed) failed = swept.error();
  }
  if (failed) return *failed;
  return Done{};
}

}  // namespace tidemark
