#include "query/tombstone_sweep.h"

#include <optional>

namespace tidemark {

Result<> sweep_tombstones(Catalog& catalog, SnapshotStore& store) {
  const auto buried = catalog.tombstones().all();
  if (!buried) return buried.error();
  // One that fails does not keep the others; the first failure is told.
  std::optional<Error> failed;
  for (const Subject& subject : *buried) {
    Result<> swept = store.drop(subject);
    if (swept) swept = catalog.tombstones().done(subject);
    if (!swept && !failed) failed = swept.error();
  }
  if (failed) return *failed;
  return Done{};
}

}  // namespace tidemark
