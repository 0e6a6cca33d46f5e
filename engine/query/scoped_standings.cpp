#include "query/scoped_standings.h"

#include "query/labelled_posts.h"

namespace tidemark {

Result<> each_standing(Catalog& catalog, const SnapshotStore& store, const Scope& scope,
                       std::span<const std::string_view> metrics, std::span<const Instant> edges,
                       const VisitStanding& visit) {
  for (const BusinessId business : scope.businesses) {
    const auto wanted = LabelledPosts::of(catalog, business, scope.label);
    if (!wanted) return wanted.error();
    if (wanted->none()) continue;
    const PostsRequest request{.business = business, .platform = scope.platform, .metrics = metrics};
    const auto visited = store.standings(request, edges, [&](const WindowStanding& standing) {
      if (wanted->has(standing.post)) visit(business, standing);
    });
    if (!visited) return visited;
  }
  return Done{};
}

}  // namespace tidemark
