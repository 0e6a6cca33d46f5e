#include "query/scoped_standings.h"

#include "query/label_filter.h"

namespace tidemark {

Result<> each_standing(const QueryParts& parts, const Scope& scope, std::span<const std::string_view> metrics,
                       std::span<const Instant> edges, const VisitStanding& visit) {
  for (const BusinessId business : scope.businesses) {
    const auto filter = LabelFilter::of(parts, scope, business);
    if (!filter) return filter.error();
    const PostsRequest request{.business = business, .platform = scope.platform, .metrics = metrics};
    const auto visited = parts.store.standings(request, edges, [&](const WindowStanding& standing) {
      if (filter->takes(standing.post)) visit(business, standing);
    });
    if (!visited) return visited;
  }
  return Done{};
}

}  // namespace tidemark
