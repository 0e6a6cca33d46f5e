#include <iterator>

#include "admin/route_groups.h"

namespace tidemark {

std::vector<Route> route_table() {
  std::vector<Route> all;
  for (const auto group : {businesses_routes, accounts_routes, posts_routes, sync_routes, scheduler_routes,
                           tokens_routes, query_routes, series_routes, trends_routes, period_routes,
                           overview_routes, import_routes, export_routes, store_routes, system_routes}) {
    auto routes = group();
    std::move(routes.begin(), routes.end(), std::back_inserter(all));
  }
  return all;
}

}  // namespace tidemark
